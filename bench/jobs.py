"""Jobs a second: queueing them one by one and many at once, and running ones that do nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from penguinmails.jobs import Job, JobContext, JobsSettings, Payload, Worker, enqueue, enqueue_many
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

SINGLY = 1_000
TOGETHER = 20_000
BATCH = 1_000
WIDE = 50


async def main(databases: Databases) -> list[dict[str, Any]]:
    """Rows of `what`, `jobs`, `seconds` and `per_second`. Leaves no job behind."""
    scope = Scope.tenant_wide(ids.uuid7())
    return [
        await _timed("enqueue, one a transaction", SINGLY, lambda: _one_by_one(databases, scope)),
        await _timed(f"enqueue, {BATCH:,} a transaction", TOGETHER, lambda: _many(databases, scope)),
        await _timed("run, no-op, default slots", SINGLY + TOGETHER, lambda: _run(databases)),
        await _timed(f"enqueue, {BATCH:,} a transaction, again", TOGETHER, lambda: _many(databases, scope)),
        await _timed(f"run, no-op, {WIDE} slots", TOGETHER, lambda: _run(databases, jobs_slots=WIDE)),
    ]


async def _timed(what: str, jobs: int, work: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    start = time.perf_counter()
    await work()
    seconds = time.perf_counter() - start
    return {"what": what, "jobs": jobs, "seconds": round(seconds, 3), "per_second": round(jobs / seconds)}


async def _nothing(context: JobContext, payload: Payload) -> None:
    del context, payload


NO_OP = Job("bench.nothing", "analytics-processing", _nothing)


async def _one_by_one(databases: Databases, scope: Scope) -> None:
    for number in range(SINGLY):
        async with databases.tenant(Tier.QUEUE, scope) as tx:
            await enqueue(tx, NO_OP, {"number": number})


async def _many(databases: Databases, scope: Scope) -> None:
    for start in range(0, TOGETHER, BATCH):
        async with databases.tenant(Tier.QUEUE, scope) as tx:
            await enqueue_many(tx, NO_OP, ({"number": number} for number in range(start, start + BATCH)))


async def _run(databases: Databases, **changes: int) -> None:
    stop = asyncio.Event()
    settings = JobsSettings.load().model_copy(update=changes)
    running = asyncio.create_task(Worker(databases, [NO_OP], settings=settings).run(stop))
    while await _left(databases):  # noqa: ASYNC110 - the worker's own events end before its results are written
        await asyncio.sleep(0.05)
    stop.set()
    await running


async def _left(databases: Databases) -> bool:
    async with databases.worker(Tier.QUEUE) as tx:
        cursor = await tx.connection.execute("SELECT EXISTS (SELECT FROM queue.jobs)")
        return (await cursor.fetchone()) == (True,)
