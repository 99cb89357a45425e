"""Whatever happens in whatever order: each day is in one period, and frozen + adjustments = a new count."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails.billing import TERMS, Terms
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Delivery
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.dimensions.receiving import apply_terms
from penguinmails.warehouse.hub import calculate, list_statements, prove, store
from penguinmails.warehouse.periods.calendar import Span, apart
from penguinmails.warehouse.rollup.service import apply
from tests.warehouse.hub.worlds import sold_of
from tests.warehouse.telling import tell
from tests.warehouse.worlds import Dice, first_day, world_of

_MISPLACED = """
SELECT count(*) FROM olap.{table} f JOIN olap.billing_analytics b USING (tenant_id)
 WHERE f.billing_id = b.id
   AND NOT (f.activity_date >= (b.period_start AT TIME ZONE 'UTC')::date
            AND f.activity_date < (b.period_end AT TIME ZONE 'UTC')::date)
"""
_FACTS = (
    "campaign_analytics", "sequence_step_analytics", "variant_analytics", "lead_analytics", "mailbox_analytics",
    "warmup_analytics",
)  # fmt: skip


async def hear(databases: Databases, scope: Scope, terms: Terms) -> None:
    """As the relay does it."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        news = {"terms": [terms.payload()]}
        await apply_terms(tx, Delivery(scope.tenant_id, ids.uuid7(), TERMS.name, news, clock.now(), 0))


async def roll(databases: Databases, scope: Scope) -> None:
    async with databases.worker(Tier.OLAP) as tx:
        while await apply(tx, scope.tenant_id, rows=10):
            pass


async def adjustments_make_a_new_count(databases: Databases, thrown: bytes, order: int) -> None:
    scope = Scope.tenant_wide(ids.uuid7())
    chance = random.Random(order)
    world = world_of(thrown)
    news = [*world.deliveries(order), *sold_of(Dice(thrown[::-1])).terms]
    chance.shuffle(news)
    today = [first_day()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: today[0])
        for each in news:
            if isinstance(each, Terms):
                await hear(databases, scope, each)
            else:
                await tell(databases, scope, each)
                if each.rolled:
                    await roll(databases, scope)
            if chance.random() < 0.4:
                today[0] += timedelta(days=chance.choice([0, 1, 5, 20, 40]))
                await calculate(databases, scope, thorough=chance.random() < 0.5)
        today[0] += timedelta(days=chance.choice([0, 10, 100]))
        await roll(databases, scope)
        await calculate(databases, scope, thorough=True)
        again = await calculate(databases, scope, thorough=True)
        assert (again.frozen, again.adjustments) == (0, 0)
        async with databases.tenant(Tier.OLAP, scope) as tx:
            await periods_hold(tx)
            issued = [each.id for each in await list_statements(tx) if each.status == "issued"]
        for statement_id in issued:
            proof = await prove(databases, scope, statement_id)
            assert proof.holds, proof


THROWN, ORDERS = st.binary(min_size=60, max_size=250), st.integers(0, 10**6)
SHARED = [HealthCheck.function_scoped_fixture]


@settings(max_examples=20, deadline=None, suppress_health_check=SHARED, database=None)
@given(thrown=THROWN, order=ORDERS)
async def test_frozen_and_adjustments_are_a_new_count(
    databases: Databases, thrown: bytes, order: int
) -> None:
    await adjustments_make_a_new_count(databases, thrown, order)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None, suppress_health_check=SHARED, database=None)
@given(thrown=THROWN, order=ORDERS)
async def test_frozen_and_adjustments_are_a_new_count_in_very_many_histories(
    databases: Databases, thrown: bytes, order: int
) -> None:
    await adjustments_make_a_new_count(databases, thrown, order)


async def periods_hold(tx: Tx) -> None:
    """The days are cut once, facts are in the period of their day, and figures are what is counted."""
    periods = await store.periods(tx)
    assert apart(Span(period.starts, period.ends) for period in periods)
    for table in _FACTS:
        cursor = await tx.connection.execute(_MISPLACED.format(table=table))  # pyright: ignore[reportArgumentType]
        assert await cursor.fetchone() == (0,), table
    statements = {statement.billing_id: statement for statement in await store.statements(tx)}
    total: dict[UUID, int] = {}
    for period in periods:
        told = await store.told(tx, period.id)
        terms = await store.terms_of(tx, period)
        included = told.included if period.frozen and told else terms.allowances.get("emails_sent")
        counted = dict((await store.count_states(tx, period)).figures(included).items())
        assert counted == dict((await store.count_facts(tx, period)).figures(included).items())
        adjusted = await store.adjustments_of(tx, period.id)
        assert counted == {name: value + adjusted.get(name, 0) for name, value in period.items()}
        assert period.frozen is not None or not adjusted
        assert (period.frozen is not None) == (
            period.id in statements and statements[period.id].status == "issued"
        )
        if period.id in statements:
            lines = await store.lines(tx, statements[period.id].id)
            total[statements[period.id].id] = sum(line.amount_minor for line in lines)
    assert total == {each.id: each.total_minor for each in statements.values()}
