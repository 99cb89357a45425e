"""The statements of reconciling."""

from datetime import date
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.warehouse.reconciling.model import Days, Finished

queries = Queries.load(__name__)


async def days_of_campaign(tx: Tx, campaign_id: UUID) -> Days:
    """Its first and last day."""
    found = await tx.one(queries.days_of_campaign, Days, tenant_id=tx.tenant_id, campaign_id=campaign_id)
    return found or Days(None, None)


async def campaigns_finished(tx: Tx, day: date) -> list[UUID]:
    """The campaigns that ended on that UTC day."""
    found = await tx.many(queries.campaigns_finished, Finished, tenant_id=tx.tenant_id, day=day)
    return [each.campaign_id for each in found]
