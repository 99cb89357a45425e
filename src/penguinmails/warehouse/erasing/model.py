"""Erasures, and what they came to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Waiting:
    """A tenant with erasures that are not finished."""

    tenant_id: UUID


@dataclass(frozen=True)
class Erasure:
    """One subject to be forgotten. `subject_id` None: known by its digest only."""

    subject: str
    subject_digest: bytes
    subject_id: UUID | None
    surrogate: UUID
    created: datetime


@dataclass(frozen=True)
class Journalled:
    """An erasure as the journal has it, and people see it."""

    tenant_id: UUID
    subject: str
    subject_digest: bytes
    surrogate: UUID
    report: dict[str, Any]
    created: datetime
    finished: datetime | None


@dataclass(frozen=True)
class Found:
    """An id that a digest of the journal is of."""

    lead_id: UUID
    subject_digest: bytes


@dataclass(frozen=True)
class Clicked:
    """How often a link of a step was clicked, by some people or by all."""

    campaign_id: UUID
    step_id: UUID
    link_url: str
    clicks: int


@dataclass(frozen=True)
class NewLink:
    """What stands in place of a link that nobody else clicked: it may name the person."""

    campaign_id: UUID
    step_id: UUID
    link_url: str
    link_digest: bytes
    new_url: str
    new_digest: bytes


@dataclass
class Erased:
    """What forgetting waiting subjects of one tenant came to."""

    tenant_id: UUID
    leads: int = 0
    tenant: bool = False
    rows: dict[str, int] = field(default_factory=dict[str, int])
    files: int = 0
    """Archived files that were written anew."""

    def count(self, table: str, rows: int) -> None:
        """So many rows of a table were changed."""
        if rows:
            self.rows[table] = self.rows.get(table, 0) + rows


@dataclass(frozen=True)
class Replayed:
    """What replaying the journal came to."""

    entries: int
    leads: int
    """Leads that the database knew again, and forgot again."""
    tenants: int
