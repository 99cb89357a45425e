"""What the queue forgets."""

from penguinmails.jobs import enqueue, forget_old
from penguinmails.jobs.retention import forget_old_job
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.jobs.factories import NORMAL, fetch, until_empty, working

AGES = (1, 29, 31, 89, 91, 364, 366)


async def test_each_table_keeps_what_it_should(databases: Databases, tenant: Scope) -> None:
    for age in AGES:
        await fetch(
            databases,
            """
            WITH logs AS (
                INSERT INTO queue.job_logs (created, job_id, status, priority, entrypoint)
                SELECT now() - make_interval(days => %(age)s), number, 'successful', 1, 'test.note'
                  FROM generate_series(1, 5) AS number),
            attempts AS (
                INSERT INTO queue.job_attempts (tenant_id, job_id, attempt_number, queue_name, job_type, status,
                                                started, finished)
                SELECT %(tenant)s, %(age)s, number, %(queue)s, 'test.note', 'completed',
                       now() - make_interval(days => %(age)s), now()
                  FROM generate_series(1, 5) AS number)
            INSERT INTO queue.dead_letter_jobs (tenant_id, original_job_id, queue_name, job_type, final_attempt,
                                                failure_reason, priority, failure_timestamp, resolved)
            SELECT %(tenant)s, %(age)s + 1000 * number, %(queue)s, 'test.note', 1, 'r', 1,
                   now() - make_interval(days => %(age)s), CASE number WHEN 1 THEN now() END
              FROM generate_series(1, 2) AS number
            RETURNING id
            """,
            age=age,
            tenant=tenant.tenant_id,
            queue=NORMAL,
        )
    assert await forget_old(databases, batch=2) == 5 * 5 + 5 * 3 + 1
    assert await ages(databases, "job_logs", "created") == [(1, 5), (29, 5)]
    assert await ages(databases, "job_attempts", "started") == [(1, 5), (29, 5), (31, 5), (89, 5)]
    # What nobody has dealt with stays.
    assert await ages(databases, "dead_letter_jobs", "failure_timestamp") == [
        *((age, 2) for age in AGES[:-1]),
        (366, 1),
    ]
    assert await forget_old(databases) == 0


async def ages(databases: Databases, table: str, column: str) -> list[tuple[int, int]]:
    """How many rows of each age in days."""
    return await fetch(
        databases,
        f"SELECT extract(day FROM now() - {column})::int AS age, count(*) FROM queue.{table} GROUP BY 1 ORDER BY 1",
    )


async def test_it_is_a_job(databases: Databases) -> None:
    async with databases.worker(Tier.QUEUE) as tx:
        await enqueue(tx, forget_old_job, {})
    async with working(databases, forget_old_job):
        await until_empty(databases)
    assert await fetch(databases, "SELECT job_type, status FROM queue.job_attempts") == [
        ("jobs.forget_old", "completed")
    ]
