"""A template as the commands print it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from penguinmails.content.templates.drafts.model import Template
from penguinmails.content.templates.folders.service import list_folders
from penguinmails.kernel.db import Tx


@dataclass(frozen=True)
class Shown:
    """A template, its folder by path, and the revision a change would begin with."""

    id: UUID
    company_id: UUID | None
    name: str
    engine: str
    category: str | None
    language: str | None
    description: str | None
    folder: str | None
    tags: list[str]
    starred: bool
    public: bool
    used: int
    version: int
    revision: str
    updated: datetime
    subject: str
    preheader: str | None
    html: str
    text: str | None


async def shown(tx: Tx, template: Template) -> Shown:
    """The template, with what its row only names looked up."""
    paths = {folder.id: folder.path for folder in await list_folders(tx)}
    return Shown(
        id=template.id,
        company_id=template.company_id,
        name=template.name,
        engine=template.engine,
        category=template.category,
        language=template.language,
        description=template.description,
        folder=paths.get(template.folder_id) if template.folder_id is not None else None,
        tags=template.tags,
        starred=template.is_starred,
        public=template.is_public,
        used=template.usage_count,
        version=template.current_version,
        revision=template.draft.revision,
        updated=template.updated,
        subject=template.subject,
        preheader=template.preheader,
        html=template.html,
        text=template.text,
    )
