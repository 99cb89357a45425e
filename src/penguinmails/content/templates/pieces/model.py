"""What templates are made of besides their own text: snippets, dictionaries and Eta partials."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Snippet:
    """A text that templates include as `{{ snippets.KEY }}`."""

    id: UUID
    company_id: UUID | None
    key: str
    content: str
    updated: datetime


@dataclass(frozen=True)
class Dictionary:
    """Words and their values, used as `{{ dictionaries.KEY.word }}`."""

    id: UUID
    company_id: UUID | None
    key: str
    value: dict[str, Any]
    updated: datetime


@dataclass(frozen=True)
class Partial:
    """An Eta layout or partial, used as `include("NAME")` or `layout("NAME")`."""

    id: UUID
    company_id: UUID | None
    name: str
    body: str
    updated: datetime


@dataclass(frozen=True)
class Pieces:
    """All that a template of one company may use; its own before what the tenant shares."""

    snippets: Mapping[str, str] = field(default_factory=dict[str, str])
    dictionaries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    partials: Mapping[str, str] = field(default_factory=dict[str, str])
