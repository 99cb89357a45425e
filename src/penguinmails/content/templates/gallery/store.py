"""The statements about public templates, as functions."""

from uuid import UUID

from penguinmails.content.templates.gallery.model import Offer, Offered
from penguinmails.kernel.db import Databases
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier

queries = Queries.load(__name__)


async def offers(databases: Databases, tenant_id: UUID) -> list[Offer]:
    """What the platform and the tenant offer."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.many(queries.list_offers, Offer, tenant_ids=[PLATFORM_TENANT, tenant_id])


async def offered(databases: Databases, tenant_id: UUID, template_id: UUID) -> Offered | None:
    """One of them, whole."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.one(
            queries.load_offer, Offered, tenant_ids=[PLATFORM_TENANT, tenant_id], template_id=template_id
        )
