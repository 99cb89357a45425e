"""Launching, pausing, resuming, ending; and the look before the launch."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from penguinmails.audiences import create_list
from penguinmails.campaigns.definitions.model import TRANSITIONS, CampaignStatus
from penguinmails.campaigns.definitions.plan import read_plan
from penguinmails.campaigns.definitions.service import create_campaign, define, find_campaign
from penguinmails.campaigns.errors import (
    NoMailboxNow,
    NotReady,
    ScheduledPast,
    StepSendsNothing,
    TransitionIllegal,
    VariantUnknown,
)
from penguinmails.campaigns.lifecycle import service
from penguinmails.campaigns.lifecycle.preflight import check_campaign
from penguinmails.campaigns.lifecycle.testing import send_test
from penguinmails.content import Draft, change_draft, create_template, get_template, publish
from penguinmails.delivery import stop_sending
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import set_policies
from tests.campaigns.factories import change, insert, join, leads_of, mailbox, planned, rows
from tests.content.factories import OPERATOR

S = CampaignStatus
LEAVE = '<p><a href="{{ links.unsubscribe }}">Leave</a></p>'
LETTER = Draft(subject="A question", html=f"<p>Hi {{{{ first_name }}}}</p>{LEAVE}")


@pytest.fixture
async def mailbox_id(databases: Databases, tenant: Scope) -> UUID:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        template = await create_template(tx, "Hello", LETTER, actor=OPERATOR)
        await publish(tx, template.id, actor=OPERATOR)
        await insert(tx, "tenant_policies", {})
        news = await create_list(tx, "News", company_id=None, actor=OPERATOR)
    lead_ids = await leads_of(databases, tenant, 3)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await join(tx, news.id, lead_ids)
    return await mailbox(databases, tenant, "ann@acme.example")


async def draft(databases: Databases, scope: Scope, **changes: Any) -> UUID:
    said = {
        "name": "Spring",
        "lists": ["News"],
        "mailboxes": ["ann@acme.example"],
        "steps": [{"email": "Hello"}, {"wait": "1 day"}, {"email": "Hello"}],
    }
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return (await create_campaign(tx, read_plan(said | changes), actor=OPERATOR)).id


async def status(databases: Databases, scope: Scope, campaign_id: UUID) -> str:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return (await find_campaign(tx, campaign_id)).status


async def codes(databases: Databases, scope: Scope, campaign_id: UUID, *, blocks: bool = True) -> list[str]:
    return [
        each.code for each in await check_campaign(databases, scope, campaign_id) if each.blocks is blocks
    ]


async def move(databases: Databases, scope: Scope, campaign_id: UUID, how: str) -> None:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await getattr(service, how)(tx, campaign_id, actor=OPERATOR)


@pytest.mark.usefixtures("mailbox_id")
async def test_a_life(databases: Databases, tenant: Scope) -> None:
    campaign_id = await draft(databases, tenant)
    assert await check_campaign(databases, tenant, campaign_id) == []
    launched = await service.launch(databases, tenant, campaign_id, actor=OPERATOR)
    assert (launched.status, launched.started is not None) == ("sending", True)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert [step.template_version for step in (await define(tx, campaign_id)).emails] == [1, 1]
    for how, then in (
        ("pause", "paused"),
        ("resume", "sending"),
        ("cancel", "cancelled"),
        ("archive", "archived"),
    ):
        await move(databases, tenant, campaign_id, how)
        assert await status(databases, tenant, campaign_id) == then
    held = await rows(
        databases,
        tenant,
        "SELECT payload ->> 'held' FROM oltp.handoff_outbox WHERE topic = 'campaign.held' ORDER BY handoff_id",
    )
    assert held == [("true",), ("false",), ("true",)]
    for how in ("pause", "resume", "cancel", "archive", "unschedule"):
        with pytest.raises(TransitionIllegal, match="nothing else"):
            await move(databases, tenant, campaign_id, how)


def test_every_status_has_its_transitions() -> None:
    assert set(TRANSITIONS) == set(S)
    assert S.DRAFT not in TRANSITIONS[S.SENDING]
    assert all(S.DRAFT not in TRANSITIONS[each] for each in S if each is not S.SCHEDULED)


@pytest.mark.usefixtures("mailbox_id")
async def test_a_scheduled_one_starts_when_its_time_comes(databases: Databases, tenant: Scope) -> None:
    campaign_id = await draft(databases, tenant)
    with pytest.raises(ScheduledPast):
        await service.launch(databases, tenant, campaign_id, at=clock.now(), actor=OPERATOR)
    later = clock.now() + timedelta(hours=1)
    await service.launch(databases, tenant, campaign_id, at=later, actor=OPERATOR)
    assert await service.start_due(databases) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "campaigns", campaign_id, {"scheduled": clock.now()})
    assert await service.start_due(databases) == 1
    assert await status(databases, tenant, campaign_id) == "sending"
    assert await service.start_due(databases) == 0


async def test_one_that_is_not_ready_then_is_a_draft_again_and_says_why(
    databases: Databases, tenant: Scope, mailbox_id: UUID
) -> None:
    campaign_id = await draft(databases, tenant)
    later = clock.now() + timedelta(hours=1)
    await service.launch(databases, tenant, campaign_id, at=later, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "campaigns", campaign_id, {"scheduled": clock.now()})
        await change(tx, "email_accounts", mailbox_id, {"status": "paused", "status_reason": "On leave."})
    assert await service.start_due(databases) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        campaign = await find_campaign(tx, campaign_id)
    assert (campaign.status, campaign.status_reason) == ("draft", "None of its mailboxes can send.")
    told = await rows(
        databases, tenant, "SELECT title FROM notifications.notifications", tier=Tier.NOTIFICATIONS
    )
    assert told == [("Spring could not start",)]


async def test_what_is_in_the_way_is_told_before_the_launch(
    databases: Databases, tenant: Scope, mailbox_id: UUID
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await create_list(tx, "Empty", company_id=None, actor=OPERATOR)
        await create_template(tx, "Unpublished", LETTER, actor=OPERATOR)
    campaign_id = await draft(
        databases, tenant, lists=["Empty"], steps=[{"email": "Unpublished"}], kind="broadcast"
    )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(
            tx, "email_accounts", mailbox_id, {"status": "error", "status_reason": "Wrong password."}
        )
        await set_policies(tx, {"campaigns_need_approval": True}, actor=OPERATOR)
    assert await codes(databases, tenant, campaign_id) == [
        "audience_empty",
        "no_active_mailbox",
        "not_approved",
        "template_unpublished",
    ]
    with pytest.raises(NotReady, match="None of its mailboxes can send"):
        await service.launch(databases, tenant, campaign_id, actor=OPERATOR)
    assert await status(databases, tenant, campaign_id) == "draft"


@pytest.mark.usefixtures("mailbox_id")
async def test_templates_are_tried_on_real_leads(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for name, html in (
            ("Missing", "<p>Hi {{ first_name }} of {{ company }}</p>"),
            ("Failing", "<p>{{ first_name.what.ever }}</p>"),
        ):
            template = await create_template(
                tx, name, Draft(subject="A question", html=html + LEAVE), actor=OPERATOR
            )
            await publish(tx, template.id, actor=OPERATOR)
    missing = await draft(databases, tenant, steps=[{"email": "Missing"}])
    assert await codes(databases, tenant, missing) == []
    findings = await check_campaign(databases, tenant, missing)
    assert "field_missing" in [each.code for each in findings]
    assert "company, which 3 of 3 leads tried do not have" in " ".join(each.message for each in findings)
    failing = await draft(databases, tenant, steps=[{"email": "Failing"}])
    assert set(await codes(databases, tenant, failing)) & {"template_fails", "template_faulty"}


@pytest.mark.usefixtures("mailbox_id")
async def test_odd_things_are_said_without_being_in_the_way(databases: Databases, tenant: Scope) -> None:
    steps = [
        {"email": "Hello"},
        {"if": "always", "then": "last"},
        {"email": "Hello"},
        {"name": "last", "wait": "1 s"},
    ]
    campaign_id = await draft(databases, tenant, lists=[], steps=steps)
    await stop_sending(databases, None, reason="The network is being moved.", actor=OPERATOR)
    assert await codes(databases, tenant, campaign_id) == []
    said = await codes(databases, tenant, campaign_id, blocks=False)
    assert said == ["no_audience", "step_unreachable", "sending_stopped"]


@pytest.mark.usefixtures("mailbox_id")
async def test_what_is_sent_is_the_version_at_launch(databases: Databases, tenant: Scope) -> None:
    campaign_id = await draft(databases, tenant)
    await service.launch(databases, tenant, campaign_id, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        template_id = (await define(tx, campaign_id)).emails[0].template_id
        assert template_id is not None
        based_on = (await get_template(tx, template_id)).draft.revision
        words = Draft(subject="New words", html=LEAVE)
        await change_draft(tx, template_id, words, based_on=based_on, actor=OPERATOR)
        await publish(tx, template_id, actor=OPERATOR)
        assert {step.template_version for step in (await define(tx, campaign_id)).emails} == {1}
    await move(databases, tenant, campaign_id, "pause")
    await move(databases, tenant, campaign_id, "resume")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert {step.template_version for step in (await define(tx, campaign_id)).emails} == {2}


async def test_a_test_goes_to_whom_it_is_for_and_is_tracked_nowhere(
    databases: Databases, tenant: Scope, mailbox_id: UUID
) -> None:
    campaign_id = await draft(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        message = await send_test(tx, campaign_id, "Me@Acme.example", step=3, actor=OPERATOR)
    assert (message.to_email, message.kind, message.mailbox_id) == ("me@acme.example", "test", mailbox_id)
    [told] = await planned(databases, tenant)
    assert (told["kind"], told["tracking"]["consent"]) == ("test", "off")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(StepSendsNothing):
            await send_test(tx, campaign_id, "me@acme.example", step=2, actor=OPERATOR)
        with pytest.raises(VariantUnknown):
            await send_test(tx, campaign_id, "me@acme.example", variant="Z", actor=OPERATOR)
        await change(tx, "email_accounts", mailbox_id, {"status": "paused", "status_reason": "On leave."})
        with pytest.raises(NoMailboxNow, match="On leave"):
            await send_test(tx, campaign_id, "me@acme.example", actor=OPERATOR)


@pytest.mark.usefixtures("mailbox_id")
async def test_others_campaigns_cannot_be_moved(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    campaign_id = await draft(databases, tenant)
    await service.launch(databases, tenant, campaign_id, actor=OPERATOR)
    for how in ("pause", "cancel"):
        with pytest.raises(Exception, match="There is no campaign"):
            await move(databases, other_tenant, campaign_id, how)
    assert await status(databases, tenant, campaign_id) == "sending"
