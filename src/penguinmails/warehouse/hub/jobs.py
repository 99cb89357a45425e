"""What counts usage: every hour a job for each tenant, so that one that fails stops no other."""

from typing import Final

import structlog

from penguinmails.jobs import JobContext, Payload, Periodic, enqueue, job
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import list_tenants
from penguinmails.warehouse.hub.counting import calculate

_log = structlog.stdlib.get_logger()
_QUEUE: Final = "analytics:billing-calculate"


@job("billing.calculate", queue=_QUEUE)
async def calculate_tenant(context: JobContext, payload: Payload) -> None:
    """Count a tenant's periods; close those whose grace is over. Doing it twice changes nothing."""
    outcome = await calculate(context.databases, context.scope, thorough=bool(payload.get("thorough")))
    if outcome.frozen or outcome.adjustments:
        _log.info("billing.periods.closed", frozen=outcome.frozen, adjustments=outcome.adjustments)


@job("billing.calculate_all", queue=_QUEUE)
async def calculate_all(context: JobContext, payload: Payload) -> None:
    """Queue the counting of every tenant that is not being counted."""
    await _queue_all(context, payload)


@job("billing.recount_all", queue=_QUEUE)
async def recount_all(context: JobContext, payload: Payload) -> None:
    """As `calculate_all`, and count closed periods again even where nothing seems to have changed."""
    await _queue_all(context, {**payload, "thorough": True})


async def _queue_all(context: JobContext, payload: Payload) -> None:
    # Of those that were deleted, the last period is still to be closed and told.
    tenants = [
        *await list_tenants(context.databases),
        *await list_tenants(context.databases, deleted=True),
    ]
    async with context.databases.worker(Tier.QUEUE) as tx:
        for tenant in tenants:
            thorough = "thorough" if payload.get("thorough") else "changed"
            await enqueue(tx, calculate_tenant, payload, dedupe_key=thorough, tenant_id=tenant.id)


JOBS: Final = (calculate_tenant, calculate_all, recount_all)
PERIODIC: Final = (
    Periodic("35 * * * *", calculate_all),
    Periodic("50 3 * * *", recount_all),
)
