"""The worker: claims jobs, runs them, records how they ended, and stands in for workers that died.

PgQueuer's `QueueManager` claims, dispatches and beats. What the queue promises on top is beside this file:
`claims` (fair, pausable, limited), `results` (recorded whole), `executor` (time limits, retries),
`timetable` (periodic jobs), `connection` (outlives a restart of the database).
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta

import structlog
from pgqueuer.core.qm import QueueManager

from penguinmails.jobs.model import Job, Periodic
from penguinmails.jobs.settings import JobsSettings
from penguinmails.jobs.worker.claims import SETTINGS, Claims
from penguinmails.jobs.worker.connection import QueueConnection
from penguinmails.jobs.worker.executor import Executor, Handlers
from penguinmails.jobs.worker.results import take_back_lost
from penguinmails.jobs.worker.timetable import Timetable
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.tiers import Home, Role

_log = structlog.get_logger(__name__)

_AFTER_RELEASE_SECONDS = 6.0


class Worker:
    """Runs these jobs and queues the periodic ones. Any number of workers, in any processes, share the work.

    The jobs of `periodic` need not be among `jobs`. A job that no worker knows waits. Run a worker once.
    """

    def __init__(
        self,
        databases: Databases,
        jobs: Iterable[Job],
        periodic: Iterable[Periodic] = (),
        settings: JobsSettings | None = None,
    ) -> None:
        self._settings = settings or JobsSettings.load()
        self._connection = QueueConnection(databases.address(Home.MAIN, Role.WORKER))
        self._jobs: Sequence[Job] = tuple(jobs)
        self._claims = Claims(
            driver=self._connection,
            connection=self._connection,
            jobs=self._jobs,
            slots=self._settings.jobs_slots,
        )
        self._handlers = Handlers(databases, self._jobs)
        self._timetable = Timetable(self._connection, periodic)
        self._manager = QueueManager(self._claims, channel=SETTINGS.channel)
        self._claims.running = self._manager.job_context
        for job in self._jobs:
            executor = Executor.of(job, self._handlers, self._claims)
            self._manager.register_executor(job.name, executor)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then take no more jobs, let those under way finish, and return.

        What is not finished `jobs_drain` seconds later is stopped and given back, and does not count as an
        attempt. Waits for a database that is away. Raises `QueueNotFound` where a job names no known queue,
        and whatever else makes working impossible.
        """
        stopping = asyncio.create_task(stop.wait(), name="jobs.stop")
        working = asyncio.create_task(self._work(), name="jobs.work")
        tasks: set[asyncio.Task[None]] = {
            working,
            asyncio.create_task(self._take_back_lost(), name="jobs.take_back_lost"),
            asyncio.create_task(self._timetable.run(stop), name="jobs.timetable"),
        }
        try:
            await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
            self._manager.shutdown.set()
            await asyncio.wait({working}, timeout=self._settings.jobs_drain)
        finally:
            await self._end(working)
            self._connection.give_up()
            for task in (stopping, *tasks):
                task.cancel()
            await asyncio.wait({stopping, *tasks}, timeout=_AFTER_RELEASE_SECONDS)
            await self._connection.close()
        for task in tasks:
            if task.done() and not task.cancelled():
                task.result()

    async def _work(self) -> None:
        await self._claims.look()
        await self._manager.run(
            dequeue_timeout=timedelta(seconds=self._settings.jobs_poll),
            batch_size=self._settings.jobs_batch,
            heartbeat_timeout=self._settings.heartbeat_timeout,
        )

    async def _end(self, working: asyncio.Task[None]) -> None:
        self._manager.shutdown.set()
        if not working.done():
            _log.warning("jobs.released", jobs=self._handlers.release())
            await asyncio.wait({working}, timeout=_AFTER_RELEASE_SECONDS)

    async def _take_back_lost(self) -> None:
        silence = self._settings.heartbeat_timeout
        clock = asyncio.get_running_loop().time
        jobs = {job.name: job for job in self._jobs}

        async def sweep(tx: Tx) -> int:
            # While the database was away nobody could beat: after it is back, all get time to do so.
            if clock() - self._connection.since < silence.total_seconds():
                return 0
            return await take_back_lost(tx, jobs, silence)

        while True:
            await asyncio.sleep(silence.total_seconds() / 4)
            if taken := await self._connection.transaction(sweep):
                _log.warning("jobs.lost", jobs=taken)
                await self._claims.wake()
