"""What runs later: reading the file, undoing, and looking after both."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from penguinmails import jobs
from penguinmails.audiences.imports import store, upload
from penguinmails.audiences.imports.errors import ImportStuck
from penguinmails.audiences.imports.model import ImportStatus
from penguinmails.audiences.imports.running import run_import
from penguinmails.audiences.imports.settings import ImportSettings
from penguinmails.audiences.imports.undoing import run_undo
from penguinmails.jobs import JobContext, Payload, Periodic, job, may_pass
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger()

# A million rows take a minute or, on a slow disk, some; an attempt that is cut off goes on where it stopped.
_LONGEST: Final = 6 * 3600.0
_ATTEMPTS: Final = 5
_STILL: Final = timedelta(minutes=15)
_HOPELESS: Final = timedelta(days=1)


@job("audiences.import_leads", queue="import:process", timeout=_LONGEST, attempts=_ATTEMPTS)
async def import_leads(context: JobContext, payload: Payload) -> None:
    """Read the file of an import to its end. Whoever is killed is followed by one who goes on."""
    import_id = UUID(payload["import_id"])
    try:
        spent = await run_import(context.databases, context.scope, import_id)
    except Exception as error:
        user_error = isinstance(error, PenguinError) and not error.transient
        if user_error or context.last_attempt or not may_pass(error):
            await _fail(context.databases, context.scope, import_id, error)
        if user_error:  # what is wrong is told by the import itself
            return
        raise
    if spent is not None:
        _log.info("imports.completed", import_id=str(import_id), **vars(spent))
    await drop_file(context.databases, context.scope, import_id)


@job("audiences.undo_import", queue="import:process", timeout=_LONGEST, attempts=_ATTEMPTS)
async def undo_import(context: JobContext, payload: Payload) -> None:
    """Take back what an import did."""
    await run_undo(context.databases, context.scope, UUID(payload["import_id"]))


@job("audiences.tend_imports", queue="maintenance:process")
async def tend_imports(context: JobContext, payload: Payload) -> None:
    """Set going again what stands still; forget files and rows that are too old."""
    del payload
    settings = ImportSettings.load()
    databases, now = context.databases, clock.now()
    async with databases.worker(Tier.OLTP) as tx:
        standing = await store.unfinished(tx, now - _STILL, hopeless=now - _HOPELESS)
        old = await store.with_old_rows(tx, now - timedelta(days=settings.import_keep_days))
    for each in standing:
        if each.is_hopeless:
            await _fail(databases, Scope.tenant_wide(each.tenant_id), each.id, ImportStuck(import_id=each.id))
            continue
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(each.tenant_id)) as tx:
            await (enqueue_undo if each.undoing else enqueue_import)(tx, each.id)
    for each in old:
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(each.tenant_id)) as tx:
            await store.forget_rows(tx, each.id)
    for tenant_id, import_id in upload.old_files(settings.import_orphan_days):
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id)) as tx:
            owner = await store.find(tx, import_id)
        if owner is None or owner.over:
            upload.forget(tenant_id, import_id)


async def enqueue_import(tx: Tx, import_id: UUID) -> None:
    """Queue the reading of an import, unless it is queued or goes on."""
    await jobs.enqueue(tx, import_leads, {"import_id": str(import_id)}, dedupe_key=str(import_id))


async def enqueue_undo(tx: Tx, import_id: UUID) -> None:
    """Queue the undoing of an import, unless it is queued or goes on."""
    await jobs.enqueue(tx, undo_import, {"import_id": str(import_id)}, dedupe_key=str(import_id))


async def drop_file(databases: Databases, scope: Scope, import_id: UUID) -> None:
    """Remove the file of an import that will not need it again."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        found = await store.find(tx, import_id)
    if found is None or (found.over and found.status != ImportStatus.FAILED):
        upload.forget(scope.tenant_id, import_id)


async def _fail(databases: Databases, scope: Scope, import_id: UUID, error: Exception) -> None:
    # What an error of ours says may hold a row's values, which are people's data: its kind is enough.
    told = str(error) if isinstance(error, PenguinError) else f"unexpected: {type(error).__name__}"
    async with databases.tenant(Tier.OLTP, scope) as tx:
        found = await store.lock(tx, import_id)
        if found is not None and not found.over:
            await store.set_over(tx, import_id, ImportStatus.FAILED, error=told)


JOBS: Final = (import_leads, undo_import, tend_imports)
PERIODIC: Final = (Periodic("*/15 * * * *", tend_imports),)
