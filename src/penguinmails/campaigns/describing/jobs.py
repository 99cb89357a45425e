"""What keeps the warehouse's numbers of leads current."""

import structlog

from penguinmails.campaigns.describing.service import describe_moving
from penguinmails.jobs import JobContext, Payload, Periodic, job

_log = structlog.stdlib.get_logger()


@job("campaigns.describe", queue="analytics:campaign-aggregate")
async def describe_all_moving(context: JobContext, payload: Payload) -> None:
    """Tell the warehouse how campaigns that send, or changed lately, stand."""
    del payload
    campaigns = await describe_moving(context.databases)
    if campaigns:
        _log.info("campaigns.described", campaigns=campaigns)


JOBS = (describe_all_moving,)
PERIODIC = (Periodic("*/10 * * * *", describe_all_moving),)
