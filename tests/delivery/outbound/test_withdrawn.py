"""Whose sequence is over is not written to, in whatever order that and the message are told."""

from typing import Any

import pytest

from penguinmails.delivery import SETTLED, WITHDRAWN
from penguinmails.delivery.outbound.model import PlannedMessage
from penguinmails.delivery.smtp.server import Reply, Session
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import send
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import EVENTS
from tests.delivery.outbound.factories import FAST, Box, Server, SmtpServer, box_of, deliver, rows_of, turn

SOON = FAST.model_copy(update={"sender_retry_seconds": 0.001})


async def withdraw(box: Box, *messages: PlannedMessage, reason: str = "replied") -> None:
    """Those messages' enrolments are over."""
    async with box.databases.tenant(Tier.OLTP, box.scope) as tx:
        enrolments = [str(message.enrolment_id) for message in messages]
        await send(tx, WITHDRAWN, {"enrolments": enrolments, "reason": reason})
    await deliver(box.databases)


async def ends(box: Box) -> dict[str, tuple[Any, Any]]:
    """State and reason by recipient."""
    rows = await box.rows("to_email, state, reason")
    return {row["to_email"]: (row["state"], row["reason"]) for row in rows}


async def test_a_plan_that_comes_after_its_withdrawal_is_not_sent(
    databases: Databases, box: Box, server: Server
) -> None:
    over, other = box.planned("bob@example.org"), box.planned("eve@example.org")
    await withdraw(box, over)
    await box.plan(over, other)
    assert await ends(box) == {
        "bob@example.org": ("cancelled", "replied"),
        "eve@example.org": ("queued", None),
    }
    failed = [(event["message_id"], event["campaign_id"]) for event in await box.news(EVENTS)]
    assert failed == [(str(over.message_id), str(box.campaign_id))]
    await turn(databases)
    assert [taken.recipients for taken in server.taken] == [["eve@example.org"]]


async def test_a_withdrawal_says_why_the_first_time(box: Box) -> None:
    over = box.planned("bob@example.org")
    await withdraw(box, over, reason="bounced")
    await withdraw(box, over, reason="replied")
    await box.plan(over)
    assert await ends(box) == {"bob@example.org": ("cancelled", "bounced")}


class Later(Server):
    """Takes nothing yet; meanwhile something happens."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Any = None

    async def rcpt(self, session: Session, recipient: str) -> Reply:  # noqa: ARG002 - the handler's shape
        if self.meanwhile is not None:
            await self.meanwhile()
            self.meanwhile = None
        return Reply(450, "4.2.0 Later")


async def test_what_was_being_attempted_is_not_tried_again(databases: Databases, tenant: Scope) -> None:
    server = Later()
    async with SmtpServer(server) as listening:
        box = await box_of(databases, tenant, listening.port)
        [message] = await box.plan_to("bob@example.org")
        server.meanwhile = lambda: withdraw(box, message)
        await turn(databases, SOON)
        assert await ends(box) == {"bob@example.org": ("deferred", "deferred")}
        while (await ends(box))["bob@example.org"][0] == "deferred":
            await turn(databases, SOON)
    assert await ends(box) == {"bob@example.org": ("cancelled", "replied")}
    assert [(each["state"], each["reason"]) for each in await box.news(SETTLED)] == [("cancelled", "replied")]
    assert [event["kind"] for event in await box.news(EVENTS)] == ["deferred", "failed"]


@pytest.mark.parametrize(("days", "forgotten"), [(29, False), (31, True)])
async def test_what_ended_long_ago_is_forgotten(box: Box, days: int, forgotten: bool) -> None:
    first, second = box.planned("bob@example.org"), box.planned("eve@example.org")
    await withdraw(box, first)
    async with box.databases.worker(Tier.CONTENT) as tx:
        await tx.connection.execute(
            "UPDATE content.withdrawn_enrolments SET created = now() - %s * interval '1 day'", [days]
        )
    await withdraw(box, second)
    kept = await rows_of(box.databases, box.scope, "SELECT enrolment_id FROM content.withdrawn_enrolments")
    assert ({"enrolment_id": first.enrolment_id} in kept) is not forgotten
    assert {"enrolment_id": second.enrolment_id} in kept


async def test_another_tenant_s_withdrawal_stops_nothing(
    databases: Databases, box: Box, other_tenant: Scope
) -> None:
    message = box.planned("bob@example.org")
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        await send(tx, WITHDRAWN, {"enrolments": [str(message.enrolment_id)], "reason": "replied"})
    await deliver(databases)
    await box.plan(message)
    assert await ends(box) == {"bob@example.org": ("queued", None)}
