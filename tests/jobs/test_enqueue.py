"""Putting jobs into the queue."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from penguinmails.jobs import Job, Payload, enqueue, enqueue_many
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from tests.jobs.factories import Diary, fetch, put, until_empty, until_left, working


class Undone(Exception):
    pass


async def test_a_job_vanishes_with_its_transaction(databases: Databases, tenant: Scope) -> None:
    async def queue_and_fail() -> None:
        async with databases.tenant(Tier.QUEUE, tenant) as tx:
            assert await enqueue(tx, Diary().job, {"n": 1})
            raise Undone

    with pytest.raises(Undone):
        await queue_and_fail()
    assert await fetch(databases, "SELECT count(*) FROM queue.jobs") == [(0,)]


async def test_a_job_commits_with_the_change_that_caused_it(databases: Databases, tenant: Scope) -> None:
    diary = Diary()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "UPDATE oltp.tenants SET name = 'Renamed' WHERE id = %s", [tenant.tenant_id]
        )
        await enqueue(tx, diary.job, {"n": 1})
    async with working(databases, diary):
        await until_empty(databases)
    assert diary.runs == [{"n": 1}]


async def test_what_json_holds_comes_out_as_it_went_in(databases: Databases, tenant: Scope) -> None:
    diary = Diary()
    payload: Payload = {"text": "naïve 🐧 \\u0000 'quoted'", "list": [1, 2.5, None, True, {"a": {}}]}
    await put(databases, tenant, diary.job, payload)
    async with working(databases, diary):
        await until_empty(databases)
    assert diary.runs == [payload]


async def test_a_delayed_job_waits(databases: Databases, tenant: Scope) -> None:
    diary = Diary()
    later = datetime(2090, 1, 1, tzinfo=UTC)
    await put(databases, tenant, diary.job, {"n": 1}, delay=timedelta(hours=1))
    await put(databases, tenant, diary.job, {"n": 2}, run_at=later)
    await put(databases, tenant, diary.job, {"n": 3}, delay=timedelta(milliseconds=200))
    async with working(databases, diary):
        await until_left(databases, 2)
    assert diary.runs == [{"n": 3}]
    rows = await fetch(
        databases, "SELECT execute_after - created, execute_after FROM queue.jobs ORDER BY execute_after"
    )
    assert rows[0][0] == timedelta(hours=1)
    assert rows[1][1] == later


async def test_a_key_is_there_once_for_each_tenant(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    diary = Diary()
    first = await put(databases, tenant, diary.job, {"n": 1}, dedupe_key="nightly")
    assert first is not None
    assert await put(databases, tenant, diary.job, {"n": 2}, dedupe_key="nightly") is None
    assert await put(databases, other_tenant, diary.job, {"n": 3}, dedupe_key="nightly") is not None
    async with working(databases, diary):
        await until_empty(databases)
    assert await put(databases, tenant, diary.job, {"n": 4}, dedupe_key="nightly") is not None


async def test_many_are_queued_in_order(databases: Databases, tenant: Scope) -> None:
    diary = Diary()
    async with databases.tenant(Tier.QUEUE, tenant) as tx:
        ids = await enqueue_many(tx, diary.job, ({"n": n} for n in range(500)))
        assert await enqueue_many(tx, diary.job, []) == []
    assert ids == sorted(set(ids))
    async with working(databases, diary):
        await until_empty(databases)
    assert sorted(run["n"] for run in diary.runs) == list(range(500))


async def test_the_smaller_priority_goes_first(databases: Databases, tenant: Scope) -> None:
    declared, diary = Diary(priority=10), Diary("test.other")
    async with databases.tenant(Tier.QUEUE, tenant) as tx:
        for priority in (200, 51, None, 1, 100):  # the queue's own is 100
            await enqueue(tx, diary.job, {"priority": priority}, priority=priority)
        await enqueue(tx, declared.job, {})
    rows = await fetch(
        databases, "SELECT convert_from(payload, 'UTF8')::jsonb FROM queue.jobs ORDER BY priority DESC, id"
    )
    assert [row[0] for row in rows] == [
        {"priority": 1},
        {},
        {"priority": 51},
        {"priority": None},
        {"priority": 100},
        {"priority": 200},
    ]


async def test_a_worker_runs_the_smaller_priority_first(databases: Databases, tenant: Scope) -> None:
    diary = Diary()
    async with databases.tenant(Tier.QUEUE, tenant) as tx:
        for priority in (150, 3, 75, 1):
            await enqueue(tx, diary.job, {"priority": priority}, priority=priority)
    async with working(databases, diary):
        await until_empty(databases)
    assert [run["priority"] for run in diary.runs] == [1, 3, 75, 150]


async def test_a_queue_that_does_not_exist_is_refused(databases: Databases, tenant: Scope) -> None:
    with pytest.raises(psycopg.errors.NotNullViolation):
        await put(databases, tenant, Diary(queue="nowhere").job, {})


async def test_a_tenant_queues_for_itself_only(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    with pytest.raises(RuntimeError):
        await put(databases, tenant, Diary().job, {}, tenant_id=other_tenant.tenant_id)


async def test_a_worker_says_whose_job_it_is(databases: Databases, tenant: Scope) -> None:
    async with databases.worker(Tier.QUEUE) as tx:
        await enqueue(tx, Diary().job, {}, tenant_id=tenant.tenant_id)
        await enqueue(tx, Diary().job, {})
    rows = await fetch(databases, "SELECT tenant_id FROM queue.jobs ORDER BY id")
    assert rows == [(tenant.tenant_id,), (PLATFORM_TENANT,)]


async def test_a_name_has_an_area_and_a_verb() -> None:
    async def nothing(context: object, payload: object) -> None: ...

    for name in ("roll_up", "Warehouse.roll_up", "warehouse.roll.up", ""):
        with pytest.raises(ValueError, match=r"area\.verb"):
            Job(name, "analytics-processing", nothing)
