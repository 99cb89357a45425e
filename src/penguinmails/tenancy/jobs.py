"""The jobs of this area."""

import structlog

from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.tenancy.purging import purge_deleted

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


JOBS = (purge,)
PERIODIC = (Periodic("20 3 * * *", purge),)
