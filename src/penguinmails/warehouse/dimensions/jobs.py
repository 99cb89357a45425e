"""What keeps the facts' snapshots current."""

from typing import Final

import structlog

from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.warehouse.dimensions import snapshots

_log = structlog.stdlib.get_logger()


@job("warehouse.copy_snapshots", queue="analytics:daily-aggregate")
async def copy_snapshots(context: JobContext, payload: Payload) -> None:
    """Copy statuses, scores and volumes into the facts of today."""
    del payload
    changed = await snapshots.copy_snapshots(context.databases)
    if changed:
        _log.info("warehouse.snapshots.copied", rows=changed)


JOBS: Final = (copy_snapshots,)
PERIODIC: Final = (Periodic("*/15 * * * *", copy_snapshots),)
