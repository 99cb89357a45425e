"""What the warehouse does for its own upkeep."""

from dataclasses import asdict
from typing import Final

import structlog

from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.tenancy import list_tenants
from penguinmails.warehouse.archiving.checking import verify_files
from penguinmails.warehouse.archiving.model import ArchiveRun
from penguinmails.warehouse.archiving.running import archive_tenant
from penguinmails.warehouse.erasing.service import erase_waiting, find_returned
from penguinmails.warehouse.keeping.hits import clear_hits
from penguinmails.warehouse.keeping.late import report_late
from penguinmails.warehouse.keeping.partitions import analyze, keep_partitions

_log = structlog.stdlib.get_logger()
_QUEUE: Final = "maintenance:process"
_HOURS: Final = 6 * 3600


@job("warehouse.archive", queue=_QUEUE, timeout=_HOURS)
async def archive(context: JobContext, payload: Payload) -> None:
    """Archive what is past its time, of all tenants; what went wrong with one stops no other."""
    del payload
    done = await archive_all(context.databases)
    if done:
        await analyze()
    await note_runs(context.databases, done)


@job("warehouse.check_archive", queue=_QUEUE, timeout=_HOURS)
async def check_archive(context: JobContext, payload: Payload) -> None:
    """Look whether every archived file is there and whole; one that is not raises a system event."""
    del payload
    broken = 0
    for tenant in await list_tenants(context.databases):
        found = await verify_files(context.databases, Scope.tenant_wide(tenant.id))
        broken += sum(not checked.whole for checked in found)
    _log.info("warehouse.archive.checked", broken=broken)


@job("warehouse.clear_hits", queue=_QUEUE, timeout=3600)
async def forget_hits(context: JobContext, payload: Payload) -> None:
    """Forget addresses and user agents of hits whose time is over."""
    del payload
    _log.info("warehouse.hits.cleared", events=await clear_hits(context.databases))


@job("warehouse.report_late_events", queue=_QUEUE)
async def tell_late(context: JobContext, payload: Payload) -> None:
    """Tell operators of events that came too late for any figure."""
    del payload
    _log.info("warehouse.late_events.reported", events=await report_late(context.databases))


@job("warehouse.keep_partitions", queue=_QUEUE)
async def watch_partitions(context: JobContext, payload: Payload) -> None:
    """Raise the alarm where months ahead are missing; drop months that are empty and past their time."""
    del payload
    _log.info("warehouse.partitions.kept", **asdict(await keep_partitions(context.databases)))


@job("warehouse.erase", queue=_QUEUE, timeout=_HOURS)
async def erase(context: JobContext, payload: Payload) -> None:
    """Forget whoever waits to be forgotten."""
    del payload
    for erased in await erase_waiting(context.databases):
        _log.info("warehouse.erased", **{**asdict(erased), "tenant_id": str(erased.tenant_id)})


@job("warehouse.find_returned", queue=_QUEUE, timeout=3600)
async def forget_again(context: JobContext, payload: Payload) -> None:
    """Look for people who were erased and are here again, by news that were late."""
    del payload
    _log.info("warehouse.returned", leads=await find_returned(context.databases))


async def archive_all(databases: Databases) -> list[ArchiveRun]:
    """Archive all tenants, one after the other; the runs that did something or could not."""
    done: list[ArchiveRun] = []
    for tenant in await list_tenants(databases):
        try:
            run = await archive_tenant(databases, Scope.tenant_wide(tenant.id))
        except PenguinError as error:
            run = ArchiveRun(tenant.id, failed=[f"{error.message} {error.todo}"])
        if run.files or run.deleted or run.late or run.failed:
            done.append(run)
    return done


async def note_runs(databases: Databases, runs: list[ArchiveRun]) -> None:
    """Write each run down where operators look, with its figures; one that failed as an alarm."""
    for run in runs:
        figures = {name: figure for name, figure in asdict(run).items() if name != "tenant_id"}
        async with databases.worker(Tier.OLTP) as tx:
            await raise_event(
                tx,
                event_type="archive_failed" if run.failed else "analytics_maintenance",
                severity=Severity.HIGH if run.failed else Severity.LOW,
                message=run.failed[0] if run.failed else f"{run.rows} rows went to the archive.",
                details=figures,
                about=f"archive {run.tenant_id}",
                tenant_id=run.tenant_id,
            )


JOBS: Final = (
    archive,
    check_archive,
    forget_hits,
    tell_late,
    watch_partitions,
    erase,
    forget_again,
)
PERIODIC: Final = (
    Periodic("* * * * *", erase),
    Periodic("25 1 * * *", watch_partitions),
    Periodic("40 1 * * *", forget_hits),
    Periodic("0 4 * * *", archive),
    Periodic("45 5 * * *", tell_late),
    Periodic("55 5 * * *", forget_again),
    Periodic("0 6 * * 0", check_archive),
)
