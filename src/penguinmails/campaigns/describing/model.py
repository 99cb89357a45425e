"""Campaigns as the warehouse has them. A higher version is a later state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic
from penguinmails.kernel.tiers import Tier

CAMPAIGNS: Final = Topic("campaign.described", Tier.OLAP, items="campaigns")
"""`{"campaigns": [CampaignCopy, …]}`: campaigns of one tenant with all their steps and variants."""
SENDERS: Final = Topic("mailbox.employed", Tier.OLAP, items="mailboxes")
"""`{"mailboxes": [SenderCopy, …]}`: whether any running campaign uses these mailboxes."""


@dataclass(frozen=True)
class CampaignCopy:
    """For `olap.dim_campaigns`, `dim_steps` and `dim_variants`. A step that is not told of is no more."""

    campaign_id: UUID
    company_id: UUID
    name: str
    kind: str
    status: str
    total_leads: int
    completed_leads: int
    """Who has run through all steps, or has answered."""
    started: datetime | None
    completed: datetime | None
    deleted: datetime | None
    steps: list[dict[str, Any]]
    """`step_id`, `step_order`, `step_type`, `name`."""
    variants: list[dict[str, Any]]
    """`variant_id`, `step_id`, `label`, `subject`."""
    version: int


@dataclass(frozen=True)
class SenderCopy:
    """For `olap.dim_mailboxes.campaign_status`: sending or idle."""

    mailbox_id: UUID
    campaign_status: str
    version: int


@dataclass(frozen=True)
class Running:
    """A campaign whose leads move."""

    tenant_id: UUID
    campaign_id: UUID
