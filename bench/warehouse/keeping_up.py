"""Freshness: 10,000 events a second come in for 200 tenants, and two rollers count them; how old is what waits longest."""

import asyncio
import random
import time
from datetime import timedelta
from typing import Final

from bench.ledger import own_cpu, server_cpu
from bench.warehouse.ingesting import events_of
from bench.warehouse.load import Loaded, shares
from bench.warehouse.measuring import row
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import ingest
from penguinmails.warehouse import Rollup, freshness

RATE: Final = 10_000
SECONDS: Final = 20
_BATCH: Final = 500
_ROLLERS: Final = 2


async def main(databases: Databases, loaded: Loaded) -> dict[str, object]:
    """A row, with the ages of the oldest waiting batch."""
    batches = [events_of(_BATCH) for _ in range(RATE * SECONDS // _BATCH)]
    tenants = random.Random(1).choices(loaded.tenants, weights=list(shares()), k=len(batches))  # noqa: S311
    stop, ages = asyncio.Event(), list[float]()
    rollers = [asyncio.create_task(Rollup(databases).run(stop)) for _ in range(_ROLLERS)]
    watcher = asyncio.create_task(_watch(databases, stop, ages))
    ours, theirs, start = own_cpu(), server_cpu(), time.perf_counter()
    for number, (tenant_id, events) in enumerate(zip(tenants, batches, strict=True)):
        await asyncio.sleep(start + number * _BATCH / RATE - time.perf_counter())
        async with databases.worker(Tier.OLAP) as tx:
            await ingest(tx, tenant_id, events)
    seconds = time.perf_counter() - start
    stop.set()
    await asyncio.gather(watcher, *rollers)
    line = row(
        "taken in and counted", len(batches) * _BATCH, seconds, own_cpu() - ours, server_cpu() - theirs
    )
    ages.sort()
    line["result"] = f"waits: median {ages[len(ages) // 2]:.2f} s, p99 {ages[int(len(ages) * 0.99)]:.2f} s"
    return line


async def _watch(databases: Databases, stop: asyncio.Event, ages: list[float]) -> None:
    while not stop.is_set():
        async with databases.worker(Tier.OLAP) as tx:
            waiting = await freshness(tx)
        age = clock.now() - waiting.oldest if waiting.oldest else timedelta(0)
        ages.append(max(0.0, age.total_seconds()))
        await asyncio.sleep(0.05)
