"""What waits is counted once, whoever counts it and however often it is tried."""

import asyncio
from datetime import date, timedelta

import pytest
from psycopg import AsyncConnection

from penguinmails import notifications
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.ledger import BounceType, EventKind, Verdict
from penguinmails.postgres.partitions import ensure_months
from penguinmails.warehouse import Rollup, WarehouseSettings, catch_up, freshness, refold_all
from penguinmails.warehouse.rollup import apply
from penguinmails.warehouse.rollup.errors import Uncountable
from tests.ledger.factories import happened, moment, rows, take_in
from tests.warehouse.rollup.factories import CAMPAIGN, LEAD, STEP, count, counted, judged, mail, one, told

DAY = moment().date().isoformat()


async def campaign(databases: Databases, scope: Scope) -> dict[str, int]:
    """What the campaign's day says."""
    return (await told(databases, scope))["campaign_analytics"][str(CAMPAIGN), DAY]


async def test_a_bounce_after_an_open(databases: Databases, tenant: Scope) -> None:
    message = one()
    await counted(databases, tenant, [mail(message), happened(message, EventKind.OPENED, moment(1))])
    assert await campaign(databases, tenant) == {
        "sent": 1,
        "delivered": 1,
        "opened_tracked": 1,
        "opens_total": 1,
    }
    bounce = happened(message, EventKind.BOUNCED, moment(60), bounce_type=BounceType.BLOCK)
    await counted(databases, tenant, [bounce])
    assert await campaign(databases, tenant) == {"sent": 1, "bounced": 1, "bounced_block": 1}


async def test_a_hit_that_came_in_before_its_sending(databases: Databases, tenant: Scope) -> None:
    message = one()
    tables = await counted(
        databases, tenant, [happened(message, EventKind.CLICKED, moment(1), location="DE")]
    )
    assert not any(tables.values())
    tables = await counted(databases, tenant, [mail(message)])
    assert tables["location_totals"][str(CAMPAIGN), "DE", DAY] == {"clicked_tracked": 1, "clicks_total": 1}


async def test_a_machine_that_was_a_person(databases: Databases, tenant: Scope) -> None:
    message = one()
    click = happened(message, EventKind.CLICKED, moment(1), device_type="mobile")
    await take_in(databases, tenant, [mail(message), click])
    await judged(databases, tenant, click, Verdict.MACHINE, 1)
    await counted(databases, tenant)
    assert (await campaign(databases, tenant))["clicks_machine"] == 1
    await judged(databases, tenant, click, Verdict.HUMAN, 2)
    tables = await counted(databases, tenant)
    assert "clicks_machine" not in tables["campaign_analytics"][str(CAMPAIGN), DAY]
    assert tables["campaign_lead_counts"][str(CAMPAIGN),]["clicked_human"] == 1
    await judged(databases, tenant, click, Verdict.MACHINE, 3)
    tables = await counted(databases, tenant)
    assert "clicked_human" not in tables["campaign_lead_counts"][str(CAMPAIGN),]


async def test_a_message_whose_day_and_campaign_change(databases: Databases, tenant: Scope) -> None:
    message, other = one(), ids.uuid7()
    opened = happened(message, EventKind.OPENED, moment(1), client="outlook")
    await counted(databases, tenant, [mail(message), opened])
    before = happened(
        message, EventKind.SENT, moment(-86400), "first", message_kind="campaign", campaign_id=other, step_id=STEP,
        lead_id=LEAD, mailbox_id=mail(message).mailbox_id,
    )  # fmt: skip
    tables = await counted(databases, tenant, [before])
    day = moment(-86400).date().isoformat()
    assert list(tables["campaign_analytics"]) == [(str(other), day)]
    assert list(tables["client_totals"]) == [(str(other), "outlook", day)]
    assert list(tables["campaign_lead_counts"]) == [(str(other),)]


async def test_unique_leads_are_counted_once(databases: Databases, tenant: Scope) -> None:
    messages = [one() for _ in range(3)]
    opens = [happened(message, EventKind.OPENED, moment(1)) for message in messages]
    tables = await counted(databases, tenant, [*map(mail, messages), *opens])
    assert tables["campaign_analytics"][str(CAMPAIGN), DAY]["opened_tracked"] == len(messages)
    assert tables["campaign_lead_counts"][str(CAMPAIGN),] == {"sent": 1, "delivered": 1, "opened_tracked": 1}


async def test_a_repetition_counts_nothing(databases: Databases, tenant: Scope) -> None:
    message = one()
    events = [mail(message), happened(message, EventKind.OPENED, moment(1))]
    tables = await counted(databases, tenant, events)
    assert await counted(databases, tenant, events) == tables
    assert await count(databases) == 0


