"""The statements about pools, as functions."""

from uuid import UUID

from penguinmails.infrastructure.pools.model import Pool, PoolMember
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def found(tx: Tx, pool_id: UUID | None, name: str | None) -> list[Pool]:
    """By id or name; several companies may have one of a name."""
    return await tx.many(queries.find_pools, Pool, tenant_id=tx.tenant_id, pool_id=pool_id, name=name)


async def listed(tx: Tx, company_id: UUID | None) -> list[Pool]:
    """By name."""
    return await tx.many(queries.list_pools, Pool, tenant_id=tx.tenant_id, company_id=company_id)


async def used(tx: Tx, pool_id: UUID) -> bool:
    """By campaigns that are not over."""
    return await tx.value(queries.pool_used, tenant_id=tx.tenant_id, pool_id=pool_id)


async def members(tx: Tx, pool_id: UUID) -> list[PoolMember]:
    """By address."""
    return await tx.many(queries.list_members, PoolMember, tenant_id=tx.tenant_id, pool_id=pool_id)
