"""What a report is, and an answer."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.sql import Query
from penguinmails.warehouse.reports.query import ReportQuery

R = TypeVar("R")
Finish = Callable[[ReportQuery, Sequence[Any]], list[R]]
Complete = Callable[[Databases, Scope, Sequence[Any]], Awaitable[list[R]]]


def _since(query: ReportQuery) -> date | None:
    return query.since


class Part(StrEnum):
    """What a report can be limited to."""

    CAMPAIGN = "campaign"
    COMPANY = "company"


@dataclass(frozen=True)
class Grid:
    """Rows that are better seen as a table of their own: one column down, one across, one in the cells."""

    down: str
    across: str
    value: str


@dataclass(frozen=True)
class Report(Generic[R]):
    """A question with a name: one statement, and what is made of its rows."""

    name: str
    about: str
    """One line, for whoever looks for it."""
    statement: Query
    read: type[Any]
    """What the statement answers with."""
    row: type[R]
    """What the report answers with."""
    shown: tuple[str, ...]
    """The columns that fit a line. Files and programs get all."""
    parts: frozenset[Part] = frozenset({Part.CAMPAIGN, Part.COMPANY})
    campaigns: tuple[int, int] | None = None
    """The fewest and most campaigns it is about, where it cannot be about all."""
    period: str = "30d"
    """Of which period it is where nobody says."""
    span: str = "Mail sent {since} to {last} (UTC days)."
    """What its rows are of, with the days, and the time zone where that matters."""
    compares: bool = False
    """Whether one rate decides what is better (`ReportQuery.measure`)."""
    grid: Grid | None = None
    of_campaigns: Query | None = None
    """The statement where campaigns are named; None where it is the same."""
    finish: Finish[R] | None = None
    """Makes rows of what was read; None where they are that."""
    complete: Complete[R] | None = None
    """Adds what another tier knows of the rows: the warehouse has no addresses."""
    reads_from: Callable[[ReportQuery], date | None] = _since
    """The first day of facts that it reads; None: from ever."""

    def asks(self, query: ReportQuery) -> Query:
        """The statement that answers it."""
        return self.of_campaigns if self.of_campaigns and query.campaigns else self.statement

    def tables(self, query: ReportQuery) -> frozenset[str]:
        """The tables of the olap tier that it reads."""
        return frozenset(re.findall(r"\bolap\.([a-z_]+)", self.asks(query).text))

    def cut(self, query: ReportQuery, rows: list[R]) -> tuple[list[R], bool]:
        """As many rows as are wanted, and whether there are more: statements with a limit give one more."""
        if "%(limit)s" not in self.asks(query).text:
            return rows, False
        return rows[: query.limit], len(rows) > query.limit


@dataclass(frozen=True)
class Answer(Generic[R]):
    """A report's rows, and what they are about."""

    report: str
    about: str
    since: date
    """First UTC day."""
    until: date
    """UTC day after the last."""
    timezone: str
    """Of hours and weekdays."""
    as_of: datetime
    """Everything that was taken in before is in the numbers."""
    is_current: bool
    """Whether nothing waited to be counted when it was asked."""
    measure: str | None
    """The rate that was compared, where one was."""
    left_out: tuple[str, ...]
    """Archived months, such as 2024-03, that its rows lack: reading them takes more than a report may."""
    rows: tuple[R, ...]
    is_cut: bool
    """Whether there are more rows than were wanted (`ReportQuery.limit`)."""
