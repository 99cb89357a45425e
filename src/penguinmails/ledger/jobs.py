"""What runs later."""

from datetime import timedelta
from typing import Final

import structlog

from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger.engagement import store

_log = structlog.stdlib.get_logger()

_WITHIN: Final = timedelta(days=3)


@job("ledger.tell_unsent", queue="maintenance:process")
async def tell_unsent(context: JobContext, payload: Payload) -> None:
    """Tell once more of messages that were opened although nobody knows that they were sent.

    The first time their sender may not have given them up yet: it calls them uncertain when its lease ends.
    """
    del payload
    async with context.databases.worker(Tier.OLAP) as tx:
        batches = await store.tell_unsent_again(tx, _WITHIN)
    if batches:
        _log.info("ledger.unsent.told", batches=batches)


JOBS: Final = (tell_unsent,)
PERIODIC: Final = (Periodic("*/10 * * * *", tell_unsent),)
