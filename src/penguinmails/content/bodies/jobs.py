"""The nightly sweep."""

import dataclasses

import structlog

from penguinmails.content.bodies.retention import sweep
from penguinmails.jobs import JobContext, Payload, Periodic, job

_log = structlog.stdlib.get_logger()


@job("content.sweep_bodies", queue="maintenance:process", timeout=3600)
async def sweep_bodies(context: JobContext, payload: Payload) -> None:
    """Obey retention and legal holds, check for orphans, say what was saved."""
    del payload
    _log.info("content.swept", **dataclasses.asdict(await sweep(context.databases)))


JOBS = (sweep_bodies,)
PERIODIC = (Periodic("50 3 * * *", sweep_bodies),)
