"""Counting what a period used, closing it, and finding out later what was still missing."""

from datetime import UTC, datetime, timedelta
from typing import Final

from penguinmails.audiences import count_leads
from penguinmails.content import storage_used
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import count_seats
from penguinmails.warehouse.hub import store
from penguinmails.warehouse.hub.model import Outcome, Period, Sample
from penguinmails.warehouse.hub.statements import draw_up, issue
from penguinmails.warehouse.periods import ensure_periods, lock_tenant
from penguinmails.warehouse.rollup import catch_up
from penguinmails.warehouse.settings import WarehouseSettings

_OVERLAP: Final = timedelta(hours=1)
"""A fact says when its transaction began, which may have waited for the tenant's lock since."""
_REASON: Final = "Counted again: events came in, or verdicts changed, after the period was closed."


async def take_sample(databases: Databases, scope: Scope) -> Sample:
    """Count what the tenant has now, of what is not an event, for today's (UTC) largest. Commits."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        seats = await count_seats(tx)
        contacts = await count_leads(tx)
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        storage = await storage_used(tx)
    sample = Sample(seats.members, seats.companies, contacts, storage.stored_bytes)
    async with databases.tenant(Tier.OLAP, scope) as tx:
        await store.add_sample(tx, clock.now().astimezone(UTC).date(), sample)
    return sample


async def calculate(
    databases: Databases,
    scope: Scope,
    settings: WarehouseSettings | None = None,
    *,
    thorough: bool = False,
) -> Outcome:
    """Count a tenant's periods: open ones anew, those whose grace is over for the last time.

    A period is closed that many days after its end, and its usage statement issued. Closed ones whose facts
    have changed since (with `thorough`, all) are counted again, and what is different becomes an adjustment:
    frozen figures + adjustments = the new count. Doing it twice changes nothing. Commits, a period at a time;
    the tenant's rollup waits meanwhile.
    """
    grace = timedelta(days=(settings or WarehouseSettings()).warehouse_period_grace_days)
    await take_sample(databases, scope)
    await catch_up(databases, scope)
    now = clock.now().astimezone(UTC)
    async with databases.tenant(Tier.OLAP, scope) as tx:
        await ensure_periods(tx, scope.tenant_id, [now.date()])
        periods = await store.periods(tx)
    outcome = Outcome()
    # The frozen ones first: what is found of them is carried by the statement that is issued next.
    for period in sorted(periods, key=lambda period: (period.frozen is None, period.starts)):
        async with databases.tenant(Tier.OLAP, scope) as tx:
            await lock_tenant(tx, scope.tenant_id)
            outcome += await _count_one(tx, period.id, now, grace, thorough=thorough)
    return outcome


async def _count_one(tx: Tx, billing_id: int, now: datetime, grace: timedelta, *, thorough: bool) -> Outcome:
    period = await store.find_period(tx, billing_id)
    if period is None:  # cut anew since it was listed
        return Outcome()
    if period.frozen is not None:
        return Outcome(adjustments=await _adjust(tx, period, now, thorough=thorough))
    return await _count_open(tx, period, now, grace)


async def _count_open(tx: Tx, period: Period, now: datetime, grace: timedelta) -> Outcome:
    if await store.archived(tx, period, store.FACTS):
        return Outcome()
    terms = await store.terms_of(tx, period)
    counted = await store.count_facts(tx, period)
    figures = counted.figures(terms.allowances.get("emails_sent"))
    over = now.date() >= period.ends
    closing = now.date() >= period.ends + grace
    await store.write_figures(tx, period.id, figures, now, frozen=now if closing else None)
    if over:
        statement_id = await draw_up(tx, period, figures, terms)
        if closing and statement_id is not None:
            await issue(tx, statement_id, now)
    return Outcome(counted=1, frozen=int(closing))


async def _adjust(tx: Tx, period: Period, now: datetime, *, thorough: bool) -> int:
    counted_at = period.calculated or period.frozen or now
    if not thorough and not await store.facts_changed(tx, period.id, counted_at - _OVERLAP):
        return 0
    if await store.archived(tx, period, store.FACTS):
        return 0
    told = await store.told(tx, period.id)
    included = told.included if told else (await store.terms_of(tx, period)).allowances.get("emails_sent")
    known = await store.adjustments_of(tx, period.id)
    fresh = (await store.count_facts(tx, period)).figures(included)
    deltas = {
        name: value - getattr(period, name) - known.get(name, 0)
        for name, value in fresh.items()
        if value != getattr(period, name) + known.get(name, 0)
    }
    if deltas:
        await store.insert_adjustments(tx, period.id, deltas, _REASON)
    await store.note_recounted(tx, period.id, now)
    return len(deltas)
