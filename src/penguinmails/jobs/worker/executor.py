"""Runs one attempt: its handler, its time limit, and what follows from an error."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from pgqueuer.core.executors import AbstractEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Context
from pgqueuer.domain.models import Job as JobRow

from penguinmails.jobs.errors import JobStopped, JobTimedOut
from penguinmails.jobs.model import Job, JobContext, QueueRules
from penguinmails.jobs.retry import may_pass, pause_after
from penguinmails.jobs.worker.claims import RELEASED, Claims
from penguinmails.kernel.db import Databases

_log = structlog.get_logger(__name__)

_GRACE_SECONDS = 5.0
"""How long a handler that was cancelled may take to clean up."""


class Handlers:
    """The handlers of this worker, and those under way."""

    def __init__(self, databases: Databases, jobs: Iterable[Job]) -> None:
        self._databases = databases
        self._jobs = {job.name: job for job in jobs}
        self._under_way: set[asyncio.Future[None]] = set()
        self._releasing = False

    def release(self) -> int:
        """Stop all handlers, so that their jobs go back to their queues; how many."""
        self._releasing = True
        for task in self._under_way:
            task.cancel()
        return len(self._under_way)

    async def run(self, row: JobRow, rules: Mapping[str, QueueRules]) -> None:
        """Run one attempt. Raises `RetryRequested` if another should follow, or what the handler raised."""
        job, attempt, headers = self._jobs[row.entrypoint], row.attempts + 1, row.headers or {}
        queue = rules[job.queue]
        context = JobContext(
            databases=self._databases,
            tenant_id=UUID(str(headers["tenant_id"])),
            job_id=row.id,
            job=job.name,
            attempt=attempt,
            last_attempt=attempt >= (job.attempts or queue.max_attempts),
        )
        named: dict[str, object] = {"job": job.name, "job_id": row.id, "attempt": attempt}
        named["tenant_id"] = str(context.tenant_id)
        if "request_id" in headers:
            named["request_id"] = headers["request_id"]
        with structlog.contextvars.bound_contextvars(**named):
            try:
                payload = json.loads(row.payload or b"{}")
                await self._attempt(job, context, payload, job.timeout or queue.timeout_seconds)
            except RetryRequested:
                raise
            except Exception as error:
                if context.last_attempt or not may_pass(error):
                    # PgQueuer logs the traceback.
                    _log.error("jobs.given_up", error=str(error))
                    raise
                pause = pause_after(attempt)
                _log.warning("jobs.failed", error=str(error), pause=round(pause.total_seconds(), 1))
                raise RetryRequested(delay=pause, reason=f"{type(error).__name__}: {error}") from error

    async def _attempt(self, job: Job, context: JobContext, payload: dict[str, Any], seconds: float) -> None:
        task = asyncio.ensure_future(job.handler(context, payload))
        self._under_way.add(task)
        try:
            await asyncio.wait({task}, timeout=seconds)
            timed_out = not task.done()
            if timed_out:
                task.cancel()
                await asyncio.wait({task}, timeout=_GRACE_SECONDS)
        finally:
            task.cancel()
            self._under_way.discard(task)
        error = None if task.cancelled() or not task.done() else task.exception()
        if task.done() and not task.cancelled() and error is None:
            return
        if self._releasing:
            raise RetryRequested(reason=RELEASED)
        if timed_out:
            raise JobTimedOut(job=job.name, seconds=seconds) from error
        raise error or JobStopped(job=job.name)


@dataclass
class Executor(AbstractEntrypointExecutor):
    """What PgQueuer calls with a claimed job. Limits are kept by `Claims`."""

    handlers: Handlers
    claims: Claims
    queue: str

    @classmethod
    def of(cls, job: Job, handlers: Handlers, claims: Claims) -> "Executor":
        """The executor of a job."""

        async def run(row: JobRow) -> None:
            await handlers.run(row, claims.rules)

        parameters = EntrypointExecutorParameters(concurrency_limit=0, func=run)
        return cls(parameters, handlers, claims, job.queue)

    async def execute(self, job: JobRow, context: Context) -> None:
        """Run the job's attempt."""
        del context
        try:
            await self.handlers.run(job, self.claims.rules)
        finally:
            self.claims.let_go(self.queue, job.id)
