"""Tenants and companies as the warehouse has them. A higher version is a later state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic
from penguinmails.kernel.tiers import Tier

TENANTS: Final = Topic("tenant.described", Tier.OLAP, items="tenants")
"""`{"tenants": [TenantCopy]}`: the tenant as it is now."""
COMPANIES: Final = Topic("company.described", Tier.OLAP, items="companies")
"""`{"companies": [CompanyCopy, …]}`: companies of a tenant as they are now."""


@dataclass(frozen=True)
class TenantCopy:
    """For `olap.dim_tenants`. Days of retention are what the tenant decided; 0: kept for ever."""

    name: str
    status: str
    timezone: str | None
    hits_retention_days: int | None
    messages_retention_days: int | None
    facts_retention_days: int | None
    deleted: datetime | None
    version: int


@dataclass(frozen=True)
class CompanyCopy:
    """For `olap.dim_companies`."""

    company_id: UUID
    name: str
    deleted: datetime | None
    version: int
