"""What became of a message moves its lead on, stops it, or has it planned anew."""

from datetime import timedelta

import pytest

from penguinmails.campaigns import Scheduler, hold
from penguinmails.delivery import Ended
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.campaigns.factories import (
    MAIL,
    campaign_of,
    change,
    leads_of,
    list_with,
    planned,
    rows,
    wait,
)
from tests.campaigns.news import AT, begun, enrolment, settled, tell


@pytest.mark.parametrize("state", [Ended.ACCEPTED, Ended.UNCERTAIN])
async def test_a_wait_counts_from_when_the_message_went_out(
    databases: Databases, tenant: Scope, state: Ended
) -> None:
    made = await begun(databases, tenant, MAIL, wait(hours=48), MAIL)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, settled(message, state))
    assert await enrolment(databases, tenant) == (
        "active",
        None,
        made.steps[1],
        AT + timedelta(hours=48),
        None,
    )
    assert await rows(
        databases, tenant, "SELECT outcome FROM oltp.enrolment_steps WHERE message_id IS NOT NULL"
    ) == [(state.value,)]


async def test_a_follow_up_goes_into_the_thread_by_the_same_mailbox(
    databases: Databases, tenant: Scope
) -> None:
    await begun(databases, tenant, MAIL, wait(hours=1), MAIL | {"same_thread": True})
    (first,) = await planned(databases, tenant)
    await tell(databases, tenant, settled(first, Ended.ACCEPTED))
    await Scheduler(databases).turn()
    _, second = await planned(databases, tenant)
    assert second["parent_message_id"] == first["message_id"]
    assert second["mailbox_id"] == first["mailbox_id"]
    assert second["priority"] < first["priority"]
    await tell(databases, tenant, settled(second, Ended.ACCEPTED, at=AT + timedelta(days=1)))
    assert await enrolment(databases, tenant) == ("completed", "finished", None, None, AT + timedelta(days=1))
    await Scheduler(databases).turn()
    assert await rows(databases, tenant, "SELECT status FROM oltp.campaigns") == [("completed",)]


async def test_a_repeated_or_older_word_changes_nothing(databases: Databases, tenant: Scope) -> None:
    await begun(databases, tenant, MAIL, wait(hours=1), MAIL)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, settled(message, Ended.UNCERTAIN, version=2))
    before = await enrolment(databases, tenant)
    await tell(databases, tenant, settled(message, Ended.UNCERTAIN, version=2))
    await tell(databases, tenant, settled(message, Ended.REJECTED, version=1, bounce_type="hard"))
    await tell(databases, tenant, settled(message, Ended.ACCEPTED, version=3))
    assert await enrolment(databases, tenant) == before
    assert await rows(
        databases, tenant, "SELECT sent, bounced_hard FROM oltp.email_account_days WHERE sent > 0"
    ) == [(1, 0)]


async def test_an_address_that_does_not_exist_is_suppressed(databases: Databases, tenant: Scope) -> None:
    await begun(databases, tenant, MAIL, wait(hours=1), MAIL)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, settled(message, Ended.REJECTED, bounce_type="hard"))
    assert (await enrolment(databases, tenant))[:2] == ("stopped", "bounced")
    assert await rows(databases, tenant, "SELECT status FROM oltp.leads") == [("bounced",)]
    assert await rows(databases, tenant, "SELECT reason FROM oltp.suppressions") == [("hard_bounce",)]


async def test_a_suppressed_lead_stops(databases: Databases, tenant: Scope) -> None:
    await begun(databases, tenant, MAIL, wait(hours=1), MAIL)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, settled(message, Ended.CANCELLED, reason="suppressed"))
    assert (await enrolment(databases, tenant))[:2] == ("stopped", "suppressed")


async def test_a_template_that_cannot_be_rendered_pauses_and_loses_nobody(
    databases: Databases, tenant: Scope
) -> None:
    made = await begun(databases, tenant, MAIL, wait(hours=1), MAIL, leads=3)
    messages = await planned(databases, tenant)
    for message in messages:
        await tell(
            databases, tenant, settled(message, Ended.FAILED, reason="rendering", words="There is no `naem`.")
        )
    assert await rows(databases, tenant, "SELECT status, status_reason FROM oltp.campaigns") == [
        ("paused", "There is no `naem`.")
    ]
    assert await Scheduler(databases).turn() == 0
    assert await rows(
        databases, tenant, "SELECT payload ->> 'held' FROM oltp.handoff_outbox WHERE topic = 'campaign.held'"
    ) == [("true",)]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "campaigns", made.id, {"status": "sending", "paused": None})
        await hold(tx, made.id, held=False)
    await Scheduler(databases).turn()
    again = (await planned(databases, tenant))[3:]
    assert sorted(each["lead_id"] for each in again) == sorted(each["lead_id"] for each in messages)
    assert {each["message_id"] for each in again}.isdisjoint(each["message_id"] for each in messages)
    for message in messages:
        await tell(databases, tenant, settled(message, Ended.FAILED, reason="rendering"))
    assert await rows(databases, tenant, "SELECT count(*) FROM oltp.enrolment_steps") == [(3,)]


async def test_a_message_that_was_cancelled_in_passing_is_planned_anew(
    databases: Databases, tenant: Scope
) -> None:
    made = await begun(databases, tenant, MAIL)
    (message,) = await planned(databases, tenant)
    await tell(databases, tenant, settled(message, Ended.CANCELLED, reason="mailbox_gone"))
    assert await enrolment(databases, tenant) == (
        "active",
        None,
        made.steps[0],
        AT + timedelta(hours=1),
        None,
    )
    assert await rows(databases, tenant, "SELECT sum(planned)::bigint FROM oltp.email_account_days") == [(0,)]
    await Scheduler(databases).turn()
    assert len(await planned(databases, tenant)) == 2


async def test_the_third_soft_bounce_in_a_row_suppresses(databases: Databases, tenant: Scope) -> None:
    people = await list_with(databases, tenant, await leads_of(databases, tenant, 1))
    for number in range(3):
        await campaign_of(databases, tenant, lists=[people])
        await Scheduler(databases).turn()
        message = (await planned(databases, tenant))[-1]
        await tell(databases, tenant, settled(message, Ended.REJECTED, bounce_type="soft"))
        (status,) = await rows(databases, tenant, "SELECT status FROM oltp.leads")
        assert status == ("bounced" if number == 2 else "active",)


async def test_another_tenant_changes_nothing(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    await begun(databases, tenant, MAIL, wait(hours=1), MAIL)
    (message,) = await planned(databases, tenant)
    before = await enrolment(databases, tenant)
    await tell(databases, other_tenant, settled(message, Ended.ACCEPTED))
    assert await enrolment(databases, tenant) == before
