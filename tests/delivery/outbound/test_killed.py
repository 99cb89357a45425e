"""Senders and databases that end at any moment: nothing is sent twice, nothing is lost."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import pytest

from penguinmails.delivery import OutboundSettings, reap
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.conftest import make_tenant
from tests.delivery.outbound.factories import FAST, Box, box_of, turn
from tests.delivery.outbound.processes import SenderProcess, Sink, sink_in
from tests.jobs.conftest import Outage
from tests.servers import Clone, Cluster

CONNECTIONS: Final = 5
SENDERS: Final = 3
"""As many lanes as senders, so that each has one, and sometimes two of them want the same."""
SETTINGS: Final = FAST.model_copy(update={"sender_lease_seconds": 2.0, "sender_batch": 40})
PATIENT: Final = SETTINGS.model_copy(update={"sender_lease_seconds": 30.0})
"""For a sender that lives: a lease is lost where the pool, which pauses longer after each failure to connect, and the
machine together take longer."""
IMPATIENT: Final = SETTINGS.model_copy(update={"sender_retry_seconds": 0.02})
"""For a server that defers, and will be asked again soon."""


async def boxes_of(databases: Databases, scope: Scope, port: int) -> list[Box]:
    return [
        await box_of(databases, scope, port, f"ann{n}@acme.example", connections=CONNECTIONS)
        for n in range(SENDERS)
    ]


async def states(boxes: list[Box]) -> list[str]:
    return [row["state"] for row in await boxes[0].rows("state")]


async def plan_more(boxes: list[Box], each: int) -> None:
    for box in boxes:
        await box.plan_to(*(f"lead{n}@example.org" for n in range(each)))


async def killed(
    clone: Clone, boxes: list[Box], sink: Sink, chance: random.Random, settings: OutboundSettings = SETTINGS
) -> int:
    """Start as many senders as lanes, and kill each while it is at work; how many messages were in the air."""
    databases, taken = boxes[0].databases, len(sink.taken)
    senders = [SenderProcess(clone, settings) for _ in boxes]
    while len(sink.taken) < taken + CONNECTIONS:  # noqa: ASYNC110 - other processes do it
        await asyncio.sleep(0.002)
    for sender in senders:
        await asyncio.sleep(chance.uniform(0, 0.05))
        sender.kill()
    left = (await states(boxes)).count("attempting")
    async with databases.worker(Tier.CONTENT) as tx:  # the lease's end, without waiting for it
        await tx.connection.execute(
            "UPDATE content.mailbox_lanes SET lease_expires = now() - interval '1 s' WHERE leased_by IS NOT NULL"
        )
    assert await reap(databases) == left
    return left


async def check_all(databases: Databases, box: Box, sink: Sink) -> int:
    """Send the rest, and compare what the table says with what the sink knows; how many are uncertain."""
    while await turn(databases, SETTINGS):
        pass
    rows = await box.rows("rfc_message_id, state")
    taken = sink.taken
    assert max(taken.values()) == 1, "a message was sent twice"
    assert {row["state"] for row in rows} <= {"accepted", "uncertain"}, "a message was lost"
    accepted = {row["rfc_message_id"] for row in rows if row["state"] == "accepted"}
    assert accepted <= set(taken), "a message counts as sent that no server has"
    assert len(accepted) + len(set(taken) - accepted) == len(taken)
    uncertain = {row["rfc_message_id"] for row in rows if row["state"] == "uncertain"}
    assert set(taken) - accepted <= uncertain, "a message arrived that nobody knows of"
    return len(uncertain)


@pytest.mark.parametrize("rounds", [10, pytest.param(334, marks=pytest.mark.soak)])
async def test_senders_that_are_killed(
    clone: Clone, databases: Databases, tenant: Scope, tmp_path: Path, rounds: int
) -> None:
    chance = random.Random(rounds)
    async with sink_in(tmp_path) as sink:
        boxes = await boxes_of(databases, tenant, sink.port)
        left: list[int] = []
        for _ in range(rounds):
            if len(await states(boxes)) - len(sink.taken) < 300 * SENDERS:
                await plan_more(boxes, 400)
            left.append(await killed(clone, boxes, sink, chance))
        assert any(left), "no kill found a message in the air"
        assert max(left) <= SENDERS * CONNECTIONS, "more were in the air than connections were open"
        assert await check_all(databases, boxes[0], sink) == sum(left)


async def outlived(
    clone: Clone,
    boxes: list[Box],
    sink: Sink,
    end: Callable[[], Awaitable[None]],
    mend: Callable[[], Awaitable[None]],
) -> None:
    """A sender outlives its databases three times: nothing is sent twice, lost or uncertain."""
    await plan_more(boxes, 300)
    sender = SenderProcess(clone, PATIENT)
    try:
        for part in range(1, 4):
            while len(sink.taken) < part * 150:  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.002)
            await end()
            await asyncio.sleep(0.1)
            assert sender.is_alive, "the sender ended with its databases"
            await mend()
        while len(sink.taken) < 600:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    finally:
        code = sender.stop()
    assert code == 0
    assert "attempting" not in await states(boxes), "a sender that ended in order left something open"
    assert await check_all(boxes[0].databases, boxes[0], sink) == 0, "what it had said to the server, it knew"


async def test_databases_that_go_away(
    clone: Clone, databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    outage = Outage(clone.administrator)
    async with sink_in(tmp_path) as sink:
        boxes = await boxes_of(databases, tenant, sink.port)
        await outlived(clone, boxes, sink, outage.begin, outage.end)


async def test_a_server_of_databases_that_is_killed(
    own_cluster: Cluster, own_clone: Clone, tmp_path: Path
) -> None:
    async def kill() -> None:
        await asyncio.to_thread(own_cluster.kill)

    async def start() -> None:
        await asyncio.to_thread(own_cluster.server.start)

    async with Databases(own_clone.address) as databases, sink_in(tmp_path) as sink:
        boxes = await boxes_of(databases, await make_tenant(databases, "Acme"), sink.port)
        await outlived(own_clone, boxes, sink, kill, start)


@pytest.mark.parametrize("rounds", [3, pytest.param(100, marks=pytest.mark.soak)])
async def test_senders_that_are_killed_at_a_server_that_misbehaves(
    clone: Clone, databases: Databases, tenant: Scope, tmp_path: Path, rounds: int
) -> None:
    chance = random.Random(rounds)
    async with sink_in(tmp_path, mischief=0.02) as sink:
        boxes = await boxes_of(databases, tenant, sink.port)
        left = 0
        for _ in range(rounds):
            if len(await states(boxes)) - len(sink.taken) < 300 * SENDERS:
                await plan_more(boxes, 400)
            left += await killed(clone, boxes, sink, chance, IMPATIENT)
        while not {*await states(boxes)} <= {"accepted", "uncertain"}:
            if not await turn(databases, IMPATIENT):
                await asyncio.sleep(0.01)
        assert sink.cut, "the server behaved"
        uncertain = await check_all(databases, boxes[0], sink)
        assert uncertain <= sink.cut + left, "more is uncertain than was cut off or in the air"
