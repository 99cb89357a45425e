"""Bringing archived months back into the database."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home
from penguinmails.postgres import connect
from penguinmails.postgres.partitions import ensure_months
from penguinmails.postgres.session import administrator
from penguinmails.warehouse.archiving import copying, parquet, store
from penguinmails.warehouse.archiving.errors import MonthUnarchived
from penguinmails.warehouse.archiving.model import ArchiveFile, ArchiveRun, Month, Restored
from penguinmails.warehouse.archiving.running import Work, working
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.archiving.tables import Table
from penguinmails.warehouse.archiving.writing import TIER
from penguinmails.warehouse.rollup.store import lock_waiting

_PAGE: Final = 20_000


async def make_partitions(month: Month) -> None:
    """The partitions that a month's rows need, where they have been dropped."""
    conninfo = connect.administrators(KernelSettings.load())[Home.OLAP]
    async with administrator(conninfo) as connection:
        await ensure_months(connection, [TIER], [month.first])


async def restore(
    databases: Databases,
    scope: Scope,
    month: Month,
    *,
    only: Sequence[str] = (),
    settings: ArchiveSettings | None = None,
) -> Restored:
    """Bring a tenant's archived rows of a month back, whose partitions exist; how many, by table.

    Live rows stay as they are, and the facts too, for the archived messages are in them. The files stay and
    are the truth until a run finds, after 30 days, that the rows still are theirs. Commits once, at the end;
    run again it changes nothing. Raises `MonthUnarchived`, `ArchiveBusy`, `ArchiveMissing`, `ArchiveCorrupt`.
    """
    settings = settings or ArchiveSettings.load()
    async with working(databases, scope, settings, ArchiveRun(scope.tenant_id)) as work:
        async with databases.tenant(TIER, scope) as tx:
            files = [
                file
                for file in await store.files(tx)
                if file.period_start == month.first and (not only or file.table_name in only)
            ]
        if not files:
            raise MonthUnarchived(month=month)
        tables: dict[str, list[ArchiveFile]] = {}
        for file in reversed(files):
            tables.setdefault(file.table_name, []).append(file)
        # One transaction for all: a state without its events would be folded to nothing.
        inserted = await _insert(work, {work.tables[name]: own for name, own in tables.items()}, files)
    return Restored(str(month), inserted)


async def _insert(
    work: Work, tables: dict[Table, list[ArchiveFile]], files: list[ArchiveFile]
) -> dict[str, int]:
    """The rows of the last written files first: of a row that several have, theirs counts."""
    tenant_id = work.scope.tenant_id
    held = {
        table: [(file, await asyncio.to_thread(parquet.check, work.settings.folder, file)) for file in own]
        for table, own in tables.items()
    }
    inserted = dict.fromkeys((table.name for table in held), 0)
    async with work.databases.worker(TIER) as tx:
        await store.take_time(tx)
        await store.speak_alike(tx)
        await lock_waiting(tx, tenant_id)
        for table, own in held.items():
            for file, path in own:
                then = table.as_of(file.columns)
                rows = parquet.relation(then, path, tenant_id)
                pages = partial(parquet.lines, work.duck, then, rows, _PAGE)
                with parquet.speaking(path):
                    inserted[table.name] += await copying.insert(tx, tenant_id, then, pages)
        await store.mark_restored(tx, tenant_id, [file.id for file in files])
    return inserted
