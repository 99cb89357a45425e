"""What the platform does for itself every day, and belongs to no single area."""

from typing import Final

import structlog

from penguinmails import audit, jobs
from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.kernel.settings import KernelSettings
from penguinmails.postgres import connect, partitions
from penguinmails.postgres.session import administrator

_log = structlog.get_logger(__name__)
_QUEUE: Final = "maintenance:process"


@job("platform.prepare_partitions", queue=_QUEUE)
async def prepare_partitions(context: JobContext, payload: Payload) -> None:
    """Make the months ahead; `doctor` raises the alarm where they are missing."""
    del context, payload
    for conninfo, tiers in connect.tiers_of(KernelSettings.load()).items():
        async with administrator(conninfo) as connection:
            made = await partitions.ensure(connection, tiers)
        _log.info("platform.partitions.prepared", made=len(made))


@job("platform.erase_audit_values", queue=_QUEUE)
async def erase_audit_values(context: JobContext, payload: Payload) -> None:
    """Drop from the audit log the values that have been kept as long as their category says."""
    del payload
    erased = await audit.erase_due(context.databases, actor=audit.Actor.system("platform.erase_audit_values"))
    _log.info("platform.audit_values.erased", rows=sum(each.rows for each in erased))


JOBS: Final[tuple[jobs.Job, ...]] = (prepare_partitions, erase_audit_values)
PERIODIC: Final = (
    Periodic("5 1 * * *", prepare_partitions),
    Periodic("50 3 * * *", erase_audit_values),
)
