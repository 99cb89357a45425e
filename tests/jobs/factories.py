"""Jobs that note what they did, workers that stop when the test does, and ways to wait."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from penguinmails.jobs import Job, JobContext, JobsSettings, Payload, Periodic, Worker, enqueue
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

NORMAL = "analytics-processing"
URGENT = "email-sending:high"
FAST = JobsSettings(jobs_heartbeat_timeout=2, jobs_drain=5, jobs_poll=0.2)

_PATIENCE = 30.0


class Passing(PenguinError):
    """The other side is busy."""

    transient = True


class Lasting(PenguinError):
    """The other side will never take this."""


@dataclass
class Diary:
    """A job that notes each run, then does what the test says."""

    name: str = "test.note"
    queue: str = NORMAL
    does: Callable[[JobContext, Payload], Awaitable[None]] | None = None
    timeout: float | None = None
    priority: int | None = None
    attempts: int | None = None
    runs: list[Payload] = field(default_factory=list[Payload])
    contexts: list[JobContext] = field(default_factory=list[JobContext])
    job: Job = field(init=False)

    def __post_init__(self) -> None:
        self.job = Job(self.name, self.queue, self._run, self.timeout, self.priority, self.attempts)

    async def _run(self, context: JobContext, payload: Payload) -> None:
        self.runs.append(payload)
        self.contexts.append(context)
        if self.does is not None:
            await self.does(context, payload)


@asynccontextmanager
async def working(
    databases: Databases,
    *jobs: Diary | Job,
    periodic: Iterable[Periodic] = (),
    settings: JobsSettings = FAST,
) -> AsyncGenerator[None]:
    """A worker for the length of a block."""
    stop = asyncio.Event()
    known = [job if isinstance(job, Job) else job.job for job in jobs]
    worker = Worker(databases, known, periodic, settings)
    running = asyncio.create_task(worker.run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


async def put(databases: Databases, scope: Scope, job: Job, payload: Payload, **how: Any) -> int | None:
    """Queue one job in a transaction of its own."""
    async with databases.tenant(Tier.QUEUE, scope) as tx:
        return await enqueue(tx, job, payload, **how)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something another task or process does."""
    async with asyncio.timeout(_PATIENCE):
        while not await condition():  # noqa: ASYNC110 - what it waits for may happen in the database
            await asyncio.sleep(0.02)


async def until_ran(diary: Diary, times: int = 1) -> None:
    """Wait until the diary's job has started so often."""

    async def ran() -> bool:
        return len(diary.runs) >= times

    await until(ran)


async def until_left(databases: Databases, jobs: int) -> None:
    """Wait until so many jobs wait or run, delayed ones included."""

    async def left() -> bool:
        return await fetch(databases, "SELECT count(*) FROM queue.jobs") == [(jobs,)]

    await until(left)


async def until_empty(databases: Databases) -> None:
    """Wait until no job waits or runs."""
    await until_left(databases, 0)


async def until_failed(databases: Databases, attempts: int) -> None:
    """Wait until the only job waits after so many failures."""

    async def failed() -> bool:
        rows = await fetch(databases, "SELECT status::text, attempts FROM queue.jobs")
        return rows == [("queued", attempts)]

    await until(failed)


async def make_due(databases: Databases) -> None:
    """Let the pauses of all jobs be over."""
    await fetch(databases, "UPDATE queue.jobs SET execute_after = now() WHERE status = 'queued' RETURNING id")


async def fetch(databases: Databases, statement: str, **params: object) -> list[tuple[Any, ...]]:
    """Rows as the worker sees them."""
    async with databases.worker(Tier.QUEUE) as tx:
        cursor = await tx.connection.execute(statement, params)  # pyright: ignore[reportArgumentType, reportCallIssue]
        return await cursor.fetchall()
