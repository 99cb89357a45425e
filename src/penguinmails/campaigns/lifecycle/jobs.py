"""What runs later."""

import structlog

from penguinmails.campaigns.lifecycle.service import start_due
from penguinmails.jobs import JobContext, Payload, Periodic, job

_log = structlog.stdlib.get_logger()


@job("campaigns.start_due", queue="campaign:process")
async def start_scheduled(context: JobContext, payload: Payload) -> None:
    """Let the scheduled campaigns of all tenants begin whose time has come."""
    del payload
    begun = await start_due(context.databases)
    if begun:
        _log.info("campaigns.started", begun=begun)


JOBS = (start_scheduled,)
PERIODIC = (Periodic("* * * * *", start_scheduled),)
