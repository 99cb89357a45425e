"""What runs every hour."""

from typing import Final

import structlog

from penguinmails.billing.service import tell_terms_of_all
from penguinmails.jobs import JobContext, Payload, Periodic, job

_log = structlog.stdlib.get_logger()


@job("billing.tell_terms", queue="analytics:billing-calculate")
async def tell_terms(context: JobContext, payload: Payload) -> None:
    """Tell the warehouse of all subscriptions once more: their rows also change by hand, and plans change."""
    del payload
    _log.info("billing.terms.told", tenants=await tell_terms_of_all(context.databases))


JOBS: Final = (tell_terms,)
PERIODIC: Final = (Periodic("5 * * * *", tell_terms),)
