"""What the queue forgets: finished jobs after 30 days, attempts after 90, resolved dead letters after a year.

The keys of old handoffs with them.
"""

from datetime import timedelta
from typing import Final

from penguinmails.jobs.model import JobContext, Payload, Periodic, job
from penguinmails.jobs.statements import queries
from penguinmails.kernel import clock, handoff
from penguinmails.kernel.db import Databases
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Tier

_BATCH: Final = 5_000

_KEPT: Final[tuple[tuple[Query, timedelta], ...]] = (
    (queries.forget_logs, timedelta(days=30)),
    (queries.forget_statistics, timedelta(days=365)),
    (queries.forget_attempts, timedelta(days=90)),
    (queries.forget_dead, timedelta(days=365)),
)


async def forget_old(databases: Databases, *, batch: int = _BATCH) -> int:
    """Delete what is too old, in batches, each its own transaction; how many rows. Commits."""
    now, forgotten = clock.now(), 0
    for statement, kept in _KEPT:
        while True:
            async with databases.worker(Tier.QUEUE) as tx:
                rows = await tx.execute(statement, before=now - kept, batch=batch)
            forgotten += rows
            if rows < batch:
                break
    async with databases.worker(Tier.QUEUE) as tx:
        forgotten += await tx.execute(queries.forget_firings, before=now - timedelta(days=365))
    return forgotten + await handoff.forget_old_keys(databases)


@job("jobs.forget_old", queue="maintenance:process")
async def forget_old_job(context: JobContext, payload: Payload) -> None:
    """Apply the retention, nightly."""
    del payload
    await forget_old(context.databases)


JOBS: Final = (forget_old_job,)
PERIODIC: Final = (Periodic("17 3 * * *", forget_old_job),)
