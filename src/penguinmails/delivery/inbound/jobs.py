"""Trying again, by itself."""

import structlog

from penguinmails.delivery.inbound.retrying import retry_young
from penguinmails.jobs import JobContext, Payload, Periodic, job

log = structlog.stdlib.get_logger()


@job("delivery.retry_inbound", queue="maintenance:process", timeout=1800)
async def retry_inbound(context: JobContext, payload: Payload) -> None:
    """Look again for the messages of mail that found none within the last two days."""
    del payload
    log.info("inbound.retried", matched=await retry_young(context.databases))


JOBS = (retry_inbound,)
PERIODIC = (Periodic("25 * * * *", retry_inbound),)
