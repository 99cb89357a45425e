"""The statements about settings, as functions."""

from dataclasses import asdict

from psycopg.types.json import Jsonb

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.settings.model import RetentionPolicy, TenantConfig, TenantPolicies

queries = Queries.load(__name__)


async def config(tx: Tx) -> TenantConfig | None:
    """The tenant's configuration."""
    return await tx.one(queries.find_config, TenantConfig, tenant_id=tx.tenant_id)


async def policies(tx: Tx) -> TenantPolicies | None:
    """The tenant's policies."""
    return await tx.one(queries.find_policies, TenantPolicies, tenant_id=tx.tenant_id)


async def write_config(tx: Tx, new: TenantConfig) -> None:
    """Replace the tenant's configuration."""
    values = {**asdict(new), "billing_address": Jsonb(new.billing_address)}
    await tx.execute(queries.write_config, tenant_id=tx.tenant_id, **values)


async def write_policies(tx: Tx, new: TenantPolicies) -> None:
    """Replace the tenant's policies."""
    await tx.execute(queries.write_policies, tenant_id=tx.tenant_id, **asdict(new))


async def retention(tx: Tx) -> list[RetentionPolicy]:
    """What the tenant decided about keeping things."""
    return await tx.many(queries.list_retention, RetentionPolicy, tenant_id=tx.tenant_id)


async def platform_retention(databases: Databases) -> list[RetentionPolicy]:
    """What holds for whoever decided nothing."""
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(PLATFORM_TENANT)) as tx:
        return await retention(tx)


async def write_retention(tx: Tx, policy: RetentionPolicy) -> None:
    """Keep one kind of content for another time."""
    await tx.execute(queries.write_retention, tenant_id=tx.tenant_id, **asdict(policy))
