"""Jobs that run by the clock."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.jobs import JOBS, PERIODIC, Periodic, Worker
from penguinmails.jobs.worker.timetable import next_time
from penguinmails.kernel.db import Databases
from penguinmails.kernel.ids import PLATFORM_TENANT
from tests.jobs.factories import FAST, Diary, fetch, until, until_ran, working

YEARLY = "0 0 1 1 *"


async def make_due(databases: Databases) -> None:
    """Let all schedules be due now."""
    await fetch(databases, "UPDATE queue.scheduled_jobs SET next_run = now() - interval '1 day' RETURNING id")


async def test_one_firing_runs_once_with_two_workers(databases: Databases) -> None:
    diary = Diary()
    periodic = [Periodic(YEARLY, diary.job, {"n": 1})]
    async with working(databases, periodic=periodic):

        async def known() -> bool:
            return await fetch(databases, "SELECT count(*) FROM queue.scheduled_jobs") == [(1,)]

        await until(known)
    assert diary.runs == []
    await make_due(databases)
    async with (
        working(databases, diary, periodic=periodic),
        working(databases, diary, periodic=periodic),
    ):
        await until_ran(diary)
    assert diary.runs == [{"n": 1}]
    assert diary.contexts[0].tenant_id == PLATFORM_TENANT
    rows = await fetch(databases, "SELECT expression, entrypoint, next_run FROM queue.scheduled_jobs")
    ((expression, entrypoint, next_run),) = rows
    assert (expression, entrypoint) == (YEARLY, "test.note")
    assert next_run == next_time(YEARLY, datetime.now(UTC))
    assert await fetch(databases, "SELECT count(*) FROM queue.job_attempts") == [(1,)]


async def test_a_firing_is_left_out_while_the_last_one_waits(databases: Databases) -> None:
    diary = Diary()
    periodic = [Periodic(YEARLY, diary.job)]

    async def fired() -> bool:
        return await fetch(databases, "SELECT next_run > now() FROM queue.scheduled_jobs") == [(True,)]

    for _ in range(3):
        async with working(databases, periodic=periodic):
            await until(fired)
        await make_due(databases)
        async with working(databases, periodic=periodic):
            await until(fired)
        await make_due(databases)
    assert await fetch(databases, "SELECT count(*) FROM queue.jobs") == [(1,)]


async def test_a_wrong_expression_is_refused(databases: Databases) -> None:
    with pytest.raises(ValueError, match="no cron expression"):
        Worker(databases, [], [Periodic("every now and then", Diary().job)], FAST)
    with pytest.raises(ValueError, match="runs twice"):
        Worker(databases, [], [Periodic(YEARLY, Diary().job)] * 2, FAST)


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis takes naive bounds
def test_the_next_time_is_later(moment: datetime) -> None:
    for cron in ("* * * * *", "*/5 * * * *", "0 2 * * *", YEARLY):
        assert next_time(cron, moment) > moment


async def test_the_areas_own_jobs_have_schedules_and_queues(databases: Databases) -> None:
    assert {entry.job for entry in PERIODIC} <= set(JOBS)
    rows = await fetch(databases, "SELECT name FROM queue.job_queues")
    assert {job.queue for job in JOBS} <= {name for (name,) in rows}
