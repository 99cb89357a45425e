"""Templates between files and a tenant. Nothing here commits; every change is audited."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from penguinmails.audit import Actor
from penguinmails.content.templates.drafts.model import Engine, Template
from penguinmails.content.templates.drafts.service import change_draft, create_template, get_template
from penguinmails.content.templates.drafts.store import named
from penguinmails.content.templates.drafts.wording import clean_draft
from penguinmails.content.templates.errors import FileUnread
from penguinmails.content.templates.files.disk import Folder
from penguinmails.content.templates.files.layout import TemplateFile
from penguinmails.content.templates.folders.service import add_folder, list_folders, move_template
from penguinmails.content.templates.pieces.model import Pieces
from penguinmails.content.templates.pieces.service import (
    pieces_for,
    set_dictionary,
    set_partial,
    set_snippet,
)
from penguinmails.content.templates.tags.service import tag_template
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import clean_name


@dataclass(frozen=True)
class Pushed:
    """What became of a file."""

    file: Path
    name: str
    outcome: str
    """created, changed or unchanged"""
    revision: str
    id: UUID


async def push(
    tx: Tx, folder: Folder, *, actor: Actor, company_id: UUID | None = None, force: bool = False
) -> list[Pushed]:
    """Make the tenant's templates and pieces what the files say, by name.

    A template that was changed since its file was read (its `revision`) is not written over, unless `force`:
    raises `TemplateChanged`, or `FileUnread` where the file names none, and nothing of the folder is taken.
    Pieces are written over. Raises also what `create_template` raises, `EngineFixed` and `PieceInvalid`.
    """
    await _push_pieces(tx, folder.pieces, company_id, actor)
    pushed: list[Pushed] = []
    for each in folder.templates:
        file = each.template
        there = await _called(tx, clean_name(file.name, what="template name"), company_id)
        if there is None:
            after = await create_template(
                tx, file.name, file.draft, actor=actor, engine=file.engine, company_id=company_id
            )
            outcome = "created"
        else:
            if not force and not file.revision and clean_draft(file.draft) != there.draft:
                raise FileUnread(name=there.name, file=each.path)
            after = await change_draft(
                tx,
                there.id,
                file.draft,
                based_on=None if force else file.revision or there.draft.revision,
                actor=actor,
                engine=file.engine,
            )
            outcome = "unchanged" if after.draft == there.draft else "changed"
        if await _put_in_order(tx, after, file, actor) and outcome == "unchanged":
            outcome = "changed"
        pushed.append(Pushed(each.path, after.name, outcome, after.draft.revision, after.id))
    return pushed


async def as_file(tx: Tx, template: Template) -> TemplateFile:
    """A template as its file says it."""
    paths = {folder.id: folder.path for folder in await list_folders(tx)}
    return TemplateFile(
        name=template.name,
        engine=Engine(template.engine),
        draft=template.draft,
        folder=paths.get(template.folder_id) if template.folder_id is not None else None,
        tags=tuple(template.tags),
        revision=template.draft.revision,
    )


async def _called(tx: Tx, name: str, company_id: UUID | None) -> Template | None:
    for summary in await named(tx, name, deleted=False):
        if summary.company_id == company_id:
            return await get_template(tx, summary.id)
    return None


async def _put_in_order(tx: Tx, template: Template, file: TemplateFile, actor: Actor) -> bool:
    """Folder and tags as the file says them, where it says any; whether that changed something."""
    after = template
    if file.folder:
        folder = await add_folder(tx, file.folder, actor=actor, company_id=template.company_id, exist_ok=True)
        after = await move_template(tx, template.id, folder.id, actor=actor)
    if file.tags:
        wanted = {tag.casefold() for tag in file.tags}
        after = await tag_template(
            tx, template.id, file.tags, [tag for tag in template.tags if tag not in wanted], actor=actor
        )
    return (after.folder_id, after.tags) != (template.folder_id, template.tags)


async def _push_pieces(tx: Tx, pieces: Pieces, company_id: UUID | None, actor: Actor) -> None:
    there = await pieces_for(tx, company_id)
    for key, content in pieces.snippets.items():
        if there.snippets.get(key) != content:
            await set_snippet(tx, key, content, actor=actor, company_id=company_id)
    for key, words in pieces.dictionaries.items():
        if there.dictionaries.get(key) != words:
            await set_dictionary(tx, key, words, actor=actor, company_id=company_id)
    for name, body in pieces.partials.items():
        if there.partials.get(name) != body:
            await set_partial(tx, name, body, actor=actor, company_id=company_id)
