"""The jobs about leads."""

import structlog

from penguinmails.audiences.leads.purging import purge_leads
from penguinmails.jobs import JobContext, Payload, Periodic, job

_log = structlog.stdlib.get_logger()


@job("leads.purge_deleted", queue="maintenance:process", timeout=3600)
async def purge(context: JobContext, payload: Payload) -> None:
    """Remove for good leads that nobody can restore any more."""
    del payload
    _log.info("leads.purged", leads=await purge_leads(context.databases))


JOBS = (purge,)
PERIODIC = (Periodic("40 3 * * *", purge),)
