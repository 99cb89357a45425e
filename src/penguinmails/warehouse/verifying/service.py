"""Verifying, of one tenant and of all. What waits is counted first; then everything is seen at one moment."""

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import psycopg
import structlog

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.errors import SpanBackwards
from penguinmails.warehouse.rollup import service as rollup
from penguinmails.warehouse.rollup import store as rolling
from penguinmails.warehouse.verifying import store
from penguinmails.warehouse.verifying.model import Check, Extent, Findings, Verified

_log = structlog.stdlib.get_logger()

PAGE: Final = 5_000
"""Messages folded at a time."""
_ROWS: Final = 50_000
"""Events and verdicts counted at a time before verifying."""


async def verify(
    databases: Databases, tenant_id: UUID | None = None, *, extent: Extent | None = None
) -> list[Verified]:
    """Count everything of one tenant again, or of all, one after the other; see `verify_tenant`."""
    if tenant_id is not None:
        return [await verify_tenant(databases, tenant_id, extent=extent)]
    async with databases.worker(Tier.OLAP) as tx:
        tenants = await store.tenants(tx)
    return [await verify_tenant(databases, tenant, extent=extent) for tenant in tenants]


async def verify_tenant(databases: Databases, tenant_id: UUID, *, extent: Extent | None = None) -> Verified:
    """Fold a tenant's ledger again, add its facts up again, and tell every difference. Changes no figure.

    First whatever waits is counted, as the rollup would; then all is read in one snapshot, while ingest,
    rollup and reports go on. What comes in meanwhile is no difference: facts and states change together, and
    messages with news that nobody has counted yet are left out of the folding (`Verified.waiting`). So are
    days of which messages are archived (`Verified.archived`), and where a table has no days, campaigns that
    sent on them. Where the rollup fails for this tenant its news waits, and
    `waiting_since` tells it. Memory does not grow with the ledger. Raises `SpanBackwards`.
    """
    extent = extent or Extent()
    if extent.first >= extent.end:
        raise SpanBackwards(since=extent.first, until=extent.end)
    began = time.monotonic()
    await count_waiting(databases, tenant_id)
    found = Findings()
    async with databases.tenant(Tier.OLAP, Scope.tenant_wide(tenant_id)) as tx:
        await tx.freeze()
        await rolling.plan_for_batches(tx)
        archived, facts = await rolling.archived_through(tx, tenant_id), await store.facts_archived(tx)
        extent = _live(extent, archived)
        fresh = await rolling.freshness(tx, tenant_id)
        waiting = await store.queued_messages(tx) if fresh.batches else set[UUID]()
        await _compare_states(tx, extent, waiting, found)
        campaigns = None if extent.whole else await store.campaigns(tx, extent.first, extent.end)
        live = campaigns
        if archived is not None:
            live = await store.without_archived(tx, campaigns, archived, facts)
        for check, query in store.COMPARISONS:
            # What adds tables up needs live facts, but no live states.
            rest_on = live if check is Check.FACTS or facts is not None else campaigns
            for compared in await store.compare(tx, query, extent, rest_on, facts):
                found.add(check, compared)
    return Verified(
        tenant_id=tenant_id,
        differences=tuple(found.differences),
        rows_that_differ=found.unequal,
        counts=found.counts,
        waiting=len(waiting),
        waiting_since=fresh.oldest,
        took=time.monotonic() - began,
        archived=archived,
        campaigns_left_out=len(campaigns or ()) - len(live or ()),
    )


def _live(extent: Extent, archived: date | None) -> Extent:
    """Without days of which messages are archived: their facts cannot be added up from live states."""
    if archived is None or archived < extent.first:
        return extent
    return replace(extent, since=min(archived + timedelta(days=1), extent.end))


async def _compare_states(tx: Tx, extent: Extent, waiting: set[UUID], found: Findings) -> None:
    async for page in store.messages(tx, extent, PAGE):
        settled = [message_id for message_id in page if message_id not in waiting]
        if settled:
            shown = max(0, extent.most - len(found.differences))
            for compared in await store.compare_states(tx, settled, shown):
                found.add(Check.STATES, compared)


async def count_waiting(databases: Databases, tenant_id: UUID) -> None:
    """Count what has waited so far of a tenant, however much. Where that fails, it waits on."""
    began = clock.now()
    try:
        while True:
            async with databases.worker(Tier.OLAP) as tx:
                oldest = (await rolling.freshness(tx, tenant_id)).oldest
                if oldest is None or oldest > began:
                    return
                if not await rollup.apply(tx, tenant_id, rows=_ROWS, wait=True):
                    return  # what is set aside waits on
    except psycopg.Error as error:
        _log.warning("warehouse.verify.not_counted", tenant_id=str(tenant_id), error=str(error))
