"""The statements about tenants, as functions."""

from datetime import datetime
from uuid import UUID

from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.tenants.model import Tenant, TenantId, TenantSummary

queries = Queries.load(__name__)


async def find(tx: Tx) -> Tenant | None:
    """The transaction's tenant, if it lives."""
    return await tx.one(queries.find_tenant, Tenant, tenant_id=tx.tenant_id)


async def find_deleted(tx: Tx) -> Tenant | None:
    """The transaction's tenant, if it is deleted; locked."""
    return await tx.one(queries.find_deleted_tenant, Tenant, tenant_id=tx.tenant_id)


async def listed(databases: Databases, *, deleted: bool) -> list[TenantSummary]:
    """All live tenants, or all deleted ones, by name."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.many(queries.list_tenants, TenantSummary, deleted=deleted)


async def named(databases: Databases, name: str, *, deleted: bool) -> list[UUID]:
    """The tenants of that name."""
    async with databases.worker(Tier.OLTP) as tx:
        found = await tx.many(queries.tenants_named, TenantId, name=name, deleted=deleted)
    return [row.id for row in found]


async def exists(databases: Databases, tenant_id: UUID, *, deleted: bool) -> bool:
    """Whether there is a tenant of that id."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.value(queries.tenant_exists, tenant_id=tenant_id, deleted=deleted) is not None


async def deleted_before(databases: Databases, before: datetime) -> list[UUID]:
    """The tenants whose time to be restored is over."""
    async with databases.worker(Tier.OLTP) as tx:
        found = await tx.many(queries.tenants_deleted_before, TenantId, before=before)
    return [row.id for row in found]


async def with_parts_deleted_before(databases: Databases, before: datetime) -> list[UUID]:
    """The live tenants with a company or membership whose time to be restored is over."""
    async with databases.worker(Tier.OLTP) as tx:
        found = await tx.many(queries.tenants_with_deleted_parts, TenantId, before=before)
    return [row.id for row in found]
