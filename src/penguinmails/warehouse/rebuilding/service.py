"""Counting anew, and judging anew. Both under live traffic; both may be interrupted and begun again."""

import time
from dataclasses import asdict
from datetime import date, datetime
from typing import Final
from uuid import UUID

from penguinmails import audit
from penguinmails.audit import Actor
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import Judging, replay
from penguinmails.warehouse.rebuilding import store
from penguinmails.warehouse.rebuilding.model import Moved, Rebuilt, Reclassified, Totals
from penguinmails.warehouse.rollup import refold_all
from penguinmails.warehouse.rollup.errors import RebuildArchived
from penguinmails.warehouse.rollup.store import archived_through
from penguinmails.warehouse.verifying import Extent, verify_tenant
from penguinmails.warehouse.verifying.service import count_waiting

_SHOWN: Final = 100


async def rebuild(
    databases: Databases,
    tenant_id: UUID,
    *,
    since: date | None = None,
    until: date | None = None,
    actor: Actor | None = None,
) -> Rebuilt:
    """Fold a tenant's ledger anew and count its facts anew, of all days or of some; what that mended.

    Verifies first, then does all in one transaction under the tenant's lock (`refold_all`): interrupted, it
    has changed nothing, and the next run does all of it. Ingest goes on meanwhile, the tenant's rollup waits.
    Rows of the hub are left to the billing job, frozen ones to nobody. With an `actor` the audit log says
    that it was begun. Commits. Raises `SpanBackwards`, `RebuildArchived`.
    """
    await _refuse_archived(databases, tenant_id)
    began = time.monotonic()
    before = await verify_tenant(databases, tenant_id, extent=Extent(since, until, most=_SHOWN))
    if actor is not None:
        async with databases.tenant(Tier.OLAP, Scope.tenant_wide(tenant_id)) as tx:
            days = {"since": since and since.isoformat(), "until": until and until.isoformat()}
            await audit.record_change(
                tx, actor, "figures.rebuilt", tenant_id, new={**days, "rows": before.rows_that_differ}
            )
    await refold_all(databases, tenant_id, since=since, until=until)
    return Rebuilt(
        tenant_id, since, until, before.differences, before.rows_that_differ, time.monotonic() - began
    )


async def _refuse_archived(databases: Databases, tenant_id: UUID) -> None:
    # What is added up anew from live messages would lack the archived ones.
    async with databases.worker(Tier.OLAP) as tx:
        archived = await archived_through(tx, tenant_id)
    if archived is not None:
        raise RebuildArchived(day=archived)


async def reclassify(
    databases: Databases,
    scope: Scope,
    judging: Judging,
    *,
    since: datetime | None = None,
    actor: Actor | None = None,
) -> Reclassified:
    """Judge all hits of messages made since a moment anew, count what changed, and tell what it came to.

    Older judgements stay readable. Commits a page of messages at a time: interrupted, it may be begun again,
    and adds nothing twice. With an `actor` the audit log says so.
    """
    began = time.monotonic()
    await count_waiting(databases, scope.tenant_id)
    before = await _totals(databases, scope)
    judged = await replay(databases, scope, judging, since=since)
    await count_waiting(databases, scope.tenant_id)
    after = await _totals(databases, scope)
    if actor is not None:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            await audit.record_change(
                tx,
                actor,
                "verdicts.replayed",
                scope.tenant_id,
                new={"since": since and since.isoformat(), **asdict(judged)},
            )
    was, now = asdict(before), asdict(after)
    figures = tuple(Moved(figure, was[figure], now[figure]) for figure in was)
    return Reclassified(judged, figures, time.monotonic() - began)


async def _totals(databases: Databases, scope: Scope) -> Totals:
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return await store.totals(tx)
