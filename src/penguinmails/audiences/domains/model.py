"""What the DNS says of a domain."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class MxStatus(StrEnum):
    """As `leads.mx_status` has it."""

    UNKNOWN = "unknown"
    """Nobody has asked yet."""
    FOUND = "found"
    """Somebody takes its mail."""
    MISSING = "missing"
    """Nobody does: there is no such domain, it has no server, or it says that it takes none."""
    ERROR = "error"
    """No answer; it is asked again after a day."""


@dataclass(frozen=True)
class DomainAnswer:
    """A domain, and who takes its mail; `provider` is None where that is nobody known."""

    domain: str
    status: MxStatus
    provider: str | None


@dataclass(frozen=True)
class Checked:
    """How many domains were asked about, and what came of it."""

    domains: int
    found: int
    missing: int
    error: int


@dataclass(frozen=True)
class DomainWarning:
    """A domain of an import's leads that should not be written to, and why: `no_mx` or `disposable`."""

    domain: str
    reason: str
    leads: int


@dataclass(frozen=True)
class TenantId:
    """A tenant with leads nobody has asked about."""

    tenant_id: UUID
