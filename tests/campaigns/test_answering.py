"""What comes back stops what it must, and nothing else, in whatever order it is told."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from penguinmails.campaigns import Scheduler
from penguinmails.delivery import Answer, AnswerKind, Ended, Settled
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.campaigns.factories import MAIL, change, leads_of, planned, rows, wait
from tests.campaigns.news import APPLY, AT, answered, begun, delivery, enrolment, settled, tell

HOUR = timedelta(hours=1)
SEQUENCE = (MAIL, wait(hours=24), MAIL)


async def withdrawn(databases: Databases, scope: Scope) -> list[Any]:
    return await rows(
        databases,
        scope,
        "SELECT payload -> 'enrolments', payload ->> 'reason' FROM oltp.handoff_outbox"
        " WHERE topic = 'message.withdrawn' ORDER BY handoff_id",
    )


async def test_a_reply_stops_the_sequence(databases: Databases, tenant: Scope) -> None:
    made = await begun(databases, tenant, *SEQUENCE)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, settled(message, Ended.ACCEPTED))
    await tell(databases, tenant, answered(message, AnswerKind.REPLY, at=AT + HOUR))
    assert await enrolment(databases, tenant) == ("stopped", "replied", None, None, AT + HOUR)
    assert await rows(databases, tenant, "SELECT status, stage FROM oltp.leads") == [("replied", "replied")]
    assert await rows(databases, tenant, "SELECT replied FROM oltp.email_account_days WHERE replied > 0") == [
        (1,)
    ]
    assert await withdrawn(databases, tenant) == []
    await Scheduler(databases).turn()
    assert await rows(databases, tenant, "SELECT id, status FROM oltp.campaigns") == [(made.id, "completed")]


async def test_what_waits_at_the_sender_is_withdrawn(databases: Databases, tenant: Scope) -> None:
    await begun(databases, tenant, *SEQUENCE)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, answered(message, AnswerKind.REPLY))
    assert await withdrawn(databases, tenant) == [([message["enrolment_id"]], "replied")]


async def test_a_campaign_may_go_on_after_a_reply(databases: Databases, tenant: Scope) -> None:
    made = await begun(databases, tenant, *SEQUENCE, stop_on_reply=False)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, answered(message, AnswerKind.REPLY), settled(message, Ended.ACCEPTED))
    assert (await enrolment(databases, tenant))[:3] == ("active", None, made.steps[1])


async def test_an_automatic_reply_changes_nothing(databases: Databases, tenant: Scope) -> None:
    await begun(databases, tenant, *SEQUENCE)
    (message,) = await planned(databases, tenant)
    before = await enrolment(databases, tenant)
    await tell(databases, tenant, answered(message, AnswerKind.AUTO_REPLY))
    assert await enrolment(databases, tenant) == before


@pytest.mark.parametrize(("domain", "stopped"), [("acme.example", True), ("gmail.com", False)])
async def test_a_reply_stops_colleagues_where_the_campaign_says_so(
    databases: Databases, tenant: Scope, domain: str, stopped: bool
) -> None:
    people = await leads_of(databases, tenant, 3)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for place, lead_id in enumerate(people[:2]):
            await change(tx, "leads", lead_id, {"email": f"p{place}@{domain}"})
    await begun(databases, tenant, *SEQUENCE, leads=people, stop_domain_on_reply=True)
    first = next(each for each in await planned(databases, tenant) if each["lead_id"] == str(people[0]))
    await tell(databases, tenant, answered(first, AnswerKind.REPLY))
    reasons = dict(await rows(databases, tenant, "SELECT lead_id, exit_reason FROM oltp.enrolments"))
    assert reasons == {
        people[0]: "replied",
        people[1]: "colleague_replied" if stopped else None,
        people[2]: None,
    }


async def test_a_complaint_stops_everything_and_everywhere(databases: Databases, tenant: Scope) -> None:
    people = await leads_of(databases, tenant, 1)
    await begun(databases, tenant, *SEQUENCE, leads=people)
    await begun(databases, tenant, *SEQUENCE, leads=people)
    message = (await planned(databases, tenant))[0]
    await tell(databases, tenant, answered(message, AnswerKind.COMPLAINT))
    assert (
        await rows(databases, tenant, "SELECT state, exit_reason FROM oltp.enrolments")
        == [("stopped", "complained")] * 2
    )
    assert await rows(databases, tenant, "SELECT reason, company_id FROM oltp.suppressions") == [
        ("complained", None)
    ]


async def test_a_reply_that_asks_to_be_removed_suppresses(databases: Databases, tenant: Scope) -> None:
    await begun(databases, tenant, *SEQUENCE, stop_on_reply=False)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, answered(message, AnswerKind.REPLY, classification="unsubscribe"))
    assert (await enrolment(databases, tenant))[:2] == ("stopped", "unsubscribed")
    assert await rows(databases, tenant, "SELECT reason FROM oltp.suppressions") == [("replied_no",)]


async def test_a_soft_bounce_by_mail_lets_the_sequence_go_on(databases: Databases, tenant: Scope) -> None:
    await begun(databases, tenant, *SEQUENCE)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, settled(message, Ended.ACCEPTED))
    await tell(databases, tenant, answered(message, AnswerKind.BOUNCE, bounce_type="soft"))
    assert (await enrolment(databases, tenant))[0] == "active"


async def test_unsubscribing_by_a_link_stops_everything(databases: Databases, tenant: Scope) -> None:
    people = await leads_of(databases, tenant, 1)
    await begun(databases, tenant, *SEQUENCE, leads=people)
    await begun(databases, tenant, *SEQUENCE, leads=people)
    message = (await planned(databases, tenant))[0]
    said = {
        "message_id": message["message_id"],
        "lead_id": message["lead_id"],
        "at": AT.isoformat(),
        "method": "one_click",
    }
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await APPLY["lead.unsubscribed"](tx, delivery(tenant, "lead.unsubscribed", said))
    assert (
        await rows(databases, tenant, "SELECT exit_reason, exited FROM oltp.enrolments")
        == [("unsubscribed", AT)] * 2
    )


async def test_opens_by_people_come_and_are_taken_back(databases: Databases, tenant: Scope) -> None:
    await begun(databases, tenant, *SEQUENCE)
    (message,) = await planned(databases, tenant)
    copies = [
        {"message_id": message["message_id"], "version": 3},
        {"message_id": message["message_id"], "version": 2, "opened_human": AT.isoformat()},
    ]
    for version, expected in ((1, AT), (0, None)):
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await APPLY["message.engaged"](
                tx, delivery(tenant, "message.engaged", {"messages": [copies[version]]})
            )
        assert await rows(
            databases, tenant, "SELECT opened FROM oltp.enrolment_steps WHERE message_id IS NOT NULL"
        ) == [(expected,)]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await APPLY["message.engaged"](tx, delivery(tenant, "message.engaged", {"messages": [copies[1]]}))
    assert await rows(
        databases, tenant, "SELECT opened FROM oltp.enrolment_steps WHERE message_id IS NOT NULL"
    ) == [(None,)]


NEWS: list[Callable[[dict[str, Any]], Settled | Answer]] = [
    lambda message: settled(message, Ended.UNCERTAIN, version=1),
    lambda message: settled(message, Ended.ACCEPTED, version=2),
    lambda message: answered(message, AnswerKind.REPLY, at=AT + HOUR),
    lambda message: answered(message, AnswerKind.REPLY, at=AT + 3 * HOUR),
    lambda message: answered(message, AnswerKind.BOUNCE, at=AT + 2 * HOUR, bounce_type="soft"),
    lambda message: answered(message, AnswerKind.BOUNCE, at=AT + 4 * HOUR, bounce_type="hard"),
    lambda message: answered(message, AnswerKind.COMPLAINT, at=AT + 5 * HOUR),
    lambda message: answered(message, AnswerKind.AUTO_REPLY),
]
ENDS = (
    "SELECT e.state, e.exit_reason, e.exited, e.current_step_id, e.next_due, s.outcome, s.settled_version, s.replied,"
    " s.bounced, s.bounce_type FROM oltp.enrolments e JOIN oltp.enrolment_steps s ON s.enrolment_id = e.id"
    " WHERE s.message_id = %s"
)


async def test_reordered_and_repeated_news_ends_the_same(databases: Databases, tenant: Scope) -> None:
    chance = random.Random(7)
    for _ in range(15):
        await begun(databases, tenant, *SEQUENCE, leads=6)
        messages = (await planned(databases, tenant))[-6:]
        chosen = chance.sample(NEWS, chance.randrange(1, 6))
        ends: set[Any] = set()
        for message in messages:
            news = [each(message) for each in chosen * 2]
            chance.shuffle(news)
            while news:
                size = chance.randrange(1, 4)
                await tell(databases, tenant, *news[:size])
                del news[:size]
            ends.update(await rows(databases, tenant, ENDS, UUID(message["message_id"])))
        assert len(ends) == 1, ends
