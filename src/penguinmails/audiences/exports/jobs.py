"""What runs later: making the files, and removing them."""

import asyncio
from typing import Final
from uuid import UUID

import structlog

from penguinmails.audiences.exports import places, store
from penguinmails.audiences.exports.making import make_export
from penguinmails.jobs import JobContext, Payload, Periodic, enqueue, job, may_pass
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger()
_DAY: Final = 86_400.0


@job("audiences.export", queue="export:process", timeout=4 * 3600.0)
async def export(context: JobContext, payload: Payload) -> None:
    """Make the file of an export. Whoever is killed is followed by one who makes it from the start."""
    export_id = UUID(payload["export_id"])
    try:
        made = await make_export(context.databases, context.tenant_id, export_id)
    except Exception as error:
        told = isinstance(error, PenguinError) and not error.transient
        if told or context.last_attempt or not may_pass(error):
            await _fail(context, export_id, error)
        if told:  # what is wrong is said by the export itself
            return
        raise
    if made is not None:
        _log.info(
            "audiences.exported", export_id=str(export_id), rows=made.rows_written, size=made.size_bytes
        )


@job("audiences.tend_exports", queue="maintenance:process")
async def tend_exports(context: JobContext, payload: Payload) -> None:
    """Remove the files whose time is over, and those that belong to no export."""
    del payload
    expired = await remove_expired(context.databases)
    orphans = await remove_orphans(context.databases)
    _log.info("audiences.exports.removed", expired=expired, orphans=orphans)


async def remove_expired(databases: Databases) -> int:
    """Remove the files of exports whose time is over; how many. Commits one at a time."""
    async with databases.worker(Tier.OLTP) as tx:
        files = await store.expired(tx, clock.now())
    for file in files:
        await asyncio.to_thread(places.forget, file)
        async with databases.worker(Tier.OLTP) as tx:
            await store.expire(tx, file)
    return len(files)


async def remove_orphans(databases: Databases, *, seconds: float = _DAY) -> int:
    """Remove files older than that which no export has: drafts of killed workers, and of deleted exports."""
    removed = 0
    for path, file in await asyncio.to_thread(lambda: list(places.files_older_than(seconds))):
        async with databases.worker(Tier.OLTP) as tx:
            wanted = await store.has_use_for(tx, file)
        if not wanted or places.is_draft(path):
            await asyncio.to_thread(places.remove, path)
            removed += 1
    return removed


async def enqueue_export(tx: Tx, export_id: UUID) -> None:
    """Queue the making of an export."""
    await enqueue(tx, export, {"export_id": str(export_id)}, dedupe_key=str(export_id))


async def _fail(context: JobContext, export_id: UUID, error: Exception) -> None:
    # What an unexpected error says may hold a lead's values: its kind is enough.
    told = str(error) if isinstance(error, PenguinError) else f"unexpected: {type(error).__name__}"
    async with context.tenant(Tier.OLTP) as tx:
        await store.fail(tx, export_id, told)


JOBS: Final = (export, tend_exports)
PERIODIC: Final = (Periodic("25 * * * *", tend_exports),)
