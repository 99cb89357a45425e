"""Whatever number is broken, verifying finds exactly it; counting anew mends it."""

import random
from datetime import timedelta
from typing import Any, LiteralString, cast
from uuid import UUID

import pytest

from penguinmails.jobs import JobContext
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import RAISED
from penguinmails.warehouse import Check, Difference, Extent, fact_of, rebuild, verify, verify_tenant
from penguinmails.warehouse.errors import SpanBackwards
from penguinmails.warehouse.verifying import jobs, service
from tests.ledger.factories import handed_on
from tests.warehouse.counted_by_sql import stored
from tests.warehouse.oracle import COUNTED, KEYS, Tables
from tests.warehouse.telling import roll, tell
from tests.warehouse.worlds import first_day, world_of


@pytest.fixture
async def scope(databases: Databases, tenant: Scope) -> Scope:
    """A tenant with rows in every table, all of them right."""
    world = world_of(random.Random(4).randbytes(4000), messages=60)
    for delivery in world.deliveries(7):
        await tell(databases, tenant, delivery)
    await roll(databases, tenant)
    tables = await stored_of(databases, tenant)
    assert all(tables.values())
    return tenant


async def stored_of(databases: Databases, scope: Scope) -> Tables:
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return await stored(tx)


async def write(databases: Databases, text: str, *params: object) -> int:
    """Somebody writes past all of us."""
    async with databases.worker(Tier.OLAP) as tx:
        return (await tx.connection.execute(cast("LiteralString", text), params)).rowcount


async def differences(databases: Databases, scope: Scope, **extent: Any) -> list[Difference]:
    verified = await verify_tenant(databases, scope.tenant_id, extent=Extent(**extent))
    assert verified.holds == (not verified.differences)
    return list(verified.differences)


