"""No DATA begins after a suppression has committed."""

import asyncio
import random

import pytest

from penguinmails.audiences import Reason, Source, suppress
from penguinmails.audit import Actor
from penguinmails.delivery import SETTLED
from penguinmails.delivery.smtp.server import ACCEPTED, Reply, Session, SmtpServer
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import EVENTS
from penguinmails.tenancy import add_company
from tests.delivery.outbound.factories import FAST, Box, Server, box_of, turn


class Slow(Server):
    """Takes its time between RCPT and DATA, in which others suppress."""

    def __init__(self) -> None:
        super().__init__()
        self.suppressed: set[str] = set()
        self.too_late: list[str] = []
        self.chance = random.Random(5)

    async def rcpt(self, session: Session, recipient: str) -> Reply:  # noqa: ARG002 - the handler's shape
        await asyncio.sleep(self.chance.uniform(0, 0.01))
        return ACCEPTED

    def begin_data(self, session: Session) -> Reply:
        if session.recipients[0] in self.suppressed:
            self.too_late.append(session.recipients[0])
        return Reply(354, "Go on")


async def suppress_one(databases: Databases, scope: Scope, target: str) -> None:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await suppress(
            tx, target, reason=Reason.UNSUBSCRIBED, source=Source.ONE_CLICK, actor=Actor.system("tests")
        )


@pytest.mark.parametrize("races", [300, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_suppressions_race_with_transmissions(databases: Databases, tenant: Scope, races: int) -> None:
    server = Slow()
    async with SmtpServer(server) as listening:
        box = await box_of(databases, tenant, listening.port, connections=10)
        addresses = [f"lead{n}@example.org" for n in range(races)]
        await box.plan_to(*addresses)

        async def suppress_all() -> None:
            for address in random.Random(races).sample(addresses, races):
                await suppress_one(databases, tenant, address)
                server.suppressed.add(address)

        await asyncio.gather(suppress_all(), turn(databases))
        await turn(databases)
    assert server.too_late == []
    states = await box.states()
    assert set(states.values()) == {"accepted", "cancelled"}, "neither side won all of the time"
    assert {taken.recipients[0] for taken in server.taken} == {
        to for to, state in states.items() if state == "accepted"
    }


async def test_the_suppressed_are_cancelled_and_told_of(
    databases: Databases, box: Box, server: Server
) -> None:
    await suppress_one(databases, box.scope, "example.org")
    await box.plan_to("bob@example.org", "eve@example.net")
    await turn(databases, FAST)
    assert await box.states() == {"bob@example.org": "cancelled", "eve@example.net": "accepted"}
    assert [taken.recipients for taken in server.taken] == [["eve@example.net"]]
    told = {each["to_email"]: each.get("reason") for each in await box.news(SETTLED)}
    assert told == {"bob@example.org": "suppressed", "eve@example.net": None}
    assert (await box.lane())["used_today"] == 1
    events = {event["kind"]: event for event in await box.news(EVENTS)}
    assert sorted(events) == ["failed", "sent"]
    # By which the campaign's stages count it: nothing else is ever told of a message that failed.
    for name in ("campaign_id", "step_id", "mailbox_id", "sending_domain", "receiving_provider"):
        assert events["failed"][name] == events["sent"][name]
    assert events["failed"]["lead_id"] != events["sent"]["lead_id"]


async def test_another_company_s_suppression_stops_nothing(
    databases: Databases, box: Box, server: Server
) -> None:
    async with databases.tenant(Tier.OLTP, box.scope) as tx:
        other = await add_company(tx, "Other", actor=Actor.operator())
        await suppress(
            tx,
            "bob@example.org",
            reason=Reason.UNSUBSCRIBED,
            source=Source.ONE_CLICK,
            actor=Actor.system("tests"),
            company_id=other.id,
        )
    await box.plan_to("bob@example.org")
    await turn(databases)
    assert len(server.taken) == 1
