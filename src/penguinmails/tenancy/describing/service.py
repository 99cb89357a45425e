"""Telling the warehouse. Whoever changed something holds the tenant's lock. Nothing here commits."""

from collections.abc import Collection
from uuid import UUID

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import as_payload, send
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.describing.model import COMPANIES, TENANTS, CompanyCopy, TenantCopy

queries = Queries.load(__name__)


async def describe_tenant(tx: Tx) -> None:
    """Hand on how the tenant is now, deleted or not."""
    tenant = await tx.one(queries.describe_tenant, TenantCopy, tenant_id=tx.tenant_id)
    if tenant is not None:
        await send(tx, TENANTS, {"tenants": [as_payload(tenant)]})


async def describe_companies(tx: Tx, company_ids: Collection[UUID] | None = None) -> None:
    """Hand on how these companies are now, deleted or not; all where none is named."""
    companies = await tx.many(
        queries.describe_companies,
        CompanyCopy,
        tenant_id=tx.tenant_id,
        company_ids=None if company_ids is None else list(company_ids),
    )
    if companies:
        await send(tx, COMPANIES, {"companies": [as_payload(company) for company in companies]})


async def describe_all(databases: Databases, tenant_id: UUID) -> None:
    """Hand on a tenant and all its companies once more. Commits."""
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id)) as tx:
        await tx.execute(queries.hold, tenant_id=tenant_id)
        await describe_tenant(tx)
        await describe_companies(tx)
