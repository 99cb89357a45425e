"""What runs later."""

import structlog

from penguinmails.audiences.suppressions import store
from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.kernel import clock
from penguinmails.kernel.tiers import Tier

_BATCH = 5000
_log = structlog.stdlib.get_logger()


@job("audiences.forget_expired_suppressions", queue="maintenance:process")
async def forget_expired(context: JobContext, payload: Payload) -> None:
    """Remove the entries of all tenants that have expired: they forbid nothing since."""
    del payload
    moment, removed, last = clock.now(), 0, _BATCH
    while last == _BATCH:
        async with context.databases.worker(Tier.OLTP) as tx:
            last = await store.delete_expired(tx, moment, _BATCH)
        removed += last
    _log.info("audiences.suppressions.expired", removed=removed)


JOBS = (forget_expired,)
PERIODIC = (Periodic("40 3 * * *", forget_expired),)
