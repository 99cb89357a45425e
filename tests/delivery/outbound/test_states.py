"""What a server's answers make of a message, and what is told of each."""

import asyncio
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import pytest

from penguinmails.delivery import SETTLED, WITHDRAWN, Ended, Kind, reap
from penguinmails.delivery.outbound.queue.model import Told
from penguinmails.delivery.outbound.queue.telling import sent_event, settled
from penguinmails.delivery.smtp.server import Reply, Session, SmtpServer
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import send
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import EVENTS, MESSAGE_SEEN, MessageSeen
from tests.delivery.outbound.factories import FAST, Box, Server, box_of, deliver, rows_of, turn


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return sorted(event["kind"] for event in events)


@pytest.mark.parametrize(
    ("reply", "bounce", "reason"),
    [
        (Reply(550, "5.1.1 No such user"), "hard", "no_such_mailbox"),
        (Reply(550, "Recipient unknown"), "hard", "no_such_mailbox"),
        (Reply(552, "5.2.2 Mailbox full"), "soft", "mailbox_full"),
        (Reply(554, "5.7.1 Message blocked as spam"), "block", "refused_by_policy"),
        (Reply(550, "Blocked: see https://rbl.example"), "block", "refused_by_policy"),
    ],
)
async def test_a_refusal_is_a_bounce_of_a_kind(
    databases: Databases, box: Box, server: Server, *, reply: Reply, bounce: str, reason: str
) -> None:
    server.answers["bob@example.org"] = reply
    await box.plan_to("bob@example.org", "eve@example.org")
    await turn(databases)
    assert await box.states() == {"bob@example.org": "rejected", "eve@example.org": "accepted"}
    [refused] = [row for row in await box.rows() if row["state"] == "rejected"]
    assert (refused["bounce_type"], refused["reason"], refused["smtp_code"]) == (bounce, reason, reply.code)
    assert "RCPT TO:<bob@example.org>" in refused["smtp_conversation"]
    [settled] = [each for each in await box.news(SETTLED) if each["state"] == "rejected"]
    assert (settled["bounce_type"], settled["reason"]) == (bounce, reason)
    events = await box.news(EVENTS)
    assert kinds(events) == ["bounced", "sent", "sent"]
    assert (await box.lane())["used_today"] <= 2


async def test_a_refused_message_has_reached_data(databases: Databases, box: Box, server: Server) -> None:
    server.ends["bob@example.org"] = Reply(554, "5.6.0 Not like this")
    await box.plan_to("bob@example.org")
    await turn(databases)
    assert await box.states() == {"bob@example.org": "rejected"}
    assert (await box.lane())["used_today"] == 1


async def test_a_deferral_is_tried_again_and_then_forgotten(
    databases: Databases, box: Box, server: Server
) -> None:
    quick = FAST.model_copy(update={"sender_retry_seconds": 0.001})
    server.answers["bob@example.org"] = Reply(451, "4.7.1 Greylisted")
    await box.plan_to("bob@example.org")
    await turn(databases, quick)
    [row] = await box.rows()
    assert (row["state"], row["attempts"], row["smtp_enhanced"]) == ("deferred", 1, "4.7.1")
    backoffs = "SELECT receiving_provider, failures FROM content.lane_backoffs"
    assert await rows_of(databases, box.scope, backoffs) == [{"receiving_provider": "example", "failures": 1}]
    assert await box.news(SETTLED) == []
    assert kinds(await box.news(EVENTS)) == ["deferred"]
    del server.answers["bob@example.org"]
    async with asyncio.timeout(20):
        while not await turn(databases, quick):
            pass
    assert await box.states() == {"bob@example.org": "accepted"}
    assert await rows_of(databases, box.scope, backoffs) == []
    assert kinds(await box.news(EVENTS)) == ["deferred", "sent"]


async def test_a_provider_that_defers_is_left_alone_others_are_not(
    databases: Databases, tenant: Scope, listening: SmtpServer, server: Server
) -> None:
    box = await box_of(databases, tenant, listening.port, connections=1)
    server.answers["a@yahoo.example"] = Reply(421, "4.7.0 Too many messages")
    messages = [box.planned(f"{name}@yahoo.example", receiving_provider="yahoo") for name in "abc"]
    await box.plan(*messages, box.planned("d@example.org"))
    await turn(databases)
    assert await box.states() == {
        "a@yahoo.example": "deferred",
        "b@yahoo.example": "queued",
        "c@yahoo.example": "queued",
        "d@example.org": "accepted",
    }
    lane = await box.lane()
    assert lane["next_due"] > clock.now() + timedelta(seconds=60)
    assert await turn(databases) == 0


