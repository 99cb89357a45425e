"""Whether the archive's files are whole, and what is in the archive."""

import asyncio

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.notifications import Severity, raise_event
from penguinmails.warehouse.archiving import parquet, store
from penguinmails.warehouse.archiving.errors import ArchiveCorrupt
from penguinmails.warehouse.archiving.model import ArchiveFile, Checked, Line
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.archiving.tables import Table, tables
from penguinmails.warehouse.archiving.writing import TIER


async def lines(databases: Databases, scope: Scope) -> list[Line]:
    """What a tenant has in its archive."""
    async with databases.tenant(TIER, scope) as tx:
        files = await store.files(tx)
    return [
        Line(
            f"{file.period_start:%Y-%m}",
            file.table_name,
            file.row_count,
            file.size_bytes,
            round(file.size_bytes / file.row_count, 1) if file.row_count else None,
            _state(file),
            file.archived,
            file.path,
        )
        for file in files
    ]


async def verify_files(
    databases: Databases, scope: Scope, settings: ArchiveSettings | None = None, *, deep: bool = False
) -> list[Checked]:
    """Whether each file of a tenant is there and as it was written; `deep` reads every value too.

    A file that is not raises a system event, which names it. Commits.
    """
    settings = settings or ArchiveSettings.load()
    async with databases.tenant(TIER, scope) as tx:
        files = await store.files(tx)
        known = await tables(tx)
    found = [await asyncio.to_thread(_check, known[file.table_name], file, settings, deep) for file in files]
    async with databases.tenant(TIER, scope) as tx:
        for file, checked in zip(files, found, strict=True):
            if checked.whole:
                await store.mark_checked(tx, file.id)
            else:
                await raise_event(
                    tx,
                    event_type="archive_broken",
                    severity=Severity.HIGH,
                    message=checked.problem or "",
                    details={"path": checked.path, "table": checked.table, "month": checked.month},
                    about=checked.path,
                )
    return found


def _check(table: Table, file: ArchiveFile, settings: ArchiveSettings, deep: bool) -> Checked:
    problem = None
    try:
        path = parquet.check(settings.folder, file)
        if deep:
            with parquet.engine(settings.folder, settings.archive_memory) as duck:
                digest = parquet.digest(duck, table.as_of(file.columns), path, file.tenant_id)
            if digest.rows != file.row_count or (file.rows_digest and str(digest) != file.rows_digest):
                raise ArchiveCorrupt(path=path, reason="its rows are not those that were archived")
    except PenguinError as error:
        problem = f"{error.message} {error.todo}"
    return Checked(
        file.path, file.table_name, f"{file.period_start:%Y-%m}", file.row_count, problem is None, problem
    )


def _state(file: ArchiveFile) -> str:
    if file.removed is not None:
        return "archived"
    return "restored" if file.restored is not None else "being deleted"
