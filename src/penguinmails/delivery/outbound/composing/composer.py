"""Composing: the words, the links, the message, the signatures."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, cast

from penguinmails.content import Pieces
from penguinmails.delivery.dkim import Signer, sign_pieces
from penguinmails.delivery.mime import Built, Letter, build
from penguinmails.delivery.mime.addresses import header_address
from penguinmails.delivery.outbound.composing.access import From, Opened
from penguinmails.delivery.outbound.composing.templates import Templates, Wanted
from penguinmails.delivery.outbound.composing.verp import Verp, bounce_address
from penguinmails.delivery.outbound.errors import ComposingFailed
from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.delivery.outbound.model import Kind
from penguinmails.delivery.outbound.queue.model import Waiting
from penguinmails.delivery.outbound.settings import OutboundSettings
from penguinmails.delivery.outbound.stages import Stages
from penguinmails.delivery.smtp.exchange import Envelope
from penguinmails.kernel import clock
from penguinmails.kernel.db import DatabaseUnreachable
from penguinmails.kernel.errors import PenguinError
from penguinmails.tracking import Links, Ref, rewrite_pieces, rewrite_text

_SUBJECT_LENGTH: Final = 500
_UNSUBSCRIBABLE: Final = frozenset({Kind.CAMPAIGN, Kind.TEST})
_REWRITING_SERVERS: Final = (".gmail.com", ".office365.com", ".outlook.com")
"""They put the mailbox's own address in the place of any other envelope sender, or refuse it."""


@dataclass(slots=True)
class Composed:
    """A message ready to be sent, once it is signed. `data` has CRLF lines and its signatures in front."""

    message: Waiting
    composed: datetime
    envelope: Envelope
    verp_token: str | None
    subject: str
    digest: bytes
    in_reply_to: str | None
    references: tuple[str, ...]
    data: bytes = field(repr=False)
    unsigned: tuple[Built, Sequence[Signer]] | None = field(repr=False)
    """What `Composer.sign` needs; None: nothing is to be signed any more."""


@dataclass(slots=True)
class _Draft:
    """A message on its way to `Composed`."""

    message: Waiting
    writing: From
    links: Links
    ref: Ref
    own_links: "_OwnLinks"
    words: Pieces = field(init=False)
    html: Sequence[str] = field(init=False)
    text: str | Sequence[str] = field(init=False)
    composed: Composed = field(init=False)


