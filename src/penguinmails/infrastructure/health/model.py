"""How a mailbox stands."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Standing:
    """A locked mailbox, and what it did in the days that are judged."""

    email: str
    status: str
    status_cause: str | None
    status_since: datetime
    paused_until: datetime | None
    failures_in_row: int
    sent: int
    bounced: int
    complained: int


@dataclass(frozen=True)
class DueMailbox:
    """A mailbox whose rest is over, and whose it is."""

    tenant_id: UUID
    id: UUID


@dataclass(frozen=True)
class MailboxDay:
    """What a mailbox did on a UTC day."""

    day: date
    planned: int
    sent: int
    deferred: int
    bounced_hard: int
    bounced_soft: int
    complained: int
    replied: int
    failed: int
