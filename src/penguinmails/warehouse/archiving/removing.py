"""Deleting what files hold: page by page, each compared as it goes, under the lock that the rollup takes."""

import asyncio
from typing import TYPE_CHECKING, Final
from uuid import UUID

from penguinmails.warehouse.archiving import copying, parquet, store
from penguinmails.warehouse.archiving.model import ArchiveFile, Digest, Month, TableClass
from penguinmails.warehouse.archiving.paging import Pages, span_of
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.tables import EVENTS, OF_MESSAGES, Table
from penguinmails.warehouse.archiving.writing import TIER
from penguinmails.warehouse.rollup.store import lock_waiting

if TYPE_CHECKING:
    from penguinmails.warehouse.archiving.running import Work

_STRAGGLERS: Final = 1_000


class _Differs(Exception):
    """What was to be deleted is not what the files hold."""


async def pages_of(work: "Work", files: list[ArchiveFile]) -> Pages:
    """What files of one month and group hold, in pages. Raises `ArchiveMissing`, `ArchiveCorrupt`."""
    pages = Pages(Month(files[0].period_start, files[0].period_end))
    for file in files:
        path = await asyncio.to_thread(parquet.check, work.settings.folder, file)
        table = work.tables[file.table_name]
        await asyncio.to_thread(pages.read, work.duck, table, path, file.tenant_id)
    return pages


async def remove(work: "Work", files: list[ArchiveFile], pages: Pages) -> None:
    """Delete the live rows that these files, of one month and group, hold; then note that it is done.

    A page in which anything differs from the files stays, and counts in their place until the next run
    writes it anew. Files are checked first: nothing is deleted where one is not whole. Raises
    `ArchiveMissing`, `ArchiveCorrupt`.
    """
    for file in files:
        await asyncio.to_thread(parquet.check, work.settings.folder, file)
    first = work.tables[files[0].table_name]
    group = [work.tables[name] for name in OF_MESSAGES] if first.kind is TableClass.MESSAGES else [first]
    for span, expected in pages.expected(group):
        deleted = await remove_page(work, span, expected)
        if deleted is None:
            work.run.left += 1
        else:
            work.run.deleted += deleted
    async with work.databases.tenant(TIER, work.scope) as tx:
        await store.mark_removed(tx, [file.id for file in files])


async def remove_page(work: "Work", span: Span, expected: dict[Table, Digest]) -> int | None:
    """Delete a page of rows; how many, or None where the live rows are not just those of the files. Commits.

    The deletion says the rows, and stands only where they sum up to what the files hold: what comes in
    meanwhile is either among them, and undoes it, or stays. A page that is gone already is none of the
    files' any more, and nothing of it is left to delete.
    """
    tenant_id = work.scope.tenant_id
    try:
        async with work.databases.worker(TIER) as tx:
            await lock_waiting(tx, tenant_id)
            gone = {table: await copying.delete(tx, tenant_id, table, span) for table in expected}
            return _same(gone, expected)
    except _Differs:
        return None


def _same(gone: dict[Table, Digest], expected: dict[Table, Digest]) -> int:
    rows = sum(each.rows for each in gone.values())
    if rows and gone != expected:
        raise _Differs
    return rows


async def set_aside(work: "Work", month: Month) -> int:
    """Move events of archived messages to late_events, with what was made of them; how many. Commits.

    A message that the files do not know is not late: it is archived with the next file.
    """
    events = work.tables[EVENTS]
    span = span_of(events, month)
    async with work.databases.tenant(TIER, work.scope) as tx:
        found = await store.stragglers(tx, UUID(span.low), UUID(span.high), _STRAGGLERS)
        files = [
            file
            for file in await store.files(tx)
            if file.table_name == EVENTS and file.period_start == month.first
        ]
    if not found:
        return 0
    known: set[UUID] = set()
    for file in files:
        path = await asyncio.to_thread(parquet.check, work.settings.folder, file)
        known |= await asyncio.to_thread(
            parquet.messages_among, work.duck, events, path, work.scope.tenant_id, found
        )
    late = [message for message in found if message in known]
    if not late:
        return 0
    async with work.databases.worker(TIER) as tx:
        await lock_waiting(tx, work.scope.tenant_id)
        return await store.set_aside(tx, work.scope.tenant_id, late)
