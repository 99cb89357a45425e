"""Periodic jobs: who finds one due queues it and sets its next time, in one transaction.

PgQueuer's own scheduler runs the callback first and sets the schedule free afterwards, so a worker killed in
between fires twice; and a firing its death delays waits for the next one of any schedule.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

import structlog
from croniter import croniter  # pyright: ignore[reportMissingTypeStubs]

from penguinmails.jobs.enqueuing import enqueue
from penguinmails.jobs.model import Firing, Periodic
from penguinmails.jobs.statements import queries
from penguinmails.jobs.worker.connection import QueueConnection
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx

_log = structlog.get_logger(__name__)

_LONGEST_SLEEP = 30.0


class Timetable:
    """The periodic jobs of one worker. Raises `ValueError` for a cron expression that is none."""

    def __init__(self, connection: QueueConnection, periodic: Iterable[Periodic]) -> None:
        self._connection = connection
        self._entries: dict[tuple[str, str], Periodic] = {}
        for entry in periodic:
            if not _croniter.is_valid(entry.cron):
                raise ValueError(f"{entry.job.name} runs by {entry.cron!r}, which is no cron expression")
            if (entry.cron, entry.job.name) in self._entries:
                raise ValueError(f"{entry.job.name} runs twice by {entry.cron!r}")
            self._entries[entry.cron, entry.job.name] = entry

    async def run(self, stop: asyncio.Event) -> None:
        """Queue what is due, until `stop` is set."""
        if not self._entries:
            await stop.wait()
            return
        await self._connection.transaction(self._add)
        while not stop.is_set():
            await self._connection.transaction(self._fire)
            now = clock.now()
            soonest = min(next_time(cron, now) for cron, _ in self._entries)
            # Just after the second, by a clock that need not be the database's.
            pause = min((soonest - now).total_seconds() + 0.1, _LONGEST_SLEEP)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def _add(self, tx: Tx) -> None:
        now = clock.now()
        for cron, job in self._entries:
            await tx.execute(queries.add_firing, cron=cron, job=job, next_run=next_time(cron, now))

    async def _fire(self, tx: Tx) -> None:
        due = await tx.many(
            queries.lock_due_firings,
            Firing,
            crons=[cron for cron, _ in self._entries],
            jobs=[job for _, job in self._entries],
        )
        for firing in due:
            entry = self._entries[firing.cron, firing.job]
            job_id = await enqueue(tx, entry.job, entry.payload, dedupe_key=f"periodic:{entry.cron}")
            if job_id is None:
                _log.info("jobs.firing_left_out", job=firing.job, cron=firing.cron)
            await tx.execute(
                queries.advance_firing, firing_id=firing.id, next_run=next_time(firing.cron, firing.now)
            )


def next_time(cron: str, after: datetime) -> datetime:
    """The first time after `after` that the expression names, in UTC."""
    return cast("datetime", _croniter(cron, after).get_next(datetime))


# Untyped, and used in two places only.
_croniter = cast("Any", croniter)
