"""A template as somebody works on it: its draft, and what is known about it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Engine(StrEnum):
    """The language a template is written in."""

    MINIJINJA = "minijinja"
    """Merge tags: `{{ first_name }}`."""
    ETA = "eta"
    """JavaScript in tags: `<%= it.first_name %>`."""


@dataclass(frozen=True)
class Draft:
    """What its author writes. `html` '': plain text only; `text` None: made from `html`."""

    subject: str = ""
    html: str = ""
    text: str | None = None
    preheader: str | None = None
    category: str | None = None
    language: str | None = None
    description: str | None = None

    @property
    def revision(self) -> str:
        """Names this very draft: who read the same revision read the same draft."""
        written = json.dumps(
            [
                self.subject,
                self.html,
                self.text,
                self.preheader,
                self.category,
                self.language,
                self.description,
            ]
        )
        return hashlib.sha256(written.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Template:
    """A template and its draft, wherever the engine keeps the source."""

    id: UUID
    company_id: UUID | None
    name: str
    engine: str
    subject: str
    html: str
    text: str | None
    preheader: str | None
    category: str | None
    language: str | None
    description: str | None
    folder_id: int | None
    tags: list[str]
    is_starred: bool
    is_public: bool
    usage_count: int
    current_version: int
    created: datetime
    updated: datetime
    deleted: datetime | None

    @property
    def draft(self) -> Draft:
        """The draft alone."""
        return Draft(
            subject=self.subject,
            html=self.html,
            text=self.text,
            preheader=self.preheader,
            category=self.category,
            language=self.language,
            description=self.description,
        )


@dataclass(frozen=True)
class TemplateSummary:
    """A line of the list of templates."""

    id: UUID
    company_id: UUID | None
    name: str
    engine: str
    subject: str
    category: str | None
    folder_id: int | None
    tags: list[str]
    is_starred: bool
    current_version: int
    usage_count: int
    updated: datetime
    deleted: datetime | None


@dataclass(frozen=True)
class Category:
    """A category and how many templates are in it; None: those without one."""

    category: str | None
    templates: int


@dataclass(frozen=True)
class Wanted:
    """Which templates to list; None: all. `search` looks into names, descriptions, subjects and texts."""

    folder_id: int | None = None
    tag: str | None = None
    category: str | None = None
    starred: bool | None = None
    search: str | None = None
    deleted: bool = False


@dataclass(frozen=True)
class TemplateKey:
    """A template of a tenant, for work over all tenants."""

    tenant_id: UUID
    id: UUID
