"""What templates need done by the clock."""

import structlog

from penguinmails.content.templates.drafts.deleting import purge_templates
from penguinmails.jobs import JobContext, Payload, Periodic, job

_log = structlog.stdlib.get_logger()


@job("templates.purge_deleted", queue="maintenance:process", timeout=3600)
async def purge(context: JobContext, payload: Payload) -> None:
    """Remove for good the templates that nobody can restore any more."""
    del payload
    purged = await purge_templates(context.databases)
    _log.info("templates.purged", removed=purged.removed, kept=purged.kept)


JOBS = (purge,)
PERIODIC = (Periodic("40 3 * * *", purge),)
