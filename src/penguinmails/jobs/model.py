"""What a job is, and the rows of the queue."""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier

Payload = dict[str, Any]
"""A job's arguments: ids and small values that JSON can hold, never bodies."""

_NAME = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


@dataclass(frozen=True)
class JobContext:
    """What a handler is given beside its payload."""

    databases: Databases
    tenant_id: UUID
    """Whose job it is; the platform's own jobs belong to `PLATFORM_TENANT`."""
    job_id: int
    job: str
    attempt: int
    """1 the first time."""
    last_attempt: bool
    """Whether a failure of this attempt makes the job a dead letter."""

    @property
    def scope(self) -> Scope:
        """All companies of the job's tenant."""
        return Scope.tenant_wide(self.tenant_id)

    def tenant(self, tier: Tier) -> AbstractAsyncContextManager[Tx]:
        """A transaction as `app` that sees the job's tenant only. Commits at the end."""
        return self.databases.tenant(tier, self.scope)


Handler = Callable[[JobContext, Payload], Awaitable[None]]


@dataclass(frozen=True)
class Job:
    """A kind of work, named `area.verb`, and the queue (`job_queues`) its runs wait in.

    The handler runs at least once: a worker that dies is followed by another that starts the job again. So
    it writes what it does once under a key, or all in one transaction. It must not block the event loop:
    a worker that cannot beat is taken for dead.
    """

    name: str
    queue: str
    handler: Handler = field(repr=False)
    timeout: float | None = None
    """Seconds one attempt may take; the queue's own if left out, as are the next two."""
    priority: int | None = None
    """Smaller is sooner: to 50 high, 51 to 150 normal, above low."""
    attempts: int | None = None
    """How often it is tried before it becomes a dead letter."""

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ValueError(f"a job is named area.verb, not {self.name}")


def job(
    name: str,
    *,
    queue: str,
    timeout: float | None = None,
    priority: int | None = None,
    attempts: int | None = None,
) -> Callable[[Handler], Job]:
    """Declare a job by its handler: `@job("warehouse.roll_up", queue="analytics-processing")`."""

    def declare(handler: Handler) -> Job:
        return Job(name, queue, handler, timeout=timeout, priority=priority, attempts=attempts)

    return declare


@dataclass(frozen=True)
class Periodic:
    """Runs a job of the platform whenever `cron` says so, in UTC; once, however many workers there are.

    A firing is left out while the last run still waits or works. Those missed while no worker ran are made
    up for by one.
    """

    cron: str
    job: Job
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any])


class Ending(StrEnum):
    """How an attempt ended, as `job_attempts.status` has it."""

    COMPLETED = "completed"
    RETRY = "retry_scheduled"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


@dataclass(frozen=True)
class QueueState:
    """A queue and how it stands."""

    name: str
    priority: int
    active: bool
    waiting: int
    delayed: int
    running: int
    dead: int
    oldest: datetime | None
    """Since when the oldest job that could run has waited."""


@dataclass(frozen=True)
class PendingJob:
    """A job that waits or runs."""

    job_id: int
    tenant_id: UUID
    queue: str
    job: str
    running: bool
    priority: int
    failed_attempts: int
    run_at: datetime
    created: datetime


@dataclass(frozen=True)
class Attempt:
    """One run of a job, and how it ended."""

    job_id: int
    tenant_id: UUID
    queue: str
    job: str
    attempt: int
    status: str
    message: str | None
    started: datetime
    seconds: float | None


@dataclass(frozen=True)
class DeadLetter:
    """A job that was given up, in a line."""

    dead_letter_id: UUID
    tenant_id: UUID
    queue: str
    job: str
    attempts: int
    reason: str
    failed: datetime
    resolved: datetime | None


@dataclass(frozen=True)
class DeadLetterDetail:
    """A job that was given up: all that is known, enough to run it again."""

    dead_letter_id: UUID
    tenant_id: UUID
    original_job_id: int
    queue: str
    job: str
    priority: int
    attempts: int
    payload: Payload
    headers: Payload
    reason: str
    error: Payload
    failed: datetime
    resolved: datetime | None
    notes: str | None
    retried_as: int | None
    """The job that a retry made."""


@dataclass(frozen=True)
class QueueRules:
    """A queue as its workers need it. `due`: one of their jobs could start."""

    name: str
    is_active: bool
    max_attempts: int
    timeout_seconds: int
    max_running: int | None
    due: bool


@dataclass(frozen=True)
class JobId:
    """A row of `jobs`."""

    id: int


@dataclass(frozen=True)
class LostJob:
    """A running job whose worker is silent."""

    id: int
    job: str
    attempts: int
    max_attempts: int


@dataclass(frozen=True)
class Firing:
    """A periodic job that is due. `now` is the database's time."""

    id: int
    cron: str
    job: str
    now: datetime
