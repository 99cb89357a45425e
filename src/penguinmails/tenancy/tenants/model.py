"""A tenant: the customer with one subscription, isolated from all others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from penguinmails.tenancy.companies.model import Company
from penguinmails.tenancy.users.model import User


class TenantStatus(StrEnum):
    """What may go on in a tenant; billing and staff change it."""

    ACTIVE = "active"
    READ_ONLY = "read_only"
    """Cancelled, or over the grace of an unpaid invoice."""
    SUSPENDED = "suspended"
    """Nothing is sent."""
    CLOSING = "closing"
    """Being erased."""


@dataclass(frozen=True)
class Tenant:
    """A tenant as its own people see it."""

    id: UUID
    name: str
    status: str
    status_reason: str | None
    created: datetime
    deleted: datetime | None


@dataclass(frozen=True)
class TenantSummary:
    """A tenant as operators see it. Numbers count what is not deleted."""

    id: UUID
    name: str
    status: str
    companies: int
    members: int
    created: datetime
    deleted: datetime | None


@dataclass(frozen=True)
class TenantId:
    """A tenant that a name stands for."""

    id: UUID


@dataclass(frozen=True)
class Created:
    """What creating a tenant made. `owner_is_new` tells whether the owner was a user before."""

    tenant: Tenant
    owner: User
    owner_is_new: bool
    company: Company
