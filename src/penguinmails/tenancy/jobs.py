"""The jobs of this area."""

import structlog

from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.tenancy.describing.service import describe_all
from penguinmails.tenancy.purging import purge_deleted
from penguinmails.tenancy.tenants.service import list_tenants

_log = structlog.stdlib.get_logger()


@job("tenancy.purge_deleted", queue="maintenance:process", timeout=3600)
async def purge(context: JobContext, payload: Payload) -> None:
    """Remove for good what nobody can restore any more; `purging` says what."""
    del payload
    purged = await purge_deleted(context.databases)
    _log.info(
        "tenancy.purged",
        tenants=purged.tenants,
        companies=purged.companies,
        memberships=purged.memberships,
        users=purged.users,
        refused=purged.refused,
    )


@job("tenancy.describe", queue="maintenance:process", timeout=3600)
async def describe(context: JobContext, payload: Payload) -> None:
    """Tell the warehouse of every tenant and company once more, for what was changed by hand."""
    del payload
    tenants = await list_tenants(context.databases)
    for tenant in tenants:
        await describe_all(context.databases, tenant.id)
    _log.info("tenancy.described", tenants=len(tenants))


JOBS = (purge, describe)
PERIODIC = (Periodic("20 3 * * *", purge), Periodic("40 1 * * *", describe))
