"""What the handoff promises while nothing crashes."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Delivery, Receiver, Relay, Topic, send, waiting
from penguinmails.kernel.tiers import Home, Tier
from tests.kernel import news
from tests.servers import Clone


async def test_news_reaches_every_tier_from_every_tier(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    for by in news.SOURCES.values():
        for to in news.DESTINATIONS:
            await news.tell(databases, somebody, [f"{by} to {to}"], by=by, to=to)
    assert await Relay(databases, news.RECEIVERS).drain() == 9
    seen = news.look(clone, somebody.tenant_id)
    assert seen.news == {
        to: sorted(f"{by} to {to}" for by in news.SOURCES.values()) for to in news.DESTINATIONS
    }
    assert (seen.waiting, seen.parked, seen.keys) == (0, 0, 9)


async def test_what_notifications_and_queue_say_leaves_from_oltp(
    databases: Databases, somebody: Scope
) -> None:
    for tier in (Tier.NOTIFICATIONS, Tier.QUEUE):
        await news.tell(databases, somebody, ["said"], by=tier, to=Tier.OLAP)
    assert await Relay(databases, news.RECEIVERS).drain() == 2


async def test_a_sender_that_rolls_back_hands_over_nothing(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    async def send_and_fail() -> None:
        async with databases.tenant(Tier.OLTP, somebody) as tx:
            await send(tx, news.TOLD[Tier.OLAP], {"note": "never"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await send_and_fail()
    assert await Relay(databases, news.RECEIVERS).drain() == 0
    assert not any(news.look(clone, somebody.tenant_id).news.values())


async def test_a_member_of_one_company_may_hand_over(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    member = replace(somebody, companies=frozenset({ids.uuid7()}), user_id=ids.uuid7())
    for by in news.SOURCES.values():
        await news.tell(databases, member, [f"from {by}"], by=by, to=Tier.OLAP)
    await Relay(databases, news.RECEIVERS).drain()
    assert news.look(clone, somebody.tenant_id).news[Tier.OLAP] == ["from content", "from olap", "from oltp"]


async def test_a_worker_says_whose_news_it_is(clone: Clone, databases: Databases, somebody: Scope) -> None:
    async with databases.worker(Tier.OLAP) as tx:
        await send(tx, news.TOLD[Tier.CONTENT], {"note": "worked"}, tenant_id=somebody.tenant_id)
        with pytest.raises(RuntimeError, match="has no tenant"):
            await send(tx, news.TOLD[Tier.CONTENT], {"note": "whose?"})
    await Relay(databases, news.RECEIVERS).drain()
    assert news.look(clone, somebody.tenant_id).news[Tier.CONTENT] == ["worked"]


async def test_a_backlog_is_carried_in_batches_and_holds_up_nobody(
    clone: Clone, databases: Databases, somebody: Scope, somebody_else: Scope
) -> None:
    await news.tell(databases, somebody, (f"{n:04}" for n in range(450)), to=Tier.OLAP)
    await news.tell(databases, somebody_else, ["one"], to=Tier.OLAP)
    assert await Relay(databases, news.RECEIVERS).deliver_due() == 101
    assert news.look(clone, somebody_else.tenant_id).news[Tier.OLAP] == ["one"]
    assert news.look(clone, somebody.tenant_id).news[Tier.OLAP] == [f"{n:04}" for n in range(100)]
    assert await Relay(databases, news.RECEIVERS).drain() == 350


async def test_two_relays_at_once_deliver_each_row_once(
    clone: Clone, databases: Databases, somebody: Scope, somebody_else: Scope
) -> None:
    notes = [f"{n:04}" for n in range(1000)]
    await news.tell(databases, somebody, notes, to=Tier.OLAP)
    await news.tell(databases, somebody_else, notes, to=Tier.CONTENT)
    async with Databases(clone.address) as others:
        relays = [Relay(databases, news.RECEIVERS), Relay(others, news.RECEIVERS)]
        carried = await asyncio.gather(*(relay.drain() for relay in relays))
    assert sum(carried) == 2000
    assert news.look(clone, somebody.tenant_id).news[Tier.OLAP] == notes
    assert news.look(clone, somebody_else.tenant_id).news[Tier.CONTENT] == notes


async def test_rows_of_one_sender_arrive_in_their_order(databases: Databases, somebody: Scope) -> None:
    arrived: list[int] = []

    async def note(_: object, delivery: Delivery) -> None:
        arrived.append(delivery.payload["n"])

    topic = Topic("order.tested", Tier.OLAP)
    for n in range(250):
        async with databases.tenant(Tier.OLTP, somebody) as tx:
            await send(tx, topic, {"n": n})
    await Relay(databases, [Receiver(topic, note)]).drain()
    assert arrived == list(range(250))


@given(deliveries=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=40))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_copies_converge_to_the_newest_however_they_arrive(
    clone: Clone, databases: Databases, deliveries: list[tuple[int, int]]
) -> None:
    """Any order, any repetition: hypothesis makes both."""
    somebody = Scope.tenant_wide(ids.uuid7())
    for entity, version in deliveries:
        async with databases.tenant(Tier.OLTP, somebody) as tx:
            await send(tx, news.COPIED, {"id": entity, "version": version, "value": f"v{version}"})
    await Relay(databases, news.RECEIVERS).drain()
    newest: dict[int, int] = {}
    for entity, version in deliveries:
        newest[entity] = max(version, newest.get(entity, -1))
    assert news.copies(clone, somebody.tenant_id) == {
        entity: (version, f"v{version}") for entity, version in newest.items()
    }


async def test_the_relay_runs_until_it_is_told_to_stop(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    stop, arrived = asyncio.Event(), asyncio.Event()

    async def arrive(*_: object) -> None:
        arrived.set()

    topic = Topic("stop.tested", Tier.NOTIFICATIONS)
    running = asyncio.create_task(Relay(databases, [Receiver(topic, arrive)]).run(stop))
    async with databases.tenant(Tier.OLTP, somebody) as tx:
        await send(tx, topic, {})
    await asyncio.wait_for(arrived.wait(), 30)
    stop.set()
    await asyncio.wait_for(running, 30)
    assert news.look(clone, somebody.tenant_id).waiting == 0


async def test_what_waits_is_reported(databases: Databases, somebody: Scope) -> None:
    await news.tell(databases, somebody, ["waits"], to=Tier.OLAP)
    ages = {age.home: age.seconds for age in await waiting(databases)}
    assert ages[Home.MAIN] is not None
    assert ages[Home.CONTENT] is None
    await Relay(databases, news.RECEIVERS).drain()
    assert {age.seconds for age in await waiting(databases)} == {None}
