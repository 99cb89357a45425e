"""Workers as processes that are killed or told to stop."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from penguinmails.jobs import JobsSettings, enqueue_many
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Home, Role, Tier
from tests.jobs.factories import FAST, fetch, until, until_empty
from tests.jobs.worker_process import notes, slow_job

JOBS = 200
SLOTS = 10


@asynccontextmanager
async def worker_process(
    databases: Databases, folder: Path, settings: JobsSettings = FAST
) -> AsyncGenerator[Process]:
    """A worker in another process; killed at the end if it still runs."""
    order = {
        "addresses": {role.value: databases.address(Home.MAIN, role) for role in Role},
        "folder": str(folder),
        "settings": settings.model_dump(),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.jobs.worker_process",
        stdin=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(order).encode())
    process.stdin.close()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until_started(folder: Path, jobs: int) -> None:
    async def started() -> bool:
        return len(notes(folder, "started")) >= jobs

    await until(started)


async def queue_jobs(databases: Databases, tenant: Scope, folder: Path, jobs: int) -> None:
    async with databases.tenant(Tier.QUEUE, tenant) as tx:
        await enqueue_many(tx, slow_job(folder), ({"n": n} for n in range(jobs)))


async def test_the_jobs_of_a_killed_worker_run_again(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    await queue_jobs(databases, tenant, tmp_path, JOBS)
    async with worker_process(databases, tmp_path) as first:
        await until_started(tmp_path, SLOTS)
        first.send_signal(signal.SIGKILL)
        await first.wait()
    killed = set(notes(tmp_path, "started"))
    (tmp_path / "go").touch()
    async with worker_process(databases, tmp_path):
        await until_empty(databases)
    assert notes(tmp_path, "ended").count(0) == 1
    assert sorted(set(notes(tmp_path, "ended"))) == list(range(JOBS))
    rows = await fetch(databases, "SELECT status, count(DISTINCT job_id) FROM queue.job_attempts GROUP BY 1")
    assert dict(rows) == {"completed": JOBS, "lost": len(killed)}
    assert await fetch(databases, "SELECT count(*) FROM queue.dead_letter_jobs") == [(0,)]


async def test_workers_killed_at_any_moment_lose_no_job(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    """The jobs are over at once, so that the kills fall between claiming, running and recording."""
    await queue_jobs(databases, tenant, tmp_path, JOBS)
    (tmp_path / "go").touch()
    started = 0
    for _ in range(3):
        async with worker_process(databases, tmp_path) as worker:
            await until_started(tmp_path, min(started + 1, JOBS))
            worker.send_signal(signal.SIGKILL)
            await worker.wait()
        started = len(notes(tmp_path, "started"))
    async with worker_process(databases, tmp_path):
        await until_empty(databases)
    assert sorted(set(notes(tmp_path, "ended"))) == list(range(JOBS))
    rows = await fetch(
        databases, "SELECT count(DISTINCT job_id) FROM queue.job_attempts WHERE status = 'completed'"
    )
    assert rows == [(JOBS,)]


async def test_a_worker_told_to_stop_finishes_what_it_began(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    await queue_jobs(databases, tenant, tmp_path, SLOTS + 5)
    async with worker_process(databases, tmp_path) as worker:
        await until_started(tmp_path, SLOTS)
        worker.send_signal(signal.SIGTERM)
        (tmp_path / "go").touch()
        assert await worker.wait() == 0
    ended = notes(tmp_path, "ended")
    assert len(ended) >= SLOTS
    assert sorted(ended) == sorted(notes(tmp_path, "started"))
    rows = await fetch(databases, "SELECT status::text, attempts FROM queue.jobs")
    assert rows == [("queued", 0)] * (SLOTS + 5 - len(ended))


async def test_a_worker_told_to_stop_gives_back_what_it_cannot_finish(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    await queue_jobs(databases, tenant, tmp_path, SLOTS + 5)
    impatient = FAST.model_copy(update={"jobs_drain": 0.1})
    async with worker_process(databases, tmp_path, impatient) as worker:
        await until_started(tmp_path, SLOTS)
        worker.send_signal(signal.SIGTERM)
        assert await worker.wait() == 0
    rows = await fetch(databases, "SELECT DISTINCT status::text, attempts, queue_manager_id FROM queue.jobs")
    assert rows == [("queued", 0, None)]
    assert await fetch(databases, "SELECT count(*) FROM queue.jobs") == [(SLOTS + 5,)]
