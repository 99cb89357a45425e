"""Freshness: 10,000 events a second come in for 200 tenants, and two rollers count them; how old is what waits longest.

Events come from two processes, each with four batches under way at a time, as many senders would bring them.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from bench.ledger import own_cpu
from bench.warehouse.ingesting import events_of
from bench.warehouse.load import Loaded, shares
from bench.warehouse.measuring import row
from bench.warehouse.writers import Work, prepared
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import ingest
from penguinmails.postgres import connect
from penguinmails.warehouse import Rollup, freshness

RATE: Final = 10_000
SECONDS: Final = 20
_BATCH: Final = 500
_ROLLERS: Final = 2
_FEEDERS: Final = 2
_AT_ONCE: Final = 4
"""Batches a feeder has under way."""


async def main(databases: Databases, loaded: Loaded) -> dict[str, object]:
    """A row, with the ages of the oldest waiting batch."""
    batches = RATE * SECONDS // _BATCH
    tenants = random.Random(1).choices(loaded.tenants, weights=list(shares()), k=batches)  # noqa: S311
    stop, ages = asyncio.Event(), list[float]()
    feeders = [partial(_feeding, tenants[place::_FEEDERS]) for place in range(_FEEDERS)]
    async with prepared(feeders) as begin:
        rollers = [asyncio.create_task(Rollup(databases).run(stop)) for _ in range(_ROLLERS)]
        watcher = asyncio.create_task(_watch(databases, stop, ages))
        ours = own_cpu()
        spent = await begin()
        stop.set()
        await asyncio.gather(watcher, *rollers)
    line = row(
        "taken in and counted",
        batches * _BATCH,
        spent.seconds,
        spent.ours + own_cpu() - ours,
        spent.theirs,
    )
    ages.sort()
    line["result"] = f"waits: median {ages[len(ages) // 2]:.2f} s, p99 {ages[int(len(ages) * 0.99)]:.2f} s"
    return line


@asynccontextmanager
async def _feeding(tenants: list[UUID]) -> AsyncGenerator[Work]:
    """A batch for each of the tenants, each at its time, or as soon after it as one of the tasks is free."""
    batches = [events_of(_BATCH) for _ in tenants]
    due = iter(range(len(tenants)))

    async def feed(start: float) -> None:
        for number in due:
            await asyncio.sleep(start + number * _BATCH * _FEEDERS / RATE - time.perf_counter())
            async with databases.worker(Tier.OLAP) as tx:
                await ingest(tx, tenants[number], batches[number])

    async def work() -> None:
        await asyncio.gather(*[feed(time.perf_counter()) for _ in range(_AT_ONCE)])

    async with Databases(connect.addresses(KernelSettings.load())) as databases:
        yield work


async def _watch(databases: Databases, stop: asyncio.Event, ages: list[float]) -> None:
    while not stop.is_set():
        async with databases.worker(Tier.OLAP) as tx:
            waiting = await freshness(tx)
        age = clock.now() - waiting.oldest if waiting.oldest else timedelta(0)
        ages.append(max(0.0, age.total_seconds()))
        await asyncio.sleep(0.05)
