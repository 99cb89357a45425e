"""The funnel against a plain recount, and the commands that show it."""

import asyncio
import json
import random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from penguinmails.cli.app import app
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import (
    BounceType,
    Event,
    EventKind,
    EventSource,
    Funnel,
    event_id_of,
    funnel,
)
from penguinmails.ledger.errors import CampaignUnclear, MessageUnknown
from tests.conftest import make_tenant
from tests.ledger.factories import (
    CHROME,
    GMAIL,
    campaign_sent,
    cut_up,
    happened,
    message,
    moment,
    settle,
    take_in,
    verdicts,
)
from tests.servers import Clone

STEPS = [UUID(int=0xA1), UUID(int=0xA2)]
MAILBOXES = [UUID(int=0xB1), UUID(int=0xB2)]
FLAGS = {
    EventKind.OPENED: "opened",
    EventKind.CLICKED: "clicked",
    EventKind.REPLIED: "replied",
    EventKind.AUTO_REPLIED: "auto_replied",
    EventKind.COMPLAINED: "complained",
    EventKind.UNSUBSCRIBED: "unsubscribed",
}


def failed(one: UUID, campaign: UUID) -> Event:
    return Event(
        one,
        event_id_of("failed", one),
        EventKind.FAILED,
        moment(),
        EventSource.DELIVERY,
        campaign_id=campaign,
        step_id=STEPS[0],
        mailbox_id=MAILBOXES[0],
    )


def lives(seed: int, campaign: UUID) -> list[Event]:
    """Some messages of a campaign, and what may come of each."""
    chance = random.Random(seed)
    events: list[Event] = []
    for _ in range(14):
        one = message()
        if chance.random() < 0.15:
            events.append(failed(one, campaign))
            continue
        where: dict[str, Any] = {"mailbox_id": chance.choice(MAILBOXES)}
        events.append(campaign_sent(one, campaign, chance.choice(STEPS), ids.uuid7(), **where))
        for number in range(chance.randrange(5)):
            kind = chance.choice([*FLAGS, EventKind.BOUNCED, EventKind.DELIVERED, EventKind.DEFERRED])
            more: dict[str, Any] = {}
            if kind is EventKind.BOUNCED:
                more = {"bounce_type": chance.choice(list(BounceType))}
            if kind in (EventKind.OPENED, EventKind.CLICKED):
                agent = chance.choice([CHROME, GMAIL, "Mozilla/5.0"])
                more = {"user_agent": agent, "ip_address": f"81.2.{number}.4"}
            events.append(happened(one, kind, moment(chance.randrange(1, 9000)), str(number), **more))
    return events


def recount(events: list[Event], judged: dict[UUID, tuple[str, str]]) -> dict[str, int]:
    """The same, the slow way: message by message."""
    total: dict[str, int] = dict.fromkeys(
        ["sent", "delivered", "opened_human", "clicked_human", "bounced", "failed", *FLAGS.values()], 0
    )
    for one in {event.message_id for event in events}:
        own = [event for event in events if event.message_id == one]
        kinds = {event.kind for event in own}
        people = {event.kind for event in own if judged.get(event.event_id, ("",))[0] == "human"}
        if EventKind.CLICKED in kinds:
            kinds.add(EventKind.OPENED)
        if EventKind.CLICKED in people:
            people.add(EventKind.OPENED)
        if EventKind.SENT not in kinds:
            total["failed"] += EventKind.FAILED in kinds
            continue
        total["sent"] += 1
        if EventKind.BOUNCED in kinds and not people and EventKind.REPLIED not in kinds:
            total["bounced"] += 1
            continue
        total["delivered"] += 1
        for kind, name in FLAGS.items():
            total[name] += kind in kinds
        total["opened_human"] += EventKind.OPENED in people
        total["clicked_human"] += EventKind.CLICKED in people
    return total


