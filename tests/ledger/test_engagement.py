"""What is handed on: whole states, by people only, taken back where a verdict is."""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails import audiences
from penguinmails.audiences import engagement_of
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import (
    MESSAGE_ENGAGED,
    MESSAGE_SEEN,
    BounceType,
    Event,
    EventKind,
    EventSource,
)
from penguinmails.ledger.engagement import store
from tests.audiences.factories import lead_of
from tests.conftest import make_tenant
from tests.ledger.factories import (
    CHROME,
    campaign_sent,
    cut_up,
    handed_on,
    happened,
    message,
    moment,
    rows,
    sent,
    settle,
    take_in,
)

CAMPAIGN, STEP = UUID(int=0xC1), UUID(int=0xC2)


def opened(one: UUID, after: float, key: str = "", agent: str = CHROME) -> Event:
    return happened(one, EventKind.OPENED, moment(after), key, user_agent=agent, ip_address="81.2.3.4")


def clicked(one: UUID, after: float, key: str = "", **said: Any) -> Event:
    return happened(
        one,
        EventKind.CLICKED,
        moment(after),
        key,
        user_agent=CHROME,
        ip_address="81.2.3.4",
        metadata=said,
    )


def came_back(one: UUID, kind: EventKind, after: float, **more: Any) -> Event:
    return happened(one, kind, moment(after), source=EventSource.INBOUND, **more)


async def last_state(databases: Databases, scope: Scope, one: UUID) -> dict[str, Any]:
    """What was handed on last of a message."""
    told = [
        state
        for payload in await handed_on(databases, scope, MESSAGE_ENGAGED)
        for state in payload["messages"]
        if state["message_id"] == str(one)
    ]
    assert [state["version"] for state in told] == sorted({state["version"] for state in told})
    return told[-1]


async def test_what_people_did_is_handed_on(databases: Databases, tenant: Scope) -> None:
    one, lead = message(), ids.uuid7()
    await take_in(
        databases,
        tenant,
        [
            campaign_sent(one, CAMPAIGN, STEP, lead),
            opened(one, 30, "apple", "Mozilla/5.0"),
            opened(one, 60),
            clicked(one, 90),
            came_back(one, EventKind.REPLIED, 500),
        ],
    )
    await settle(databases)
    state = await last_state(databases, tenant, one)
    state.pop("version")
    assert state == {
        "message_id": str(one),
        "lead_id": str(lead),
        "campaign_id": str(CAMPAIGN),
        "step_id": str(STEP),
        "opened_human": moment(60).isoformat(),
        "clicked_human": moment(90).isoformat(),
        "replied": moment(500).isoformat(),
    }


async def test_a_click_implies_an_open(databases: Databases, tenant: Scope) -> None:
    one = message()
    await take_in(databases, tenant, [sent(one), clicked(one, 4000)])
    await settle(databases)
    state = await last_state(databases, tenant, one)
    assert state["opened_human"] == state["clicked_human"] == moment(4000).isoformat()


async def test_a_verdict_taken_back_is_taken_back_there_too(databases: Databases, tenant: Scope) -> None:
    one = message()
    await take_in(databases, tenant, [sent(one), clicked(one, 4000)])
    await settle(databases)
    assert "clicked_human" in await last_state(databases, tenant, one)
    await take_in(databases, tenant, [clicked(one, 4005, "trap", honeypot=True)])
    await settle(databases)
    state = await last_state(databases, tenant, one)
    assert "clicked_human" not in state
    assert "opened_human" not in state
    await take_in(databases, tenant, [opened(one, 9000)])
    await settle(databases)
    assert (await last_state(databases, tenant, one))["opened_human"] == moment(9000).isoformat()


async def test_machines_alone_engage_nobody(databases: Databases, tenant: Scope) -> None:
    one = message()
    accepted = sent(one, receiving_provider="microsoft")
    await take_in(databases, tenant, [accepted, opened(one, 30, agent="Mozilla/5.0"), clicked(one, 43)])
    await settle(databases)
    assert set(await last_state(databases, tenant, one)) == {"message_id", "version"}


async def test_a_person_overrides_a_bounce(databases: Databases, tenant: Scope) -> None:
    one, other = message(), message()
    bounce = {"bounce_type": BounceType.HARD}
    await take_in(databases, tenant, [sent(each) for each in (one, other)])
    await take_in(
        databases, tenant, [came_back(each, EventKind.BOUNCED, 20, **bounce) for each in (one, other)]
    )
    await take_in(databases, tenant, [opened(one, 600)])
    await settle(databases)
    assert "bounced" not in await last_state(databases, tenant, one)
    assert (await last_state(databases, tenant, other))["bounce_type"] == "hard"


