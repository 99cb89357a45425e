"""What an export is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Subject(StrEnum):
    """What is exported."""

    LEADS = "leads"
    LISTS = "lists"
    """The members of one list."""
    SUPPRESSIONS = "suppressions"


class ExportStatus(StrEnum):
    """How far an export is."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Its file has been removed."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more is written."""
        return self not in (ExportStatus.QUEUED, ExportStatus.RUNNING)


@dataclass(frozen=True)
class Selection:
    """Which rows of the subject, and whether cells are left as they are (`export_jobs.filter`)."""

    list_id: UUID | None = None
    tag: str | None = None
    segment_id: UUID | None = None
    filter: Mapping[str, Any] | None = None
    """As segments have it."""
    raw: bool = False

    def as_json(self) -> dict[str, Any]:
        """As it is stored: only what is set."""
        stored = {
            "list_id": self.list_id and str(self.list_id),
            "tag": self.tag,
            "segment_id": self.segment_id and str(self.segment_id),
            "filter": self.filter,
            "raw": self.raw,
        }
        return {key: value for key, value in stored.items() if value}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Selection":
        """From what is stored."""
        list_id, segment_id = (stored.get(name) for name in ("list_id", "segment_id"))
        return cls(
            list_id=UUID(list_id) if list_id else None,
            tag=stored.get("tag"),
            segment_id=UUID(segment_id) if segment_id else None,
            filter=stored.get("filter"),
            raw=bool(stored.get("raw")),
        )


@dataclass(frozen=True)
class ExportJob:
    """An export as people see it."""

    id: UUID
    company_id: UUID | None
    subject: str
    format: str
    filter: dict[str, Any]
    status: str
    rows_written: int
    size_bytes: int | None
    error: str | None
    expires: datetime | None
    created_by: UUID | None
    created: datetime
    started: datetime | None
    finished: datetime | None


@dataclass(frozen=True)
class ExportFile:
    """Whose file is due to be removed."""

    tenant_id: UUID
    id: UUID


@dataclass(frozen=True)
class FieldKey:
    """A field that the tenant added to its leads."""

    company_id: UUID | None
    key: str
    is_personal: bool


@dataclass(frozen=True)
class ListId:
    """A list."""

    id: UUID


@dataclass(frozen=True)
class ExportedLead:
    """A lead as a row of a file."""

    id: UUID
    company_id: UUID | None
    email: str
    first_name: str | None
    last_name: str | None
    name: str | None
    company: str | None
    title: str | None
    phone: str | None
    status: str
    stage: str
    tags: list[str]
    source: str | None
    timezone: str | None
    language: str | None
    country: str | None
    tracking_consent: str
    created: datetime
    updated: datetime
    custom_fields: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class ExportedMember:
    """A member of a list as a row of a file."""

    email: str
    first_name: str | None
    last_name: str | None
    name: str | None
    status: str
    source: str | None
    confirmed: datetime | None
    unsubscribed: datetime | None
    created: datetime
    lead_id: UUID
    company_id: UUID | None
    lead_status: str


@dataclass(frozen=True)
class ExportedSuppression:
    """A suppression as a row of a file: nobody's address is in it."""

    target: str
    target_hash: str
    hint: str | None
    scope: str
    company_id: UUID | None
    campaign_type: str | None
    reason: str
    source: str
    note: str | None
    expires: datetime | None
    created: datetime
