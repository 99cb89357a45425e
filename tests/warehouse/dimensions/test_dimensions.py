"""Copies arrive in any order, twice and joined, and say what the newest word says."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails.audiences import delete_lead, mark_replied
from penguinmails.audit import Actor
from penguinmails.campaigns import pause, resume
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import (
    add_company,
    create_tenant,
    delete_company,
    rename_tenant,
    set_config,
)
from penguinmails.warehouse import RECEIVERS, catch_up
from penguinmails.warehouse.dimensions import copy_snapshots, store
from tests.billing.factories import put_subscription
from tests.campaigns.factories import MAIL, campaign_of, leads_of, wait
from tests.infrastructure.factories import sandbox_of
from tests.ledger.factories import campaign_sent, rows, take_in

OPERATOR = Actor.operator()
CAMPAIGN, COMPANY = UUID(int=0xA1), UUID(int=0xC1)
STEPS = [UUID(int=0x51 + number) for number in range(4)]


def word_on_campaign(version: int, chance: random.Random) -> dict[str, Any]:
    """What is said of one campaign at some time."""
    steps = chance.sample(STEPS, k=chance.randrange(5))
    return {
        "campaign_id": str(CAMPAIGN),
        "company_id": str(COMPANY),
        "name": f"version {version}",
        "kind": "sequence",
        "status": chance.choice(["draft", "sending", "paused"]),
        "total_leads": version,
        "completed_leads": 0,
        "version": version,
        "steps": [
            {
                "step_id": str(step),
                "step_order": place + 1,
                "step_type": "email",
                "name": f"{version}.{place}",
            }
            for place, step in enumerate(steps)
        ],
        "variants": [],
    }


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(seed=st.integers(0, 10**9), words=st.integers(1, 6))
async def test_the_newest_word_stands_in_any_order(databases: Databases, seed: int, words: int) -> None:
    chance = random.Random(seed)
    scope = Scope.tenant_wide(ids.uuid7())
    said = [word_on_campaign(version + 1, chance) for version in range(words)]
    heard = [*said, *chance.choices(said, k=2)]
    chance.shuffle(heard)
    async with databases.tenant(Tier.OLAP, scope) as tx:
        while heard:
            joined = [heard.pop() for _ in range(min(len(heard), chance.randrange(1, 4)))]
            await store.take_campaigns(tx, joined)
    last = said[-1]
    assert await rows(databases, scope, "SELECT name, total_leads, version FROM olap.dim_campaigns") == [
        (last["name"], words, words)
    ]
    live = await rows(
        databases, scope, "SELECT step_id, name FROM olap.dim_steps WHERE deleted IS NULL ORDER BY step_order"
    )
    assert live == [(UUID(step["step_id"]), step["name"]) for step in last["steps"]]


async def test_mailboxes_are_told_of_by_two_in_any_order(databases: Databases) -> None:
    mailbox = {"mailbox_id": str(UUID(int=1)), "email": "ann@acme.example", "sending_domain": "acme.example"}
    described = mailbox | {"status": "active", "current_volume": 50, "version": 1}
    employed = {"mailbox_id": str(UUID(int=1)), "campaign_status": "sending", "version": 7}
    for turned in (False, True):
        scope = Scope.tenant_wide(ids.uuid7())
        async with databases.tenant(Tier.OLAP, scope) as tx:
            if turned:
                await store.take_senders(tx, [employed])
            await store.take_mailboxes(tx, [described])
            await store.take_senders(tx, [employed, employed | {"campaign_status": "idle", "version": 6}])
            await store.take_mailboxes(tx, [described | {"status": "pending", "version": 0}])
        found = await rows(
            databases, scope, "SELECT email, status, current_volume, campaign_status FROM olap.dim_mailboxes"
        )
        assert found == [("ann@acme.example", "active", 50, "sending")]


async def deliver(databases: Databases) -> None:
    """Everything that has come up, to the warehouse alone."""
    await Relay(databases, RECEIVERS).drain()


async def test_tenants_and_companies_are_told_of_as_they_change(databases: Databases) -> None:
    made = await create_tenant(databases, "Acme", owner_email="owner@acme.example", actor=OPERATOR)
    scope = Scope.tenant_wide(made.tenant.id)
    await put_subscription(databases, scope, clock.now(), clock.now() + timedelta(days=30))
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await rename_tenant(tx, "Acme Bikes", actor=OPERATOR)
        await set_config(tx, {"ui_timezone": "Europe/Berlin"}, actor=OPERATOR)
        company = await add_company(tx, "North", actor=OPERATOR)
        await delete_company(tx, company.id, actor=OPERATOR)
    await deliver(databases)
    assert await rows(databases, scope, "SELECT name, timezone, plan_name FROM olap.dim_tenants") == [
        ("Acme Bikes", "Europe/Berlin", "Starter")
    ]
    assert await rows(
        databases, scope, "SELECT name, deleted IS NULL FROM olap.dim_companies ORDER BY name"
    ) == [("Acme", True), ("North", False)]


async def test_a_campaign_its_mailboxes_and_leads_reach_the_facts_of_today(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PENGUINMAILS_MAIL_NETWORKS", "127.0.0.0/8")
    box = await sandbox_of(databases, tenant)
    made = await campaign_of(databases, tenant, (MAIL, wait(48), MAIL), mailboxes=[box.id])
    gone, answered, quiet = await leads_of(databases, tenant, 3)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await pause(tx, made.id, actor=OPERATOR)
        await resume(tx, made.id, actor=OPERATOR)
        await mark_replied(tx, [answered])
        await delete_lead(tx, gone, actor=OPERATOR)
    await deliver(databases)
    assert await rows(databases, tenant, "SELECT name, status FROM olap.dim_campaigns") == [
        ("Spring", "sending")
    ]
    named = "SELECT step_type, name FROM olap.dim_steps ORDER BY step_order"
    assert [row[0] for row in await rows(databases, tenant, named)] == ["email", "wait", "email"]
    assert (await rows(databases, tenant, named))[1] == ("wait", "wait 48 h")
    told = "SELECT lead_id, status, deleted IS NOT NULL FROM olap.dim_leads"
    assert set(await rows(databases, tenant, told)) == {
        (gone, "active", True),
        (answered, "replied", False),
    }

    now = clock.now()
    await take_in(
        databases,
        tenant,
        [
            campaign_sent(
                ids.uuid7(), made.id, made.steps[0], lead, now, mailbox_id=box.id, company_id=made.company_id
            )
            for lead in (answered, quiet)
        ],
    )
    assert await catch_up(databases, tenant) is None
    assert await copy_snapshots(databases) == 4
    assert await copy_snapshots(databases) == 0
    snapshot = "SELECT status FROM olap.campaign_analytics"
    assert await rows(databases, tenant, snapshot) == [("sending",)]
    of_mailbox = "SELECT current_volume, campaign_status FROM olap.mailbox_analytics"
    assert await rows(databases, tenant, of_mailbox) == [(50, "sending")]
    of_leads = "SELECT lead_id, status FROM olap.lead_analytics"
    assert set(await rows(databases, tenant, of_leads)) == {(answered, "replied"), (quiet, "active")}
