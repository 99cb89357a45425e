"""Due enrolments become messages, once, by the campaign's rules."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from penguinmails.campaigns import Scheduler
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.campaigns.factories import MAIL, campaign_of, leads_of, list_with, planned, rows, wait


async def turns(databases: Databases) -> int:
    """Rounds until nothing is left to do; how many enrolments moved."""
    scheduler, moved = Scheduler(databases), 0
    while done := await scheduler.turn():
        moved += done
    return moved


async def enrolments(databases: Databases, scope: Scope) -> list[Any]:
    return await rows(
        databases,
        scope,
        "SELECT state, exit_reason, current_step_id, next_due, email_account_id, first_message_id, lead_id"
        " FROM oltp.enrolments ORDER BY id",
    )


async def test_everybody_on_the_lists_gets_one_message(databases: Databases, tenant: Scope) -> None:
    ada, bob, cyd = await leads_of(databases, tenant, 3)
    first = await list_with(databases, tenant, [ada, bob])
    second = await list_with(databases, tenant, [bob, cyd])
    made = await campaign_of(databases, tenant, lists=[first, second], from_name="Grace")
    await turns(databases)
    messages = await planned(databases, tenant)
    assert sorted(message["lead_id"] for message in messages) == sorted(map(str, (ada, bob, cyd)))
    message = messages[0]
    assert message["campaign_id"] == str(made.id)
    assert message["step_id"] == str(made.steps[0])
    assert message["mailbox_id"] == str(made.mailboxes[0])
    assert (message["template_id"], message["template_version"]) == (str(made.template_id), 1)
    assert message["from_name"] == "Grace"
    assert message["merge_data"]["first_name"] == "Ada"
    assert message["merge_data"]["sender"]["name"] == "Grace"
    assert [row[3] for row in await enrolments(databases, tenant)] == [None] * 3
    assert await turns(databases) == 0


async def test_a_campaign_without_an_audience_is_completed(databases: Databases, tenant: Scope) -> None:
    made = await campaign_of(databases, tenant)
    await turns(databases)
    assert await rows(databases, tenant, "SELECT id, status FROM oltp.campaigns") == [(made.id, "completed")]
    assert await planned(databases, tenant) == []


async def test_a_sequence_begins_with_its_wait(databases: Databases, tenant: Scope) -> None:
    leads = await leads_of(databases, tenant, 2)
    made = await campaign_of(
        databases,
        tenant,
        [wait(hours=3, seconds=30), MAIL],
        lists=[await list_with(databases, tenant, leads)],
    )
    before = datetime.now(UTC)
    await turns(databases)
    assert await planned(databases, tenant) == []
    for state, _, step, due, *_ in await enrolments(databases, tenant):
        assert (state, step) == ("active", made.steps[0])
        assert (
            before + timedelta(hours=3, seconds=30)
            <= due
            <= datetime.now(UTC) + timedelta(hours=3, seconds=30)
        )


async def test_two_schedulers_plan_nobody_twice(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    for scope in (tenant, other_tenant):
        people = await list_with(databases, scope, await leads_of(databases, scope, 120))
        await campaign_of(databases, scope, lists=[people])
        await campaign_of(databases, scope, lists=[people])

    async def work() -> None:
        scheduler = Scheduler(databases, batch=10)
        for _ in range(20):
            await scheduler.turn()

    await asyncio.gather(*(work() for _ in range(3)))
    await turns(databases)
    for scope in (tenant, other_tenant):
        messages = await planned(databases, scope)
        assert len(messages) == 240
        told = Counter((message["campaign_id"], message["lead_id"]) for message in messages)
        assert set(told.values()) == {1}


async def test_a_mailbox_gets_no_more_than_its_day_takes(databases: Databases, tenant: Scope) -> None:
    people = await list_with(databases, tenant, await leads_of(databases, tenant, 30))
    await campaign_of(databases, tenant, lists=[people], daily_cap=12)
    await turns(databases)
    assert len(await planned(databases, tenant)) == 12
    ((after, reason),) = await rows(databases, tenant, "SELECT plan_after, plan_reason FROM oltp.campaigns")
    today = datetime.now(UTC).date()
    assert (after.astimezone(UTC).date() - today, reason) == (timedelta(days=1), "capacity")
    assert await rows(databases, tenant, "SELECT planned FROM oltp.email_account_days") == [(12,)]


async def test_variants_are_split_by_weight_and_stay(databases: Databases, tenant: Scope) -> None:
    people = await list_with(databases, tenant, await leads_of(databases, tenant, 400))
    made = await campaign_of(databases, tenant, lists=[people])
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for label, weight in (("A", 3), ("B", 1), ("C", 0)):
            await tx.connection.execute(
                "INSERT INTO oltp.step_variants (tenant_id, company_id, campaign_id, step_id, label, template_id,"
                " template_version, weight) VALUES (%s, %s, %s, %s, %s, %s, 1, %s)",
                [tenant.tenant_id, made.company_id, made.id, made.steps[0], label, made.template_id, weight],
            )
    await turns(databases)
    names: dict[UUID, str] = dict(await rows(databases, tenant, "SELECT id, label FROM oltp.step_variants"))
    split = Counter(names[UUID(message["variant_id"])] for message in await planned(databases, tenant))
    assert set(split) == {"A", "B"}
    assert 250 < split["A"] < 350
