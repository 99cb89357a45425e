"""From a planned message to each of its ends."""

from penguinmails.delivery import SETTLED
from penguinmails.delivery.smtp.server import Reply
from penguinmails.kernel.db import Databases
from penguinmails.ledger import EVENTS
from tests.delivery.outbound.factories import Box, Server, turn


async def test_what_is_planned_is_sent_once(databases: Databases, box: Box, server: Server) -> None:
    [message] = await box.plan_to("bob@example.org")
    assert await turn(databases) == 1
    [taken] = server.taken
    assert taken.recipients == ["bob@example.org"]
    assert taken.mail["subject"] == "Hello Bob"
    assert taken.mail["message-id"] == f"<{message.message_id.hex}@acme.example>"
    [row] = await box.rows()
    assert (row["state"], row["attempts"], row["subject"]) == ("accepted", 1, "Hello Bob")
    [event] = await box.news(EVENTS)
    assert (event["kind"], event["message_kind"], event["campaign_id"]) == (
        "sent",
        "campaign",
        str(box.campaign_id),
    )
    [settled] = await box.news(SETTLED)
    assert (settled["state"], settled["to_email"]) == ("accepted", "bob@example.org")
    lane = await box.lane()
    assert (lane["used_today"], lane["leased_by"], lane["next_due"]) == (1, None, None)
    assert await turn(databases) == 0
    assert len(server.taken) == 1


async def test_a_refused_recipient_has_bounced(databases: Databases, box: Box, server: Server) -> None:
    server.answers["bob@example.org"] = Reply(550, "5.1.1 No such user")
    await box.plan_to("bob@example.org", "eve@example.org")
    await turn(databases)
    assert await box.states() == {"bob@example.org": "rejected", "eve@example.org": "accepted"}
