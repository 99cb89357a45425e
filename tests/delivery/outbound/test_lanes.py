"""Which messages go when: caps, gaps, windows, holds, stops, and senders that want the same lane."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from penguinmails.audit import Actor
from penguinmails.cli.app import app
from penguinmails.delivery import (
    HELD,
    RECEIVERS,
    Kind,
    queue_message,
    resume_sending,
    sending_stops,
    stop_sending,
)
from penguinmails.delivery.outbound.errors import StopReasonInvalid
from penguinmails.delivery.outbound.queue.store import queries
from penguinmails.delivery.smtp.server import SmtpServer
from penguinmails.infrastructure import LANES, LaneCopy, Limits
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import send
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from tests.delivery.outbound.factories import FAST, Box, Server, box_of, deliver, turn
from tests.servers import Clone

OPERATOR = Actor.operator()


async def hold(box: Box, *, held: bool, version: int) -> None:
    async with box.databases.tenant(Tier.OLTP, box.scope) as tx:
        await send(tx, HELD, {"campaign_id": str(box.campaign_id), "held": held, "version": version})
    await deliver(box.databases)


async def change_lane(box: Box, assignments: str) -> None:
    async with box.databases.worker(Tier.CONTENT) as tx:
        await tx.connection.execute(f"UPDATE content.mailbox_lanes SET {assignments}".encode())


async def test_the_day_s_cap_is_kept(
    databases: Databases, tenant: Scope, listening: SmtpServer, server: Server
) -> None:
    box = await box_of(databases, tenant, listening.port, limits=Limits(daily_limit=3, min_gap_seconds=0))
    await box.plan_to(*(f"lead{n}@example.org" for n in range(5)))
    assert await turn(databases) == 3
    assert await turn(databases) == 0
    lane = await box.lane()
    assert (lane["used_today"], len(server.taken)) == (3, 3)
    assert lane["next_slot"] > clock.now()
    await change_lane(box, "used_day = used_day - 1, next_slot = now()")
    assert await turn(databases) == 2


async def test_a_gap_lets_one_go_at_a_time(
    databases: Databases, tenant: Scope, listening: SmtpServer, server: Server
) -> None:
    box = await box_of(databases, tenant, listening.port, limits=Limits(daily_limit=50, min_gap_seconds=120))
    before = clock.now()
    await box.plan_to("bob@example.org", "eve@example.org")
    assert await turn(databases) == 1
    assert await turn(databases) == 0
    slot = (await box.lane())["next_slot"]
    assert before + timedelta(seconds=120) <= slot <= clock.now() + timedelta(seconds=151)


async def test_what_is_urgent_goes_first(
    databases: Databases, tenant: Scope, listening: SmtpServer, server: Server
) -> None:
    box = await box_of(databases, tenant, listening.port, connections=1)
    await box.plan(box.planned("late@example.org"), box.planned("soon@example.org", priority=10))
    await turn(databases)
    assert [taken.recipients[0] for taken in server.taken] == ["soon@example.org", "late@example.org"]


async def test_what_is_due_later_wakes_the_lane_then(databases: Databases, box: Box) -> None:
    later = clock.now() + timedelta(hours=3)
    await box.plan_to("bob@example.org", planned=later)
    assert await turn(databases) == 0
    assert (await box.lane())["next_due"] == later
    await box.plan_to("eve@example.org")
    assert await turn(databases) == 1
    assert (await box.lane())["next_due"] == later


async def test_a_held_campaign_waits_and_others_go(databases: Databases, box: Box, server: Server) -> None:
    await box.plan_to("bob@example.org")
    await hold(box, held=True, version=2)
    await box.plan_to("eve@example.org", kind=Kind.TEST, campaign_id=None, step_id=None)
    assert await turn(databases) == 1
    assert await turn(databases) == 0
    assert (await box.lane())["next_due"] is None
    await hold(box, held=True, version=1)
    await hold(box, held=False, version=3)
    await hold(box, held=True, version=2)
    assert await turn(databases) == 1
    assert [taken.recipients[0] for taken in server.taken] == ["eve@example.org", "bob@example.org"]


async def test_a_hundred_thousand_held_messages_are_stepped_over(databases: Databases, box: Box) -> None:
    [first] = await box.plan_to("bob@example.org")
    async with databases.worker(Tier.CONTENT) as tx:
        await tx.connection.execute(
            "INSERT INTO content.email_messages (tenant_id, message_id, company_id, kind, state, mailbox_id, campaign_id,"
            " step_id, lead_id, planned, next_attempt, from_email, to_email, sending_domain, queued)"
            " SELECT tenant_id, uuidv7(), company_id, kind, state, mailbox_id, campaign_id, step_id, lead_id, planned,"
            " next_attempt, from_email, to_email, sending_domain, queued"
            " FROM content.email_messages, generate_series(1, 100000) WHERE message_id = %s",
            [first.message_id],
        )
    await hold(box, held=True, version=2)
    await box.plan_to("eve@example.org", campaign_id=None, step_id=None, kind=Kind.TEST, priority=200)
    async with databases.worker(Tier.CONTENT) as tx:
        cursor = await tx.connection.execute(
            ("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + queries.next_messages.text).encode(),
            {"tenant_id": box.scope.tenant_id, "mailbox_id": box.mailbox_id, "shunned": [], "most": 100},
        )
        row = await cursor.fetchone()
        assert row
        [told] = row[0]
    read = told["Plan"]["Shared Hit Blocks"] + told["Plan"]["Shared Read Blocks"]
    assert read < 1000, f"{read} blocks to find one message behind 100,000"
    assert await turn(databases) == 1


async def test_nothing_is_sent_while_sending_is_stopped(
    databases: Databases, box: Box, other_tenant: Scope
) -> None:
    await box.plan_to("bob@example.org")
    for tenant_id in (box.scope.tenant_id, None):
        await stop_sending(databases, tenant_id, reason="The price list is wrong", actor=OPERATOR)
        assert await turn(databases) == 0
        [stop] = await sending_stops(databases)
        assert (stop.tenant_id, stop.reason) == (tenant_id or PLATFORM_TENANT, "The price list is wrong")
        assert await resume_sending(databases, tenant_id, actor=OPERATOR)
    assert not await resume_sending(databases, None, actor=OPERATOR)
    await stop_sending(databases, other_tenant.tenant_id, reason="Not this one", actor=OPERATOR)
    assert await turn(databases) == 1
    with pytest.raises(StopReasonInvalid):
        await stop_sending(databases, None, reason=" ", actor=OPERATOR)


async def test_a_stop_is_obeyed_between_the_groups_of_a_lane(
    databases: Databases, tenant: Scope, listening: SmtpServer, server: Server
) -> None:
    box = await box_of(databases, tenant, listening.port, connections=2)
    await box.plan_to(*(f"lead{n}@example.org" for n in range(60)))
    stopping: list[asyncio.Task[None]] = []

    def stop_at_the_tenth(recipient: str) -> None:
        del recipient
        if len(server.taken) == 9 and not stopping:
            stop = stop_sending(databases, None, reason="Enough", actor=OPERATOR)
            stopping.append(asyncio.ensure_future(stop))

    server.seen = stop_at_the_tenth
    await turn(databases)
    assert stopping[0].done()
    assert 10 <= len(server.taken) < 60
    assert (await box.lane())["leased_by"] is None
    await resume_sending(databases, None, actor=OPERATOR)
    await turn(databases)
    assert set((await box.states()).values()) == {"accepted"}


async def test_two_senders_share_lanes_and_send_everything_once(
    databases: Databases, tenant: Scope, listening: SmtpServer, server: Server
) -> None:
    boxes = [await box_of(databases, tenant, listening.port, f"ann{n}@acme.example") for n in range(3)]
    for box in boxes:
        await box.plan_to(*(f"lead{n}@example.org" for n in range(20)))
    await asyncio.gather(turn(databases), turn(databases), turn(databases))
    while await turn(databases):
        pass
    ids = [taken.mail["message-id"] for taken in server.taken]
    assert len(ids) == len(set(ids)) == 60


async def test_a_single_message_may_be_queued(
    databases: Databases, box: Box, server: Server, other_tenant: Scope
) -> None:
    message = box.planned("bob@example.org", kind=Kind.TEST, campaign_id=None, step_id=None)
    async with databases.tenant(Tier.CONTENT, box.scope) as tx:
        await queue_message(tx, message)
        await queue_message(tx, message)
    assert await turn(databases) == 1
    assert len(server.taken) == 1
    async with databases.tenant(Tier.CONTENT, other_tenant) as tx:
        cursor = await tx.connection.execute("SELECT count(*) FROM content.email_messages")
        assert await cursor.fetchone() == (0,)


async def test_an_older_copy_of_a_mailbox_changes_nothing(databases: Databases, box: Box) -> None:
    lane = await box.lane()
    paused = clock.now()

    async def tell(version: int, **changes: Any) -> None:
        copy = LaneCopy(
            mailbox_id=box.mailbox_id,
            company_id=box.company_id,
            email=box.email,
            sending_domain="acme.example",
            daily_cap=7,
            version=version,
            **changes,
        )
        async with databases.tenant(Tier.OLTP, box.scope) as tx:
            await send(tx, LANES, {"lanes": [copy.payload()]})
        await deliver(databases, RECEIVERS)

    await tell(lane["version"] + 2, paused=paused, pause_reason="bounces")
    await tell(lane["version"] + 1)
    now = await box.lane()
    assert (now["pause_reason"], now["daily_cap"]) == ("bounces", 7)
    await box.plan_to("bob@example.org")
    assert await turn(databases) == 0
    await tell(lane["version"] + 3)
    assert await turn(databases, FAST) == 1


def test_the_commands_stop_and_resume(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    def said(*words: str) -> Any:
        area, *rest = words
        result = CliRunner().invoke(app, [area, *rest, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    said("tenant", "create", "Acme", "--owner", "ann@acme.example")
    [stop] = said("sending", "stop", "--tenant", "Acme", "--reason", "Wrong prices")
    assert stop["reason"] == "Wrong prices"
    assert said("sending", "state")["stops"] == [stop]
    assert said("sending", "state", "--tenant", "Acme") == {"stops": [stop], "mailboxes": []}
    assert said("sending", "resume", "--tenant", "Acme") == {"lifted": True, "stops": []}
