"""The tree of folders, and what lies where. Nothing here commits; every change is audited.

A folder is named by its path from the top, `Sales/Spring`, by its name where only one has it, or by its id.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.content.templates.drafts.model import Template
from penguinmails.content.templates.drafts.service import get_template
from penguinmails.content.templates.errors import (
    FolderElsewhere,
    FolderInItself,
    FolderNameInvalid,
    FolderNameTaken,
    FolderNotEmpty,
    FolderUnknown,
)
from penguinmails.content.templates.folders import store
from penguinmails.content.templates.folders.model import Folder, tree
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import clean_name


async def list_folders(tx: Tx) -> list[Folder]:
    """All folders by path, each with the number of templates that lie directly in it."""
    return tree(await store.listed(tx))


async def find_folder(tx: Tx, id_or_path: int | str) -> Folder:
    """A folder by id, path, or a name that only one folder has. Raises `FolderUnknown`."""
    return _found(await list_folders(tx), id_or_path)


async def add_folder(
    tx: Tx, path: str, *, actor: Actor, company_id: UUID | None = None, exist_ok: bool = False
) -> Folder:
    """Make a folder, and the ones above it that are missing.

    Raises `NameInvalid`, `FolderElsewhere`, and `FolderNameTaken` unless `exist_ok`.
    """
    await store.lock_tree(tx)
    parent: Folder | None = None
    names = [_name(part) for part in path.split("/")]
    made = False
    for depth in range(1, len(names) + 1):
        folders = await list_folders(tx)
        found = _at(folders, "/".join(names[:depth]), company_id)
        if found is None:
            folder_id = await store.insert(tx, names[depth - 1], parent.id if parent else None, company_id)
            found = _found(await list_folders(tx), folder_id)
            await record_change(tx, actor, "folder.created", folder_id, new={"path": found.path})
            made = True
        parent = found
    if parent is None or not (made or exist_ok):
        raise FolderNameTaken(name=path)
    return parent


async def rename_folder(tx: Tx, folder_id: int, name: str, *, actor: Actor) -> Folder:
    """Give a folder another name.

    Raises `FolderUnknown`, `FolderNameInvalid`, `NameInvalid`, `FolderNameTaken`.
    """
    await store.lock_tree(tx)
    folders = await list_folders(tx)
    folder = _found(folders, folder_id)
    return await _write(tx, folders, folder, _name(name), folder.parent_folder_id, actor=actor)


async def move_folder(tx: Tx, folder_id: int, into: int | None, *, actor: Actor) -> Folder:
    """Put a folder, with all in it, into another, or (None) at the top.

    Raises `FolderUnknown`, `FolderInItself`, `FolderElsewhere`, `FolderNameTaken`.
    """
    await store.lock_tree(tx)
    folders = await list_folders(tx)
    folder = _found(folders, folder_id)
    if into is not None:
        target = _found(folders, into)
        if target.id in _inside(folders, folder.id):
            raise FolderInItself(name=folder.path)
        if target.company_id not in (None, folder.company_id):
            raise FolderElsewhere(name=target.path)
    return await _write(tx, folders, folder, folder.name, into, actor=actor)


async def delete_folder(tx: Tx, folder_id: int, *, actor: Actor, recursive: bool = False) -> None:
    """Remove an empty folder; or, `recursive`, also the folders in it, whose templates move up.

    The templates of a folder at the top lie in none afterwards. Raises `FolderUnknown`, `FolderNotEmpty`.
    """
    await store.lock_tree(tx)
    folders = await list_folders(tx)
    folder = _found(folders, folder_id)
    gone = _inside(folders, folder.id)
    templates = sum(each.templates for each in folders if each.id in gone)
    if (templates or len(gone) > 1) and not recursive:
        raise FolderNotEmpty(name=folder.path, templates=templates, folders=len(gone) - 1)
    if folder.parent_folder_id is not None:
        await store.lift(tx, sorted(gone), folder.parent_folder_id)
    await store.delete(tx, folder.id)
    await record_change(
        tx, actor, "folder.deleted", folder.id, old={"path": folder.path, "templates": templates}
    )


async def move_template(tx: Tx, template_id: UUID, into: int | None, *, actor: Actor) -> Template:
    """Put a template into a folder, out of the one it lay in; or (None) into none.

    Raises `TemplateUnknown`, `FolderUnknown`, `FolderElsewhere`.
    """
    template = await get_template(tx, template_id)
    if into is not None:
        folder = await find_folder(tx, into)
        if folder.company_id not in (None, template.company_id):
            raise FolderElsewhere(name=folder.path)
    if template.folder_id != into:
        await store.place(tx, template_id, template.company_id, into)
        old, new = {"folder_id": template.folder_id}, {"folder_id": into}
        await record_change(tx, actor, "template.moved", template_id, old=old, new=new)
    return await get_template(tx, template_id)


async def _write(
    tx: Tx, folders: list[Folder], folder: Folder, name: str, parent_id: int | None, *, actor: Actor
) -> Folder:
    if any(
        (each.parent_folder_id, each.company_id, each.name.casefold())
        == (parent_id, folder.company_id, name.casefold())
        and each.id != folder.id
        for each in folders
    ):
        raise FolderNameTaken(name=name)
    await store.write(tx, folder.id, name, parent_id)
    after = await find_folder(tx, folder.id)
    await record_change(
        tx, actor, "folder.changed", folder.id, old={"path": folder.path}, new={"path": after.path}
    )
    return after


def _name(raw: str) -> str:
    if "/" in raw:
        raise FolderNameInvalid(name=raw)
    return clean_name(raw, what="folder name")


def _found(folders: Sequence[Folder], id_or_path: int | str) -> Folder:
    wanted = str(id_or_path).strip("/").casefold()
    names = [(str(each.id), each.path.casefold(), each.name.casefold()) for each in folders]
    for way in range(3):
        matching = [each for each, known in zip(folders, names, strict=True) if known[way] == wanted]
        if len(matching) == 1:
            return matching[0]
    raise FolderUnknown(folder=id_or_path)


def _at(folders: Iterable[Folder], path: str, company_id: UUID | None) -> Folder | None:
    """The folder a company would mean by a path: its own before the shared one."""
    matching = [
        folder
        for folder in folders
        if folder.path.casefold() == path.casefold() and folder.company_id in (company_id, None)
    ]
    return min(matching, key=lambda folder: folder.company_id is None, default=None)


def _inside(folders: list[Folder], folder_id: int) -> set[int]:
    """A folder and all folders in it."""
    inside = {folder_id}
    while True:
        more = {folder.id for folder in folders if folder.parent_folder_id in inside} - inside
        if not more:
            return inside
        inside |= more
