"""What reconciling reads and answers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Reconciled:
    """What was found wrong on some days, and what is left of it."""

    since: date
    until: date
    differed: int
    """Rows that were not what a recount says."""
    left: int
    """Those that still are not."""


@dataclass(frozen=True)
class Days:
    """The UTC days on which something was sent; None where nothing was."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Finished:
    """A campaign that has come to its end."""

    campaign_id: UUID