async def test_a_deferral_that_lasts_too_long_has_bounced(
    databases: Databases, box: Box, server: Server
) -> None:
    server.answers["bob@example.org"] = Reply(451, "4.3.0 Later")
    await box.plan_to("bob@example.org")
    impatient = FAST.model_copy(update={"sender_expire_hours": 1e-9})
    await turn(databases, impatient)
    [row] = await box.rows()
    assert (row["state"], row["reason"], row["bounce_type"]) == ("rejected", "expired", "soft")
    assert kinds(await box.news(EVENTS)) == ["bounced", "sent"]


class HangsUp(Server):
    """Breaks off in the middle of a message, or before it."""

    when = "data"

    def begin_data(self, session: Session) -> Reply:
        if self.when == "before":
            session.transport.abort()
        return Reply(354, "Go on")

    def data(self, session: Session, message: bytes) -> Reply:
        session.transport.abort()
        return super().data(session, message)  # pyright: ignore[reportReturnType]


async def test_a_connection_lost_after_data_leaves_it_uncertain(databases: Databases, tenant: Scope) -> None:
    server = HangsUp()
    async with SmtpServer(server) as listening:
        box = await box_of(databases, tenant, listening.port, connections=1)
        [message] = await box.plan_to("bob@example.org")
        await turn(databases)
        assert await box.states() == {"bob@example.org": "uncertain"}
        assert await box.news(EVENTS) == []
        [settled] = await box.news(SETTLED)
        assert settled["state"] == "uncertain"
        assert await turn(databases) == 0, "an uncertain message is never sent again by itself"
    [row] = await box.rows()
    seen = MessageSeen(message.message_id, clock.now(), "opened")
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        await send(tx, MESSAGE_SEEN, {"messages": [seen.payload()]})
        await send(tx, MESSAGE_SEEN, {"messages": [seen.payload()]})
    await deliver(databases)
    assert await box.states() == {"bob@example.org": "accepted"}
    [event] = await box.news(EVENTS)
    assert (event["kind"], event["source"], event["occurred"]) == (
        "sent",
        "evidence",
        row["attempting"].isoformat(),
    )
    first, then = await box.news(SETTLED)
    assert (then["state"], then["version"] > first["version"]) == ("accepted", True)


async def test_a_template_that_stops_fails_its_message_alone(
    databases: Databases, box: Box, server: Server
) -> None:
    hopeless = {"first_name": "x" * 300_000}
    await box.plan(box.planned("bob@example.org", merge_data=hopeless), box.planned("eve@example.org"))
    await turn(databases)
    assert await box.states() == {"bob@example.org": "failed", "eve@example.org": "accepted"}
    [row] = [row for row in await box.rows() if row["state"] == "failed"]
    assert row["reason"] == "rendering"
    assert "characters" in row["words"]
    [settled] = [each for each in await box.news(SETTLED) if each["state"] == "failed"]
    assert (settled["reason"], settled["words"]) == ("rendering", row["words"])
    assert kinds(await box.news(EVENTS)) == ["failed", "sent"]


async def test_in_whichever_step_one_of_many_fails_the_others_go(
    databases: Databases, box: Box, server: Server
) -> None:
    many = [box.planned(f"lead{number}@example.org") for number in range(20)]
    unrendered = box.planned("bob@example.org", merge_data={"first_name": "x" * 300_000})
    unbuilt = box.planned("eve@example.org", reply_to="no address")
    await box.plan(*many[:10], unrendered, unbuilt, *many[10:])
    assert await turn(databases) == 20
    failed = {row["to_email"]: row["words"] for row in await box.rows() if row["state"] == "failed"}
    assert "characters" in failed.pop("bob@example.org")
    assert "Reply-To" in failed.pop("eve@example.org")
    assert not failed
    assert sorted(each.recipients[0] for each in server.taken) == sorted(each.to_email for each in many)


