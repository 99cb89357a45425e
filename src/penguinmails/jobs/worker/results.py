"""How an attempt ends, in one transaction: its own row, the dead letter if it was the last, the job's row.

A result counts only while the job belongs to the worker that has it: who took the job over decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.jobs.errors import WorkerLost
from penguinmails.jobs.model import Ending, Job, JobId, LostJob
from penguinmails.jobs.retry import pause_after
from penguinmails.jobs.statements import queries
from penguinmails.kernel.db import Tx

_LOST_AT_ONCE = 500
_MESSAGE_LENGTH = 2_000
_TRACE_LENGTH = 20_000


@dataclass(frozen=True)
class Result:
    """The end of one attempt. `final`: the job's last, and it failed."""

    job_id: int
    ending: Ending
    final: bool = False
    error: str | None = None
    """What went wrong, its type first."""
    trace: str | None = None


async def settle(tx: Tx, worker: UUID, results: Sequence[Result]) -> set[int]:
    """Record these ends; the ids of those that count. The caller ends the jobs' rows in this transaction."""
    owned = await tx.many(queries.lock_owned, JobId, worker=worker, ids=[result.job_id for result in results])
    ids = {row.id for row in owned}
    await _record(tx, [result for result in results if result.job_id in ids])
    return ids


async def wait_again(tx: Tx, worker: UUID, result: Result, pause: timedelta) -> None:
    """Record a failed attempt and let the job wait for its next."""
    if await settle(tx, worker, [result]):
        await tx.execute(queries.requeue, job_id=result.job_id, pause=pause)


async def give_back(tx: Tx, worker: UUID, job_id: int) -> None:
    """Put a job back as it was; the attempt does not count."""
    await tx.execute(queries.release, job_id=job_id, worker=worker)


async def take_back_lost(tx: Tx, jobs: Mapping[str, Job], silence: timedelta) -> int:
    """Take the jobs of silent workers back, counting the attempt: they wait again, or are given up.

    Answers how many there were, up to 500.
    """
    lost = await tx.many(queries.lock_lost, LostJob, silence=silence, limit=_LOST_AT_ONCE)
    for row in lost:
        attempt = row.attempts + 1
        declared = jobs.get(row.job)
        final = attempt >= ((declared and declared.attempts) or row.max_attempts)
        error = f"{WorkerLost.__name__}: {WorkerLost(job=row.job)}"
        await _record(tx, [Result(row.id, Ending.LOST, final, error)])
        if final:
            await tx.execute(queries.remove_failed, job_id=row.id)
        else:
            # Its worker was silent long enough: no pause before the first time again.
            pause = pause_after(attempt) if row.attempts else timedelta(0)
            await tx.execute(queries.requeue, job_id=row.id, pause=pause)
    return len(lost)


async def _record(tx: Tx, results: Sequence[Result]) -> None:
    if not results:
        return
    await tx.execute(
        queries.record_attempts,
        ids=[result.job_id for result in results],
        statuses=[result.ending.value for result in results],
        messages=[storable(result.error, _MESSAGE_LENGTH) for result in results],
    )
    for result in results:
        if result.final:
            reason = storable(result.error, _MESSAGE_LENGTH) or result.ending.value
            kind, _, message = reason.partition(": ")
            details = {
                "type": kind,
                "message": message,
                "traceback": storable(result.trace, _TRACE_LENGTH),
            }
            await tx.execute(queries.bury, job_id=result.job_id, reason=reason, details=Jsonb(details))


def storable(text: str | None, length: int) -> str | None:
    # One message with a NUL or half a surrogate pair must not keep a whole batch of results from the tables.
    if text is None:
        return None
    return text[-length:].encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
