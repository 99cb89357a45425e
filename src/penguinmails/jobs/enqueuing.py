"""Putting jobs into the queue."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from psycopg.types.json import Jsonb

from penguinmails.jobs.model import Job, JobId
from penguinmails.jobs.statements import queries
from penguinmails.kernel.db import Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Role

_AT_ONCE: Final = timedelta(0)


async def enqueue(
    tx: Tx,
    job: Job,
    payload: Mapping[str, Any],
    *,
    delay: timedelta = _AT_ONCE,
    run_at: datetime | None = None,
    priority: int | None = None,
    dedupe_key: str | None = None,
    tenant_id: UUID | None = None,
) -> int | None:
    """Let a worker run `job` once `tx` has committed; its id. If `tx` rolls back, there is no job.

    The job belongs to the tenant of `tx`. A transaction as worker says whose it is by `tenant_id`, and if it
    does not, the job is the platform's. `run_at` goes before `delay`. While a job with the same `dedupe_key`
    of the same tenant waits or runs, nothing is queued and the answer is None.
    """
    owner = _owner(tx, tenant_id)
    queued = await tx.many(
        queries.insert_jobs,
        JobId,
        payloads=[_encode(payload)],
        dedupe_key=None if dedupe_key is None else f"{owner}:{job.name}:{dedupe_key}",
        **_envelope(job, owner, delay=delay, run_at=run_at, priority=priority),
    )
    return queued[0].id if queued else None


async def enqueue_many(
    tx: Tx,
    job: Job,
    payloads: Iterable[Mapping[str, Any]],
    *,
    delay: timedelta = _AT_ONCE,
    run_at: datetime | None = None,
    priority: int | None = None,
    tenant_id: UUID | None = None,
) -> list[int]:
    """As `enqueue`, one job for each payload, in one statement; their ids."""
    queued = await tx.many(
        queries.insert_jobs,
        JobId,
        payloads=[_encode(payload) for payload in payloads],
        dedupe_key=None,
        **_envelope(job, _owner(tx, tenant_id), delay=delay, run_at=run_at, priority=priority),
    )
    return [row.id for row in queued]


def _owner(tx: Tx, tenant_id: UUID | None) -> UUID:
    if tx.role is Role.WORKER:
        return tenant_id or PLATFORM_TENANT
    if tenant_id not in (None, tx.tenant_id):
        raise RuntimeError("a tenant's transaction queues jobs of that tenant only")
    return tx.tenant_id


def _envelope(
    job: Job, owner: UUID, *, delay: timedelta, run_at: datetime | None, priority: int | None
) -> dict[str, object]:
    headers = {"tenant_id": str(owner), "queue": job.queue}
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id is not None:  # so that the worker's log lines name the request that caused them
        headers["request_id"] = str(request_id)
    return {
        "job": job.name,
        "queue": job.queue,
        "headers": Jsonb(headers),
        "delay": delay,
        "run_at": run_at,
        "priority": job.priority if priority is None else priority,
    }


def _encode(payload: Mapping[str, Any]) -> bytes:
    return json.dumps(dict(payload), separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
