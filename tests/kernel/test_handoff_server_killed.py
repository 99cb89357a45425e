"""The whole server dies in the middle of a delivery; the relay goes on by itself when it is back."""

import asyncio

import psycopg
import pytest

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Delivery, Receiver, Relay
from penguinmails.kernel.handoff import relay as relay_module
from penguinmails.kernel.tiers import Tier
from tests.kernel import news
from tests.servers import Clone, Cluster


@pytest.fixture
def own_clone(own_clone: Clone) -> Clone:
    """With the tables of the news."""
    news.add_tables(own_clone)
    return own_clone


def waits(clone: Clone, scope: Scope) -> bool:
    """Whether something is still to be delivered. Nobody knows while the server is away."""
    try:
        return news.look(clone, scope.tenant_id).waiting > 0
    except psycopg.OperationalError:
        return True


async def test_a_server_killed_in_mid_delivery(
    own_cluster: Cluster, own_clone: Clone, somebody: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "_TROUBLE_SECONDS", 0.2)
    notes = [f"{n:03}" for n in range(250)]
    deadly = ["030", "130", "230"]

    async def tell_and_die(tx: Tx, delivery: Delivery) -> None:
        note = delivery.payload["note"]
        await tx.execute(news.STATEMENTS[Tier.OLAP]["tell"], tenant_id=tx.tenant_id, note=note)
        if note in deadly:
            deadly.remove(note)
            await asyncio.to_thread(own_cluster.kill)
            await asyncio.to_thread(own_cluster.server.start)

    async with Databases(own_clone.address) as databases:
        await news.tell(databases, somebody, notes, to=Tier.OLAP)
        stop = asyncio.Event()
        relay = Relay(databases, [Receiver(news.TOLD[Tier.OLAP], tell_and_die)])
        running = asyncio.create_task(relay.run(stop))
        async with asyncio.timeout(240):
            while deadly or waits(own_clone, somebody):
                await asyncio.wait({running}, timeout=0.2)
                assert not running.done()
        stop.set()
        await running
    seen = news.look(own_clone, somebody.tenant_id)
    assert seen.news[Tier.OLAP] == notes
    assert (seen.waiting, seen.parked, seen.keys) == (0, 0, len(notes))
