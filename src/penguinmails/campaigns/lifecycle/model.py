"""What moves campaigns, and what keeps them from moving."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DueCampaign:
    """A scheduled campaign whose time has come."""

    tenant_id: UUID
    id: UUID


@dataclass(frozen=True)
class Finding:
    """Something that a look before the launch found. `blocks`: it cannot be launched so."""

    code: str
    message: str
    blocks: bool
