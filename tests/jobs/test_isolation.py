"""Arguments, attempts and dead letters of one tenant are nobody else's."""

import pytest
from psycopg import errors, sql

from penguinmails.jobs import JobContext, Payload
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.jobs.factories import Diary, Lasting, put, until_empty, until_left, working


async def fail(_: JobContext, __: Payload) -> None:
    raise Lasting


@pytest.mark.parametrize("table", ["jobs", "job_attempts", "dead_letter_jobs"])
async def test_another_tenant_sees_nothing(
    databases: Databases, tenant: Scope, other_tenant: Scope, table: str
) -> None:
    await put(databases, tenant, Diary("test.waiting").job, {"secret": "of Acme"})
    diary = Diary(does=fail)
    await put(databases, tenant, diary.job, {"secret": "of Acme"}, priority=1)
    async with working(databases, diary):
        await until_left(databases, 1)
    for scope, rows in ((tenant, 1), (other_tenant, 0)):
        async with databases.tenant(Tier.QUEUE, scope) as tx:
            cursor = await tx.connection.execute(
                sql.SQL("SELECT count(*) FROM queue.{}").format(sql.Identifier(table))
            )
            assert await cursor.fetchone() == (rows,)


async def test_nobody_queues_for_another_tenant(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        async with databases.tenant(Tier.QUEUE, tenant) as tx:
            await tx.connection.execute(
                "INSERT INTO queue.jobs (entrypoint, status, priority, headers) "
                "VALUES ('test.note', 'queued', 1, jsonb_build_object('tenant_id', %s::text))",
                [str(other_tenant.tenant_id)],
            )


async def test_a_key_of_another_tenant_can_be_neither_probed_nor_taken(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    with pytest.raises(errors.CheckViolation):
        async with databases.tenant(Tier.QUEUE, tenant) as tx:
            await tx.connection.execute(
                "INSERT INTO queue.jobs (entrypoint, status, priority, headers, dedupe_key) "
                "VALUES ('test.note', 'queued', 1, jsonb_build_object('tenant_id', %s::text), %s)",
                [str(tenant.tenant_id), f"{other_tenant.tenant_id}:test.note:nightly"],
            )


async def test_what_has_no_tenant_has_no_arguments(databases: Databases, tenant: Scope) -> None:
    diary = Diary(does=fail)
    await put(databases, tenant, diary.job, {"secret": "of Acme"})
    async with working(databases, diary):
        await until_empty(databases)
    async with databases.worker(Tier.QUEUE) as tx:
        cursor = await tx.connection.execute("SELECT count(*), count(traceback) FROM queue.job_logs")
        rows = await cursor.fetchone()
    assert rows is not None
    assert rows[0] > 0
    assert rows[1] == 0
