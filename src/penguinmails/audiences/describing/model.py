"""A lead as the warehouse has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic
from penguinmails.kernel.tiers import Tier

LEADS: Final = Topic("lead.described", Tier.OLAP, items="leads")
"""`{"leads": [LeadCopy, …]}`: leads of one tenant as they are now. One never told of is active."""


@dataclass(frozen=True)
class LeadCopy:
    """For `olap.dim_leads`: nothing that says who it is. A higher version is a later state."""

    lead_id: UUID
    company_id: UUID | None
    status: str
    deleted: datetime | None
    version: int
