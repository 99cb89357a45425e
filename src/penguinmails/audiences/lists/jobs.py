"""The jobs of lists."""

import structlog

from penguinmails.audiences.lists.upkeep import fold_counts, let_go, recount_all
from penguinmails.jobs import JobContext, Payload, Periodic, job

_log = structlog.stdlib.get_logger()
_QUEUE = "maintenance:process"


@job("audiences.fold_list_counts", queue=_QUEUE)
async def fold(context: JobContext, payload: Payload) -> None:
    """Add up by how much lists became longer or shorter."""
    del payload
    tenants = await fold_counts(context.databases)
    if tenants:
        _log.info("lists.counts_folded", tenants=tenants)


@job("audiences.recount_lists", queue=_QUEUE)
async def recount_lists(context: JobContext, payload: Payload) -> None:
    """Count every list anew; a difference raises a system event."""
    del payload
    _log.info("lists.recounted", tenants=await recount_all(context.databases))


@job("audiences.tidy_lists", queue=_QUEUE)
async def tidy(context: JobContext, payload: Payload) -> None:
    """Let go of members who never confirmed and of lists nobody can restore."""
    del payload
    unconfirmed, lists = await let_go(context.databases)
    _log.info("lists.tidied", unconfirmed=unconfirmed, lists=lists)


JOBS = (fold, recount_lists, tidy)
PERIODIC = (
    Periodic("*/5 * * * *", fold),
    Periodic("10 2 * * *", recount_lists),
    Periodic("35 2 * * *", tidy),
)
