"""Periods as rows."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from penguinmails.warehouse.periods.calendar import Span


@dataclass(frozen=True)
class PeriodRow:
    """A row of the hub, as far as its days go."""

    id: int
    starts: date
    ends: date
    subscription_id: UUID | None
    plan_id: UUID | None
    frozen: bool

    @property
    def span(self) -> Span:
        """Its days, and whose period they are."""
        return Span(self.starts, self.ends, self.subscription_id, self.plan_id)
