"""A person who can sign in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class User:
    """A person; may belong to several tenants. `email` is None only once the user is erased."""

    id: UUID
    email: str | None
    name: str | None
    email_verified: datetime | None
    created: datetime
    deleted: datetime | None


@dataclass(frozen=True)
class Membership:
    """A tenant a user belongs to, as the user sees it."""

    tenant_id: UUID
    tenant: str
    roles: list[str]
    all_companies: bool


@dataclass(frozen=True)
class OwnedAlone:
    """A tenant that would lose its only owner."""

    tenant_id: UUID
    tenant: str
