"""The aggregate jobs: each day of a tenant once it is over, and each campaign once it has ended."""

from datetime import UTC, date, timedelta
from typing import Final
from uuid import UUID

import structlog

from penguinmails.jobs import JobContext, Payload, Periodic, enqueue, job
from penguinmails.kernel import clock
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import list_tenants
from penguinmails.warehouse.reconciling import store
from penguinmails.warehouse.reconciling.service import reconcile

_log = structlog.stdlib.get_logger()
_DAILY: Final = "analytics:daily-aggregate"


@job("analytics.aggregate_campaign", queue="analytics:campaign-aggregate")
async def aggregate_campaign(context: JobContext, payload: Payload) -> None:
    """Make sure of a campaign's days: `{"campaign_id": …}`. Doing it twice changes nothing."""
    campaign_id = UUID(payload["campaign_id"])
    async with context.tenant(Tier.OLAP) as tx:
        days = await store.days_of_campaign(tx, campaign_id)
    if days.first is None or days.last is None:
        return
    done = await reconcile(context.databases, context.tenant_id, days.first, days.last + timedelta(days=1))
    if done.differed:
        _log.warning("analytics.campaign.mended", campaign_id=str(campaign_id), rows=done.differed)


@job("analytics.aggregate_day", queue=_DAILY)
async def aggregate_day(context: JobContext, payload: Payload) -> None:
    """Make sure of a tenant's UTC day, `{"day": "2026-11-20"}`, and queue the campaigns that ended on it."""
    day = date.fromisoformat(payload["day"])
    done = await reconcile(context.databases, context.tenant_id, day, day + timedelta(days=1))
    if done.differed:
        _log.warning("analytics.day.mended", day=payload["day"], rows=done.differed)
    async with context.tenant(Tier.OLAP) as tx:
        ended = await store.campaigns_finished(tx, day)
    async with context.tenant(Tier.QUEUE) as tx:
        for campaign_id in ended:
            await enqueue(
                tx, aggregate_campaign, {"campaign_id": str(campaign_id)}, dedupe_key=str(campaign_id)
            )


@job("analytics.aggregate_all", queue=_DAILY)
async def aggregate_all(context: JobContext, payload: Payload) -> None:
    """Queue yesterday of every tenant, so that one that fails stops no other."""
    del payload
    day = (clock.now().astimezone(UTC) - timedelta(days=1)).date().isoformat()
    tenants = await list_tenants(context.databases)
    async with context.databases.worker(Tier.QUEUE) as tx:
        for tenant in tenants:
            await enqueue(tx, aggregate_day, {"day": day}, dedupe_key=day, tenant_id=tenant.id)


JOBS: Final = (aggregate_day, aggregate_campaign, aggregate_all)
PERIODIC: Final = (Periodic("0 2 * * *", aggregate_all),)
