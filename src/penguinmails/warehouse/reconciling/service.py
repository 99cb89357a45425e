"""Making sure of some days of a tenant."""

from datetime import date, timedelta
from uuid import UUID

from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.warehouse.reconciling.model import Reconciled
from penguinmails.warehouse.rollup import refold_all
from penguinmails.warehouse.verifying.model import Extent
from penguinmails.warehouse.verifying.service import verify_tenant


async def reconcile(databases: Databases, tenant_id: UUID, since: date, until: date) -> Reconciled:
    """Count what waits, recount the mail of these UTC days (`until` not included), and mend what differs.

    Where something differed operators are told, and where mending did not help, more urgently. Commits its
    own; doing it twice changes nothing. Overwrites nothing that is right.
    """
    extent = Extent(since=since, until=until)
    found = await verify_tenant(databases, tenant_id, extent=extent)
    if found.holds:
        return Reconciled(since, until, 0, 0)
    # What differs is of live mail: facts that rest on archived mail are not verified, and not counted anew.
    first = since if found.archived is None else max(since, found.archived + timedelta(days=1))
    await refold_all(databases, tenant_id, since=first, until=until)
    after = await verify_tenant(databases, tenant_id, extent=extent)
    done = Reconciled(since, until, found.rows_that_differ, after.rows_that_differ)
    async with databases.worker(Tier.OLAP) as tx:
        await raise_event(
            tx,
            event_type="analytics_reconciled",
            severity=Severity.CRITICAL if done.left else Severity.HIGH,
            message=_message(done),
            details={
                "since": since.isoformat(),
                "until": until.isoformat(),
                "differed": done.differed,
                "left": done.left,
                "tables": sorted({difference.table for difference in found.differences}),
            },
            about=f"{tenant_id} {since}",
            tenant_id=tenant_id,
        )
    return done


def _message(done: Reconciled) -> str:
    days = f"{done.since}" if (done.until - done.since).days == 1 else f"{done.since} to {done.until}"
    rows = f"{done.differed:,} rows of the figures of {days} were not what a recount of the ledger says."
    if done.left:
        return f"{rows} {done.left:,} still are not after mending: see `penguinmails verify`."
    return f"{rows} They have been counted anew."
