"""Archived months, their files, and what a run came to."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class TableClass(StrEnum):
    """What has a retention of its own."""

    MESSAGES = "messages"
    """Events, verdicts and states: by the time in message_id, and always together."""
    FACTS = "facts"
    """By activity_date."""


@dataclass(frozen=True)
class Month:
    """The first day of a month, and of the next."""

    first: date
    after: date

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class ArchiveFile:
    """A row of `analytics_archive`: one file of one tenant's rows of a table and month."""

    tenant_id: UUID
    id: UUID
    table_name: str
    period_start: date
    period_end: date
    path: str
    columns: dict[str, str]
    row_count: int
    size_bytes: int
    checksum: bytes
    rows_digest: str | None
    last_day: date | None
    archived: datetime
    verified: datetime | None
    removed: datetime | None
    restored: datetime | None
    checked: datetime | None


@dataclass(frozen=True)
class Digest:
    """How many rows, and two sums over their hashes: equal for the same rows in any order."""

    rows: int
    first: int
    second: int

    def __str__(self) -> str:
        return f"{self.first:x}:{self.second:x}"

    def __add__(self, other: "Digest") -> "Digest":
        """Of the rows of both."""
        return Digest(self.rows + other.rows, self.first + other.first, self.second + other.second)


NOTHING = Digest(0, 0, 0)


@dataclass(frozen=True)
class Written:
    """A file that was written and read back."""

    table: str
    path: str
    rows: int
    size_bytes: int
    checksum: bytes
    digest: Digest
    last_day: date | None
    columns: dict[str, str]


@dataclass(frozen=True)
class Line:
    """One archived month of a table, for people."""

    month: str
    table: str
    rows: int
    size_bytes: int
    bytes_a_row: float | None
    state: str
    archived: datetime
    path: str


@dataclass
class ArchiveRun:
    """What a run did for one tenant."""

    tenant_id: UUID
    months: list[str] = field(default_factory=list[str])
    files: int = 0
    rows: int = 0
    size_bytes: int = 0
    deleted: int = 0
    """Rows deleted from the database."""
    left: int = 0
    """Pages of rows that had changed since they were written, and stay for the next run."""
    late: int = 0
    """Events of archived messages, moved aside to late_events."""
    swept: int = 0
    """Files that nothing refers to, which an interrupted run had left."""
    failed: list[str] = field(default_factory=list[str])
    """Why what could not be archived stays where it is."""


@dataclass(frozen=True)
class Checked:
    """A file, and whether it is whole."""

    path: str
    table: str
    month: str
    rows: int
    whole: bool
    problem: str | None


@dataclass(frozen=True)
class Restored:
    """What bringing a month back came to."""

    month: str
    tables: dict[str, int]
    """Rows inserted, by table; those that were live stayed as they were."""


Row = dict[str, Any]
