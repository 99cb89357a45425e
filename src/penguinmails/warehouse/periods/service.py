"""Making periods, and cutting them anew."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.warehouse.periods import calendar, store
from penguinmails.warehouse.periods.calendar import Span
from penguinmails.warehouse.periods.model import PeriodRow


async def lock_tenant(tx: Tx, tenant_id: UUID) -> None:
    """Take the tenant's lock in the warehouse, `rollup_tenants`, waiting for whoever has it.

    Whatever changes facts or periods of a tenant takes it first, before any other row: so nobody deadlocks.
    """
    await store.lock(tx, tenant_id)


async def ensure_periods(tx: Tx, tenant_id: UUID, days: Collection[date]) -> None:
    """Make the periods that are missing, so that each of `days` falls in exactly one.

    In an open transaction on OLAP, of the tenant or of a worker; the caller commits. Where something is
    missing it takes the tenant's lock; take that yourself before anything else you lock.
    """
    if not days:
        return
    present = await store.periods_between(tx, tenant_id, min(days), max(days))
    if not calendar.missing(days, [row.span for row in present], ()):
        return
    await store.lock(tx, tenant_id)
    rows = await store.all_periods(tx, tenant_id)
    terms = calendar.settled(await store.terms(tx, tenant_id))
    for span in calendar.missing(days, [row.span for row in rows], terms):
        await store.insert_period(tx, tenant_id, span)


async def rearrange(tx: Tx, tenant_id: UUID) -> int:
    """Cut a tenant's open periods as its terms say now; facts of days that moved go with them.

    Frozen periods stay as they are. Takes the tenant's lock; the caller commits. Answers how many periods
    were made, changed or deleted.
    """
    await store.lock(tx, tenant_id)
    rows = await store.all_periods(tx, tenant_id)
    terms = calendar.settled(await store.terms(tx, tenant_id))
    present = [row for row in rows if not row.frozen]
    spans = calendar.wanted([row.span for row in present], [row.span for row in rows if row.frozen], terms)
    if [row.span for row in present] == spans:
        return 0
    matched = _matched(present, spans)
    # The constraint that keeps periods apart is checked at each row: first all shrink, and last they grow.
    for span, row in matched.items():
        if row.span != span:
            await store.move_period(tx, tenant_id, row.id, row.span.within(span))
    ids = {span: row.id for span, row in matched.items()}
    for span in spans:
        if span not in ids:
            ids[span] = await store.insert_period(tx, tenant_id, span)
    for span in spans:
        others = [row.id for row in present if row.id != ids[span] and row.span.meets(span)]
        if others:
            await store.move_facts(tx, tenant_id, ids[span], span, others)
    kept = set(ids.values())
    gone = [row.id for row in present if row.id not in kept]
    if gone:
        await store.delete_periods(tx, tenant_id, gone)
    changed = [(span, row) for span, row in matched.items() if row.span != span]
    for span, row in changed:
        await store.move_period(tx, tenant_id, row.id, span)
    return len(changed) + len(gone) + len(spans) - len(matched)


def _matched(rows: Sequence[PeriodRow], spans: Sequence[Span]) -> dict[Span, PeriodRow]:
    """Which row stands for which span from now on: the one that begins with it, else any that meets it.

    A span that gets none meets only rows that stand for others; those shrink, and it has room.
    """
    matched = {span: row for row in rows for span in spans if row.starts == span.starts}
    left = [row for row in rows if row not in matched.values()]
    for span in spans:
        if span not in matched and (found := next((row for row in left if row.span.meets(span)), None)):
            matched[span] = found
            left.remove(found)
    return matched
