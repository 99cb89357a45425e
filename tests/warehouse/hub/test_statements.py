"""A period is closed once, told once, and what is found later is on the next statement."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import BounceType, Event, EventKind
from penguinmails.warehouse import RECEIVERS, WarehouseSettings
from penguinmails.warehouse.hub import (
    calculate,
    current_usage,
    find_statement,
    list_statements,
    prove,
    usage_of_all,
)
from penguinmails.warehouse.hub.errors import StatementUnknown
from penguinmails.warehouse.hub.lines import content_hash
from tests.billing.factories import put_subscription
from tests.ledger.factories import campaign_sent, happened, rows, sent, take_in
from tests.warehouse.worlds import first_day

AT_ONCE = WarehouseSettings(warehouse_period_grace_days=0)
CAMPAIGN, STEP = UUID(int=0xA1), UUID(int=0x51)


def made(at: datetime, number: int) -> UUID:
    """The id of a message planned then."""
    return UUID(int=ids.uuid7_floor(at).int | number + 1)


def campaign_mail(at: datetime, count: int, lead: int = 0) -> list[Event]:
    """Messages of one campaign to one lead."""
    return [
        campaign_sent(made(at, number + 1000 * lead), CAMPAIGN, STEP, UUID(int=0x1EAD + lead), at)
        for number in range(count)
    ]


async def delivered(databases: Databases) -> None:
    await Relay(databases, RECEIVERS).drain()


async def adjustments(databases: Databases, scope: Scope) -> list[tuple[Any, ...]]:
    return await rows(databases, scope, "SELECT metric, delta FROM olap.billing_adjustments ORDER BY id")


async def test_a_late_event_adjusts_and_the_next_statement_carries_it(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = first_day() + timedelta(days=3, hours=12)
    mail = campaign_mail(noon, 4)
    await take_in(databases, tenant, mail)
    first = await calculate(databases, tenant, AT_ONCE)
    assert (first.frozen, first.adjustments) == (1, 0)
    assert (await calculate(databases, tenant, AT_ONCE)).adjustments == 0

    late = happened(mail[0].message_id, EventKind.BOUNCED, clock.now(), bounce_type=BounceType.HARD)
    await take_in(databases, tenant, [late, *campaign_mail(noon + timedelta(hours=1), 2, lead=1)])
    again = await calculate(databases, tenant, AT_ONCE)
    assert again.adjustments == 3
    assert await adjustments(databases, tenant) == [
        ("emails_sent", 2),
        ("leads_used", 1),
        ("bounced_hard", 1),
    ]
    assert (await calculate(databases, tenant, AT_ONCE, thorough=True)).adjustments == 0

    month = timedelta(days=45)
    later = clock.now() + month
    monkeypatch.setattr(clock, "now", lambda: later)
    await calculate(databases, tenant, AT_ONCE)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        newest, oldest = (await list_statements(tx))[0], (await list_statements(tx))[-1]
        carried = [line for line in (await find_statement(tx, newest.id))[1] if line.adjusted_billing_id]
    assert [(line.metric, line.quantity) for line in carried] == [
        ("bounced_hard", 1),
        ("emails_sent", 2),
        ("leads_used", 1),
    ]
    assert {line.adjusted_billing_id for line in carried} == {oldest.billing_id}
    for statement in (newest, oldest):
        assert (await prove(databases, tenant, statement.id)).holds


async def test_overage_is_sold_in_started_blocks_and_given_back(databases: Databases, tenant: Scope) -> None:
    start = first_day() + timedelta(hours=7)
    await put_subscription(databases, tenant, start, start + timedelta(days=10))
    await delivered(databases)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        await tx.connection.execute(
            """UPDATE olap.billing_terms SET allowances = '{"emails_sent": 2}', overage_unit = 2"""
        )
    mail = campaign_mail(start + timedelta(days=1), 5)
    await take_in(databases, tenant, mail)
    await calculate(databases, tenant, AT_ONCE)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        statement, lines = await find_statement(tx, None)
    by_name = {line.metric: line for line in lines}
    assert (by_name["emails_sent"].quantity, by_name["emails_sent"].included) == (5, 2)
    assert (by_name["emails_sent"].overage, by_name["emails_sent"].amount_minor) == (3, 0)
    assert (by_name["emails_overage"].quantity, by_name["emails_overage"].amount_minor) == (3, 2000)
    assert (statement.total_minor, statement.currency, statement.plan_name) == (2000, "USD", "Starter")


async def test_a_statement_that_was_changed_does_not_hold(databases: Databases, tenant: Scope) -> None:
    await take_in(databases, tenant, campaign_mail(first_day() + timedelta(days=2), 3))
    await calculate(databases, tenant, AT_ONCE)
    assert (await prove(databases, tenant, None)).holds
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        statement, lines = await find_statement(tx, None)
        assert statement.content_hash == content_hash(statement, list(reversed(lines)))
        assert statement.content_hash != content_hash(statement, [replace(lines[0], quantity=4), *lines[1:]])
        await tx.connection.execute(
            "UPDATE olap.usage_statement_lines SET included = 2 WHERE metric = 'emails_sent'"
        )
    proof = await prove(databases, tenant, None)
    assert not proof.unchanged
    assert not proof.holds


async def test_a_figure_that_nothing_explains_does_not_hold(databases: Databases, tenant: Scope) -> None:
    await take_in(databases, tenant, campaign_mail(first_day() + timedelta(days=2), 3))
    await calculate(databases, tenant, AT_ONCE)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        await tx.connection.execute("UPDATE olap.campaign_analytics SET sent = sent + 1")
    proof = await prove(databases, tenant, None)
    assert [each.metric for each in proof.figures if not each.agrees] == ["emails_sent"]


async def test_each_thing_in_use_is_counted_once(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    now = clock.now()
    mail = [*campaign_mail(now, 3), *campaign_mail(now, 2, lead=1)]
    warm = sent(
        made(now, 50), now, message_kind="warmup", mailbox_id=UUID(int=0x72), sending_domain="warm.example"
    )
    test = sent(
        made(now, 51), now, message_kind="test", mailbox_id=UUID(int=0x73), sending_domain="test.example"
    )
    await take_in(databases, tenant, [*mail, warm, test])
    usage = await current_usage(databases, tenant)
    used = {figure.metric: figure.used for figure in usage.figures}
    assert (used["emails_sent"], used["leads_used"], used["campaigns_used"]) == (5, 2, 1)
    assert (used["mailboxes_used"], used["domains_used"], used["warmups_active"]) == (2, 2, 1)
    assert (used["users_used"], used["workspaces_used"], used["contacts_used"]) == (0, 1, 0)
    assert sum(day.emails_sent for day in usage.days) == 5
    assert {figure.share for figure in usage.figures} == {None}
    others = await current_usage(databases, other_tenant)
    assert {figure.metric for figure in others.figures if figure.used} == {"workspaces_used"}


async def test_the_most_at_once_is_kept(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.leads (tenant_id, email) SELECT %s, i || '@example.com' FROM generate_series(1, 5) i",
            [tenant.tenant_id],
        )
    await calculate(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("DELETE FROM oltp.leads")
    usage = await current_usage(databases, tenant)
    assert {figure.metric: figure.used for figure in usage.figures}["contacts_used"] == 5


async def test_a_subscription_heard_of_later_cuts_the_month(databases: Databases, tenant: Scope) -> None:
    day = first_day() + timedelta(days=12)
    await take_in(
        databases,
        tenant,
        [*campaign_mail(day - timedelta(days=1), 2), *campaign_mail(day, 3, lead=1)],
    )
    await current_usage(databases, tenant)
    await put_subscription(databases, tenant, day + timedelta(hours=9), day + timedelta(days=30))
    await delivered(databases)
    found = await rows(
        databases,
        tenant,
        "SELECT c.activity_date, (b.period_start AT TIME ZONE 'UTC')::date, b.subscription_id IS NOT NULL"
        "  FROM olap.campaign_analytics c JOIN olap.billing_analytics b"
        "    ON b.tenant_id = c.tenant_id AND b.id = c.billing_id ORDER BY 1",
    )
    assert found == [
        ((day - timedelta(days=1)).date(), first_day().date(), False),
        (day.date(), day.date(), True),
    ]


async def test_operators_see_all_and_strangers_nothing(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    await take_in(databases, tenant, campaign_mail(first_day() + timedelta(days=2), 3))
    for scope in (tenant, other_tenant):
        await calculate(databases, scope, AT_ONCE)
    assert {row.tenant_id for row in await usage_of_all(databases)} == {
        tenant.tenant_id,
        other_tenant.tenant_id,
    }
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        [statement] = await list_statements(tx)
    async with databases.tenant(Tier.OLAP, other_tenant) as tx:
        with pytest.raises(StatementUnknown):
            await find_statement(tx, statement.id)
