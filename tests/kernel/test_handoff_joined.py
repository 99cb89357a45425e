"""Deliveries of lists are applied as one, and yet each of them once, in order, and with its own fate."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Delivery, Receiver, Relay, Topic, send
from penguinmails.kernel.tiers import Tier
from tests.kernel import news
from tests.servers import Clone

LISTED = Topic("news.listed", Tier.OLAP, items="notes")


class Reader:
    """Takes lists in, and remembers what it was given at once, of somebody: what failed before is tried again."""

    def __init__(self, somebody: Scope) -> None:
        self.somebody = somebody
        self.given: list[list[str]] = []
        self.receivers = (*news.RECEIVERS, Receiver(LISTED, self.apply))

    async def apply(self, tx: Tx, delivery: Delivery) -> None:
        notes = delivery.payload["notes"]
        if delivery.tenant_id == self.somebody.tenant_id:
            self.given.append(notes)
        for note in notes:
            if note == "bad":
                raise ValueError(note)
            await tx.execute(news.STATEMENTS[Tier.OLAP]["tell"], tenant_id=tx.tenant_id, note=note)


async def send_lists(databases: Databases, scope: Scope, *lists: list[str]) -> None:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        for notes in lists:
            await send(tx, LISTED, {"notes": notes})


async def test_lists_of_one_topic_are_joined_in_order(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    reader = Reader(somebody)
    await send_lists(databases, somebody, ["a", "b"], ["c"])
    await news.tell(databases, somebody, ["between"], to=Tier.OLAP)
    await send_lists(databases, somebody, [], ["d"])
    assert await Relay(databases, reader.receivers).drain() == 5
    assert reader.given == [["a", "b", "c", "d"]]
    seen = news.look(clone, somebody.tenant_id)
    assert seen.news[Tier.OLAP] == ["a", "b", "between", "c", "d"]
    assert (seen.waiting, seen.parked, seen.keys) == (0, 0, 5)


async def test_a_bad_one_among_them_waits_alone(clone: Clone, databases: Databases, somebody: Scope) -> None:
    reader = Reader(somebody)
    await send_lists(databases, somebody, ["a"], ["b", "bad"], ["c"])
    await Relay(databases, reader.receivers).drain()
    seen = news.look(clone, somebody.tenant_id)
    assert seen.news[Tier.OLAP] == ["a", "c"]
    assert (seen.waiting, seen.keys) == (1, 2)


async def test_what_was_applied_before_is_left_out(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    reader = Reader(somebody)
    await send_lists(databases, somebody, ["a"])
    async with databases.tenant(Tier.OLTP, somebody) as tx:
        cursor = await tx.connection.execute("SELECT handoff_id FROM oltp.handoff_outbox")
        row: Any = await cursor.fetchone()
    async with databases.tenant(Tier.OLAP, somebody) as tx:
        await tx.connection.execute(
            "INSERT INTO olap.handoff_inbox (tenant_id, handoff_id, topic) VALUES (%s, %s, 'news.listed')",
            [somebody.tenant_id, row[0]],
        )
    await send_lists(databases, somebody, ["b"])
    await Relay(databases, reader.receivers).drain()
    assert reader.given == [["b"]]
    assert news.look(clone, somebody.tenant_id).waiting == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(st.lists(st.integers(0, 10**6).map(str), max_size=400), max_size=30))
async def test_any_lists_arrive_whole(databases: Databases, somebody: Scope, lists: list[list[str]]) -> None:
    seen: list[str] = []

    async def apply(tx: Tx, delivery: Delivery) -> None:
        del tx
        assert len(delivery.payload["notes"]) <= 5000
        if delivery.tenant_id == somebody.tenant_id:
            seen.extend(delivery.payload["notes"])

    await send_lists(databases, somebody, *lists)
    await Relay(databases, (Receiver(LISTED, apply),)).drain()
    assert seen == [note for notes in lists for note in notes]
