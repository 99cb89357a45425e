"""Hits as events of the ledger, as far as the lead allows."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from penguinmails.audiences import TrackingConsent
from penguinmails.ledger import Event, EventKind, EventSource, event_id_of
from penguinmails.tracking.shipping.regions import Regions
from penguinmails.tracking.spool.model import Hit, Way
from penguinmails.tracking.tokens.model import CONSENTS, Kind, Ref, Token

HONEYPOT_URL: Final = "honeypot:"
"""`link_url` of a hit on the link that no person sees."""
_METHODS: Final = {Way.GET: "get", Way.HEAD: "head", Way.ONE_CLICK: "post", Way.PAGE: "get"}


@dataclass(frozen=True, slots=True)
class Proven:
    """A hit and what its token says."""

    hit: Hit
    token: Token

    @property
    def ref(self) -> Ref:
        """The message it is about."""
        return self.token.ref


def allowed(ref: Ref, now: dict[UUID, TrackingConsent]) -> TrackingConsent:
    """What may be kept: what the lead allowed when the message was sent and allows now, whichever is less.

    Of a lead that is gone, nothing.
    """
    then = TrackingConsent(ref.consent)
    if ref.lead_id is None:
        return then
    current = now.get(ref.lead_id, TrackingConsent.OFF)
    return min(then, current, key=CONSENTS.index)


def event_of(proven: Proven, consent: TrackingConsent, regions: Regions) -> Event | None:
    """The event of a hit; None where nothing of it may be kept. Unsubscribing always counts.

    Its metadata: `method` get, head or post (of unsubscribing: post is a mail program's one click, get our
    page), `hit`, and `honeypot` where it was one.
    """
    hit, token = proven.hit, proven.token
    metadata: dict[str, Any] = {"method": _METHODS[hit.way], "hit": hit.id.hex()}
    link_url = None
    match token.kind:
        case Kind.UNSUBSCRIBE | Kind.PREFERENCES:
            # Mail programs repeat their POST, and people press twice: a message is unsubscribed from once.
            kind, event_id = EventKind.UNSUBSCRIBED, event_id_of("unsubscribed", token.ref.message_id)
        case Kind.OPEN:
            kind, event_id = EventKind.OPENED, event_id_of("hit", hit.id.hex())
        case Kind.CLICK | Kind.HONEYPOT:
            kind, event_id = EventKind.CLICKED, event_id_of("hit", hit.id.hex())
            link_url = token.url or HONEYPOT_URL
            if token.kind is Kind.HONEYPOT:
                metadata["honeypot"] = True
    full = consent is TrackingConsent.FULL
    if kind is not EventKind.UNSUBSCRIBED and not full:
        return None
    return Event(
        message_id=token.ref.message_id,
        event_id=event_id,
        kind=kind,
        occurred=hit.moment,
        source=EventSource.TRACKING,
        company_id=token.ref.company_id,
        user_agent=hit.agent or None if full else None,
        ip_address=hit.ip or None if full else None,
        location=regions.of(hit.ip) if full else None,
        link_url=link_url,
        metadata=metadata,
    )


def open_date(proven: Proven, consent: TrackingConsent) -> tuple[UUID, date] | None:
    """Lead and day of an open of which no more may be kept."""
    lead_id = proven.ref.lead_id
    if consent is not TrackingConsent.LAST_DATE_ONLY or proven.token.kind is not Kind.OPEN or lead_id is None:
        return None
    return lead_id, proven.hit.moment.date()