async def test_what_was_only_sent_tells_campaigns_nothing(databases: Databases, tenant: Scope) -> None:
    await take_in(databases, tenant, [sent(message()), sent(message())])
    await settle(databases)
    assert await handed_on(databases, tenant, MESSAGE_ENGAGED) == []
    assert await handed_on(databases, tenant, MESSAGE_SEEN) == []


async def test_what_shows_up_without_having_been_sent_is_seen(databases: Databases, tenant: Scope) -> None:
    one = message()
    await take_in(databases, tenant, [clicked(one, 90), opened(one, 60)])
    await settle(databases)
    told = await handed_on(databases, tenant, MESSAGE_SEEN)
    assert {"message_id": str(one), "at": moment(60).isoformat(), "evidence": "opened"} in told[0]["messages"]
    assert await handed_on(databases, tenant, MESSAGE_ENGAGED) == []


async def test_what_is_still_not_known_to_be_sent_is_told_again(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    one, known = message(), message()
    await take_in(databases, tenant, [opened(one, 60), sent(known), opened(known, 60)])
    await take_in(databases, other_tenant, [sent(message())])
    await settle(databases)
    first = len(await handed_on(databases, tenant, MESSAGE_SEEN))
    async with databases.worker(Tier.OLAP) as tx:
        assert await store.tell_unsent_again(tx, moment() - moment(-86400 * 3)) == 1
    await settle(databases)
    told = await handed_on(databases, tenant, MESSAGE_SEEN)
    assert len(told) == first + 1
    assert [each["message_id"] for each in told[-1]["messages"]] == [str(one)]


async def test_a_lead_is_known_by_all_it_was_sent(databases: Databases, tenant: Scope) -> None:
    lead = await lead_of(databases, tenant, "ann@example.com")
    mails = [message() for _ in range(5)]
    soft = {"bounce_type": BounceType.SOFT}
    events = [campaign_sent(each, CAMPAIGN, STEP, lead.id, moment(n * 1000)) for n, each in enumerate(mails)]
    events += [
        opened(mails[0], 60),
        clicked(mails[0], 90),
        came_back(mails[0], EventKind.REPLIED, 400),
        opened(mails[1], 1030, agent="Mozilla/5.0"),
        came_back(mails[1], EventKind.BOUNCED, 1500, **soft),
        came_back(mails[3], EventKind.BOUNCED, 3500, **soft),
        came_back(mails[4], EventKind.BOUNCED, 4500, **soft),
    ]
    await take_in(databases, tenant, events)
    await settle(databases)
    await Relay(databases, audiences.RECEIVERS).drain()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        found = await engagement_of(tx, lead.id)
    assert found is not None
    assert (found.sent, found.opened_human, found.clicked_human, found.replied) == (5, 1, 1, 1)
    assert (found.soft_bounces_in_row, found.score) == (2, 70)
    assert (found.last_sent, found.last_opened, found.last_clicked) == (moment(4000), moment(90), moment(90))
    assert (found.last_replied, found.last_bounced, found.last_engaged) == (
        moment(400),
        moment(4500),
        moment(400),
    )


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(seed=st.integers(0, 10**6))
async def test_engagement_is_the_same_in_any_order(databases: Databases, seed: int) -> None:
    async def told(scope: Scope, lead: UUID, parts: list[list[Event]]) -> object:
        for part in parts:
            await take_in(databases, scope, part)
            await settle(databases)
        await Relay(databases, audiences.RECEIVERS).drain()
        async with databases.tenant(Tier.OLTP, scope) as tx:
            return await engagement_of(tx, lead), [
                {
                    key: value
                    for key, value in (await last_state(databases, scope, each)).items()
                    if key != "version"
                }
                for each in mails
            ]

    straight, shuffled = [await make_tenant(databases, f"Acme {ids.uuid7()}") for _ in range(2)]
    leads = [await lead_of(databases, scope, "ann@example.com") for scope in (straight, shuffled)]
    mails = [message() for _ in range(3)]

    def story(lead: UUID) -> list[Event]:
        return [
            *(campaign_sent(each, CAMPAIGN, STEP, lead, moment(n * 1000)) for n, each in enumerate(mails)),
            opened(mails[0], 60),
            clicked(mails[0], 90),
            clicked(mails[1], 1043),
            opened(mails[1], 2000),
            came_back(mails[2], EventKind.BOUNCED, 2500, bounce_type=BounceType.SOFT),
        ]

    expected = await told(straight, leads[0].id, [story(leads[0].id)])
    found = await told(shuffled, leads[1].id, cut_up(story(leads[1].id), seed))
    assert str(found).replace(str(leads[1].id), "") == str(expected).replace(str(leads[0].id), "")


async def test_each_tenant_hears_of_its_own(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    one = message()
    await take_in(databases, tenant, [sent(one), opened(one, 60)])
    await settle(databases)
    assert await handed_on(databases, other_tenant, MESSAGE_ENGAGED) == []
    assert await rows(databases, tenant, "SELECT 1 FROM olap.engagement_queue") == []
