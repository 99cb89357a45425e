"""What mailboxes did, the brakes, and how they come back."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.infrastructure import (
    Cause,
    Limits,
    Mailbox,
    Ramp,
    Status,
    count_mailbox_day,
    daily_cap,
    find_mailbox,
    list_days,
    pause_mailbox,
    report_mailbox_failure,
    resume_mailbox,
    sendable_mailboxes,
)
from penguinmails.infrastructure.health.brakes import MIN_SENT, Counts, judge
from penguinmails.infrastructure.health.service import raise_ramps, recover
from penguinmails.infrastructure.mailboxes.errors import MailboxInvalid, MailboxNotStopped
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.infrastructure.factories import OPERATOR, lanes_sent, mailbox_of, sandbox_of

NUMBERS = st.integers(0, 100_000)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(limit=NUMBERS, start=NUMBERS, more=st.integers(0, 1000), started=DAYS, day=DAYS)
def test_a_ramp_rises_to_the_limit_and_never_above(
    limit: int, start: int, more: int, started: date, day: date
) -> None:
    ramp = Ramp(started, start, more)
    cap = daily_cap(limit, ramp, day)
    assert 0 <= cap <= limit
    assert cap <= daily_cap(limit, ramp, day + timedelta(days=1)) <= cap + more
    assert daily_cap(limit, ramp, min(day, started)) == min(limit, start)
    assert daily_cap(limit, None, day) == limit
    if ramp.over(limit, day):
        assert cap == limit


@given(sent=NUMBERS, bounced=NUMBERS, complained=NUMBERS)
def test_a_brake_is_as_hard_as_what_was_done(sent: int, bounced: int, complained: int) -> None:
    brake = judge(Counts(sent, bounced, complained))
    if sent < MIN_SENT:
        assert brake is None
        return
    suspends = bounced * 10 > sent or (complained >= 3 and complained * 1000 > sent * 3)
    rests = bounced * 20 > sent or (complained >= 2 and complained * 1000 > sent)
    expected = Status.SUSPENDED if suspends else Status.RESTING if rests else None
    assert (brake.status if brake else None) == expected
    if brake is not None:
        assert (brake.rests is None) == (brake.status is Status.SUSPENDED)
        assert judge(Counts(sent, bounced + 1, complained + 1)) is not None  # more is never milder


async def counted(databases: Databases, scope: Scope, mailbox_id: UUID, **counts: Any) -> Mailbox:
    """The mailbox after what it did today was added."""
    day = counts.pop("day", clock.now().date())
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await count_mailbox_day(tx, mailbox_id, day, **counts)
        return await find_mailbox(tx, mailbox_id)


async def test_counts_add_up(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)
    await counted(databases, tenant, mailbox.id, planned=7, sent=3)
    await counted(databases, tenant, mailbox.id, sent=2, replied=1, deferred=4)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        await count_mailbox_day(tx, mailbox.id, clock.now().date(), sent=100)
        assert await list_days(tx, mailbox.id) == []
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        (day,) = await list_days(tx, mailbox.id)
        (chosen,) = await sendable_mailboxes(tx, [mailbox.id])
    assert (day.planned, day.sent, day.replied, day.deferred) == (7, 5, 1, 4)
    assert chosen.capacity_left_today == 50 - 7


async def test_counts_of_many_at_once_add_up_and_brake_once(databases: Databases, tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)
    await counted(databases, tenant, mailbox.id, sent=100)
    await asyncio.gather(*(counted(databases, tenant, mailbox.id, sent=1, bounced_soft=1) for _ in range(8)))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        (day,) = await list_days(tx, mailbox.id)
        cursor = await tx.connection.execute("SELECT count(*) FROM notifications.notifications")
        assert await cursor.fetchone() == (1,)
        assert (await find_mailbox(tx, mailbox.id)).status == "resting"
    assert (day.sent, day.bounced_soft) == (108, 8)


async def test_bounces_above_five_percent_rest_it_a_day_and_it_comes_back_by_itself(
    databases: Databases, tenant: Scope
) -> None:
    mailbox = await sandbox_of(databases, tenant)
    assert (await counted(databases, tenant, mailbox.id, sent=10, bounced_hard=5)).status == "active"
    assert (await counted(databases, tenant, mailbox.id, sent=90)).status == "active"
    rests = await counted(databases, tenant, mailbox.id, sent=1, bounced_hard=1)
    assert (rests.status, rests.status_cause) == ("resting", "bounces")
    assert "5.9 % of 101" in (rests.status_reason or "")
    assert rests.paused_until is not None
    assert timedelta(hours=23) < rests.paused_until - clock.now() <= timedelta(hours=24)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        lane = (await lanes_sent(tx))[-1]
        cursor = await tx.connection.execute("SELECT title, message FROM notifications.notifications")
        ((title, message),) = await cursor.fetchall()
    assert (lane["pause_reason"], datetime.fromisoformat(lane["paused_until"])) == (
        "bounces",
        rests.paused_until,
    )
    assert (title, message) == ("ann@acme.example rests", rests.status_reason)
    assert await recover(databases) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("UPDATE oltp.email_accounts SET paused_until = now()")
    assert await recover(databases) == 1
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        back = await find_mailbox(tx, mailbox.id)
        lane = (await lanes_sent(tx))[-1]
    assert (back.status, back.status_reason, back.paused_until) == ("active", None, None)
    assert "paused" not in lane
    assert lane["version"] == back.version
    assert await recover(databases) == 0


async def test_bounces_above_ten_percent_suspend_it_even_while_it_rests(
    databases: Databases, tenant: Scope
) -> None:
    mailbox = await sandbox_of(databases, tenant)
    assert (await counted(databases, tenant, mailbox.id, sent=100, bounced_hard=8)).status == "resting"
    stopped = await counted(databases, tenant, mailbox.id, bounced_soft=3)
    assert (stopped.status, stopped.paused_until) == ("suspended", None)
    assert await recover(databases) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        back = await resume_mailbox(tx, mailbox.id, actor=OPERATOR)
        assert back.status == "active"
        with pytest.raises(MailboxNotStopped):
            await resume_mailbox(tx, mailbox.id, actor=OPERATOR)


async def test_what_it_did_before_it_came_back_is_not_held_against_it(
    databases: Databases, tenant: Scope
) -> None:
    mailbox = await sandbox_of(databases, tenant)
    yesterday = clock.now().date() - timedelta(days=1)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("UPDATE oltp.email_accounts SET status_since = now() - interval '3 days'")
    await counted(databases, tenant, mailbox.id, sent=100, day=yesterday)
    assert (
        await counted(databases, tenant, mailbox.id, bounced_hard=20, day=yesterday)
    ).status == "suspended"
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await resume_mailbox(tx, mailbox.id, actor=OPERATOR)
    assert (await counted(databases, tenant, mailbox.id, sent=60, bounced_hard=1)).status == "active"


async def test_complaints(databases: Databases, tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)
    assert (await counted(databases, tenant, mailbox.id, sent=500, complained=1)).status == "active"
    rests = await counted(databases, tenant, mailbox.id, complained=1)
    assert (rests.status, rests.status_cause) == ("resting", "complaints")
    assert (await counted(databases, tenant, mailbox.id, complained=1)).status == "suspended"


async def test_the_third_failure_in_a_row_stops_it(databases: Databases, tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)

    async def fail(cause: Cause) -> Mailbox:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await report_mailbox_failure(tx, mailbox.id, "The server\r\nis away.", cause=cause)
            return await find_mailbox(tx, mailbox.id)

    await fail(Cause.CONNECTION)
    assert (await fail(Cause.CONNECTION)).status == "active"
    await counted(databases, tenant, mailbox.id, sent=1)
    assert (await fail(Cause.CONNECTION)).failures_in_row == 1
    await fail(Cause.CONNECTION)
    stopped = await fail(Cause.CONNECTION)
    assert (stopped.status, stopped.status_cause) == ("error", "connection")
    assert stopped.status_reason == "The server  is away."
    assert stopped.paused_until is not None  # tried again by itself
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("UPDATE oltp.email_accounts SET paused_until = now()")
    assert await recover(databases) == 1
    refused = await fail(Cause.AUTHENTICATION)
    assert (refused.status, refused.paused_until) == ("error", None)


async def test_a_person_pauses_and_resumes(databases: Databases, tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)
    waiting = await mailbox_of(databases, tenant, "pending@acme.example")
    until = clock.now() + timedelta(days=2)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        paused = await pause_mailbox(tx, mailbox.id, until=until, reason="On holiday.", actor=OPERATOR)
        assert (paused.status, paused.status_reason, paused.paused_until) == ("paused", "On holiday.", until)
        assert (await lanes_sent(tx))[-1]["pause_reason"] == "person"
        assert [each.sends for each in await sendable_mailboxes(tx, [mailbox.id])] == [False]
        assert (await resume_mailbox(tx, mailbox.id, actor=OPERATOR)).status == "active"
        with pytest.raises(MailboxInvalid, match="pending"):
            await pause_mailbox(tx, waiting.id, actor=OPERATOR)
        with pytest.raises(MailboxInvalid, match="passed"):
            await pause_mailbox(tx, mailbox.id, until=datetime(2020, 1, 1, tzinfo=UTC), actor=OPERATOR)


async def test_lanes_learn_of_the_days_cap_while_a_mailbox_is_ramped_up(
    databases: Databases, tenant: Scope
) -> None:
    today = clock.now().date()
    under_way = Ramp(today - timedelta(days=3), 5, 5)
    over = Ramp(today - timedelta(days=60), 5, 5)
    await sandbox_of(databases, tenant, "a@acme.example", limits=Limits(50, 0, ramp=under_way))
    await sandbox_of(databases, tenant, "b@acme.example", limits=Limits(50, 0, ramp=over))
    await sandbox_of(databases, tenant, "c@acme.example")
    assert await raise_ramps(databases) == 1
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        lane = (await lanes_sent(tx))[-1]
    assert (lane["email"], lane["daily_cap"], lane["version"]) == ("a@acme.example", 20, 2)
