"""What counting anew came to."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from penguinmails.ledger import Replayed
from penguinmails.warehouse.verifying.model import Difference


@dataclass(frozen=True)
class Rebuilt:
    """A tenant, or some days of it, counted anew."""

    tenant_id: UUID
    since: date | None
    until: date | None
    mended: tuple[Difference, ...]
    """What was wrong before."""
    rows_mended: int
    """More than those where much was wrong."""
    took: float
    """Seconds."""


@dataclass(frozen=True)
class Totals:
    """All campaign mail of a tenant, by what verdicts can change."""

    delivered: int
    bounced: int
    opened_tracked: int
    opened_human: int
    clicked_tracked: int
    clicked_human: int
    opens_machine: int
    clicks_machine: int


@dataclass(frozen=True)
class Moved:
    """A figure before and after."""

    figure: str
    before: int
    after: int


@dataclass(frozen=True)
class Reclassified:
    """History judged anew, and what it changed."""

    judged: Replayed
    figures: tuple[Moved, ...]
    """Of campaign mail; news that came in meanwhile is in them too."""
    took: float
    """Seconds."""
