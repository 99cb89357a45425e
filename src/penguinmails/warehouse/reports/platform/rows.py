"""What the operators' reports answer with: figures of all tenants, no personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class GrowthRow:
    """Tenants in a month."""

    month: date
    tenants: int
    tenants_new: int
    tenants_gone: int


@dataclass(frozen=True)
class PlatformRow:
    """Campaign mail of all tenants in a month."""

    month: date
    tenants_active: int
    campaigns_used: int
    sent: int
    delivered: int
    opened_human: int
    clicked_human: int
    replied: int
    bounced: int
    spam_complaints: int
    delivery_rate: float | None
    open_rate: float | None
    open_rate_machine: float | None
    reply_rate: float | None
    bounce_rate: float | None
    complaint_rate: float | None
    growth: float | None


@dataclass(frozen=True)
class TenantUsageRow:
    """What a tenant used in a billing period."""

    tenant_id: UUID
    name: str | None
    is_deleted: bool
    plan_name: str | None
    period_start: datetime
    period_end: datetime
    is_closed: bool
    emails_sent: int
    emails_sent_before: int | None
    growth: float | None
    emails_overage: int
    mailboxes_used: int
    domains_used: int
    campaigns_used: int
    leads_used: int
    warmups_active: int
    users_used: int
    workspaces_used: int
    contacts_used: int
    storage_bytes: int
    api_calls: int
    emails_per_mailbox: float | None
    emails_per_campaign: float | None


@dataclass(frozen=True)
class CostRow:
    """What a tenant's infrastructure costs a month; tenant None is what nobody uses."""

    tenant_id: UUID | None
    name: str | None
    is_deleted: bool
    currency: str
    servers: int
    addresses: int
    cost_dedicated: int
    cost_shared: int
    cost: int
