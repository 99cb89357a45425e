"""The rollup's rows."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Freshness:
    """What the facts do not hold yet. `oldest` is None where they are current."""

    oldest: datetime | None
    """When the batch that waits longest was taken in."""
    batches: int
    rows: int
    """Events and verdicts in them."""


@dataclass(frozen=True)
class Claim:
    """Batches that a transaction took from the queue, and what they are about."""

    batches: int
    rows: int
    messages: int
    message_ids: str | None
    """The messages to refold, as PostgreSQL writes an array: it comes from there and goes back unread."""
    low: UUID | None
    """The first of them; `high` the last: so that other months are not looked into."""
    high: UUID | None
    new_days: list[date]
    """Days on which they were sent that have no billing period yet."""


@dataclass(frozen=True)
class Waiting:
    """A tenant with batches that are not counted yet."""

    tenant_id: UUID


@dataclass(frozen=True)
class SetAside:
    """A batch that could not be counted."""

    batch_id: UUID
    rows: int


@dataclass(frozen=True)
class Page:
    """The end of a page of messages."""

    last: UUID


@dataclass(frozen=True)
class Span:
    """UTC days of sending: from `since` (included) to `until` (not included), open where None."""

    since: date | None
    until: date | None

    @property
    def everything(self) -> bool:
        """Whether it has no end on either side."""
        return self.since is None and self.until is None


@dataclass(frozen=True)
class Concerned:
    """What a refold concerns beside its span."""

    days: list[date]
    """To which messages came, or from which they went."""
    campaigns: list[UUID] | None
    """Those that sent in the span or on these days; None for all."""


@dataclass(frozen=True)
class Listed:
    """Messages to refold, as in `Claim`."""

    message_ids: str
    low: UUID
    high: UUID


@dataclass(frozen=True)
class Day:
    """A UTC day of sending."""

    day: date


@dataclass(frozen=True)
class CampaignOfDays:
    """A campaign that sent."""

    campaign_id: UUID
