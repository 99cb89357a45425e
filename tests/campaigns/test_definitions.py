"""Campaigns from plans: made, changed, found, shown, and only what may be."""

from typing import Any
from uuid import UUID

import pytest

from penguinmails.audiences import create_list
from penguinmails.campaigns.commands.showing import card
from penguinmails.campaigns.definitions.model import Campaign, CampaignStatus, Definition
from penguinmails.campaigns.definitions.plan import Plan, read_plan
from penguinmails.campaigns.definitions.service import (
    change_campaign,
    create_campaign,
    define,
    delete_campaign,
    find_campaign,
    list_campaigns,
    switch_step,
)
from penguinmails.campaigns.errors import (
    CampaignAmbiguous,
    CampaignFixed,
    CampaignInvalid,
    CampaignUnknown,
    StepUnknown,
)
from penguinmails.content import create_template
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from tests.campaigns.factories import change, leads_of, list_with, mailbox
from tests.content.factories import HELLO, OPERATOR, audited, company_of

SEQUENCE: dict[str, Any] = {
    "name": "Spring",
    "lists": ["News"],
    "without_lists": ["Partners"],
    "mailboxes": ["ann@acme.example"],
    "utm": {"source": "pm", "campaign": "spring"},
    "windows": [{"days": "Mon-Fri", "from": "09:00", "to": "17:00"}],
    "blackouts": [{"day": "2026-12-25", "country": "DE"}],
    "steps": [
        {"email": "Hello", "variants": [{"label": "A"}, {"label": "B", "template": "Other", "weight": 3}]},
        {"wait": "1 day 30 s"},
        {"if": "clicked", "then": "warm"},
        {"email": "Other", "only_if": "not replied"},
        {"name": "warm", "email": "Hello", "subject": "You clicked"},
    ],
}


async def prepare(tx: Tx) -> None:
    for name in ("Hello", "Other"):
        await create_template(tx, name, HELLO, actor=OPERATOR)
    for name in ("News", "Partners"):
        await create_list(tx, name, company_id=None, actor=OPERATOR)


@pytest.fixture
async def mailbox_id(databases: Databases, tenant: Scope) -> UUID:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await prepare(tx)
    return await mailbox(databases, tenant, "ann@acme.example")


def plan(**changes: Any) -> Plan:
    return read_plan(SEQUENCE | changes)


async def made(databases: Databases, scope: Scope, **changes: Any) -> Definition:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await define(tx, (await create_campaign(tx, plan(**changes), actor=OPERATOR)).id)


@pytest.mark.usefixtures("mailbox_id")
async def test_a_plan_becomes_a_draft_with_all_its_parts(databases: Databases, tenant: Scope) -> None:
    definition = await made(databases, tenant)
    assert definition.campaign.status == "draft"
    assert definition.campaign.metadata == {"utm_source": "pm", "utm_campaign": "spring"}
    first, wait, question, second, warm = definition.steps
    assert (wait.wait_duration_hours, wait.wait_extra_seconds) == (24, 30)
    assert (question.on_true_step_id, question.on_false_step_id) == (warm.id, None)
    assert (first.same_thread, second.same_thread, warm.same_thread) == (False, True, False)
    assert second.send_condition == "no_reply"
    assert [(v.label, v.weight, v.template_id == second.template_id) for v in definition.variants] == [
        ("A", 1, False),
        ("B", 3, True),
    ]
    assert [window.weekday for window in definition.windows] == [1, 2, 3, 4, 5]
    parts = [(part.kind, part.name, part.is_excluded) for part in definition.parts]
    assert parts == [
        ("list", "News", False),
        ("list", "Partners", True),
        ("mailbox", "ann@acme.example", False),
    ]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        shown = await card(tx, definition.campaign.id)
    assert shown.audience == ["list News", "not list Partners"]
    assert shown.steps == [
        "1. email A: Hello, B: Other",
        "2. wait 1 day 30 seconds",
        "3. if clicked: step 5, else the end",
        "4. email Other as a reply if not replied",
        "5. email Hello",
    ]
    assert (await audited(databases, tenant))[-1].action == "campaign.created"


@pytest.mark.usefixtures("mailbox_id")
async def test_then_the_end_is_the_opposite_question(databases: Databases, tenant: Scope) -> None:
    steps = [{"email": "Hello"}, {"if": "replied", "then": "end"}, {"email": "Other"}]
    definition = await made(databases, tenant, steps=steps)
    question = definition.steps[1]
    assert (question.condition_type, question.on_false_step_id) == ("no_reply", None)
    assert question.on_true_step_id == definition.steps[2].id


