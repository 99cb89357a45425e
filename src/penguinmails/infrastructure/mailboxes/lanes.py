"""A mailbox as the sender is told of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic, as_payload
from penguinmails.kernel.tiers import Tier

LANES: Final = Topic("mailbox.changed", Tier.CONTENT, items="lanes")
"""`{"lanes": [LaneCopy.payload(), …]}`: mailboxes of one tenant as they are now."""


@dataclass(frozen=True)
class LaneCopy:
    """A mailbox for `content.mailbox_lanes`, whose columns these are. A higher version is a later state."""

    mailbox_id: UUID
    company_id: UUID
    email: str
    sending_domain: str
    daily_cap: int
    version: int
    timezone: str = "UTC"
    window_days: int = 127
    window_start_minute: int = 0
    window_end_minute: int = 1440
    min_gap_seconds: int = 0
    per_second_limit: int | None = None
    rolling_limit: int | None = None
    rolling_seconds: int | None = None
    paused: datetime | None = None
    paused_until: datetime | None = None
    pause_reason: str | None = None
    deleted: datetime | None = None

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is None is left out."""
        return as_payload(self)
