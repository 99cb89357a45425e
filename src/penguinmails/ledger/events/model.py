"""An event, and how it is handed over."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic, as_payload
from penguinmails.kernel.tiers import Tier

EVENTS: Final = Topic("ledger.events", Tier.OLAP, items="events")
"""`{"events": [Event.payload(), …]}`: what happened to messages of one tenant."""


class EventKind(StrEnum):
    """What happened to a message."""

    SENT = "sent"
    DELIVERED = "delivered"
    """By a provider's word."""
    DEFERRED = "deferred"
    FAILED = "failed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    AUTO_REPLIED = "auto_replied"
    UNSUBSCRIBED = "unsubscribed"


class EventSource(StrEnum):
    """Who said so."""

    DELIVERY = "delivery"
    """Our SMTP session."""
    TRACKING = "tracking"
    """Pixel, link, unsubscribe."""
    INBOUND = "inbound"
    """Received mail."""
    PROVIDER = "provider"
    """A provider's notice."""
    EVIDENCE = "evidence"
    """Found later, of an uncertain message."""
    IMPORT = "import"


class BounceType(StrEnum):
    """How final a bounce is."""

    HARD = "hard"
    """No such mailbox."""
    SOFT = "soft"
    """Not now."""
    BLOCK = "block"
    """Refused for what we are or sent."""


@dataclass(frozen=True)
class Event:
    """Something that happened to one message. Fields are the columns of `olap.email_events`.

    `event_id` is made from the source's own identity of the event (`event_id_of`), so that a repeated report
    is the same row. `sent` says the dimensions, `message_kind` to `lead_id`; so does `failed`, whose metadata
    they become. `ip_address` is truncated (/24, /48) by the ingest; `location` is to be found before that.
    """

    message_id: UUID
    event_id: UUID
    kind: EventKind
    occurred: datetime
    source: EventSource
    company_id: UUID | None = None
    provider: str | None = None
    provider_event_id: str | None = None
    message_kind: str | None = None
    campaign_id: UUID | None = None
    step_id: UUID | None = None
    variant_id: UUID | None = None
    mailbox_id: UUID | None = None
    sending_domain: str | None = None
    receiving_provider: str | None = None
    lead_id: UUID | None = None
    bounce_type: BounceType | None = None
    bounce_reason: str | None = None
    smtp_code: int | None = None
    smtp_enhanced: str | None = None
    user_agent: str | None = None
    ip_address: str | None = None
    location: str | None = None
    device_type: str | None = None
    client: str | None = None
    link_url: str | None = None
    link_text: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is not known is left out."""
        return as_payload(self)


@dataclass(frozen=True)
class Ingested:
    """What became of a batch of events. A repetition has nothing new, and no batch."""

    new: int
    batch_ids: tuple[UUID, ...]
    """As `rollup_queue` names them."""
    late: int = 0
    """Of months that are archived: kept in late_events, in no figure."""
    refused: int = 0
    """That the ledger cannot hold: each handed on alone, so that it is parked alone."""


@dataclass(frozen=True)
class Month:
    """A month the ledger has a partition for, as `2026_11`."""

    name: str


@dataclass(frozen=True)
class Place:
    """The place of an event in a batch, counted from 0."""

    place: int


def event_id_of(*parts: str | UUID) -> UUID:
    """The id of an event (a version 8 UUID) from what identifies it at its source: same parts, same id.

    `event_id_of("sent", message_id)`; of a bounce by mail `event_id_of("bounced", message_id, key)`.
    """
    told = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()[:16]
    number = int.from_bytes(told)
    return UUID(int=number & ~(0xF << 76) & ~(0x3 << 62) | 8 << 76 | 0b10 << 62)
