"""Every day is in exactly one period, whatever subscriptions do and in whatever order it is heard."""

import asyncio
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from penguinmails.billing import Terms
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.periods import ensure_periods, store
from penguinmails.warehouse.periods.calendar import (
    Span,
    Term,
    apart,
    gap_around,
    missing,
    period_of,
    settled,
    wanted,
)
from tests.warehouse.hub.worlds import sold_of
from tests.warehouse.worlds import Dice, first_day

START = date(2026, 1, 1)


async def spans_of(databases: Databases, tenant: Scope) -> list[Span]:
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        return [row.span for row in await store.all_periods(tx, tenant.tenant_id)]


async def test_without_a_subscription_a_period_is_a_month_in_utc(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        await ensure_periods(tx, tenant.tenant_id, {date(2028, 2, 29), date(2027, 12, 31)})
        await ensure_periods(tx, tenant.tenant_id, {date(2028, 2, 1)})
    assert await spans_of(databases, tenant) == [
        Span(date(2027, 12, 1), date(2028, 1, 1)),
        Span(date(2028, 2, 1), date(2028, 3, 1)),
    ]


async def test_several_at_once_make_each_period_once(databases: Databases, tenant: Scope) -> None:
    async def make(offset: int) -> None:
        days = [START + timedelta(days=17 * each + offset) for each in range(8)]
        async with databases.tenant(Tier.OLAP, tenant) as tx:
            await ensure_periods(tx, tenant.tenant_id, days)

    await asyncio.gather(*(make(offset) for offset in range(6)))
    spans = await spans_of(databases, tenant)
    assert len(spans) == 5
    assert apart(spans)


def test_the_newest_word_wins_and_each_term_stays_in_one_piece() -> None:
    old, new, plan = ids.uuid7(), ids.uuid7(), ids.uuid7()
    terms = settled(
        [
            Term(old, plan, date(2026, 1, 10), date(2026, 2, 10), 1),
            Term(new, plan, date(2026, 1, 20), date(2026, 1, 25), 2),
        ]
    )
    assert [(span.starts.day, span.ends.day, span.subscription_id) for span in terms] == [
        (10, 20, old),
        (20, 25, new),
    ]
    assert period_of(date(2026, 1, 30), terms) == Span(date(2026, 1, 25), date(2026, 2, 1))
    assert gap_around(date(2026, 1, 5), terms) == Span(date.min, date(2026, 1, 10))


@given(
    thrown=st.binary(max_size=60),
    more=st.binary(max_size=20),
    days=st.sets(st.integers(-40, 120), max_size=12),
)
def test_every_day_is_in_exactly_one_period(thrown: bytes, more: bytes, days: set[int]) -> None:
    """Months, terms in any order, gaps, then frozen ones among them that stay as they are."""
    moments = [first_day().date() + timedelta(days=day) for day in days]
    old, new = sold_of(Dice(thrown)).terms, sold_of(Dice(more)).terms
    made = missing(moments, [], settled(known(old)))
    assert apart(made)
    assert all(sum(span.holds(day) for span in made) == 1 for day in moments)
    frozen, left = made[::3], [span for span in made if span not in made[::3]]
    cut = wanted(left, frozen, settled(known([*old, *new])))
    assert apart([*cut, *frozen])
    everywhere = [
        span.starts + timedelta(days=day) for span in made for day in range((span.ends - span.starts).days)
    ]
    assert all(sum(span.holds(day) for span in [*cut, *frozen]) == 1 for day in everywhere)
    assert wanted(cut, frozen, settled(known([*old, *new]))) == cut


@given(thrown=st.binary(max_size=60), order=st.randoms(use_true_random=False))
def test_terms_mean_the_same_in_any_order(thrown: bytes, order: Random) -> None:
    terms = known(sold_of(Dice(thrown)).terms)
    shuffled = [*terms]
    order.shuffle(shuffled)
    assert settled(shuffled) == settled(terms)
    assert apart(settled(terms))


def known(sold: list[Terms]) -> list[Term]:
    """What `billing_terms` holds of these words: of each period the newest."""
    kept = {
        (each.subscription_id, each.period_start): each for each in sorted(sold, key=lambda one: one.version)
    }
    return [
        Term(each.subscription_id, each.plan_id, each.period_start, each.period_end, each.version)
        for each in kept.values()
    ]
