"""Counting a tenant anew from its ledger."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.periods import ensure_periods
from penguinmails.warehouse.rollup import store
from penguinmails.warehouse.rollup.errors import RebuildArchived, Uncountable
from penguinmails.warehouse.rollup.model import Concerned, Span
from penguinmails.warehouse.rollup.service import UNCOUNTABLE

PAGE: Final = 50_000
"""Events of a page of messages that is folded at a time."""


async def refold_all(
    databases: Databases, tenant_id: UUID, *, since: date | None = None, until: date | None = None
) -> None:
    """Fold all messages of a tenant anew and count its facts anew from them.

    With `since` (included) or `until` (not included): the messages that were sent on those UTC days, and the
    facts of these days; what has no day of sending (leads' totals, activity by the quarter of an hour) is
    counted anew for the campaigns concerned. One transaction under the tenant's lock, in which ingest and
    reports go on and the rollup of this tenant waits. Where everything is counted anew, the tenant's queue is
    emptied: what comes in meanwhile is queued again and changes nothing twice. Periods that are missing are
    made; rows of the hub, frozen ones above all, are left alone. What is right already is not written.
    Facts that rest on archived mail do not follow from the ledger any more and are never counted anew, nor
    are totals without a day of campaigns that sent such mail. Raises `Uncountable`, and `RebuildArchived`
    where a day concerned is of the archive: then nothing was changed.
    """
    try:
        await _refold_all(databases, tenant_id, Span(since, until))
    except UNCOUNTABLE as error:
        raise Uncountable(tenant_id=tenant_id, reason=str(error).partition("\n")[0]) from error


async def _refold_all(databases: Databases, tenant_id: UUID, span: Span) -> None:
    async with databases.worker(Tier.OLAP) as tx:
        await store.lock_waiting(tx, tenant_id)
        await store.plan_for_batches(tx)
        archived = await store.archived_through(tx, tenant_id)
        _refuse_archived(archived, [span.since or date.min])
        if span.everything:
            await store.clear_queue(tx, tenant_id)
        await store.delete_orphans(tx, tenant_id, span)
        days = await (_refold_everything(tx, tenant_id) if span.everything else _refold(tx, tenant_id, span))
        _refuse_archived(archived, days)
        await ensure_periods(tx, tenant_id, await store.days_sent(tx, tenant_id, span, days))
        campaigns = None if span.everything else await store.campaigns_of(tx, tenant_id, span, days)
        concerned = Concerned(sorted(days), campaigns)
        await store.recount(tx, tenant_id, span, concerned)


def _refuse_archived(archived: date | None, days: Iterable[date]) -> None:
    # What is added up anew from live states would lack the archived ones.
    if archived is not None and any(day <= archived for day in days):
        raise RebuildArchived(day=archived)


async def _refold_everything(tx: Tx, tenant_id: UUID) -> set[date]:
    days: set[date] = set()
    after = UUID(int=0)
    while last := await store.next_page(tx, tenant_id, after, PAGE):
        days |= await store.refold_page(tx, tenant_id, after, last)
        after = last
    return days


async def _refold(tx: Tx, tenant_id: UUID, span: Span) -> set[date]:
    """The days that a message left or came to may lie outside the span."""
    days: set[date] = set()
    for listed in await store.messages_of(tx, tenant_id, span, PAGE):
        days |= await store.refold_listed(tx, tenant_id, listed)
    return days
