"""A published state of a template: never changed, with all it draws on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Version:
    """A version as it is stored. `includes`: its snippets, dictionaries and partials, as they were then."""

    template_id: UUID
    version: int
    engine: str
    subject: str
    preheader: str | None
    html: str
    text: str | None
    includes: dict[str, Any]
    note: str | None
    created_by: UUID | None
    created: datetime


@dataclass(frozen=True)
class VersionSummary:
    """A line of the list of versions."""

    version: int
    subject: str
    note: str | None
    created_by: UUID | None
    created: datetime
