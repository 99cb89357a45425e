"""What a worker does with jobs."""

import asyncio

import psycopg
import pytest

from penguinmails.jobs import JobContext, Payload, QueueNotFound, Worker, enqueue, enqueue_many, pause, resume
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from tests.jobs.conftest import Outage
from tests.jobs.factories import (
    FAST,
    NORMAL,
    URGENT,
    Diary,
    Lasting,
    Passing,
    fetch,
    make_due,
    put,
    until_empty,
    until_failed,
    until_ran,
    working,
)
from tests.servers import Clone

ATTEMPTS = (
    "SELECT attempt_number, status, log_message FROM queue.job_attempts ORDER BY job_id, attempt_number"
)


async def test_a_handler_is_told_whose_job_it_is(databases: Databases, tenant: Scope) -> None:
    diary = Diary()
    job_id = await put(databases, tenant, diary.job, {})
    async with working(databases, diary):
        await until_empty(databases)
    context = diary.contexts[0]
    assert (context.tenant_id, context.job_id, context.job) == (tenant.tenant_id, job_id, "test.note")
    assert (context.attempt, context.last_attempt) == (1, False)


async def test_a_handler_sees_its_tenant_only(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    seen: list[list[tuple[object, ...]]] = []

    async def look(context: JobContext, _: Payload) -> None:
        async with context.tenant(Tier.OLTP) as tx:
            cursor = await tx.connection.execute("SELECT DISTINCT tenant_id FROM oltp.companies")
            seen.append(await cursor.fetchall())

    diary = Diary(does=look)
    for scope in (tenant, other_tenant):
        await put(databases, scope, diary.job, {})
        async with working(databases, diary):
            await until_empty(databases)
    assert seen == [[(tenant.tenant_id,)], [(other_tenant.tenant_id,)]]


async def test_a_platform_job_sees_no_tenant(databases: Databases, tenant: Scope) -> None:
    seen: list[tuple[object, ...] | None] = []

    async def look(context: JobContext, _: Payload) -> None:
        async with context.tenant(Tier.OLTP) as tx:
            cursor = await tx.connection.execute("SELECT count(*) FROM oltp.companies")
            seen.append(await cursor.fetchone())

    diary = Diary(does=look)
    async with databases.worker(Tier.QUEUE) as tx:
        await enqueue(tx, diary.job, {})
    async with working(databases, diary):
        await until_empty(databases)
    assert diary.contexts[0].tenant_id == PLATFORM_TENANT
    assert seen == [(0,)]


async def test_a_job_that_fails_twice_succeeds(databases: Databases, tenant: Scope) -> None:
    async def fail_twice(context: JobContext, _: Payload) -> None:
        if context.attempt < 3:
            raise Passing

    diary = Diary(does=fail_twice)
    await put(databases, tenant, diary.job, {"n": 1})
    async with working(databases, diary):
        for failures in (1, 2):
            await until_failed(databases, failures)
            await make_due(databases)
        await until_empty(databases)
    assert diary.runs == [{"n": 1}] * 3
    assert [context.last_attempt for context in diary.contexts] == [False, False, True]
    busy = "Passing: The other side is busy."
    assert await fetch(databases, ATTEMPTS) == [
        (1, "retry_scheduled", busy),
        (2, "retry_scheduled", busy),
        (3, "completed", None),
    ]
    assert await fetch(databases, "SELECT count(*) FROM queue.dead_letter_jobs") == [(0,)]


async def test_a_job_waits_longer_after_each_failure(databases: Databases, tenant: Scope) -> None:
    async def fail(context: JobContext, _: Payload) -> None:
        raise Passing

    diary = Diary(does=fail, queue=URGENT)
    await put(databases, tenant, diary.job, {})
    pauses: list[float] = []
    async with working(databases, diary):
        for failures in (1, 2, 3, 4):
            await until_failed(databases, failures)
            rows = await fetch(
                databases, "SELECT extract(epoch FROM execute_after - updated)::float8 FROM queue.jobs"
            )
            pauses.append(rows[0][0])
            await make_due(databases)
        await until_empty(databases)
    assert len(diary.runs) == 5  # urgent queues try five times
    for power, pause_taken in enumerate(pauses, start=1):
        assert 2**power * 0.75 <= pause_taken <= 2**power * 1.25


async def test_a_job_that_takes_too_long_is_stopped(databases: Databases, tenant: Scope) -> None:
    stopped = asyncio.Event()

    async def hang(_: JobContext, __: Payload) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    diary = Diary(does=hang, timeout=0.05, attempts=1)
    await put(databases, tenant, diary.job, {})
    async with working(databases, diary):
        await until_empty(databases)
    assert stopped.is_set()
    ((_, status, message),) = await fetch(databases, ATTEMPTS)
    assert status == "failed"
    assert "took longer than its 0.05 seconds" in message


async def test_a_job_that_cancels_itself_is_given_up(databases: Databases, tenant: Scope) -> None:
    async def cancel(_: JobContext, __: Payload) -> None:
        raise asyncio.CancelledError

    diary = Diary(does=cancel)
    await put(databases, tenant, diary.job, {})
    async with working(databases, diary):
        await until_empty(databases)
    reasons = await fetch(databases, "SELECT failure_reason FROM queue.dead_letter_jobs")
    assert reasons == [
        ("JobStopped: The job test.note was stopped from inside: it ended by cancelling itself.",)
    ]


async def test_a_paused_queue_is_left_alone_until_it_is_resumed(databases: Databases, tenant: Scope) -> None:
    paused, open_ = Diary("test.paused"), Diary("test.open", queue=URGENT)
    async with databases.staff(Tier.QUEUE) as tx:
        await pause(tx, NORMAL)
    await put(databases, tenant, paused.job, {"n": 1})
    async with working(databases, paused, open_):
        for n in (1, 2):
            await put(databases, tenant, open_.job, {"n": n})
            await until_ran(open_, n)
        assert paused.runs == []
        async with databases.staff(Tier.QUEUE) as tx:
            await resume(tx, NORMAL)
        await until_empty(databases)
    assert paused.runs == [{"n": 1}]


async def test_a_queue_that_is_full_starves_no_other(databases: Databases, tenant: Scope) -> None:
    release = asyncio.Event()

    async def hold(_: JobContext, __: Payload) -> None:
        await release.wait()

    greedy, modest = Diary("test.greedy", URGENT, does=hold), Diary("test.modest", "maintenance:process")
    async with databases.tenant(Tier.QUEUE, tenant) as tx:
        await enqueue_many(tx, greedy.job, ({"n": n} for n in range(100)))
        await enqueue(tx, modest.job, {})
    async with working(databases, greedy, modest):
        await until_ran(modest)
        await until_ran(greedy, FAST.jobs_slots)
        assert len(greedy.runs) == FAST.jobs_slots
        release.set()
        await until_empty(databases)
    assert len(greedy.runs) == 100


async def test_a_limit_holds_over_all_workers(databases: Databases, tenant: Scope, clone: Clone) -> None:
    at_once, most = 0, 0

    async def count(_: JobContext, __: Payload) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.005)
        at_once -= 1

    diary = Diary(does=count)
    with psycopg.connect(clone.administrator) as connection:
        connection.execute("UPDATE queue.job_queues SET max_running = 3 WHERE name = %s", [NORMAL])
    async with databases.tenant(Tier.QUEUE, tenant) as tx:
        await enqueue_many(tx, diary.job, ({"n": n} for n in range(60)))
    async with working(databases, diary), working(databases, diary):
        await until_empty(databases)
    assert len(diary.runs) == 60
    assert most <= 3


