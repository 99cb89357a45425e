"""A campaign's audience, and how far the pass over it has come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class DueAudience:
    """A campaign whose audience is to be looked through."""

    tenant_id: UUID
    campaign_id: UUID


@dataclass(frozen=True)
class AudienceRow:
    """Where a campaign that sends takes its leads from. `newcomers`: segments that keep adding."""

    id: UUID
    company_id: UUID
    enrolled: datetime | None
    enrolled_to: UUID | None
    lists: list[UUID]
    segments: list[UUID]
    newcomers: list[UUID]
    without_lists: list[UUID]
    without_segments: list[UUID]


@dataclass(frozen=True)
class CampaignStatus:
    """A campaign's status, locked against changes."""

    status: str
