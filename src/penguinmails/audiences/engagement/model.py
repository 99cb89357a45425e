"""A lead's engagement, and how it is handed over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic, as_payload
from penguinmails.kernel.tiers import Tier

ENGAGED: Final = Topic("lead.engaged", Tier.OLTP, items="leads")
"""`{"leads": [{"lead_id", "version", …}]}`: whole states by `EngagementCopy.payload`, of one tenant."""


@dataclass(frozen=True)
class Engagement:
    """What a lead did. Opens and clicks are a person's, never a machine's; counts are of messages.

    `last_engaged` is the latest of open, click and reply.
    """

    sent: int
    opened_human: int
    clicked_human: int
    replied: int
    soft_bounces_in_row: int
    score: int
    last_sent: datetime | None
    last_opened: datetime | None
    last_clicked: datetime | None
    last_replied: datetime | None
    last_bounced: datetime | None
    last_engaged: datetime | None


@dataclass(frozen=True)
class EngagementCopy:
    """A state of a lead for the handoff. A higher version is a later state; each state has its own."""

    lead_id: UUID
    version: int
    sent: int = 0
    opened_human: int = 0
    clicked_human: int = 0
    replied: int = 0
    soft_bounces_in_row: int = 0
    score: int = 0
    """0 to 100."""
    last_sent: datetime | None = None
    last_opened: datetime | None = None
    last_clicked: datetime | None = None
    last_replied: datetime | None = None
    last_bounced: datetime | None = None

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is None is left out."""
        return as_payload(self)
