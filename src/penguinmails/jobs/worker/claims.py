"""PgQueuer's repository with our rules: fair claims, pauses, limits, and results that are recorded whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Final, cast
from uuid import UUID

from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries as PgQueuerQueries
from pgqueuer.domain.models import Job as JobRow
from pgqueuer.domain.models import TableChangedEvent, TracebackRecord
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import JOB_STATUS, JobId, QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter

from penguinmails.jobs.errors import QueueNotFound
from penguinmails.jobs.model import Ending, Job, QueueRules
from penguinmails.jobs.statements import queries
from penguinmails.jobs.worker.connection import QueueConnection, execute_raw, fetch_raw
from penguinmails.jobs.worker.results import Result, give_back, settle, wait_again
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx

SETTINGS: Final = DBSettings(
    db_schema="queue",
    queue_table="jobs",
    queue_table_log="job_logs",
    statistics_table="job_statistics",
    schedules_table="scheduled_jobs",
)
"""The names of the tables in `migrations/queue`."""

RELEASED: Final = "released"
"""The reason of a retry that only gives a job back, because its worker stops."""

# PgQueuer would take a lost job again without counting the attempt, and a job that kills its worker would do
# so for ever. `results.take_back_lost` counts, so PgQueuer's own way is put off.
_NEVER: Final = timedelta(days=3650)

_ENDINGS: Final[Mapping[JOB_STATUS, Ending]] = {
    "successful": Ending.COMPLETED,
    "exception": Ending.FAILED,
    "canceled": Ending.CANCELLED,
}


@dataclass(kw_only=True)
class Claims(PgQueuerQueries):
    """Claims and results of one worker."""

    connection: QueueConnection
    """The `driver`, by its own type."""
    qbe: QueryBuilderEnvironment = field(default_factory=lambda: QueryBuilderEnvironment(SETTINGS))
    qbq: QueryQueueBuilder = field(default_factory=lambda: QueryQueueBuilder(SETTINGS))
    qbs: QuerySchedulerBuilder = field(default_factory=lambda: QuerySchedulerBuilder(SETTINGS))
    jobs: Sequence[Job]
    slots: int
    """How many jobs of each queue this worker runs at once. A queue's slots are its own: none starves."""
    running: Mapping[JobId, object] = field(default_factory=dict[JobId, object])
    """The jobs that run in this worker now: the manager's own record."""
    rules: dict[str, QueueRules] = field(default_factory=dict[str, QueueRules], init=False)
    """The queues as last seen, which was before any job now running was claimed."""
    _claimed: dict[str, set[JobId]] = field(default_factory=dict[str, set[JobId]], init=False)

    def __post_init__(self) -> None:
        by_queue = groupby(sorted(self.jobs, key=_queue_of), key=_queue_of)
        self._names = {queue: [QueueEntrypoint(job.name) for job in jobs] for queue, jobs in by_queue}

    async def look(self) -> None:
        """Read the queues' rules. Raises `QueueNotFound` where a job names a queue that is not there."""

        async def read(tx: Tx) -> list[QueueRules]:
            return await tx.many(
                queries.queue_rules,
                QueueRules,
                queues=[job.queue for job in self.jobs],
                jobs=[job.name for job in self.jobs],
            )

        found = {queue.name: queue for queue in await self.connection.statement(read)}
        for name in self._names:
            if name not in found:
                raise QueueNotFound(name=name)
        self.rules.update(found)

    async def dequeue(
        self,
        batch_size: int,
        entrypoints: dict[QueueEntrypoint, EntrypointExecutionParameter],
        queue_manager_id: QueueManagerId,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[JobRow]:
        """Claim from each queue that has work, is not paused, and has free slots here."""
        del entrypoints, global_concurrency_limit, heartbeat_timeout
        await self.look()
        found: list[JobRow] = []
        for queue in self.rules.values():
            mine = self._claimed.setdefault(queue.name, set())
            mine.intersection_update(self.running)
            batch = min(batch_size, self.slots - len(mine))
            if queue.is_active and queue.due and batch > 0:
                claimed = await self._claim(queue, batch, queue_manager_id)
                mine.update(row.id for row in claimed)
                found += claimed
        return found

    def let_go(self, queue: str, job_id: JobId) -> None:
        """The job's slot is free again; the worker looks for the next if it had none left."""
        mine = self._claimed.setdefault(queue, set())
        if len(mine) >= self.slots:
            self.connection.deliver(SETTINGS.channel, _change())
        mine.discard(job_id)

    async def queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        """Work that waits in queues neither paused nor full here; the others need not wake the worker."""
        return await super().queued_work(self._open(entrypoints))

    async def eligible_queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        """As `queued_work`, only what is due."""
        return await super().eligible_queued_work(self._open(entrypoints))

    async def next_deferred_eta(self, entrypoints: list[QueueEntrypoint]) -> timedelta | None:
        """As `queued_work`: how soon the next delayed job is due."""
        return await super().next_deferred_eta(self._open(entrypoints))

    async def log_jobs(self, job_status: list[tuple[JobRow, JOB_STATUS, TracebackRecord | None]]) -> None:
        """Record that these jobs ended, well or badly."""
        worker = _worker_of(job_status[0][0])
        results = [_result(row, _ENDINGS[status], record) for row, status, record in job_status]

        async def record_all(tx: Tx) -> None:
            counted = await settle(tx, worker, results)
            ended = [(row.id, status) for row, status, _ in job_status if row.id in counted]
            await execute_raw(
                tx.connection,
                self.qbq.build_log_job_query(),
                [job_id for job_id, _ in ended],
                [status for _, status in ended],
                # Messages may hold a tenant's data: they stay in the tables that have a tenant.
                [None] * len(ended),
            )

        await self.connection.transaction(record_all)

    async def retry_job(
        self, job: JobRow, delay: timedelta, traceback_record: TracebackRecord | None
    ) -> None:
        """Record that this attempt failed and let the job wait, or give it back if the worker stops."""
        worker = _worker_of(job)
        released = traceback_record is not None and traceback_record.exception_message == RELEASED

        async def record_one(tx: Tx) -> None:
            if released:
                await give_back(tx, worker, job.id)
            else:
                await wait_again(tx, worker, _result(job, Ending.RETRY, traceback_record), delay)

        await self.connection.transaction(record_one)
        await self.wake()

    async def wake(self) -> None:
        """Let all workers look again: PgQueuer's trigger tells them of new rows, not of changed ones."""
        await self.connection.notify(SETTINGS.channel, _change())

    async def _claim(self, queue: QueueRules, batch: int, worker: QueueManagerId) -> list[JobRow]:
        names = self._names[queue.name]

        async def claim(tx: Tx, most: int) -> list[dict[str, object]]:
            query = self.qbq.build_dequeue_query(
                batch_size=most,
                entrypoints=names,
                concurrency_limits=[0] * len(names),
                queue_manager_id=worker,
                global_concurrency_limit=None,
                heartbeat_timeout=_NEVER,
            )
            return await fetch_raw(tx.connection, query.sql, *query.args)

        async def claim_unlimited(tx: Tx) -> list[dict[str, object]]:
            return await claim(tx, batch)

        async def claim_limited(tx: Tx) -> list[dict[str, object]]:
            await tx.execute(queries.lock_queue, queue=queue.name)
            running = await tx.value(queries.count_running, jobs=list(names))
            room = min(batch, (queue.max_running or 0) - running)
            return await claim(tx, room) if room > 0 else []

        if queue.max_running is None:
            rows = await self.connection.statement(claim_unlimited)
        else:
            rows = await self.connection.transaction(claim_limited)
        return [JobRow.model_validate(row) for row in rows]

    def _open(self, entrypoints: Iterable[QueueEntrypoint]) -> list[QueueEntrypoint]:
        names = {
            name
            for queue, names in self._names.items()
            if self.rules[queue].is_active and len(self._claimed.get(queue, ())) < self.slots
            for name in names
        }
        return [name for name in entrypoints if name in names]


def _change() -> str:
    return TableChangedEvent(
        channel=SETTINGS.channel,
        sent_at=clock.now(),
        type="table_changed_event",
        operation="update",
        table=SETTINGS.queue_table,
    ).model_dump_json()


def _queue_of(job: Job) -> str:
    return job.queue


def _worker_of(row: JobRow) -> UUID:
    # A claimed row always names the worker that claimed it.
    return cast("UUID", row.queue_manager_id)


def _result(row: JobRow, ending: Ending, record: TracebackRecord | None) -> Result:
    final = ending is Ending.FAILED
    if record is None:
        return Result(row.id, ending, final)
    if ending is Ending.RETRY:  # its message is that of the error for which the retry was asked
        return Result(row.id, ending, final, record.exception_message, record.traceback)
    message = f"{record.exception_type}: {record.exception_message}"
    return Result(row.id, ending, final, message, record.traceback)