async def test_nobody_else_is_touched(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    theirs = await counted(databases, other_tenant, [mail(one())])
    await take_in(databases, other_tenant, [mail(one())])
    await take_in(databases, tenant, [mail(one())])
    async with databases.worker(Tier.OLAP) as tx:
        assert await apply(tx, tenant.tenant_id, rows=100) == 1
    assert await rows(databases, other_tenant, "SELECT count(*) FROM olap.rollup_queue") == [(1,)]
    assert (await rows(databases, other_tenant, "SELECT sum(sent)::int FROM olap.campaign_analytics")) == [
        (1,)
    ]
    await refold_all(databases, tenant.tenant_id)
    assert await rows(databases, other_tenant, "SELECT count(*) FROM olap.rollup_queue") == [(1,)]
    await count(databases)
    assert theirs != await told(databases, other_tenant)


async def test_a_rollup_that_dies_loses_nothing(databases: Databases, tenant: Scope) -> None:
    await take_in(databases, tenant, [mail(one())])

    async def die() -> None:
        async with databases.worker(Tier.OLAP) as tx:
            assert await apply(tx, tenant.tenant_id, rows=100) == 1
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await die()
    assert await rows(databases, tenant, "SELECT count(*) FROM olap.campaign_analytics") == [(0,)]
    assert await count(databases) == 1
    assert (await campaign(databases, tenant))["sent"] == 1


async def test_one_counts_a_tenant_at_a_time(databases: Databases, tenant: Scope) -> None:
    await counted(databases, tenant, [mail(one())])
    await take_in(databases, tenant, [mail(one())])
    async with databases.worker(Tier.OLAP) as tx:
        assert await apply(tx, tenant.tenant_id, rows=100) == 1
        assert await Rollup(databases).turn() == 0
    assert await Rollup(databases).turn() == 0
    assert (await campaign(databases, tenant))["sent"] == 2


async def test_many_write_and_count_at_once(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    messages = [one() for _ in range(12)]
    stop = asyncio.Event()

    async def write(scope: Scope, turn: int) -> None:
        for message in messages:
            event = (
                mail(message) if turn == 0 else happened(message, EventKind.OPENED, moment(turn), str(turn))
            )
            await take_in(databases, scope, [event])

    rollers = [
        asyncio.create_task(Rollup(databases, WarehouseSettings(warehouse_interval=0.01)).run(stop))
        for _ in range(3)
    ]
    await asyncio.gather(*(write(scope, turn) for scope in (tenant, other_tenant) for turn in range(3)))
    stop.set()
    await asyncio.gather(*rollers)
    for scope in (tenant, other_tenant):
        tables = await counted(databases, scope)
        assert tables["campaign_analytics"][str(CAMPAIGN), DAY]["opens_total"] == 2 * len(messages)


async def test_a_mountain_does_not_keep_others_waiting(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    for _ in range(3):
        await take_in(databases, tenant, [mail(one()) for _ in range(80)])
    await take_in(databases, other_tenant, [mail(one())])
    assert await Rollup(databases, WarehouseSettings(warehouse_rows=100)).turn() == 3
    assert await rows(databases, tenant, "SELECT count(*) FROM olap.rollup_queue") == [(1,)]
    assert await rows(databases, other_tenant, "SELECT count(*) FROM olap.rollup_queue") == [(0,)]


async def test_what_cannot_be_counted_is_set_aside(databases: Databases, tenant: Scope) -> None:
    long_ago = one()
    await take_in(databases, tenant, [mail(long_ago, at=moment() - timedelta(days=9000))])
    for _ in range(2):
        await take_in(databases, tenant, [mail(one())])
    rollup = Rollup(databases)
    while await rollup.turn():
        pass
    assert await rollup.turn() == 0
    assert (await rows(databases, tenant, "SELECT sum(sent)::int FROM olap.campaign_analytics")) == [(2,)]
    ((error,),) = await rows(databases, tenant, "SELECT error FROM olap.rollup_queue")
    assert "partition" in error
    await Relay(databases, notifications.RECEIVERS).drain()
    async with databases.worker(Tier.NOTIFICATIONS) as tx:
        cursor = await tx.connection.execute("SELECT event_type FROM notifications.admin_system_events")
        assert ("rollup_set_aside",) in await cursor.fetchall()
    with pytest.raises(Uncountable, match="partition"):
        await refold_all(databases, tenant.tenant_id)
    day = (moment() - timedelta(days=9000)).date()
    await make_month(databases, day)
    await rows_as_worker(databases, "UPDATE olap.rollup_queue SET set_aside = now() - interval '1 hour'")
    assert await rollup.turn() == 1
    assert (await told(databases, tenant))["campaign_analytics"][str(CAMPAIGN), day.isoformat()] == {
        "sent": 1,
        "delivered": 1,
    }


async def test_a_report_catches_up(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    assert await catch_up(databases, tenant) is None
    await counted(databases, other_tenant, [mail(one())])
    await take_in(databases, tenant, [mail(one())])
    await take_in(databases, other_tenant, [mail(one())])
    start = clock.now()
    async with databases.worker(Tier.OLAP) as tx:
        waiting = await freshness(tx)
    assert (waiting.batches, waiting.rows) == (2, 2)
    assert await catch_up(databases, tenant, batches=0) is not None
    assert await catch_up(databases, tenant) is None
    assert (await campaign(databases, tenant))["sent"] == 1
    async with databases.worker(Tier.OLAP) as tx:
        theirs = await freshness(tx, other_tenant.tenant_id)
        await apply(tx, other_tenant.tenant_id, rows=1)
        assert await catch_up(databases, other_tenant) == theirs.oldest
    assert theirs.oldest
    assert theirs.oldest <= start
    assert await catch_up(databases, other_tenant) is None


async def make_month(databases: Databases, day: date) -> None:
    """Partitions for a month of the past."""
    address = databases.address(Tier.OLAP.home, Role.OWNER)
    async with await AsyncConnection.connect(address, autocommit=True) as connection:
        await ensure_months(connection, [Tier.OLAP], [day])


async def rows_as_worker(databases: Databases, text: str) -> None:
    """A change over all tenants."""
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(text)  # pyright: ignore[reportArgumentType, reportCallIssue]
