"""The jobs of planning."""

import structlog

from penguinmails.campaigns.planning import store
from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.kernel import clock
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger()


@job("campaigns.forget_send_days", queue="maintenance:process")
async def forget_send_days(context: JobContext, payload: Payload) -> None:
    """Forget on which days leads were written to, where no cap asks any more."""
    del payload
    async with context.databases.worker(Tier.OLTP) as tx:
        forgotten = await store.forget_send_days(tx, clock.now())
    _log.info("campaigns.send_days_forgotten", days=forgotten)


JOBS = (forget_send_days,)
PERIODIC = (Periodic("50 2 * * *", forget_send_days),)
