"""Bounces: reports by the standard (RFC 3464), and those that only say so in words."""

import re
from typing import Final

from penguinmails.delivery.inbound.classifying.addresses import EMAIL
from penguinmails.delivery.inbound.classifying.diagnosing import diagnose
from penguinmails.delivery.inbound.classifying.known import known_forms
from penguinmails.delivery.inbound.classifying.model import Action, Bounced
from penguinmails.delivery.inbound.classifying.notices import Blame, Notice, find_blamed
from penguinmails.delivery.inbound.classifying.phrases import phrases
from penguinmails.delivery.inbound.reading import Headers, Received

_DAEMONS: Final = re.compile(
    r"(?:mail(?:er)?[-._]?daemon|po{1,2}st[-._]?master|mail[-._]?delivery(?:[-._]sub)?(?:[-._]?system)?"
    r"|mdaemon|bounces?|mail-?system)(?:[+-][^@]*)?@",
    re.IGNORECASE,
)
_DAEMON_NAMES: Final = re.compile(
    r"mail (?:delivery|administrat)|mailer.?daemon|delivery (?:sub)?system|postmaster", re.IGNORECASE
)
_ACTIONS: Final = {
    "failed": Action.FAILED,
    "delayed": Action.DELAYED,
    "expired": Action.FAILED,
    "failure": Action.FAILED,
}
_DONE: Final = frozenset({"delivered", "relayed", "expanded"})
_VERP: Final = re.compile(r"[+-](?P<local>[^@=]{1,64})=(?P<domain>[^@=\s]{1,253})@")
_LONGEST_WORDS: Final = 1000


def is_report(received: Received) -> bool:
    """Whether a machine sent it that could not deliver, by its sender and form; not yet by what it says."""
    if received.report_type == "delivery-status" or "X-Failed-Recipients" in received.headers:
        return True
    from_daemon = bool(
        _DAEMONS.match(received.from_email or "") or _DAEMON_NAMES.search(received.from_name or "")
    )
    says_so = bool(phrases("reports")["subjects"].search(received.subject))
    unsigned = received.return_path == "" or received.from_email is None
    # People answer reports, and their answers have the report's subject: only a daemon's word counts there.
    if received.subject[:3].lower() == "re:" and not from_daemon:
        return False
    returns = received.original is not None and received.return_path == ""
    return from_daemon or returns or (says_so and (unsigned or received.in_reply_to is None))


def by_status(received: Received, notice: Notice) -> tuple[list[Bounced], bool]:
    """The bounces that the fields of a delivery status report, and whether there were such fields at all."""
    blocks = [block for block in (*received.delivery_status, *notice.blocks) if _recipient(block)]
    bounces: dict[tuple[str | None, str], Bounced] = {}
    for block in blocks:
        action_word = (block.get("Action") or "").split("(")[0].strip().lower()
        status = block.get("Status") or ""
        if action_word in _DONE or (not action_word and status.startswith("2")):
            continue
        action = _ACTIONS.get(action_word, Action.DELAYED if status.startswith("4") else Action.FAILED)
        bounce = _bounce(block, action, notice, only=len(blocks) == 1)
        bounces.setdefault((bounce.address, action), bounce)
    return list(bounces.values()), bool(blocks)


def by_words(received: Received, notice: Notice) -> list[Bounced]:
    """The bounces that a text reports; none where it does not say that something was not delivered."""
    if not phrases("reports")["failure"].search(notice.text):
        return []
    failed = tuple(
        dict.fromkeys(
            email.lower()
            for value in received.headers.all("X-Failed-Recipients")
            for email in EMAIL.findall(value)
        )
    )
    ours = frozenset(address.email for address in received.to) | frozenset(received.delivered_to)
    blames = find_blamed(notice, ours, failed) or _known(received, notice, ours) or _from_returned(notice)
    words = phrases("reports")
    is_delay = bool(words["delay"].search(notice.text) or words["delay_subjects"].search(received.subject))
    action = Action.DELAYED if is_delay else Action.FAILED
    bounces: list[Bounced] = []
    for blame in blames or [Blame("", notice.text)]:
        found = diagnose(blame.words, None, action, context=f"{notice.text}\n{received.subject}")
        bounces.append(
            Bounced(
                address=blame.email or None,
                action=action,
                bounce_type=found.bounce_type,
                reason=found.reason,
                status=found.status,
                smtp_code=found.code,
                diagnostic=" ".join(blame.words.split())[:_LONGEST_WORDS] or None,
            )
        )
    return bounces


def original_recipient(received: Received, notice: Notice, bounces: list[Bounced]) -> str | None:
    """Whom the message went to: by the report, by the returned message, or by an address that encodes it."""
    for block in (*received.delivery_status, *notice.blocks):
        if (told := block.get("Original-Recipient")) and (match := EMAIL.search(told)):
            return match[0].lower()
    named = [bounce.address for bounce in bounces if bounce.address]
    if named:
        return named[0]
    if match := EMAIL.search(notice.returned.get("To") or ""):
        return match[0].lower()
    hints = (*received.delivered_to, *(address.email for address in received.to))
    verp = next((match for hint in hints if (match := _VERP.search(hint))), None)
    return f"{verp['local']}@{verp['domain']}".lower() if verp else None


def _bounce(block: Headers, action: Action, notice: Notice, *, only: bool) -> Bounced:
    address = _recipient(block)
    diagnostic = block.get("Diagnostic-Code") or ""
    words = diagnostic.partition(";")[2] if re.match(r"\s*[\w-]+\s*;", diagnostic) else diagnostic
    said = _said_of(address, notice, only=only)
    found = diagnose(words, block.get("Status"), action, context=said)
    host = (block.get("Remote-MTA") or "").rpartition(";")[2].split("(")[0].strip(" .")
    return Bounced(
        address=address,
        action=action,
        bounce_type=found.bounce_type,
        reason=found.reason,
        status=found.status,
        smtp_code=found.code,
        diagnostic=(" ".join(words.split()) or " ".join(said.split()))[:_LONGEST_WORDS] or None,
        remote_host=host[:253] or None,
    )


def _said_of(address: str | None, notice: Notice, *, only: bool) -> str:
    blamed = find_blamed(notice, frozenset(), ())
    words = next((blame.words for blame in blamed if blame.email == address), "")
    return f"{words}\n{notice.text}" if only else words


def _recipient(block: Headers) -> str | None:
    """The address that was written to, rather than the one it was passed on to."""
    for name in ("Original-Recipient", "Final-Recipient", "X-Actual-Recipient"):
        if match := EMAIL.search((block.get(name) or "").rpartition(";")[2]):
            return match[0].lower().strip(".")
    told = block.get("Final-Recipient")
    return told.rpartition(";")[2].strip().lower()[:254] or None if told else None


def _known(received: Received, notice: Notice, ours: frozenset[str]) -> list[Blame]:
    return [Blame(email, notice.text) for email in known_forms(received) if email not in ours]


def _from_returned(notice: Notice) -> list[Blame]:
    emails = EMAIL.findall(notice.returned.get("To") or "")
    return [Blame(email.lower(), notice.text) for email in emails[:1]]
