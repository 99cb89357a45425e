"""A lane as it is held, and what slows it down."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

OWN_SERVER: Final = "*"
"""In `lane_backoffs`, in a receiving provider's place: the server the mailbox itself sends by."""


@dataclass(frozen=True)
class LaneName:
    """Which lane."""

    tenant_id: UUID
    mailbox_id: UUID


@dataclass(frozen=True)
class Lane:
    """A lane under somebody's lease, its row locked or just claimed. `may_begin`: not paused, not stopped."""

    tenant_id: UUID
    mailbox_id: UUID
    company_id: UUID | None
    email: str
    sending_domain: str
    daily_cap: int
    used_today: int
    used_day: date
    timezone: str
    window_days: int
    window_start_minute: int
    window_end_minute: int
    min_gap_seconds: int
    per_second_limit: int | None
    rolling_limit: int | None
    rolling_seconds: int | None
    rolling_used: int
    rolling_started: datetime | None
    next_slot: datetime
    fence: int
    version: int
    may_begin: bool
    now: datetime


@dataclass(frozen=True)
class Backoff:
    """A receiving provider (or the mailbox's own server) that is left alone until `not_before`."""

    receiving_provider: str
    not_before: datetime
    failures: int


@dataclass(frozen=True)
class Abandoned:
    """A lane whose holder was not heard of until its lease ended."""

    tenant_id: UUID
    mailbox_id: UUID
    fence: int


@dataclass(frozen=True)
class LaneState:
    """A lane as people see it. `working`: a sender is at it now."""

    email: str
    used_today: int
    daily_cap: int
    next_slot: datetime
    next_due: datetime | None
    pause_reason: str | None
    paused_until: datetime | None
    working: bool


@dataclass(frozen=True)
class LaneFigures:
    """How many lanes the platform has, work now, are paused, and have something to send."""

    lanes: int
    working: int
    paused: int
    due: int