class Composer:
    """Composes the messages of all lanes of a process."""

    def __init__(
        self,
        templates: Templates,
        verp: Verp,
        tracking_key: bytes,
        tracking_base: str,
        *,
        settings: OutboundSettings,
        stages: Stages,
    ) -> None:
        """`tracking_base`: what links begin with where a domain has no tracking host."""
        self._templates = templates
        self._verp = verp
        self._tracking_key = tracking_key
        self._tracking_base = tracking_base
        self._settings = settings
        self._stages = stages
        self._links: dict[str, Links] = {}

    async def compose(
        self, lane: Lane, opened: Opened, messages: Sequence[Waiting]
    ) -> tuple[list[Composed], list[tuple[Waiting, PenguinError]]]:
        """The messages, not signed; and those whose template, data or address do not allow it, and why.

        All are rendered, then all get their links, then all are built: message by message each step found the
        processor's caches full of the others, which took a fifth longer.
        """
        unfit: list[tuple[Waiting, PenguinError]] = []
        began = self._stages.begin()
        drafts: list[_Draft] = []
        for message in messages:
            try:
                drafts.append(await self._rendered(lane, opened, message))
            except DatabaseUnreachable:
                raise
            except PenguinError as error:
                unfit.append((message, error))
        began = self._stages.end("render", began)
        drafts = _done(self._link, drafts, unfit)
        began = self._stages.end("links", began)
        now = clock.now()
        drafts = _done(lambda draft: self._build(opened, draft, now), drafts, unfit)
        self._stages.end("build", began)
        return [draft.composed for draft in drafts], unfit

    async def _rendered(self, lane: Lane, opened: Opened, message: Waiting) -> _Draft:
        if message.template_id is None or message.template_version is None:
            raise ComposingFailed(reason="it has no template")
        writing = opened.writing_as(message.from_email)
        links, ref = self._tracking(lane, writing, message)
        draft = _Draft(message, writing, links, ref, _OwnLinks(links, ref, message.to_email))
        subject = message.options.get("subject")
        ready = await self._templates.get(
            Wanted(lane.tenant_id, message.template_id, message.template_version, subject)
        )
        sender = {"email": message.from_email, "name": message.from_name}
        merge: dict[str, object] = {"sender": sender, **message.merge_data, "links": draft.own_links}
        draft.words = await ready.render(merge, message.render_seed)
        return draft

    def _link(self, draft: _Draft) -> None:
        """Let its links lead by way of us."""
        tracking = draft.message.options.get("tracking", {})
        utm = cast("dict[str, str]", tracking.get("utm", {}))
        opens, clicks = bool(tracking.get("opens", True)), bool(tracking.get("clicks", True))
        draft.html = rewrite_pieces(
            draft.words.html, draft.ref, draft.links, opens=opens, clicks=clicks, utm=utm
        )
        text = draft.words.text
        if utm:
            text = text if isinstance(text, str) else "".join(text)
            text = rewrite_text(text, draft.ref, draft.links, utm=utm)
        draft.text = text

    def _build(self, opened: Opened, draft: _Draft, now: datetime) -> None:
        message, signers = draft.message, draft.writing.signers
        letter = _letter(
            message,
            draft.words.subject,
            html=draft.html,
            text=draft.text,
            unsubscribe=draft.own_links.get("unsubscribe") if message.kind in _UNSUBSCRIBABLE else None,
            now=now,
        )
        built = build(letter)
        data = built.joined()
        envelope, token = self._envelope(opened, draft.writing, letter, data, message)
        draft.composed = Composed(
            message=message,
            composed=now,
            envelope=envelope,
            verp_token=token,
            subject=letter.subject[:_SUBJECT_LENGTH],
            digest=sha256(data).digest(),
            in_reply_to=letter.in_reply_to,
            references=letter.references,
            data=data,
            unsigned=(built, signers) if signers else None,
        )

    def sign(self, composed: Composed) -> None:
        """Put its signatures in front, unless they are there."""
        if composed.unsigned is None:
            return
        began = self._stages.begin()
        built, signers = composed.unsigned
        composed.data = sign_pieces(built.head, built.body, signers, at=composed.composed) + composed.data
        composed.unsigned = None
        self._stages.end("sign", began)

    def _tracking(self, lane: Lane, writing: From, message: Waiting) -> tuple[Links, Ref]:
        consent = str(message.options.get("tracking", {}).get("consent", "full"))
        ref = Ref(lane.tenant_id, message.message_id, message.lead_id, message.company_id, consent)
        base = writing.tracking_base or self._tracking_base
        if base not in self._links:
            self._links[base] = Links(self._tracking_key, base)
        return self._links[base], ref

    def _envelope(
        self, opened: Opened, writing: From, letter: Letter, data: bytes, message: Waiting
    ) -> tuple[Envelope, str | None]:
        host = writing.return_path_host
        server = f".{opened.access.endpoint.host.lower()}"
        if host is None and not server.endswith(_REWRITING_SERVERS):
            host = self._settings.bounce_domain
        token = None
        sender = opened.access.email
        if host is not None:
            token = self._verp.token(message.message_id)
            sender = bounce_address(token, host)
        wide = letter.smtputf8
        envelope = Envelope(
            sender=header_address("From", sender, smtputf8=wide),
            recipient=header_address("To", message.to_email, smtputf8=wide),
            smtputf8=wide,
            eight_bit=not data.isascii(),
        )
        return envelope, token


def _done(
    step: Callable[[_Draft], None], drafts: Iterable[_Draft], unfit: list[tuple[Waiting, PenguinError]]
) -> list[_Draft]:
    """Those for which a step succeeds; the others are unfit."""
    done: list[_Draft] = []
    for draft in drafts:
        try:
            step(draft)
        except PenguinError as error:
            unfit.append((draft.message, error))
        else:
            done.append(draft)
    return done


class _OwnLinks(Mapping[str, str]):
    """The links of ours that a template may name, each made when it is asked for: sealing takes time."""

    def __init__(self, links: Links, ref: Ref, address: str) -> None:
        self._make = {"unsubscribe": links.unsubscribe, "preferences": links.preferences}
        self._ref = ref
        self._address = address
        self._made: dict[str, str] = {}

    def get(self, key: object, default: object = None) -> Any:
        """Mapping's own asks by way of an error, which takes longer than most links."""
        return self[key] if isinstance(key, str) and key in self._make else default

    def __getitem__(self, name: str) -> str:
        if name not in self._made:
            self._made[name] = self._make[name](self._ref, self._address)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._make)

    def __len__(self) -> int:
        return len(self._make)


def _letter(
    message: Waiting,
    subject: str,
    *,
    html: Sequence[str],
    text: str | Sequence[str],
    unsubscribe: str | None,
    now: datetime,
) -> Letter:
    parent = message.parent_rfc_id
    if parent is not None:
        subject = _answering(message.parent_subject or subject)
    locals_ = message.from_email.rpartition("@")[0] + message.to_email.rpartition("@")[0]
    details: dict[str, Any] = {}
    if parent is not None:
        details = {"in_reply_to": parent, "references": (*message.parent_references, parent)}
    return Letter(
        message_id=message.rfc_message_id,
        date=now,
        from_email=message.from_email,
        from_name=message.from_name,
        to_email=message.to_email,
        to_name=message.to_name,
        reply_to=message.reply_to,
        subject=subject,
        html=html,
        text=text,
        unsubscribe_url=unsubscribe,
        auto_submitted=message.kind == Kind.SYSTEM,
        smtputf8=not locals_.isascii(),
        **details,
    )


def _answering(subject: str) -> str:
    """As answers begin; one that does already stays."""
    return subject if subject[:3].lower() == "re:" else f"Re: {subject}"
