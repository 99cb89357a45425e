"""Due enrolments become messages, once, by the campaign's rules."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from penguinmails.audiences import Reason, Source, suppress
from penguinmails.audit import Actor
from penguinmails.campaigns import (
    Because,
    CampaignTakesNobody,
    EnrolmentWhy,
    Scheduler,
    enrol_leads,
    explain_enrolment,
    explain_planning,
    hold,
)
from penguinmails.delivery import AnswerKind, Ended
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.campaigns.factories import (
    MAIL,
    blackout,
    campaign_of,
    change,
    condition,
    leads_of,
    list_with,
    mailbox,
    planned,
    rows,
    wait,
    window,
)
from tests.campaigns.news import answered, begun, settled, tell
from tests.jobs.factories import until

SLACK = timedelta(minutes=1)


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


async def test_outside_its_window_a_campaign_waits_as_a_whole(databases: Databases, tenant: Scope) -> None:
    people = await list_with(databases, tenant, await leads_of(databases, tenant, 5))
    made = await campaign_of(databases, tenant, lists=[people], timezone="Europe/Berlin")
    tomorrow = datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=1)
    await window(databases, made, tomorrow.isoweekday(), time(9), time(17))
    await turns(databases)
    assert await planned(databases, tenant) == []
    opening = datetime.combine(tomorrow, time(9), ZoneInfo("Europe/Berlin"))
    assert await rows(databases, tenant, "SELECT plan_after, plan_reason FROM oltp.campaigns") == [
        (opening, "window")
    ]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        why = await explain_planning(tx, made.id)
    assert why is not None
    assert (why.due, why.reasons[0].because, why.reasons[0].until) == (5, Because.WINDOW, opening)


async def test_a_lead_is_written_to_in_its_own_time(databases: Databases, tenant: Scope) -> None:
    near, far, odd = await leads_of(databases, tenant, 3)
    people = await list_with(databases, tenant, [near, far, odd])
    made = await campaign_of(databases, tenant, lists=[people], recipient_timezone=True, timezone="UTC")
    now = datetime.now(UTC)
    here, there = zone_at_hour(now, 12), zone_at_hour(now, 20)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for lead_id, zone in ((near, here), (far, there), (odd, "Mars/Olympus")):
            await change(tx, "leads", lead_id, {"timezone": zone})
        await change(tx, "campaigns", made.id, {"timezone": here})
    for day in range(1, 8):
        await window(databases, made, day, time(9), time(17))
    await turns(databases)
    assert {message["lead_id"] for message in await planned(databases, tenant)} == {str(near), str(odd)}
    dues = dict(await rows(databases, tenant, "SELECT lead_id, next_due FROM oltp.enrolments"))
    opening = dues[far].astimezone(ZoneInfo(there))
    assert (opening.hour, opening.minute, opening > now) == (9, 0, True)


async def test_a_country_has_its_own_holidays(databases: Databases, tenant: Scope) -> None:
    german, french = await leads_of(databases, tenant, 2)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "leads", german, {"country": "DE"})
        await change(tx, "leads", french, {"country": "FR"})
    people = await list_with(databases, tenant, [german, french])
    made = await campaign_of(databases, tenant, lists=[people])
    await blackout(databases, made, datetime.now(UTC).date(), "DE")
    await turns(databases)
    assert [message["lead_id"] for message in await planned(databases, tenant)] == [str(french)]


async def test_two_campaigns_share_what_a_lead_may_get(databases: Databases, tenant: Scope) -> None:
    people = await list_with(databases, tenant, await leads_of(databases, tenant, 4))
    for _ in range(2):
        await campaign_of(databases, tenant, lists=[people], free=False)
    await turns(databases)
    messages = await planned(databases, tenant)
    assert Counter(message["lead_id"] for message in messages).most_common(1)[0][1] == 1
    later = await rows(databases, tenant, "SELECT next_due FROM oltp.enrolments WHERE next_due IS NOT NULL")
    apart = [due - datetime.fromisoformat(messages[0]["planned"]) for (due,) in later]
    assert len(apart) == 4
    assert all(timedelta(hours=4) - SLACK < each < timedelta(hours=4) + SLACK for each in apart)


async def test_new_leads_a_day_are_limited_and_follow_ups_are_not(
    databases: Databases, tenant: Scope
) -> None:
    made = await begun(databases, tenant, MAIL, wait(hours=1), MAIL, leads=5, daily_limit=2)
    await turns(databases)
    messages = await planned(databases, tenant)
    assert len(messages) == 2
    await tell(databases, tenant, *(settled(each, Ended.ACCEPTED) for each in messages))
    await turns(databases)
    steps = Counter(message["step_id"] for message in await planned(databases, tenant))
    assert steps == {str(made.steps[0]): 2, str(made.steps[2]): 2}
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        why = await explain_planning(tx, made.id)
    assert why is not None
    assert Because.DAILY_LIMIT in {each.because for each in why.reasons}


async def test_follow_ups_go_first_where_room_is_scarce(databases: Databases, tenant: Scope) -> None:
    made = await begun(databases, tenant, MAIL, wait(hours=1), MAIL, leads=2, daily_cap=3)
    await tell(
        databases, tenant, *(settled(each, Ended.ACCEPTED) for each in await planned(databases, tenant))
    )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await enrol_leads(tx, made.id, await leads_of(databases, tenant, 10)) == 10
    await turns(databases)
    (third,) = (await planned(databases, tenant))[2:]
    assert third["step_id"] == str(made.steps[2])


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("status", "unsubscribed", "unsubscribed"),
        ("status", "bounced", "bounced"),
        ("status", "complained", "complained"),
        ("deleted", datetime(2026, 1, 1, tzinfo=UTC), "lead_deleted"),
    ],
)
async def test_who_may_not_be_written_to_is_let_go(
    databases: Databases, tenant: Scope, column: str, value: Any, reason: str
) -> None:
    first, second = await leads_of(databases, tenant, 2)
    made = await campaign_of(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await enrol_leads(tx, made.id, [first, second])
        await change(tx, "leads", first, {column: value})
    await turns(databases)
    assert [message["lead_id"] for message in await planned(databases, tenant)] == [str(second)]
    assert await rows(
        databases, tenant, "SELECT exit_reason FROM oltp.enrolments WHERE lead_id = %s", first
    ) == [(reason,)]


async def test_suppressed_domains_and_ended_consents_are_let_go(databases: Databases, tenant: Scope) -> None:
    blocked, left, fine = await leads_of(databases, tenant, 3)
    people = await list_with(databases, tenant, [blocked, left, fine])
    made = await campaign_of(databases, tenant, lists=[people])
    await Scheduler(databases).enrol()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "leads", blocked, {"email": "ada@blocked.example"})
        await suppress(
            tx, "blocked.example", reason=Reason.MANUAL, source=Source.STAFF, actor=Actor.system("test")
        )
        await tx.connection.execute(
            "UPDATE oltp.list_contacts SET status = 'unsubscribed', unsubscribed = now() WHERE lead_id = %s",
            [left],
        )
    await turns(databases)
    assert [message["lead_id"] for message in await planned(databases, tenant)] == [str(fine)]
    reasons = dict(await rows(databases, tenant, "SELECT lead_id, exit_reason FROM oltp.enrolments"))
    assert (reasons[blocked], reasons[left]) == ("suppressed", "no_consent")
    assert made.id


async def test_conditions_ask_for_tags_lists_and_fields(databases: Databases, tenant: Scope) -> None:
    tagged, listed, plain = await leads_of(databases, tenant, 3)
    vips = await list_with(databases, tenant, [listed])
    people = await list_with(databases, tenant, [tagged, listed, plain])
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "leads", tagged, {"tags": ["gold"]})
    steps = [
        condition("has_tag", "gold", then=2, otherwise=1),
        condition("in_list", str(vips), then=3),
        MAIL | {"subject_override": "Gold"},
        MAIL | {"subject_override": "Listed"},
    ]
    await campaign_of(databases, tenant, steps, lists=[people])
    await turns(databases)
    told = {message["lead_id"]: message["subject"] for message in await planned(databases, tenant)}
    assert told == {str(tagged): "Gold", str(listed): "Listed"}
    assert await rows(
        databases, tenant, "SELECT exit_reason FROM oltp.enrolments WHERE lead_id = %s", plain
    ) == [("finished",)]


async def test_the_mailbox_that_wrote_first_goes_on_and_others_share(
    databases: Databases, tenant: Scope
) -> None:
    boxes = [await mailbox(databases, tenant) for _ in range(3)]
    await begun(databases, tenant, MAIL, wait(hours=1), MAIL, leads=30, mailboxes=boxes)
    first = await planned(databases, tenant)
    assert Counter(message["mailbox_id"] for message in first) == {str(each): 10 for each in boxes}
    await tell(databases, tenant, *(settled(each, Ended.ACCEPTED) for each in first))
    await turns(databases)
    second = (await planned(databases, tenant))[30:]
    assert {each["lead_id"]: each["mailbox_id"] for each in second} == {
        each["lead_id"]: each["mailbox_id"] for each in first
    }


async def test_without_a_mailbox_that_sends_it_waits_and_says_which(
    databases: Databases, tenant: Scope
) -> None:
    box = await mailbox(
        databases, tenant, "ann@acme.example", status="error", status_reason="The password is refused."
    )
    people = await list_with(databases, tenant, await leads_of(databases, tenant, 1))
    made = await campaign_of(databases, tenant, lists=[people], mailboxes=[box])
    await turns(databases)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        why = await explain_planning(tx, made.id)
    assert why is not None
    words = " ".join(each.words for each in why.reasons)
    assert "ann@acme.example is error: The password is refused." in words


async def test_a_step_without_a_template_stops_only_itself(databases: Databases, tenant: Scope) -> None:
    made = await campaign_of(databases, tenant, [MAIL | {"template_id": None, "template_version": None}])
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await enrol_leads(tx, made.id, await leads_of(databases, tenant, 3))
    await turns(databases)
    assert await rows(databases, tenant, "SELECT plan_reason, plan_after > now() FROM oltp.campaigns") == [
        ("template", True)
    ]
    assert await rows(databases, tenant, "SELECT count(*) FROM oltp.enrolments WHERE next_due <= now()") == [
        (3,)
    ]


async def test_a_lead_nobody_foresaw_stops_no_other(databases: Databases, tenant: Scope) -> None:
    first, second = await leads_of(databases, tenant, 2)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(
            tx, "leads", first, {"custom_fields": {"seats": 1}, "timezone": "../../x", "country": "ß"}
        )
    people = await list_with(databases, tenant, [first, second])
    await campaign_of(databases, tenant, lists=[people], recipient_timezone=True, timezone="No/Where")
    await turns(databases)
    assert len(await planned(databases, tenant)) == 2


async def test_pausing_and_resuming_while_planning_loses_and_repeats_nobody(
    databases: Databases, tenant: Scope
) -> None:
    people = await list_with(databases, tenant, await leads_of(databases, tenant, 25))
    made = await campaign_of(databases, tenant, lists=[people])
    await Scheduler(databases).enrol()
    stop = asyncio.Event()
    running = asyncio.create_task(Scheduler(databases, batch=5).run(stop))
    counts = [0]

    async def goes_on() -> bool:
        return len(await planned(databases, tenant)) > counts[-1]

    while counts[-1] < 25:
        await until(goes_on)
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await change(tx, "campaigns", made.id, {"status": "paused", "paused": datetime.now(UTC)})
            await hold(tx, made.id, held=True)
        counts.append(len(await planned(databases, tenant)))
        assert len(await planned(databases, tenant)) == counts[-1]
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await change(tx, "campaigns", made.id, {"status": "sending", "paused": None})
            await hold(tx, made.id, held=False)
    stop.set()
    await running
    assert len({message["lead_id"] for message in await planned(databases, tenant)}) == 25
    assert len(await planned(databases, tenant)) == 25


async def test_a_lead_is_told_what_it_waits_for(databases: Databases, tenant: Scope) -> None:
    (lead_id,) = await leads_of(databases, tenant, 1)
    made = await begun(databases, tenant, MAIL, wait(hours=1000), MAIL, leads=[lead_id])

    async def why() -> EnrolmentWhy:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            found = await explain_enrolment(tx, made.id, lead_id)
        assert found is not None
        return found

    assert (await why()).reasons[0].because is Because.AT_SENDER
    (message,) = await planned(databases, tenant)
    at = datetime.now(UTC)
    await tell(databases, tenant, settled(message, Ended.ACCEPTED, at=at))
    told = await why()
    assert (told.reasons[0].because, told.reasons[0].until) == (Because.WAITING, at + timedelta(hours=1000))
    assert [(step.step_order, step.result, step.outcome) for step in told.steps] == [
        (1, "planned", "accepted"),
        (2, "waited", None),
    ]
    await tell(databases, tenant, answered(message, AnswerKind.REPLY))
    assert (await why()).reasons[0].words == "It is over: replied."
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await explain_enrolment(tx, made.id, made.id) is None


async def test_another_tenant_sees_and_plans_nothing_of_it(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    made = await begun(databases, tenant, MAIL, leads=3)
    assert await planned(databases, other_tenant) == []
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await explain_planning(tx, made.id) is None
        with pytest.raises(CampaignTakesNobody):
            await enrol_leads(tx, made.id, await leads_of(databases, other_tenant, 1))


def zone_at_hour(now: datetime, hour: int) -> str:
    """A time zone in which it is about that hour now."""
    ahead = (hour - now.hour + 12) % 24 - 12
    return "Etc/GMT" + (f"-{ahead}" if ahead >= 0 else f"+{-ahead}")
