"""A tenant is counted anew, whole or for some days, and nothing else is touched."""

from datetime import timedelta

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import Event, EventKind, Verdict
from penguinmails.warehouse import FACTS, refold_all
from tests.ledger.factories import happened, moment, rows, sent, take_in
from tests.warehouse.rollup.factories import CAMPAIGN, count, counted, judged, mail, one, told


def history() -> list[Event]:
    """Mail of three days, and what came of it."""
    events: list[Event] = []
    for day in range(3):
        message, warmup = one(), one()
        at = moment(-86400 * day)
        told = {"device_type": "mobile", "client": "outlook", "location": "DE"}
        events += [
            mail(message, at=at, variant_id=CAMPAIGN),
            happened(message, EventKind.OPENED, at + timedelta(hours=30), **told),
            happened(message, EventKind.CLICKED, at + timedelta(seconds=9), **told),
            sent(warmup, at, message_kind="warmup"),
        ]
    return events


async def spoil(databases: Databases, scope: Scope) -> None:
    """Every table says something wrong, or nothing."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        for number, fact in enumerate(FACTS):
            if number % 2:
                await tx.connection.execute(f"DELETE FROM {fact.name}")  # pyright: ignore[reportArgumentType, reportCallIssue]
            else:
                wrong = ", ".join(f"{measure} = {measure} + 7" for measure in fact.measures)
                await tx.connection.execute(f"UPDATE {fact.name} SET {wrong}")  # pyright: ignore[reportArgumentType, reportCallIssue]
        await tx.connection.execute(
            "UPDATE olap.message_states SET auto_replied = true WHERE campaign_id IS NULL"
        )
        await tx.connection.execute("DELETE FROM olap.message_states WHERE campaign_id IS NOT NULL")


async def test_all_is_counted_anew(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    await counted(databases, other_tenant, [mail(one())])
    tables = await counted(databases, tenant, history())
    assert all(tables.values())
    await spoil(databases, tenant)
    await refold_all(databases, tenant.tenant_id)
    assert await told(databases, tenant) == tables
    await told(databases, other_tenant)


async def test_some_days_are_counted_anew(databases: Databases, tenant: Scope) -> None:
    tables = await counted(databases, tenant, history())
    await spoil(databases, tenant)
    today = moment().date()
    await refold_all(
        databases, tenant.tenant_id, since=today - timedelta(days=1), until=today + timedelta(days=1)
    )
    await refold_all(databases, tenant.tenant_id, until=today - timedelta(days=1))
    assert await told(databases, tenant) == tables


async def test_what_waits_is_counted_once(databases: Databases, tenant: Scope) -> None:
    message = one()
    opened = happened(message, EventKind.OPENED, moment(1))
    await take_in(databases, tenant, [mail(message), opened])
    await refold_all(databases, tenant.tenant_id)
    assert await count(databases) == 0
    tables = await told(databases, tenant)
    await judged(databases, tenant, opened, Verdict.HUMAN)
    await refold_all(databases, tenant.tenant_id, since=moment().date())
    assert await count(databases) == 1
    assert await told(databases, tenant) != tables


async def test_a_message_that_moves_out_of_the_days(databases: Databases, tenant: Scope) -> None:
    message = one()
    await counted(databases, tenant, [mail(message)])
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        await tx.connection.execute("DELETE FROM olap.rollup_queue")
    earlier = happened(
        message, EventKind.SENT, moment(-5 * 86400), "first", message_kind="campaign", campaign_id=CAMPAIGN,
        step_id=CAMPAIGN, lead_id=CAMPAIGN, mailbox_id=CAMPAIGN,
    )  # fmt: skip
    await take_in(databases, tenant, [earlier])
    await refold_all(databases, tenant.tenant_id, since=moment().date())
    await told(databases, tenant)
    await count(databases)
    await told(databases, tenant)


async def test_snapshots_and_closed_periods_stay(databases: Databases, tenant: Scope) -> None:
    await counted(databases, tenant, [mail(one())])
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        await tx.connection.execute(
            "UPDATE olap.campaign_analytics SET status = 'active', completed_leads = 3, sent = 9"
        )
        await tx.connection.execute("UPDATE olap.billing_analytics SET emails_sent = 5, frozen = period_end")
        await tx.connection.execute(
            "INSERT INTO olap.message_states (tenant_id, message_id, last_event) VALUES (%s, uuidv7(), now())",
            [tenant.tenant_id],
        )
        await tx.connection.execute(
            "INSERT INTO olap.campaign_analytics (tenant_id, company_id, campaign_id, activity_date, billing_id,"
            " sent, status) SELECT tenant_id, company_id, uuidv7(), activity_date, billing_id, 7, 'unknown'"
            " FROM olap.campaign_analytics"
        )
    hub = await rows(databases, tenant, "SELECT to_jsonb(b) FROM olap.billing_analytics b")
    await refold_all(databases, tenant.tenant_id)
    assert await rows(databases, tenant, "SELECT to_jsonb(b) FROM olap.billing_analytics b") == hub
    kept = await rows(databases, tenant, "SELECT status, completed_leads, sent FROM olap.campaign_analytics")
    assert sorted(kept) == [("active", 3, 1), ("unknown", 0, 0)]
    assert await rows(databases, tenant, "SELECT count(*) FROM olap.message_states") == [(1,)]


async def test_what_is_right_is_not_written(databases: Databases, tenant: Scope) -> None:
    await counted(databases, tenant, history())
    tables = ["olap.message_states", *(fact.name for fact in FACTS)]
    text = " UNION ALL ".join(
        f"SELECT tableoid::text, ctid::text, xmin::text FROM {table}" for table in tables
    )
    before = await rows(databases, tenant, text)
    await refold_all(databases, tenant.tenant_id)
    await refold_all(databases, tenant.tenant_id, since=moment().date())
    assert await rows(databases, tenant, text) == before
