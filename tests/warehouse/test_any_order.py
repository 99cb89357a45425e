"""Whatever order news comes in, cut up and repeated in any way: the tables are what two recounts say."""

from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import funnel
from penguinmails.warehouse import refold_all, verify_tenant
from penguinmails.warehouse.hub import calculate
from tests.warehouse.counted_by_sql import counted_by_sql, stored
from tests.warehouse.oracle import MEASURES, Tables, counted, mail_of_periods
from tests.warehouse.telling import roll, tell
from tests.warehouse.worlds import CAMPAIGNS, World, worlds

SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
ORDERS = st.integers(0, 10**6)
CALLED = {
    "opened_tracked": "opened",
    "clicked_tracked": "clicked",
    "spam_complaints": "complained",
    "opens_total": "opens",
    "clicks_total": "clicks",
}
"""What the ledger's funnel calls columns of the facts."""


async def told(databases: Databases, world: World, order: int) -> Scope:
    """A new tenant that heard of it all, and counted it in turns of any size."""
    scope = Scope.tenant_wide(ids.uuid7())
    for delivery in world.deliveries(order):
        await tell(databases, scope, delivery)
        if delivery.rolled:
            await roll(databases, scope, rows=1 + order % 7)
    await roll(databases, scope)
    return scope


async def stored_of(databases: Databases, scope: Scope) -> Tables:
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return await stored(tx)


async def three_counts_agree(databases: Databases, world: World, order: int) -> Scope:
    scope = await told(databases, world, order)
    by_hand = counted(world.events, world.verdicts())
    async with databases.tenant(Tier.OLAP, scope) as tx:
        assert await counted_by_sql(tx) == by_hand
        assert await stored(tx) == by_hand
    return scope


@settings(max_examples=1000, deadline=None, suppress_health_check=SHARED, database=None)
@given(world=worlds(), order=ORDERS)
async def test_any_order_makes_the_figures_of_a_recount(
    databases: Databases, world: World, order: int
) -> None:
    await three_counts_agree(databases, world, order)


@pytest.mark.soak
@settings(max_examples=20_000, deadline=None, suppress_health_check=SHARED, database=None)
@given(world=worlds(), order=ORDERS)
async def test_any_order_of_very_many_makes_the_figures_of_a_recount(
    databases: Databases, world: World, order: int
) -> None:
    scope = await three_counts_agree(databases, world, order)
    assert (await verify_tenant(databases, scope.tenant_id)).holds


@settings(max_examples=25, deadline=None, suppress_health_check=SHARED, database=None)
@given(world=worlds(), orders=st.tuples(ORDERS, ORDERS))
async def test_verifying_finds_nothing_and_rebuilding_changes_nothing(
    databases: Databases, world: World, orders: tuple[int, int]
) -> None:
    scopes = [await told(databases, world, order) for order in orders]
    assert await stored_of(databases, scopes[0]) == await stored_of(databases, scopes[1])
    for scope in scopes:
        verified = await verify_tenant(databases, scope.tenant_id)
        assert (verified.differences, verified.rows_that_differ, verified.waiting) == ((), 0, 0)
    before = await written_at(databases, scopes[0])
    await refold_all(databases, scopes[0].tenant_id)
    assert await written_at(databases, scopes[0]) == before


async def written_at(databases: Databases, scope: Scope) -> list[object]:
    """When each state and each campaign's day was written last."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT message_id, updated FROM olap.message_states UNION ALL"
            " SELECT campaign_id, updated FROM olap.campaign_analytics ORDER BY 1, 2"
        )
        return list(await cursor.fetchall())


@settings(max_examples=20, deadline=None, suppress_health_check=SHARED, database=None)
@given(world=worlds(), order=ORDERS)
async def test_the_ledger_counts_a_campaign_as_the_facts_do(
    databases: Databases, world: World, order: int
) -> None:
    scope = await told(databases, world, order)
    rows = (await stored_of(databases, scope))["campaign_analytics"]
    for campaign, _ in CAMPAIGNS:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            said = asdict((await funnel(tx, campaign)).total)
        for name in MEASURES:
            summed = sum(row.get(name, 0) for key, row in rows.items() if key[0] == str(campaign))
            assert said[CALLED.get(name, name)] == summed, name


@settings(max_examples=12, deadline=None, suppress_health_check=SHARED, database=None)
@given(world=worlds(), order=ORDERS)
async def test_the_hub_says_what_was_sent_in_a_period(databases: Databases, world: World, order: int) -> None:
    scope = await told(databases, world, order)
    await calculate(databases, scope)
    async with databases.tenant(Tier.OLAP, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT id, period_start, period_end, emails_sent, bounced_hard, bounced_soft, bounced_block,"
            " spam_complaints FROM olap.billing_analytics"
        )
        rows = await cursor.fetchall()
    names = ("emails_sent", "bounced_hard", "bounced_soft", "bounced_block", "spam_complaints")
    said = {row[0]: dict(zip(names, row[3:], strict=True)) for row in rows}
    by_hand = counted(world.events, world.verdicts())
    assert said == mail_of_periods(by_hand, [(row[0], row[1], row[2]) for row in rows])
    assert (await verify_tenant(databases, scope.tenant_id)).differences == ()
