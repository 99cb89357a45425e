"""Jobs that were given up, and what people do with them."""

import asyncio
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.jobs import (
    DeadLetterNotFound,
    DeadLetterResolved,
    JobContext,
    Payload,
    list_attempts,
    list_dead,
    list_jobs,
    list_queues,
    resolve,
    retry,
    show_dead,
)
from penguinmails.jobs.worker.results import storable
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.jobs.factories import (
    NORMAL,
    Diary,
    Lasting,
    Passing,
    fetch,
    make_due,
    put,
    until_empty,
    until_failed,
    working,
)


async def fail_for_good(_: JobContext, __: Payload) -> None:
    raise Lasting


@pytest.fixture
async def dead(databases: Databases, tenant: Scope) -> UUID:
    """A dead letter, its payload n = 1, its priority 42."""
    diary = Diary(does=fail_for_good)
    await put(databases, tenant, diary.job, {"n": 1}, priority=42)
    async with working(databases, diary):
        await until_empty(databases)
    ((dead_letter_id,),) = await fetch(databases, "SELECT id FROM queue.dead_letter_jobs")
    return dead_letter_id


async def test_what_cannot_pass_is_given_up_at_once(databases: Databases, tenant: Scope, dead: UUID) -> None:
    async with databases.worker(Tier.QUEUE) as tx:
        letter = await show_dead(tx, dead)
        (attempt,) = await list_attempts(tx, job_id=letter.original_job_id)
    assert (letter.tenant_id, letter.queue, letter.job) == (tenant.tenant_id, NORMAL, "test.note")
    assert (letter.payload, letter.priority, letter.attempts) == ({"n": 1}, 42, 1)
    assert letter.reason == "Lasting: The other side will never take this."
    assert letter.error["type"] == "Lasting"
    assert "fail_for_good" in letter.error["traceback"]
    assert letter.resolved is None
    assert (attempt.attempt, attempt.status, attempt.message) == (1, "failed", letter.reason)


async def test_what_fails_for_the_last_time_is_given_up(databases: Databases, tenant: Scope) -> None:
    async def fail(_: JobContext, __: Payload) -> None:
        raise Passing

    diary = Diary(does=fail)
    await put(databases, tenant, diary.job, {})
    async with working(databases, diary):
        for failures in (1, 2):
            await until_failed(databases, failures)
            await make_due(databases)
        await until_empty(databases)
    async with databases.worker(Tier.QUEUE) as tx:
        (letter,) = await list_dead(tx)
        (state,) = [queue for queue in await list_queues(tx) if queue.name == NORMAL]
    assert (letter.attempts, letter.reason) == (3, "Passing: The other side is busy.")
    assert state.dead == 1


async def test_a_message_no_table_can_hold_holds_nothing_up(databases: Databases, tenant: Scope) -> None:
    async def fail(_: JobContext, payload: Payload) -> None:
        raise ValueError("zero \0" + "x" * 50_000 * payload["n"])

    diary = Diary(does=fail)
    for n in (0, 1):
        await put(databases, tenant, diary.job, {"n": n})
    async with working(databases, diary):
        await until_empty(databases)
    reasons = await fetch(databases, "SELECT failure_reason FROM queue.dead_letter_jobs ORDER BY id")
    assert len(reasons) == 2
    assert reasons[0] == ("ValueError: zero \N{REPLACEMENT CHARACTER}",)


@given(st.text(st.characters(exclude_categories=[]), max_size=50))
def test_any_text_becomes_one_that_tables_hold(text: str) -> None:
    kept = storable(text, 40)
    assert kept is not None
    assert "\0" not in kept
    assert len(kept.encode()) <= 40 * 4


async def test_a_retry_runs_the_same_job_again(databases: Databases, tenant: Scope, dead: UUID) -> None:
    async with databases.worker(Tier.QUEUE) as tx:
        job_id = await retry(tx, dead)
        (waiting,) = await list_jobs(tx)
    assert (waiting.job_id, waiting.priority, waiting.failed_attempts) == (job_id, 42, 0)
    diary = Diary()
    async with working(databases, diary):
        await until_empty(databases)
    assert diary.runs == [{"n": 1}]
    assert diary.contexts[0].tenant_id == tenant.tenant_id
    assert diary.contexts[0].attempt == 1
    async with databases.worker(Tier.QUEUE) as tx:
        letter = await show_dead(tx, dead)
        assert await list_dead(tx) == []
    assert letter.retried_as == job_id
    assert letter.resolved is not None


async def test_two_people_retry_one_once(databases: Databases, dead: UUID) -> None:
    async def try_it() -> int:
        async with databases.worker(Tier.QUEUE) as tx:
            return await retry(tx, dead)

    results = await asyncio.gather(try_it(), try_it(), try_it(), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["DeadLetterResolved"] * 2 + ["int"]
    assert await fetch(databases, "SELECT count(*) FROM queue.jobs") == [(1,)]


async def test_a_resolved_one_is_kept_with_its_notes(databases: Databases, dead: UUID) -> None:
    by = uuid4()
    async with databases.worker(Tier.QUEUE) as tx:
        await resolve(tx, dead, "the address is gone", by=by)
        assert await list_dead(tx) == []
        (listed,) = await list_dead(tx, also_resolved=True)
        assert listed.dead_letter_id == dead
        with pytest.raises(DeadLetterResolved, match="the address is gone"):
            await retry(tx, dead)
    assert await fetch(databases, "SELECT resolved_by FROM queue.dead_letter_jobs") == [(by,)]
    assert await fetch(databases, "SELECT count(*) FROM queue.jobs") == [(0,)]


async def test_one_that_is_not_there_is_said_to_be_so(databases: Databases) -> None:
    async with databases.worker(Tier.QUEUE) as tx:
        with pytest.raises(DeadLetterNotFound):
            await show_dead(tx, uuid4())
