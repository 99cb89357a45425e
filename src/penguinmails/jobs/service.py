"""What people do with queues and dead letters. Pausing takes a transaction as staff, the rest one as worker.

The caller commits.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from penguinmails.jobs.errors import DeadLetterNotFound, DeadLetterResolved, ParkedNotFound, QueueNotFound
from penguinmails.jobs.model import Attempt, DeadLetter, DeadLetterDetail, PendingJob, QueueState
from penguinmails.jobs.statements import queries
from penguinmails.kernel import handoff
from penguinmails.kernel.db import Databases, Tx

PAGE: Final = 100
_MOST_PARKED: Final = 100_000


async def list_queues(tx: Tx) -> list[QueueState]:
    """All queues, the most urgent first."""
    return await tx.many(queries.list_queues, QueueState)


async def pause(tx: Tx, queue: str) -> None:
    """Let no worker start another job of the queue; jobs under way finish. Raises `QueueNotFound`."""
    await _set_active(tx, queue, active=False)


async def resume(tx: Tx, queue: str) -> None:
    """Let workers start its jobs again, within `jobs_poll` seconds. Raises `QueueNotFound`."""
    await _set_active(tx, queue, active=True)


async def list_jobs(
    tx: Tx, *, queue: str | None = None, tenant_id: UUID | None = None, limit: int = PAGE
) -> list[PendingJob]:
    """What runs and what waits, in the order in which it is taken."""
    return await tx.many(queries.list_jobs, PendingJob, queue=queue, tenant_id=tenant_id, limit=limit)


async def list_attempts(tx: Tx, *, job_id: int | None = None, limit: int = PAGE) -> list[Attempt]:
    """The latest attempts, of one job or of all."""
    return await tx.many(queries.list_attempts, Attempt, job_id=job_id, limit=limit)


async def list_dead(
    tx: Tx, *, queue: str | None = None, also_resolved: bool = False, limit: int = PAGE
) -> list[DeadLetter]:
    """The jobs that were given up and wait for a person, the latest first."""
    return await tx.many(queries.list_dead, DeadLetter, queue=queue, also_resolved=also_resolved, limit=limit)


async def show_dead(tx: Tx, dead_letter_id: UUID) -> DeadLetterDetail:
    """All that is known of one. Raises `DeadLetterNotFound`. Its row is locked."""
    found = await tx.one(queries.find_dead, DeadLetterDetail, dead_letter_id=dead_letter_id)
    if found is None:
        raise DeadLetterNotFound(dead_letter_id=dead_letter_id)
    return found


async def retry(tx: Tx, dead_letter_id: UUID, *, by: UUID | None = None) -> int:
    """Queue the job again, with its payload, headers and priority and all its attempts before it; its id.

    The dead letter is resolved and names the new job. `by` is the user who did it. Raises
    `DeadLetterNotFound` and `DeadLetterResolved`.
    """
    await _open(tx, dead_letter_id)
    job_id: int = await tx.value(queries.insert_again, dead_letter_id=dead_letter_id)
    await tx.execute(
        queries.resolve_dead,
        dead_letter_id=dead_letter_id,
        resolved_by=by,
        notes=f"retried as job {job_id}",
        retried_as=job_id,
    )
    return job_id


async def resolve(tx: Tx, dead_letter_id: UUID, notes: str, *, by: UUID | None = None) -> None:
    """Say that nothing more is to be done, and why. Raises `DeadLetterNotFound` and `DeadLetterResolved`."""
    await _open(tx, dead_letter_id)
    await tx.execute(
        queries.resolve_dead, dead_letter_id=dead_letter_id, resolved_by=by, notes=notes, retried_as=None
    )


async def _open(tx: Tx, dead_letter_id: UUID) -> DeadLetterDetail:
    found = await show_dead(tx, dead_letter_id)
    if found.resolved is not None:
        raise DeadLetterResolved(dead_letter_id=dead_letter_id, notes=found.notes or "without notes")
    return found


async def _set_active(tx: Tx, queue: str, *, active: bool) -> None:
    if not await tx.execute(queries.set_active, queue=queue, active=active):
        raise QueueNotFound(name=queue)


async def unpark(databases: Databases, handoff_id: UUID) -> None:
    """Let the relay try a parked handoff again. Commits. Raises `ParkedNotFound`."""
    for row in await handoff.parked(databases, limit=_MOST_PARKED):
        if row.handoff_id == handoff_id and await handoff.unpark(databases, row.tenant_id, handoff_id):
            return
    raise ParkedNotFound(handoff_id=handoff_id)


async def rename_in_jobs(tx: Tx, tenant_id: UUID, renamed: Mapping[str, str]) -> None:
    """Write other ids into the arguments of a tenant's jobs, for erasures; as worker."""
    for found, instead in renamed.items():
        await tx.execute(queries.rename_in_jobs, tenant_id=tenant_id, found=found, instead=instead)
