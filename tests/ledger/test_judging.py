"""Judging on the database: the same answer in any order, new versions only where something changed."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import Event, EventKind, Judge, LedgerSettings
from penguinmails.ledger.engagement import store as engagement
from penguinmails.ledger.verdicts.service import Judging
from tests.conftest import make_tenant
from tests.ledger.factories import (
    CHROME,
    GMAIL,
    cut_up,
    happened,
    judge_of,
    message,
    moment,
    rows,
    sent,
    settle,
    take_in,
    verdicts,
)
from tests.ledger.judged import judge
from tests.ledger.world import World

VERSIONS = "SELECT event_id, rule_version, verdict FROM olap.event_verdicts ORDER BY event_id, rule_version"


def small(seed: int) -> tuple[list[Event], list[Event]]:
    """The sent and the hits of a small world, dense enough for crowds."""
    world = World(seed, recipients=60)
    return world.sent, [made.event for made in world.hits]


def crowd(count: int) -> tuple[list[Event], list[Event]]:
    """Messages all opened from one network within seconds."""
    messages = [message() for _ in range(count)]
    return [sent(each) for each in messages], [
        happened(each, EventKind.OPENED, moment(900 + 2 * n), user_agent=CHROME, ip_address="54.9.9.9")
        for n, each in enumerate(messages)
    ]


async def test_the_database_judges_as_the_rules_do(databases: Databases, tenant: Scope) -> None:
    accepted, hits = small(3)
    await take_in(databases, tenant, [*accepted, *hits])
    await settle(databases)
    expected = {event: (j.verdict.value, j.reason.value) for event, j in judge(accepted, hits).items()}
    assert await verdicts(databases, tenant) == expected
    assert await rows(databases, tenant, "SELECT 1 FROM olap.judge_queue") == []


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(seed=st.integers(0, 10**6), together=st.integers(4, 9))
async def test_the_order_in_which_hits_are_judged_changes_nothing(
    databases: Databases, seed: int, together: int
) -> None:
    tenant = await make_tenant(databases, f"Acme {ids.uuid7()}")
    accepted, hits = small(seed)
    more, crowded = crowd(together)
    for piece in cut_up([*accepted, *more, *hits, *crowded], seed):
        await take_in(databases, tenant, piece)
        await settle(databases)
    expected = judge([*accepted, *more], [*hits, *crowded])
    assert await verdicts(databases, tenant) == {
        event: (judgement.verdict.value, judgement.reason.value) for event, judgement in expected.items()
    }


async def test_nothing_is_judged_before_its_burst_is_over(databases: Databases, tenant: Scope) -> None:
    one = message()
    await take_in(
        databases, tenant, [sent(one), happened(one, EventKind.OPENED, moment(60), user_agent=CHROME)]
    )
    await Judge(databases, LedgerSettings(judge_settle=300)).turn()
    assert await verdicts(databases, tenant) == {}
    await judge_of(databases).turn()
    assert len(await verdicts(databases, tenant)) == 1


async def test_a_crowd_that_comes_later_takes_the_first_along(databases: Databases, tenant: Scope) -> None:
    accepted, hits = crowd(6)
    await take_in(databases, tenant, [*accepted, *hits[:5]])
    await settle(databases)
    assert {verdict for verdict, _ in (await verdicts(databases, tenant)).values()} == {"human"}
    await take_in(databases, tenant, hits[5:])
    await settle(databases)
    assert set((await verdicts(databases, tenant)).values()) == {("machine", "crowd")}
    versions = await rows(databases, tenant, VERSIONS)
    assert [version for _, version, _ in versions].count(1_000_001) == 5
    assert len(versions) == 11


async def test_what_was_judged_once_is_not_judged_again(databases: Databases, tenant: Scope) -> None:
    accepted, hits = small(5)
    await take_in(databases, tenant, [*accepted, *hits])
    await settle(databases)
    before = await rows(databases, tenant, VERSIONS)
    await take_in(
        databases, tenant, [happened(hits[0].message_id, EventKind.OPENED, moment(90_000), user_agent=GMAIL)]
    )
    await settle(databases)
    after = await rows(databases, tenant, VERSIONS)
    assert len(after) == len(before) + 1
    assert set(before) < set(after)


async def test_hits_before_their_sent_are_judged_again_when_it_comes(
    databases: Databases, tenant: Scope
) -> None:
    one = message()
    opened = happened(one, EventKind.OPENED, moment(60), user_agent=CHROME)
    await take_in(databases, tenant, [opened])
    await settle(databases)
    assert await verdicts(databases, tenant) == {opened.event_id: ("unknown", "not_sent_yet")}
    await take_in(databases, tenant, [sent(one)])
    await settle(databases)
    assert await verdicts(databases, tenant) == {opened.event_id: ("human", "mail_client")}


async def test_newer_rules_renew_and_older_ones_leave_them(databases: Databases, tenant: Scope) -> None:
    accepted, hits = small(7)
    await take_in(databases, tenant, [*accepted, *hits])
    await settle(databases)
    messages = {hit.message_id for hit in hits}
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        await engagement.lock(tx, wait=True)
        renewed = await Judging(version=2).judge(tx, messages, renew=True)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        older = await Judging().judge(tx, messages, renew=True)
    assert (renewed.renewed, renewed.changed) == (len(hits), 0)
    assert (older.renewed, older.changed) == (0, 0)
    newest = await rows(databases, tenant, "SELECT max(rule_version), count(*) FROM olap.event_verdicts")
    assert newest == [(2_000_000, 2 * len(hits))]


async def test_a_judgement_outlives_what_it_was_made_from(databases: Databases, tenant: Scope) -> None:
    one = message()
    await take_in(
        databases, tenant, [sent(one), happened(one, EventKind.OPENED, moment(60), user_agent="Mozilla/5.0")]
    )
    await settle(databases)
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(
            "UPDATE olap.email_events SET user_agent = NULL, ip_address = NULL, client = NULL"
        )
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        assert (await Judging().judge(tx, [one])).changed == 0


async def test_two_judges_at_once_judge_once(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    for scope in (tenant, other_tenant):
        accepted, hits = small(11)
        await take_in(databases, scope, [*accepted, *hits])
    judges = [judge_of(databases) for _ in range(3)]
    for _ in range(3):
        await asyncio.gather(*(each.turn() for each in judges))
    for scope in (tenant, other_tenant):
        versions = await rows(databases, scope, "SELECT DISTINCT rule_version FROM olap.event_verdicts")
        assert versions == [(1_000_000,)]
        assert len(await verdicts(databases, scope)) == len(small(11)[1])


async def test_the_network_of_another_tenant_says_nothing(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    accepted, hits = crowd(6)
    for scope, part in ((tenant, slice(0, 3)), (other_tenant, slice(3, 6))):
        await take_in(databases, scope, [*accepted[part], *hits[part]])
    await settle(databases)
    for scope in (tenant, other_tenant):
        assert set((await verdicts(databases, scope)).values()) == {("human", "mail_client")}


async def test_verdicts_are_queued_for_the_facts(databases: Databases, tenant: Scope) -> None:
    accepted, hits = small(13)
    await take_in(databases, tenant, [*accepted, *hits])
    await settle(databases)
    queued = await rows(
        databases,
        tenant,
        "SELECT sum(q.rows) FROM olap.rollup_queue q"
        " WHERE EXISTS (SELECT 1 FROM olap.event_verdicts v WHERE v.batch_id = q.batch_id)",
    )
    assert queued == [(len(hits),)]


async def test_the_loop_works_until_it_is_told_to_stop(databases: Databases, tenant: Scope) -> None:
    one = message()
    await take_in(
        databases, tenant, [sent(one), happened(one, EventKind.OPENED, moment(60), user_agent=CHROME)]
    )
    stop = asyncio.Event()
    judge = Judge(databases, LedgerSettings(judge_settle=0, judge_interval=0.01))
    running = asyncio.create_task(judge.run(stop))
    async with asyncio.timeout(30):
        while not await verdicts(databases, tenant):  # noqa: ASYNC110 - it happens in the database
            await asyncio.sleep(0.01)
        stop.set()
        await running
