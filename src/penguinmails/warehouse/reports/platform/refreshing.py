"""The operators' view is as new as its last refresh: nobody who reads it waits for one."""

from typing import Final

from penguinmails.jobs import JobContext, Payload, Periodic, job
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier

# No named statement, for PostgreSQL explains no REFRESH, and every named statement is explained by a test.
_REFRESH: Final = "REFRESH MATERIALIZED VIEW CONCURRENTLY olap.campaign_performance_summary"


async def refresh_summary(databases: Databases) -> None:
    """Bring `campaign_performance_summary` up to the facts. Commits; readers see the old rows until then.

    Two at once wait for each other. Costs as much as reading all of campaign_analytics twice.
    """
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(_REFRESH)


@job("analytics.refresh_summary", queue="analytics-processing")
async def refresh(context: JobContext, payload: Payload) -> None:
    """Refresh the operators' view."""
    del payload
    await refresh_summary(context.databases)


JOBS: Final = (refresh,)
PERIODIC: Final = (Periodic("20 * * * *", refresh),)