async def counted(databases: Databases, scope: Scope, campaign: UUID) -> Funnel:
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return await funnel(tx, campaign)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(seed=st.integers(0, 10**6))
async def test_the_funnel_is_a_recount(databases: Databases, seed: int) -> None:
    tenant, campaign = await make_tenant(databases, f"Acme {ids.uuid7()}"), ids.uuid7()
    events = lives(seed, campaign)
    for piece in cut_up(events, seed, pieces=3):
        await take_in(databases, tenant, piece)
        await settle(databases)
    await take_in(databases, tenant, lives(seed + 1, ids.uuid7()))
    found = await counted(databases, tenant, campaign)
    expected = recount(events, await verdicts(databases, tenant))
    assert {name: getattr(found.total, name) for name in expected} == expected
    for name in expected:
        assert sum(getattr(step, name) for step in found.steps) == expected[name]
    assert found.total.bounced == (
        found.total.bounced_hard + found.total.bounced_soft + found.total.bounced_block
    )
    assert found.total.opens >= found.total.opens_human + found.total.opens_machine


async def test_a_campaign_that_sent_nothing_has_zeros(databases: Databases, tenant: Scope) -> None:
    found = await counted(databases, tenant, ids.uuid7())
    assert (found.total.sent, found.total.opens, found.steps) == (0, 0, ())


async def test_another_tenant_counts_nothing(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    campaign = ids.uuid7()
    await take_in(databases, tenant, lives(1, campaign))
    assert (await counted(databases, other_tenant, campaign)).total.sent == 0


async def campaign_named(databases: Databases, scope: Scope, name: str) -> UUID:
    """A campaign, by SQL."""
    campaign = ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.campaigns (tenant_id, id, company_id, name)"
            " SELECT tenant_id, %s, id, %s FROM oltp.companies",
            [campaign, name],
        )
    return campaign


async def test_the_commands(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)
    one, lead = message(), ids.uuid7()
    async with Databases(clone.address) as databases:
        tenant = await make_tenant(databases, "Acme")
        campaign = await campaign_named(databases, tenant, "Spring")
        await take_in(
            databases,
            tenant,
            [
                campaign_sent(one, campaign, STEPS[0], lead),
                happened(one, EventKind.OPENED, moment(60), user_agent=CHROME, ip_address="81.2.3.4"),
                happened(one, EventKind.OPENED, moment(80), "a", user_agent="Mozilla/5.0"),
            ],
        )
        await settle(databases)
    await asyncio.to_thread(check_commands, one)  # commands run a loop of their own


def check_commands(one: UUID) -> None:
    found = run("ledger", "funnel", "spring")
    assert (found["total"]["sent"], found["total"]["opened_human"], found["total"]["opens_machine"]) == (
        1,
        1,
        1,
    )
    assert "opened human: 1" in run("ledger", "funnel", "Spring", text=True)
    assert [line["kind"] for line in run("ledger", "show", str(one))] == ["sent", "opened", "opened"]
    assert "mail_client" in run("ledger", "show", str(one), text=True)
    shown = run("verdicts", "show", str(one))
    assert [(line["verdict"], line["counts"]) for line in shown] == [("human", True), ("machine", True)]
    assert "apple_mail_privacy" in run("verdicts", "show", str(one), text=True)
    assert {line["reason"] for line in run("verdicts", "summary")} == {"mail_client", "apple_mail_privacy"}
    assert run("verdicts", "summary", "--since", "2199-01-01") == []
    with pytest.raises(MessageUnknown):
        run("ledger", "show", str(message()))
    with pytest.raises(MessageUnknown):
        run("verdicts", "show", str(message()))
    with pytest.raises(CampaignUnclear):
        run("ledger", "funnel", "Autumn")


def run(area: str, *words: str, text: bool = False) -> Any:
    arguments = [*words, "--tenant", "Acme"]
    result = CliRunner().invoke(app, [area, *arguments, *([] if text else ["--json"])])
    if isinstance(result.exception, PenguinError):
        raise result.exception
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout if text else json.loads(result.stdout)
