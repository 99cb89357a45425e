"""Verifying every night."""

from collections import Counter
from typing import Final

import structlog

from penguinmails.jobs import JobContext, Payload, Periodic, enqueue, job
from penguinmails.kernel import clock, console
from penguinmails.kernel.db import Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.warehouse.settings import WarehouseSettings
from penguinmails.warehouse.verifying import store
from penguinmails.warehouse.verifying.model import Extent, Verified
from penguinmails.warehouse.verifying.service import verify_tenant

_log = structlog.stdlib.get_logger()

_SHOWN: Final = 20
_QUEUE: Final = "analytics:daily-aggregate"


@job("analytics.verify_tenant", queue=_QUEUE, timeout=6 * 3600)
async def verify_one(context: JobContext, payload: Payload) -> None:
    """Verify a tenant, its messages sampled. Operators are told that it was done, and of what differs."""
    del payload
    sample = WarehouseSettings.load().warehouse_verify_sample
    verified = await verify_tenant(
        context.databases, context.tenant_id, extent=Extent(sample=sample, most=_SHOWN)
    )
    async with context.tenant(Tier.OLAP) as tx:
        await tell(tx, verified)


@job("analytics.verify_all", queue=_QUEUE)
async def verify_all(context: JobContext, payload: Payload) -> None:
    """Queue the verifying of every tenant, so that one that fails stops no other."""
    del payload
    async with context.databases.worker(Tier.OLAP) as tx:
        tenants = await store.tenants(tx)
    day = clock.now().date().isoformat()
    async with context.databases.worker(Tier.QUEUE) as tx:
        for tenant_id in tenants:
            await enqueue(tx, verify_one, {}, dedupe_key=f"verify {day}", tenant_id=tenant_id)


async def tell(tx: Tx, verified: Verified) -> None:
    """Tell operators what verifying a tenant came to, when `tx` commits."""
    await raise_event(
        tx,
        event_type="figures_verified",
        severity=Severity.LOW,
        message=f"All figures were counted again; rows that differ: {verified.rows_that_differ:,}.",
        details={
            "messages": verified.counts.get("message_states", 0),
            "rows": sum(verified.counts.values()),
            "seconds": round(verified.took, 1),
            "waiting": verified.waiting,
            "archived": verified.archived and verified.archived.isoformat(),
            "campaigns_left_out": verified.campaigns_left_out,
        },
        about="figures",
        tenant_id=verified.tenant_id,
    )
    if verified.holds:
        return
    _log.error("warehouse.verify.differs", tenant_id=str(verified.tenant_id), rows=verified.rows_that_differ)
    await raise_event(
        tx,
        event_type="figures_differ",
        severity=Severity.CRITICAL,
        message=f"Figures are not what a recount says: {verified.rows_that_differ:,} rows differ."
        " `penguinmails verify` shows them, `penguinmails rebuild` puts them right.",
        details={
            "rows": verified.rows_that_differ,
            "by_table": dict(Counter(each.table for each in verified.differences)),
            "first": console.plain(verified.differences[:_SHOWN]),
        },
        about="figures",
        tenant_id=verified.tenant_id,
    )


JOBS: Final = (verify_one, verify_all)
PERIODIC: Final = (Periodic("30 3 * * *", verify_all),)
