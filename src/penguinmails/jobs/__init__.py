"""The queue: work that is done later, by any worker, at least once, and in view of people if it cannot be.

    @job("audiences.import_leads", queue="import:process")
    async def import_leads(context: JobContext, payload: Payload) -> None:
        async with context.tenant(Tier.OLTP) as tx: ...

    await enqueue(tx, import_leads, {"import_id": str(import_id)})     # commits, or vanishes, with tx

A job that fails in a way that can pass waits 2, 4, 8 … 300 s and is tried again, as often as its queue
allows; any other failure, and the last, puts it among the dead letters, in the transaction that ends it. A
worker killed in the middle is noticed by its missing heartbeat (20 s) and another starts the job again.

PgQueuer does the claiming (ADR 0007); only this area imports it. What it leaves open is in
`worker/`. Queues, their priorities (smaller is sooner), limits and pauses are rows of `queue.job_queues`.
"""

import importlib
from typing import TYPE_CHECKING

from penguinmails.jobs.enqueuing import enqueue, enqueue_many
from penguinmails.jobs.errors import (
    DeadLetterNotFound,
    DeadLetterResolved,
    JobStopped,
    JobTimedOut,
    QueueNotFound,
    WorkerLost,
)
from penguinmails.jobs.model import (
    Attempt,
    DeadLetter,
    DeadLetterDetail,
    Job,
    JobContext,
    Payload,
    PendingJob,
    Periodic,
    QueueState,
    job,
)
from penguinmails.jobs.retention import JOBS, PERIODIC, forget_old
from penguinmails.jobs.retry import may_pass, pause_after
from penguinmails.jobs.service import (
    list_attempts,
    list_dead,
    list_jobs,
    list_queues,
    pause,
    rename_in_jobs,
    resolve,
    resume,
    retry,
    show_dead,
)
from penguinmails.jobs.settings import JobsSettings

if TYPE_CHECKING:
    from penguinmails.jobs.worker import Worker

__all__ = [
    "JOBS",
    "PERIODIC",
    "Attempt",
    "DeadLetter",
    "DeadLetterDetail",
    "DeadLetterNotFound",
    "DeadLetterResolved",
    "Job",
    "JobContext",
    "JobStopped",
    "JobTimedOut",
    "JobsSettings",
    "Payload",
    "PendingJob",
    "Periodic",
    "QueueNotFound",
    "QueueState",
    "Worker",
    "WorkerLost",
    "enqueue",
    "enqueue_many",
    "forget_old",
    "job",
    "list_attempts",
    "list_dead",
    "list_jobs",
    "list_queues",
    "may_pass",
    "pause",
    "pause_after",
    "rename_in_jobs",
    "resolve",
    "resume",
    "retry",
    "show_dead",
]


def __getattr__(name: str) -> object:
    # Only a worker needs PgQueuer, and importing it is an eighth of what a command takes to start.
    if name == "Worker":
        return importlib.import_module("penguinmails.jobs.worker").Worker
    raise AttributeError(f"{__name__} has no {name}")