async def one_row(databases: Databases, scope: Scope, table: str, column: str) -> dict[str, Any]:
    """A row that has some of a column."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        text = f"SELECT to_jsonb(r) FROM olap.{table} r WHERE {column} > 0 LIMIT 1"
        row = await (await tx.connection.execute(cast("LiteralString", text))).fetchone()
    assert row
    return row[0]


def where(table: str) -> str:
    return " AND ".join(["tenant_id = %s", *(f"{key}::text = %s" for key in KEYS[table])])


def key_of(scope: Scope, table: str, row: dict[str, Any]) -> list[object]:
    # What PostgreSQL writes into JSON and what it writes as text differ in a time's T.
    return [
        scope.tenant_id,
        *(str(row[key]).replace("T", " ").replace("+00:00", "+00") for key in KEYS[table]),
    ]


@pytest.mark.parametrize("table", sorted(KEYS))
async def test_a_broken_fact_is_found(databases: Databases, scope: Scope, table: str) -> None:
    column = COUNTED[table][0]
    row = await one_row(databases, scope, table, column)
    key = {name: row[name] for name in KEYS[table]}
    named = key_of(scope, table, row)
    sums = fact_of(table).sums
    check, name = (Check.SUMS, f"{table} = {sums}") if sums else (Check.FACTS, table)
    before = await stored_of(databases, scope)
    assert (
        await write(
            databases, f"UPDATE olap.{table} SET {column} = {column} + 3 WHERE {where(table)}", *named
        )
        == 1
    )
    found = [each for each in await differences(databases, scope) if each.check is check]
    assert found == [Difference(check, name, key, column, row[column] + 3, row[column])]

    assert await write(databases, f"DELETE FROM olap.{table} WHERE {where(table)}", *named) == 1
    found = [each for each in await differences(databases, scope) if each.check is check]
    missing = {counter: row[counter] for counter in COUNTED[table] if row[counter]}
    assert {each.column: each.counted for each in found if each.column != "company_id"} == missing
    assert {(each.table, each.stored) for each in found} == {(name, None)}
    assert all(each.key == key for each in found)

    done = await rebuild(databases, scope.tenant_id)
    assert done.rows_mended > 0
    assert await differences(databases, scope) == []
    assert await stored_of(databases, scope) == before


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("opens_human", "opens_human + 1"),
        ("first_opened", "first_opened - interval '1 microsecond'"),
        ("receiving_provider", "'elsewhere'"),
        ("breakdown", """'{"device:mobile": "1,0,0,0,0"}'"""),
        ("last_event", "last_event + interval '1 day'"),
    ],
)
async def test_a_broken_state_is_found(databases: Databases, scope: Scope, column: str, change: str) -> None:
    row = await one_row(databases, scope, "message_states", "opens_human")
    one = [scope.tenant_id, row["message_id"]]
    at = "WHERE tenant_id = %s AND message_id = %s"
    assert await write(databases, f"UPDATE olap.message_states SET {column} = {change} {at}", *one) == 1
    found = [each for each in await differences(databases, scope) if each.check is Check.STATES]
    assert [(each.table, each.key, each.column) for each in found] == [
        ("message_states", {"message_id": row["message_id"]}, column)
    ]
    assert found[0].counted == row[column]
    day = first_day().date() + timedelta(days=-1)
    assert await differences(databases, scope, until=day) == []
    await rebuild(databases, scope.tenant_id)
    assert await differences(databases, scope) == []


async def test_a_state_without_events_and_events_without_a_state_are_found(
    databases: Databases, scope: Scope
) -> None:
    row = await one_row(databases, scope, "message_states", "opens_human")
    extra = ids.uuid7()
    at = "WHERE tenant_id = %s AND message_id = %s"
    assert await write(
        databases,
        f"UPDATE olap.message_states SET message_id = %s {at}",
        extra,
        scope.tenant_id,
        row["message_id"],
    )
    found = await differences(databases, scope)
    assert {each.check for each in found} == {Check.STATES}  # the facts still add up
    assert {each.key["message_id"] for each in found if each.stored is None} == {row["message_id"]}
    assert {each.key["message_id"] for each in found if each.counted is None} == {str(extra)}
    await rebuild(databases, scope.tenant_id)
    assert await differences(databases, scope) == []


async def test_sums_rules_and_periods_tell_too(databases: Databases, scope: Scope) -> None:
    row = await one_row(databases, scope, "campaign_analytics", "delivered")
    named = key_of(scope, "campaign_analytics", row)
    spot = where("campaign_analytics")
    await write(databases, f"UPDATE olap.campaign_analytics SET delivered = -1 WHERE {spot}", *named)
    found = await differences(databases, scope)
    key = {name: row[name] for name in KEYS["campaign_analytics"]}
    assert Difference(Check.RULES, "campaign_analytics", key, "0 <= delivered", 0, -1) in found
    sums = {each.table for each in found if each.check is Check.SUMS}
    assert sums == {
        "campaign_analytics = sequence_step_analytics",
        "campaign_analytics = lead_analytics",
    }
    await write(
        databases,
        "INSERT INTO olap.billing_analytics (tenant_id, period_start, period_end)"
        " VALUES (%s, '2001-01-01T00:00Z', '2001-02-01T00:00Z')",
        scope.tenant_id,
    )
    await write(
        databases,
        "UPDATE olap.campaign_analytics f SET billing_id = (SELECT id FROM olap.billing_analytics b"
        f" WHERE b.tenant_id = f.tenant_id AND b.period_end < '2002-01-01') WHERE {spot}",
        *named,
    )
    found = [each for each in await differences(databases, scope) if each.check is Check.PERIODS]
    assert [(each.key, each.counted) for each in found] == [
        ({"activity_date": row["activity_date"]}, row["billing_id"])
    ]
    await rebuild(databases, scope.tenant_id, since=first_day().date())
    assert await differences(databases, scope) == []


async def test_the_hub_is_held_against_the_facts(databases: Databases, scope: Scope) -> None:
    await write(
        databases,
        "UPDATE olap.billing_analytics h SET calculated = now() + interval '1 hour', (emails_sent, bounced_hard,"
        " bounced_soft, bounced_block, spam_complaints) = (SELECT coalesce(sum(sent), 0), coalesce(sum(bounced_hard), 0),"
        " coalesce(sum(bounced_soft), 0), coalesce(sum(bounced_block), 0), coalesce(sum(spam_complaints), 0)"
        " FROM olap.campaign_analytics f WHERE f.tenant_id = h.tenant_id AND f.billing_id = h.id) WHERE tenant_id = %s",
        scope.tenant_id,
    )
    assert await differences(databases, scope) == []
    row = await one_row(databases, scope, "billing_analytics", "emails_sent")
    period = [scope.tenant_id, row["id"]]
    at = "WHERE tenant_id = %s AND id = %s"
    await write(databases, f"UPDATE olap.billing_analytics SET emails_sent = emails_sent - 2 {at}", *period)
    sent = row["emails_sent"]
    assert await differences(databases, scope) == [
        Difference(Check.HUB, "billing_analytics", {"id": row["id"]}, "emails_sent", sent - 2, sent)
    ]
    await write(
        databases,
        "INSERT INTO olap.billing_adjustments (tenant_id, billing_id, metric, delta, reason)"
        " VALUES (%s, %s, 'emails_sent', 2, 'found later')",
        *period,
    )
    assert await differences(databases, scope) == []


async def test_what_waits_is_no_difference(
    databases: Databases, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody_counts(databases: Databases, tenant_id: UUID) -> None:
        """As where the rollup fails, or news comes in just now."""

    for delivery in world_of(random.Random(5).randbytes(2000), messages=30).deliveries(3):
        await tell(databases, scope, delivery)
    with monkeypatch.context() as patched:
        patched.setattr(service, "count_waiting", nobody_counts)
        verified = await verify_tenant(databases, scope.tenant_id)
        assert (verified.differences, verified.waiting_since is None) == ((), False)
        assert verified.waiting > 0
    verified = await verify_tenant(databases, scope.tenant_id)
    assert (verified.differences, verified.waiting, verified.waiting_since) == ((), 0, None)


async def test_another_tenant_is_verified_by_itself(
    databases: Databases, scope: Scope, other_tenant: Scope
) -> None:
    await write(
        databases, "UPDATE olap.mailbox_analytics SET sent = sent + 1 WHERE tenant_id = %s", scope.tenant_id
    )
    assert await differences(databases, other_tenant) == []
    assert [(each.tenant_id, each.holds) for each in await verify(databases)] == [(scope.tenant_id, False)]
    await rebuild(databases, other_tenant.tenant_id)
    assert await differences(databases, scope) != []


async def test_a_sample_and_a_span_verify_less(databases: Databases, scope: Scope) -> None:
    whole = await verify_tenant(databases, scope.tenant_id)
    sampled = await verify_tenant(databases, scope.tenant_id, extent=Extent(sample=5))
    assert sampled.counts["message_states"] == 5 < whole.counts["message_states"]
    assert sampled.counts["lead_analytics"] == whole.counts["lead_analytics"]
    day = first_day().date() + timedelta(days=4)
    of_days = await verify_tenant(
        databases, scope.tenant_id, extent=Extent(since=day, until=day + timedelta(days=1))
    )
    assert of_days.holds
    assert 0 < of_days.counts["lead_analytics"] < whole.counts["lead_analytics"]
    with pytest.raises(SpanBackwards):
        await verify_tenant(databases, scope.tenant_id, extent=Extent(since=day, until=day))
    with pytest.raises(SpanBackwards):
        await rebuild(databases, scope.tenant_id, since=day, until=day)


async def test_every_night_operators_are_told(databases: Databases, scope: Scope) -> None:
    context = JobContext(databases, scope.tenant_id, 1, "analytics.verify_tenant", 1, last_attempt=True)
    await jobs.verify_one.handler(context, {})
    assert [each["event_type"] for each in await handed_on(databases, scope, RAISED)] == ["figures_verified"]
    await write(databases, "DELETE FROM olap.campaign_lead_counts WHERE tenant_id = %s", scope.tenant_id)
    await jobs.verify_one.handler(context, {})
    raised = (await handed_on(databases, scope, RAISED))[-1]
    assert (raised["event_type"], raised["severity"]) == ("figures_differ", "critical")
    assert raised["details"]["by_table"]["campaign_lead_counts"] > 0
    await jobs.verify_all.handler(context, {})
    async with databases.worker(Tier.QUEUE) as tx:
        cursor = await tx.connection.execute(
            "SELECT count(*) FROM queue.jobs WHERE tenant_id = %s", [scope.tenant_id]
        )
        assert await cursor.fetchone() == (1,)
