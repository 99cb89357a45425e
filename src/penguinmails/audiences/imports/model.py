"""An import, its options, and what a row of its file becomes."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

FIELDS: Final = (
    "name",
    "first_name",
    "last_name",
    "company",
    "title",
    "phone",
    "country",
    "timezone",
    "language",
)
"""The columns of `oltp.leads` that a file can fill, in the order of `Row.fields`."""

CUSTOM: Final = "custom_fields."
"""What the target of a custom field begins with in a mapping, before its key."""


WRITABLE: Final = ("active", "replied")
"""The statuses of leads that may be written to."""


class ImportStatus(StrEnum):
    """Where an import stands."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    """Its file is kept: it can be tried again from where it stopped."""
    CANCELLED = "cancelled"
    """What was read until then is kept, and can be undone."""
    ROLLED_BACK = "rolled_back"


class OnDuplicate(StrEnum):
    """What happens to an address that is there already. It joins the import's list either way."""

    SKIP = "skip"
    UPDATE = "update"
    """Cells that say something replace what the lead has; blank ones leave it. Tags are added."""


@dataclass(frozen=True)
class ImportJob:
    """An import and how far it is. Counts are of rows of the file.

    Every row read is one of created, updated, skipped and rejected. A duplicate that changes nothing is
    skipped. `total_rows` is counted in lines until the import is over, and exact then.
    """

    id: UUID
    company_id: UUID | None
    filename: str
    format: str
    status: str
    on_duplicate: str
    list_id: UUID | None
    mapping: dict[str, str]
    options: dict[str, Any]
    size_bytes: int
    total_rows: int | None
    processed_rows: int
    created_rows: int
    updated_rows: int
    skipped_rows: int
    rejected_rows: int
    position: int
    error: str | None
    undo_started: datetime | None
    undone_rows: int
    kept_rows: int
    created: datetime
    started: datetime | None
    finished: datetime | None
    updated: datetime

    @property
    def over(self) -> bool:
        """Whether nothing more is read."""
        return self.status not in (ImportStatus.QUEUED, ImportStatus.RUNNING)

    @property
    def undoing(self) -> bool:
        """Whether it is being undone."""
        return self.undo_started is not None and self.status != ImportStatus.ROLLED_BACK


@dataclass(frozen=True)
class Options:
    """How a file is read and what all its leads get. None: found out from the file."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    date_order: str | None = None
    """`dmy`, `mdy` or `ymd`, for dates written in digits."""
    tags: tuple[str, ...] = ()
    source: str = "import"
    tracking_consent: str = "full"
    check_mx: bool = True

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Options":
        """The options of an import as its row has them."""
        options: dict[str, Any] = {**stored, "tags": tuple(stored.get("tags", ()))}
        return cls(**options)

    def stored(self) -> dict[str, Any]:
        """What the import's row keeps: only what somebody said."""
        default = Options()
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in said.items() if value != getattr(default, name)}


class Row(NamedTuple):
    """A lead as a row of the file says it, or as the database has it. A tuple: there are a million.

    `fields` go with `FIELDS`, and say nothing where they are empty. `id` is in hexadecimal.
    """

    line: int
    id: str
    email: str
    fields: tuple[str, ...]
    custom: dict[str, Any]
    tags: tuple[str, ...]
    is_role: bool = False
    is_disposable: bool = False


class Refusal(NamedTuple):
    """A row that was not taken, why, and what it was."""

    line: int
    reason: str
    detail: str | None
    raw: dict[str, str]


@dataclass(frozen=True)
class Reject:
    """A refused row as people are shown it."""

    line: int
    reason: str
    detail: str | None
    raw: dict[str, str]


@dataclass(frozen=True)
class PreviewedRow:
    """What a row of the file would become: a lead's values by name, or the reason it is refused."""

    line: int
    email: str | None
    values: dict[str, Any]
    tags: list[str]
    refused: str | None


@dataclass(frozen=True)
class Preview:
    """How a file would be read."""

    format: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    mapping: dict[str, str]
    left_out: list[str]
    """Columns that go nowhere."""
    rows: list[PreviewedRow]


@dataclass(frozen=True)
class LeadState:
    """A lead that was there, as far as an import can change it."""

    id: UUID
    email: str
    status: str
    name: str | None
    first_name: str | None
    last_name: str | None
    company: str | None
    title: str | None
    phone: str | None
    country: str | None
    timezone: str | None
    language: str | None
    custom_fields: dict[str, Any]
    tags: list[str]
    updated: datetime

    @property
    def writable(self) -> bool:
        """Whether mail may be sent to it, so that it may join a list."""
        return self.status in WRITABLE

    def as_row(self) -> Row:
        """The same in the form of a row."""
        fields = (
            self.name,
            self.first_name,
            self.last_name,
            self.company,
            self.title,
            self.phone,
            self.country,
            self.timezone,
            self.language,
        )
        return Row(
            line=0,
            id=self.id.hex,
            email=self.email,
            fields=tuple(value or "" for value in fields),
            custom=self.custom_fields,
            tags=tuple(self.tags),
        )


@dataclass(frozen=True)
class ListTarget:
    """A list to import into."""

    company_id: UUID | None
    opt_in: str


@dataclass(frozen=True)
class KnownLead:
    """A lead with an address of the file."""

    id: UUID
    email: str
    status: str

    @property
    def writable(self) -> bool:
        """Whether mail may be sent to it, so that it may join a list."""
        return self.status in WRITABLE


@dataclass(frozen=True)
class Change:
    """What an import changed of a lead that was there: by field, before and after."""

    lead_id: UUID
    former: dict[str, Any]
    written: dict[str, Any]
    tags_added: list[str]


@dataclass(frozen=True)
class MadeLead:
    """A lead that an import made, and whether somebody used or changed it since."""

    id: UUID
    used: bool


@dataclass(frozen=True)
class LeadId:
    """A lead's key."""

    id: UUID


@dataclass(frozen=True)
class Unfinished:
    """An import that should be going on."""

    tenant_id: UUID
    id: UUID
    undoing: bool
    is_hopeless: bool
    """It has been tried for so long that something about it ends every worker."""


@dataclass(frozen=True)
class Counts:
    """What became of the rows of a batch."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """How many there were."""
        return self.created + self.updated + self.skipped + self.rejected


@dataclass(frozen=True)
class Batch:
    """The rows after line `after` of a file, to line `until`, read but not yet compared with leads."""

    after: int
    until: int
    rows: list[Row]
    refused: list[Refusal]
    last: bool
    seconds: float = field(default=0.0, compare=False)
    """How long reading took."""