@pytest.mark.usefixtures("mailbox_id")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lists": ["Nobody"]}, "list_unknown"),
        ({"segments": ["Nobody"]}, "segment_unknown"),
        ({"mailboxes": ["bob@acme.example"]}, "mailbox_unknown"),
        ({"pools": ["All"]}, "pool_unknown"),
        ({"company": "Elsewhere"}, "company_unknown"),
        ({"steps": [{"email": "Nothing"}]}, "template_unknown"),
        ({"steps": [{"email": "Hello"}, {"if": "list Nobody"}]}, "list_unknown"),
    ],
)
async def test_what_a_plan_names_must_be_there(
    databases: Databases, tenant: Scope, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(PenguinError) as raised:
        await made(databases, tenant, **changes)
    assert raised.value.code == code
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await list_campaigns(tx) == []


@pytest.mark.usefixtures("mailbox_id")
async def test_a_campaign_sends_by_its_own_companys_mailboxes(databases: Databases, tenant: Scope) -> None:
    other = await company_of(databases, tenant, "Other")
    await mailbox(databases, tenant, "bob@other.example", company_id=other)
    with pytest.raises(CampaignInvalid, match="belongs to another company"):
        await made(databases, tenant, mailboxes=["ann@acme.example", "bob@other.example"])
    with pytest.raises(CampaignInvalid, match="there are 2"):
        await made(databases, tenant, mailboxes=[])
    assert (await made(databases, tenant, mailboxes=[], company="other")).campaign.company_id == other


async def moved(databases: Databases, campaign: Campaign, status: CampaignStatus, scope: Scope) -> None:
    moment = campaign.created
    dates = {"started": moment, "paused": moment if status is CampaignStatus.PAUSED else None}
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await change(tx, "campaigns", campaign.id, {"status": status.value, **dates})


@pytest.mark.usefixtures("mailbox_id")
async def test_a_draft_is_replaced_and_a_running_one_is_not(databases: Databases, tenant: Scope) -> None:
    campaign = (await made(databases, tenant)).campaign
    smaller = plan(
        kind="broadcast", steps=[{"email": "Other"}], lists=["Partners"], without_lists=[], windows=[]
    )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        changed = await change_campaign(tx, campaign.id, smaller, actor=OPERATOR)
        definition = await define(tx, campaign.id)
    assert changed.version > campaign.version
    assert (len(definition.steps), len(definition.variants), definition.windows) == (1, 0, ())
    assert [part.name for part in definition.parts] == ["Partners", "ann@acme.example"]
    await moved(databases, campaign, CampaignStatus.SENDING, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(CampaignFixed):
            await change_campaign(tx, campaign.id, smaller, actor=OPERATOR)
        with pytest.raises(CampaignFixed):
            await delete_campaign(tx, campaign.id, actor=OPERATOR)
        step = await switch_step(tx, campaign.id, 1, is_active=False, actor=OPERATOR)
        assert not step.is_active
        with pytest.raises(StepUnknown):
            await switch_step(tx, campaign.id, 9, is_active=False, actor=OPERATOR)


@pytest.mark.usefixtures("mailbox_id")
async def test_campaigns_are_found_by_name_and_only_their_tenants(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    first = (await made(databases, tenant)).campaign
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await find_campaign(tx, "SPRING")).id == first.id
    second = (await made(databases, tenant)).campaign
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(CampaignAmbiguous):
            await find_campaign(tx, "Spring")
        assert [each.id for each in await list_campaigns(tx)] == [second.id, first.id]
        assert [each.id for each in await list_campaigns(tx, before=second.id)] == [first.id]
        await delete_campaign(tx, second.id, actor=OPERATOR)
        assert (await find_campaign(tx, "Spring")).id == first.id
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        with pytest.raises(CampaignUnknown):
            await find_campaign(tx, first.id)
        with pytest.raises(CampaignUnknown):
            await change_campaign(tx, first.id, plan(), actor=OPERATOR)


@pytest.mark.usefixtures("mailbox_id")
async def test_a_deleted_list_is_no_part_any_more(databases: Databases, tenant: Scope) -> None:
    lead_ids = await leads_of(databases, tenant, 1)
    list_id = await list_with(databases, tenant, lead_ids, name="Gone")
    campaign = (await made(databases, tenant, lists=["News", "Gone"])).campaign
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "lists", list_id, {"deleted": campaign.created})
        assert "Gone" not in [part.name for part in (await define(tx, campaign.id)).parts]
