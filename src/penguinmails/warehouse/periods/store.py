"""The statements on periods, typed."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.warehouse.periods.calendar import Span, Term
from penguinmails.warehouse.periods.model import PeriodRow

queries = Queries.load(__name__)

_FACTS = (
    queries.move_campaigns,
    queries.move_steps,
    queries.move_variants,
    queries.move_leads,
    queries.move_mailboxes,
    queries.move_warmups,
)
"""All tables with a `billing_id`, in one order."""


async def lock(tx: Tx, tenant_id: UUID) -> None:
    """Wait until nobody else counts for the tenant, and keep others from it until the end of `tx`."""
    await tx.execute(queries.make_lock, tenant_id=tenant_id)
    await tx.execute(queries.lock, tenant_id=tenant_id)


async def periods_between(tx: Tx, tenant_id: UUID, first: date, last: date) -> list[PeriodRow]:
    """The periods of the days from `first` to `last`, both included."""
    return await tx.many(queries.periods_between, PeriodRow, tenant_id=tenant_id, first=first, last=last)


async def all_periods(tx: Tx, tenant_id: UUID) -> list[PeriodRow]:
    """All periods of a tenant, by their start."""
    return await tx.many(queries.all_periods, PeriodRow, tenant_id=tenant_id)


async def terms(tx: Tx, tenant_id: UUID) -> list[Term]:
    """All that is known of a tenant's subscriptions."""
    return await tx.many(queries.terms, Term, tenant_id=tenant_id)


async def insert_period(tx: Tx, tenant_id: UUID, span: Span) -> int:
    """A new, open period; its id."""
    return await tx.value(
        queries.insert_period,
        tenant_id=tenant_id,
        subscription_id=span.subscription_id,
        plan_id=span.plan_id,
        starts=span.starts,
        ends=span.ends,
    )


async def move_period(tx: Tx, tenant_id: UUID, period_id: int, span: Span) -> None:
    """Give an open period other days."""
    await tx.execute(
        queries.move_period,
        tenant_id=tenant_id,
        id=period_id,
        subscription_id=span.subscription_id,
        plan_id=span.plan_id,
        starts=span.starts,
        ends=span.ends,
    )


async def delete_periods(tx: Tx, tenant_id: UUID, ids: Sequence[int]) -> None:
    """Delete open periods that no fact names any more, with the drafts of their statements."""
    await tx.execute(queries.delete_drafts, tenant_id=tenant_id, ids=list(ids))
    await tx.execute(queries.delete_periods, tenant_id=tenant_id, ids=list(ids))


async def move_facts(tx: Tx, tenant_id: UUID, period_id: int, span: Span, others: Sequence[int]) -> None:
    """Give the facts of some days, which have one of `others`, to a period."""
    for statement in _FACTS:
        await tx.execute(
            statement,
            tenant_id=tenant_id,
            id=period_id,
            others=list(others),
            starts=span.starts,
            ends=span.ends,
        )
