"""The nightly purge, as the worker runs it."""

from penguinmails.jobs import JobContext
from penguinmails.kernel.db import Databases
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import JOBS, PERIODIC, delete_tenant, list_tenants
from tests.tenancy.factories import OPERATOR, tenant_of, wide


async def test_the_job_purges_what_is_due_and_nothing_else(databases: Databases) -> None:
    made = [
        await tenant_of(databases, name, f"{name}@acme.example")
        for name in ("due", "deleted", "live", "kept")
    ]
    for created in (made[0], made[1]):
        async with databases.tenant(Tier.OLTP, wide(created)) as tx:
            await delete_tenant(tx, actor=OPERATOR)
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute(
            "UPDATE oltp.tenants SET deleted = deleted - interval '30 days 1 minute' WHERE id = %s",
            [made[0].tenant.id],
        )
    job = next(each for each in JOBS if each.name == "tenancy.purge_deleted")
    assert job in [periodic.job for periodic in PERIODIC]
    context = JobContext(databases, PLATFORM_TENANT, 1, job.name, 1, last_attempt=False)
    for _ in range(2):
        await job.handler(context, {})
    assert [row.name for row in await list_tenants(databases, deleted=True)] == ["deleted"]
    assert [row.name for row in await list_tenants(databases)] == ["kept", "live"]
