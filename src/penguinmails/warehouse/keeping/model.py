"""What upkeep came to."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Late:
    """Events of archived messages, of one tenant and month."""

    tenant_id: UUID
    month: str
    events: int
    unreported: int


@dataclass(frozen=True)
class Partitions:
    """What became of partitions."""

    short: list[str]
    """Tables that are not prepared far enough ahead."""
    dropped: list[str]


@dataclass(frozen=True)
class Limit:
    """Before which day a tenant's hits are forgotten."""

    tenant_id: UUID
    before: date
