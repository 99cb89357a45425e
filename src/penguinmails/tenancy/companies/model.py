"""A company: the workspace of a tenant that owns domains, mailboxes and campaigns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class CompanyStatus(StrEnum):
    """What may go on in a company."""

    ACTIVE = "active"
    PENDING = "pending"
    """Waits for approval."""
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Company:
    """A company of a tenant. `slug` is its name in addresses, unique among the tenant's live companies."""

    id: UUID
    name: str
    slug: str
    status: str
    created: datetime
    deleted: datetime | None
