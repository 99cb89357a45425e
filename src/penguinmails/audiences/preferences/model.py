"""What a recipient may look at and decide."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class TrackingConsent(StrEnum):
    """What may be known of a lead's opens and clicks, the least first."""

    OFF = "off"
    LAST_DATE_ONLY = "last_date_only"
    FULL = "full"

    @property
    def event(self) -> str:
        """The consent event of choosing it."""
        return _EVENTS[self]


_EVENTS = {
    TrackingConsent.OFF: "tracking_withdrawn",
    TrackingConsent.LAST_DATE_ONLY: "tracking_limited",
    TrackingConsent.FULL: "tracking_granted",
}


@dataclass(frozen=True)
class Subscription:
    """A list an address is on."""

    list_id: UUID
    name: str
    description: str | None


@dataclass(frozen=True)
class Preferences:
    """What stands for an address at one sender. `tracking` is the least that any lead of it allows."""

    sender: str
    address: str
    subscriptions: tuple[Subscription, ...]
    tracking: TrackingConsent
    unsubscribed: bool
    """From everything: no lead of the address may be written to."""


@dataclass(frozen=True)
class Addressee:
    """A lead of an address."""

    id: UUID
    company_id: UUID | None
    status: str
    tracking_consent: str


@dataclass(frozen=True)
class Consenting:
    """What a lead allows now."""

    lead_id: UUID
    tracking_consent: str


@dataclass(frozen=True)
class Opened:
    """The last day on which a lead opened something."""

    lead_id: UUID
    day: date
