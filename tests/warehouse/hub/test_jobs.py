"""Counting is queued for every tenant, once."""

from penguinmails.jobs import JobContext
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.hub.jobs import calculate_all, calculate_tenant, recount_all
from tests.ledger.factories import rows

NAME = calculate_tenant.name


def context(databases: Databases, tenant: Scope | None = None) -> JobContext:
    """As a worker gives it."""
    owner = tenant.tenant_id if tenant else PLATFORM_TENANT
    return JobContext(databases, owner, job_id=1, job="test", attempt=1, last_attempt=False)


async def test_every_tenant_is_counted_once_however_often_it_is_asked(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    for _ in range(2):
        await calculate_all.handler(context(databases), {})
    await recount_all.handler(context(databases), {})
    async with databases.worker(Tier.QUEUE) as tx:
        cursor = await tx.connection.execute("SELECT tenant_id FROM queue.jobs WHERE entrypoint = %s", [NAME])
        queued = sorted(row[0] for row in await cursor.fetchall())
    assert queued == sorted([tenant.tenant_id, other_tenant.tenant_id] * 2)


async def test_a_job_counts_its_tenant(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    await calculate_tenant.handler(context(databases, tenant), {})
    counted = "SELECT workspaces_used, calculated IS NOT NULL FROM olap.billing_analytics"
    assert await rows(databases, tenant, counted) == [(1, True)]
    assert await rows(databases, other_tenant, counted) == []
