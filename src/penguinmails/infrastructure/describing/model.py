"""A mailbox as the warehouse has it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic
from penguinmails.kernel.tiers import Tier

MAILBOXES: Final = Topic("mailbox.described", Tier.OLAP, items="mailboxes")
"""`{"mailboxes": [MailboxCopy, …]}`: mailboxes of one tenant as they are now."""


@dataclass(frozen=True)
class DescribedRow:
    """A mailbox with its warm-up, as it lies."""

    mailbox_id: UUID
    company_id: UUID
    email: str
    status: str
    daily_limit: int
    ramp_started: date | None
    ramp_start_limit: int | None
    ramp_daily_increase: int | None
    warmup_status: str | None
    progress_percentage: int | None
    health_score: int | None
    health_formula: str | None
    version: int
    deleted: datetime | None


@dataclass(frozen=True)
class MailboxCopy:
    """For `olap.dim_mailboxes`. A higher version is a later state, the same one the same."""

    mailbox_id: UUID
    company_id: UUID
    email: str
    sending_domain: str
    status: str
    current_volume: int
    """Messages a day it may send now."""
    version: int
    warmup_status: str | None = None
    progress_percentage: int | None = None
    health_score: int | None = None
    health_formula: str | None = None
    deleted: datetime | None = None


@dataclass(frozen=True)
class TenantOfMailboxes:
    """Somebody with mailboxes."""

    tenant_id: UUID
