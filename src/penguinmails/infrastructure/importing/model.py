"""What comes of a file of mailboxes."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    EXISTS = "exists"
    """The tenant has a mailbox of that address; it was left as it is."""
    FAILED = "failed"


@dataclass(frozen=True)
class RowResult:
    """A row of the file by its line, and what became of it. `fix` says what to change."""

    line: int
    email: str
    outcome: Outcome
    problem: str | None = None
    fix: str | None = None
    code: str | None = None
    mailbox_id: UUID | None = None


@dataclass(frozen=True)
class ImportResult:
    """A whole file."""

    added: int
    existed: int
    failed: int
    rows: tuple[RowResult, ...]
