"""What verifying finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Check(StrEnum):
    """What was compared with what."""

    STATES = "states"
    """A message's state with the fold of its events and verdicts."""
    FACTS = "facts"
    """A row of a fact table with what the states add up to."""
    SUMS = "sums"
    """A table with another that must add up to it."""
    RULES = "rules"
    """A row with itself: nothing negative, nothing more than what it is a part of."""
    PERIODS = "periods"
    """The billing period a row names with the one its day falls in."""
    HUB = "hub"
    """A billing period's mail, and its adjustments, with the facts of its days."""


@dataclass(frozen=True)
class Difference:
    """One number that is not what it should be."""

    check: Check
    table: str
    key: Mapping[str, Any]
    column: str
    """The column; of `rules`, the rule."""
    stored: Any
    """None where there is no such row; of `rules`, the left side."""
    counted: Any
    """None where there should be no such row; of `rules`, the right side."""


@dataclass(frozen=True)
class Extent:
    """How much is verified."""

    since: date | None = None
    """Only mail sent from this UTC day on, and what the campaigns of it add up to."""
    until: date | None = None
    """Only mail sent before this UTC day."""
    sample: int | None = None
    """Fold only so many messages, picked at random. Facts are added up whole: that costs far less."""
    most: int = 10_000
    """Rows that differ, of each table, that are shown one by one; the rest are counted."""

    @property
    def whole(self) -> bool:
        """Whether all days are verified."""
        return self.since is None and self.until is None

    @property
    def first(self) -> date:
        """The first day."""
        return self.since or date.min

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.until or date.max


@dataclass(frozen=True)
class Verified:
    """What verifying one tenant came to."""

    tenant_id: UUID
    differences: tuple[Difference, ...]
    rows_that_differ: int
    """More than are among the differences where a table has more than `Extent.most`."""
    counts: Mapping[str, int]
    """Rows compared, by table; `message_states` counts messages."""
    waiting: int
    """Messages left out, because news of them came in that nobody has counted yet."""
    waiting_since: datetime | None
    """When the oldest of this news came in; None where there is none."""
    took: float
    """Seconds."""
    archived: date | None = None
    """Mail sent until this UTC day was left out, because some of it is archived; None where none is."""
    campaigns_left_out: int = 0
    """Those that sent such mail: what they add up to over all days was compared with nothing."""

    @property
    def holds(self) -> bool:
        """Whether every number is what a recount says."""
        return self.rows_that_differ == 0


@dataclass(frozen=True)
class Compared:
    """What one comparison answers."""

    name: str
    rows: int
    unequal: int
    shown: list[dict[str, Any]]
    """`{"key": {…}, "stored": {…} or null, "counted": {…} or null}` of each row that differs."""


@dataclass(frozen=True)
class Listed:
    """A message."""

    message_id: UUID


@dataclass(frozen=True)
class Named:
    """A tenant that has figures, or a campaign."""

    id: UUID


@dataclass
class Findings:
    """What has been found so far."""

    differences: list[Difference] = field(default_factory=list[Difference])
    unequal: int = 0
    counts: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, check: Check, compared: Compared) -> None:
        """Take in an answer; a difference for each column that differs."""
        table = compared.name
        self.unequal += compared.unequal
        if check in (Check.FACTS, Check.STATES):
            self.counts[table] = self.counts.get(table, 0) + compared.rows
        for row in compared.shown:
            stored: dict[str, Any] = row["stored"] or {}
            counted: dict[str, Any] = row["counted"] or {}
            for column in stored or counted:
                was, should = stored.get(column), counted.get(column)
                if was != should and (was or should):
                    self.differences.append(Difference(check, table, row["key"], column, was, should))
