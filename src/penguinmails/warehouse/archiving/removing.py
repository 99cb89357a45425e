"""Deleting what files hold: page by page, each compared once more under the lock that the rollup takes."""

import asyncio
from typing import TYPE_CHECKING, Final
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.warehouse.archiving import copying, parquet, store
from penguinmails.warehouse.archiving.model import NOTHING, ArchiveFile, Digest, Month, TableClass
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.tables import EVENTS, OF_MESSAGES, Table
from penguinmails.warehouse.archiving.writing import TIER, span_of
from penguinmails.warehouse.rollup.store import lock_waiting

if TYPE_CHECKING:
    from penguinmails.warehouse.archiving.running import Work

PAGE: Final = 10_000
"""Rows of the group's first file whose messages are deleted in one transaction."""
_STRAGGLERS: Final = 1_000


async def remove(work: "Work", files: list[ArchiveFile]) -> None:
    """Delete the live rows that these files, of one month and group, hold; then note that it is done.

    A page in which anything differs from the files stays, and counts in their place until the next run
    writes it anew. Files are checked first: nothing is deleted where one is not whole. Raises
    `ArchiveMissing`, `ArchiveCorrupt`.
    """
    held = {
        work.tables[file.table_name]: await asyncio.to_thread(parquet.check, work.settings.folder, file)
        for file in files
    }
    first = next(iter(held))
    group = [work.tables[name] for name in OF_MESSAGES] if first.kind is TableClass.MESSAGES else [first]
    month = Month(files[0].period_start, files[0].period_end)
    whole = span_of(first, month)
    tenant_id = work.scope.tenant_id
    cuts = await asyncio.to_thread(parquet.cut, work.duck, first, held[first], tenant_id, PAGE)
    filed = {
        table: await asyncio.to_thread(parquet.digests, work.duck, table, path, tenant_id, cuts)
        for table, path in held.items()
    }
    for page, low in enumerate(cuts):
        span = Span(low, cuts[page + 1] if page + 1 < len(cuts) else whole.high)
        expected = {table: filed.get(table, {}).get(page, NOTHING) for table in group}
        deleted = await remove_page(work, span, expected)
        if deleted is None:
            work.run.left += 1
        else:
            work.run.deleted += deleted
    async with work.databases.tenant(TIER, work.scope) as tx:
        await store.mark_removed(tx, [file.id for file in files])


async def remove_page(work: "Work", span: Span, expected: dict[Table, Digest]) -> int | None:
    """Delete a page of rows; how many, or None where the live rows are not just those of the files. Commits.

    A page that is gone already is none of the files' any more, and nothing of it is left to delete.
    """
    tenant_id = work.scope.tenant_id
    async with work.databases.worker(TIER) as tx:
        await lock_waiting(tx, tenant_id)
        live = {table: await copying.digest(tx, tenant_id, table, span) for table in expected}
        if all(each.rows == 0 for each in live.values()):
            return 0
        if live != expected:
            return None
        return await _delete(tx, tenant_id, span, next(iter(expected)))


async def _delete(tx: Tx, tenant_id: UUID, span: Span, table: Table) -> int:
    if table.kind is TableClass.MESSAGES:
        return await store.delete_messages(tx, tenant_id, span)
    return await store.delete_rows(tx, tenant_id, table, span)


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
