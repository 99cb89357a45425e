"""What runs later, and every day."""

from typing import Final

import structlog

from penguinmails.infrastructure.connecting.service import release_orphans
from penguinmails.infrastructure.describing.service import describe_all
from penguinmails.infrastructure.dkim.service import forget_retiring
from penguinmails.infrastructure.health.service import raise_ramps, recover
from penguinmails.jobs import JobContext, Payload, Periodic, job

_log = structlog.stdlib.get_logger()
_QUEUE: Final = "provisioning:process"


@job("infrastructure.recover_mailboxes", queue=_QUEUE)
async def recover_mailboxes(context: JobContext, payload: Payload) -> None:
    """Bring back mailboxes whose rest or pause is over."""
    del payload
    recovered = await recover(context.databases)
    if recovered:
        _log.info("infrastructure.mailboxes.recovered", mailboxes=recovered)


@job("infrastructure.raise_ramps", queue=_QUEUE)
async def raise_all_ramps(context: JobContext, payload: Payload) -> None:
    """Tell the lanes of mailboxes that are being ramped up what they may send today."""
    del payload
    _log.info("infrastructure.ramps.raised", mailboxes=await raise_ramps(context.databases))


@job("infrastructure.tidy", queue=_QUEUE)
async def tidy(context: JobContext, payload: Payload) -> None:
    """Forget retired keys, and let go of addresses that no mailbox has any more."""
    del payload
    keys = await forget_retiring(context.databases)
    addresses = await release_orphans(context.databases)
    _log.info("infrastructure.tidied", keys=keys, addresses=addresses)


@job("infrastructure.describe", queue=_QUEUE)
async def describe(context: JobContext, payload: Payload) -> None:
    """Tell the warehouse of every mailbox once more, for what was changed by hand."""
    del payload
    _log.info("infrastructure.mailboxes.described", mailboxes=await describe_all(context.databases))


JOBS: Final = (recover_mailboxes, raise_all_ramps, tidy, describe)
PERIODIC: Final = (
    Periodic("* * * * *", recover_mailboxes),
    # A cap is of a UTC day.
    Periodic("1 0 * * *", raise_all_ramps),
    Periodic("25 3 * * *", tidy),
    Periodic("45 1 * * *", describe),
)