async def test_what_is_withdrawn_is_not_sent_nor_told_back(
    databases: Databases, box: Box, server: Server
) -> None:
    first, second = await box.plan_to("bob@example.org", "eve@example.org")
    async with databases.tenant(Tier.OLTP, box.scope) as tx:
        await send(tx, WITHDRAWN, {"enrolments": [str(first.enrolment_id)], "reason": "replied"})
    await deliver(databases)
    await turn(databases)
    assert await box.states() == {"bob@example.org": "cancelled", second.to_email: "accepted"}
    assert [each["to_email"] for each in await box.news(SETTLED)] == ["eve@example.org"]
    assert kinds(await box.news(EVENTS)) == ["failed", "sent"]


async def test_planned_twice_is_sent_once(databases: Databases, box: Box, server: Server) -> None:
    message = box.planned("bob@example.org")
    await box.plan(message)
    await box.plan(message)
    await turn(databases)
    await box.plan(message)
    assert await turn(databases) == 0
    assert len(server.taken) == 1


async def test_an_answer_goes_into_its_thread(databases: Databases, box: Box, server: Server) -> None:
    [first] = await box.plan_to("bob@example.org")
    await turn(databases)
    answer = box.planned("bob@example.org", kind=Kind.REPLY, parent_message_id=first.message_id)
    await box.plan(answer)
    await turn(databases)
    again = box.planned("bob@example.org", parent_message_id=answer.message_id, subject="Another")
    await box.plan(again)
    await turn(databases)
    mails = [taken.mail for taken in server.taken]
    assert [mail["subject"] for mail in mails] == ["Hello Bob", "Re: Hello Bob", "Re: Hello Bob"]
    ids = [mail["message-id"] for mail in mails]
    assert [mail["in-reply-to"] for mail in mails] == [None, ids[0], ids[1]]
    assert mails[2]["references"].split() == ids[:2]


async def test_a_server_that_cannot_be_reached_pauses_the_lane(databases: Databases, tenant: Scope) -> None:
    async with SmtpServer(Server()) as listening:
        port = listening.port
    box = await box_of(databases, tenant, port)
    await box.plan_to("bob@example.org")
    assert await turn(databases) == 0
    lane = await box.lane()
    assert lane["pause_reason"] == "connection"
    assert lane["paused_until"] > clock.now()
    assert lane["leased_by"] is None
    assert await box.states() == {"bob@example.org": "queued"}


async def test_a_lost_fence_writes_nothing(databases: Databases, tenant: Scope) -> None:
    """Another takes the lane back while the first still transmits."""

    class Interrupted(Server):
        async def data(self, session: Session, message: bytes) -> Reply:
            async with databases.worker(Tier.CONTENT) as tx:
                await tx.connection.execute(
                    "UPDATE content.mailbox_lanes SET lease_expires = now() - interval '1 s'"
                )
            await reap(databases)
            return super().data(session, message)  # pyright: ignore[reportReturnType]

    async with SmtpServer(Interrupted()) as listening:
        box = await box_of(databases, tenant, listening.port, connections=1)
        await box.plan_to("bob@example.org", "eve@example.org")
        await turn(databases)
    states = await box.states()
    assert sorted(states.values()) == ["queued", "uncertain"]
    assert await box.news(EVENTS) == []
    assert [each["state"] for each in await box.news(SETTLED)] == ["uncertain"]


async def test_what_the_database_tells_of_an_accepted_message_is_what_its_events_say(
    databases: Databases, box: Box
) -> None:
    bare: dict[str, Any] = {"campaign_id": None, "step_id": None, "enrolment_id": None, "lead_id": None}
    await box.plan_to("bob@example.org", variant_id=ids.uuid7())
    await box.plan_to("o'brien@example.org", kind=Kind.TEST, receiving_provider=None, **bare)
    await turn(databases)
    assert set((await box.states()).values()) == {"accepted"}
    names = [each.name for each in fields(Told)]
    told = [Told(**{name: row[name] for name in names}) for row in await box.rows()]
    moments = [each.attempting for each in told]
    events, words = await box.news(EVENTS), await box.news(SETTLED)
    assert [datetime.fromisoformat(event.pop("occurred")) for event in events] == moments
    assert [datetime.fromisoformat(word.pop("at")) for word in words] == moments
    expected = [sent_event(each, clock.now()).payload() for each in told]
    assert events == [{name: each[name] for name in each if name != "occurred"} for each in expected]
    expected = [settled(each, Ended.ACCEPTED, clock.now()).payload() for each in told]
    assert words == [{name: each[name] for name in each if name != "at"} for each in expected]
