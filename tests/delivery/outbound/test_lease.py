"""The lease of a lane is kept as long as the lane is worked on, and no longer."""

import asyncio
from datetime import timedelta

import pytest

from penguinmails.delivery.outbound.lanes import store as lanes
from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.delivery.outbound.sending.keeping import lease_kept
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier
from tests.delivery.outbound.factories import Box
from tests.servers import Clone

LEASE = timedelta(seconds=0.03)


async def claimed(databases: Databases, box: Box) -> Lane:
    """The box's lane."""
    await box.plan_to("bob@example.org")
    async with databases.worker(Tier.CONTENT) as tx:
        [name] = await lanes.due(tx, 1)
        lane = await lanes.claim(tx, name, "a sender", LEASE)
    assert lane
    return lane


async def test_it_is_prolonged_while_the_lane_is_worked_on(databases: Databases, box: Box) -> None:
    lane = await claimed(databases, box)
    before = (await box.lane())["lease_expires"]
    async with lease_kept(databases, lane, LEASE), asyncio.timeout(30):
        while (await box.lane())["lease_expires"] < before + 3 * LEASE:
            pass


@pytest.mark.parametrize("steps", range(5))
async def test_it_ends_with_the_work_though_a_connection_comes_just_then(
    clone: Clone, box: Box, steps: int
) -> None:
    lane = await claimed(box.databases, box)
    async with Databases(clone.address, pool_size=1) as databases:
        async with databases.worker(Tier.CONTENT):
            keeping = lease_kept(databases, lane, LEASE)
            await keeping.__aenter__()
            await until_waiting(databases, 1)
        await until_waiting(databases, 0)
        # It has been given the connection, and has not run since, at some of these steps.
        for _ in range(steps):
            await asyncio.sleep(0)
        ending = asyncio.ensure_future(keeping.__aexit__(None, None, None))
        _, late = await asyncio.wait({ending}, timeout=10)
        assert not late, "it goes on after the work is done"


async def until_waiting(databases: Databases, wanted: int) -> None:
    """Until so many wait for a connection."""
    [pool] = vars(databases)["_pools"].values()
    while pool.get_stats()["requests_waiting"] != wanted:  # noqa: ASYNC110 - the pool tells nobody
        await asyncio.sleep(0)