async def test_two_workers_run_each_job_once(databases: Databases, tenant: Scope) -> None:
    diary = Diary()
    async with databases.tenant(Tier.QUEUE, tenant) as tx:
        await enqueue_many(tx, diary.job, ({"n": n} for n in range(300)))
    async with working(databases, diary), working(databases, diary):
        await until_empty(databases)
    assert sorted(run["n"] for run in diary.runs) == list(range(300))
    assert await fetch(databases, "SELECT count(*) FROM queue.job_attempts WHERE status = 'completed'") == [
        (300,)
    ]


async def test_an_unknown_job_waits_for_a_worker_that_knows_it(databases: Databases, tenant: Scope) -> None:
    known, newer = Diary("test.known"), Diary("test.newer")
    await put(databases, tenant, newer.job, {})
    await put(databases, tenant, known.job, {})
    async with working(databases, known):
        await until_ran(known)
    assert await fetch(databases, "SELECT entrypoint, attempts FROM queue.jobs") == [("test.newer", 0)]
    async with working(databases, newer):
        await until_empty(databases)


async def test_a_worker_refuses_a_job_of_no_queue(databases: Databases) -> None:
    with pytest.raises(QueueNotFound):
        await Worker(databases, [Diary(queue="nowhere").job], settings=FAST).run(asyncio.Event())


