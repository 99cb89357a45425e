"""Templates that are offered to others to copy."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Offer:
    """A public template: of the platform, for all tenants, or of the tenant, for its companies."""

    tenant_id: UUID
    id: UUID
    name: str
    category: str | None
    language: str | None
    engine: str
    subject: str
    description: str | None
    version: int


@dataclass(frozen=True)
class Offered:
    """All that is copied of a public template."""

    name: str
    category: str | None
    language: str | None
    description: str | None
    engine: str
    subject: str
    preheader: str | None
    html: str
    text: str | None
    includes: dict[str, Any]
