"""What runs later."""

from typing import Final
from uuid import UUID

import structlog

from penguinmails.audiences.domains import store
from penguinmails.audiences.domains.service import ERROR_STAYS, check_domains
from penguinmails.jobs import JobContext, Payload, Periodic, enqueue, job
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger()


@job("audiences.check_domains", queue="import:process", attempts=8)
async def check(context: JobContext, payload: Payload) -> None:
    """Ask about the domains of the tenant's leads, or of one import's."""
    import_id = payload.get("import_id")
    checked = await check_domains(context.databases, context.scope, UUID(import_id) if import_id else None)
    _log.info("audiences.domains.checked", **vars(checked))


@job("audiences.check_all_domains", queue="maintenance:process")
async def check_all(context: JobContext, payload: Payload) -> None:
    """Have the domains of leads checked that came in one by one, or got no answer before."""
    del payload
    async with context.databases.worker(Tier.OLTP) as tx:
        for tenant in await store.tenants_to_check(tx, clock.now() - ERROR_STAYS):
            await enqueue(tx, check, {}, dedupe_key="all", tenant_id=tenant.tenant_id)


async def enqueue_check(tx: Tx, import_id: UUID | None = None) -> None:
    """Queue the check of an import's leads or, without one, of all, unless it is queued."""
    payload = {"import_id": str(import_id)} if import_id else {}
    await enqueue(tx, check, payload, dedupe_key=str(import_id or "all"))


JOBS: Final = (check, check_all)
PERIODIC: Final = (Periodic("10 4 * * *", check_all),)