async def test_what_a_worker_cannot_finish_goes_back(databases: Databases, tenant: Scope) -> None:
    async def hang(_: JobContext, __: Payload) -> None:
        await asyncio.Event().wait()

    diary = Diary(does=hang)
    await put(databases, tenant, diary.job, {"n": 1})
    async with working(databases, diary, settings=FAST.model_copy(update={"jobs_drain": 0.05})):
        await until_ran(diary)
    rows = await fetch(databases, "SELECT status::text, attempts, queue_manager_id FROM queue.jobs")
    assert rows == [("queued", 0, None)]
    diary.does = None
    async with working(databases, diary):
        await until_empty(databases)
    assert await fetch(databases, ATTEMPTS) == [(1, "completed", None)]


async def test_a_late_result_of_a_job_taken_over_does_not_count(databases: Databases, tenant: Scope) -> None:
    """Its worker was silent, another took the job, and then the first one fails after all."""
    go_on = asyncio.Event()

    async def stall(context: JobContext, _: Payload) -> None:
        if len(diary.runs) == 1:
            await go_on.wait()
            raise Lasting

    diary = Diary(does=stall)
    await put(databases, tenant, diary.job, {})
    async with working(databases, diary):
        await until_ran(diary)
        await fetch(
            databases, "UPDATE queue.jobs SET queue_manager_id = gen_random_uuid(), attempts = 1 RETURNING id"
        )
        go_on.set()
    assert await fetch(databases, ATTEMPTS) == []
    assert await fetch(databases, "SELECT count(*) FROM queue.dead_letter_jobs") == [(0,)]
    assert await fetch(databases, "SELECT status::text FROM queue.jobs") == [("picked",)]


async def test_a_job_that_kills_its_workers_is_given_up(databases: Databases, tenant: Scope) -> None:
    diary = Diary()
    await put(databases, tenant, diary.job, {"n": 1})
    await fetch(
        databases,
        "UPDATE queue.jobs SET status = 'picked', attempts = 2, queue_manager_id = gen_random_uuid(), "
        "heartbeat = now() - interval '1 hour' RETURNING id",
    )
    async with working(databases, diary):
        await until_empty(databases)
    assert diary.runs == []
    ((attempt, status, message),) = await fetch(databases, ATTEMPTS)
    assert (attempt, status) == (3, "lost")
    assert message.startswith("WorkerLost: The worker of test.note ended")
    assert await fetch(databases, "SELECT payload, failure_reason FROM queue.dead_letter_jobs") == [
        ({"n": 1}, message)
    ]


async def test_an_outage_of_the_database_loses_nothing(
    databases: Databases, tenant: Scope, outage: Outage
) -> None:
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_: JobContext, __: Payload) -> None:
        under_way.set()
        await go_on.wait()

    diary = Diary(does=wait)
    await put(databases, tenant, diary.job, {"n": 1})
    async with working(databases, diary):
        await under_way.wait()
        await outage.begin()
        go_on.set()
        await outage.end()
        await until_empty(databases)
        await put(databases, tenant, diary.job, {"n": 2})
        await until_empty(databases)
    assert diary.runs == [{"n": 1}, {"n": 2}]
    assert await fetch(databases, ATTEMPTS) == [(1, "completed", None)] * 2


async def test_a_worker_stops_though_the_database_is_away(
    databases: Databases, tenant: Scope, outage: Outage
) -> None:
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_: JobContext, __: Payload) -> None:
        under_way.set()
        await go_on.wait()

    diary = Diary(does=wait)
    await put(databases, tenant, diary.job, {"n": 1})
    async with working(databases, diary, settings=FAST.model_copy(update={"jobs_drain": 0.1})):
        await under_way.wait()
        await outage.begin()
    await outage.end()
    diary.does = None
    async with working(databases, diary):
        await until_empty(databases)
    assert len(diary.runs) == 2
