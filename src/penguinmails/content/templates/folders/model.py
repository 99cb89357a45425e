"""Folders of templates: a tree."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class FolderRow:
    """A folder, and how many live templates lie directly in it."""

    id: int
    company_id: UUID | None
    parent_folder_id: int | None
    name: str
    templates: int


@dataclass(frozen=True)
class Folder:
    """A folder with its place in the tree: `Sales/Spring`."""

    id: int
    company_id: UUID | None
    parent_folder_id: int | None
    name: str
    path: str
    templates: int


def tree(rows: list[FolderRow]) -> list[Folder]:
    """The folders by path, which is made of the names that may be seen."""
    by_id = {row.id: row for row in rows}

    def path(row: FolderRow) -> str:
        names: list[str] = []
        at: FolderRow | None = row
        while at is not None:
            names.append(at.name)
            at = by_id.get(at.parent_folder_id) if at.parent_folder_id is not None else None
        return "/".join(reversed(names))

    folders = [
        Folder(row.id, row.company_id, row.parent_folder_id, row.name, path(row), row.templates)
        for row in rows
    ]
    return sorted(folders, key=lambda folder: (folder.path.casefold(), folder.id))
