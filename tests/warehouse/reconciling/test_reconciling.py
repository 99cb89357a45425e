"""The aggregate jobs change nothing that is right, and mend what is not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from penguinmails.jobs import JobContext
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.reconciling import aggregate_campaign, aggregate_day, reconcile
from penguinmails.warehouse.reports.catalogue import CAMPAIGNS as REPORT
from penguinmails.warehouse.reports.service import run_report
from tests.warehouse.reports.history import History, asked, live, sent_on
from tests.warehouse.worlds import CAMPAIGNS, first_day

SPRING = CAMPAIGNS[0][0]


@pytest.fixture
async def history(databases: Databases, tenant: Scope) -> History:
    return await live(databases, tenant, messages=80)


def context(databases: Databases, scope: Scope) -> JobContext:
    return JobContext(databases, scope.tenant_id, 1, "test", 1, last_attempt=True)


async def break_day(databases: Databases, scope: Scope, day: Any) -> None:
    """Somebody wrote to the facts by hand."""
    async with databases.worker(Tier.OLAP) as tx:
        cursor = await tx.connection.execute(
            "UPDATE olap.campaign_analytics SET sent = sent + 7 WHERE tenant_id = %s AND activity_date = %s",
            [scope.tenant_id, day],
        )
    assert cursor.rowcount


async def events(databases: Databases) -> list[tuple[str, Any]]:
    async with databases.worker(Tier.OLAP) as tx:
        cursor = await tx.connection.execute(
            "SELECT payload ->> 'severity', payload -> 'details' FROM olap.handoff_outbox"
            " WHERE payload ->> 'event_type' = 'analytics_reconciled'"
        )
        return await cursor.fetchall()


async def test_a_good_day_is_left_alone(databases: Databases, tenant: Scope, history: History) -> None:
    day = sent_on(history.of()[0])
    await aggregate_day.handler(context(databases, tenant), {"day": day.isoformat()})  # it counts what waits
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        before = await (
            await tx.connection.execute("SELECT xmin::text, * FROM olap.campaign_analytics ORDER BY 3, 4")
        ).fetchall()
    await aggregate_day.handler(context(databases, tenant), {"day": day.isoformat()})
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        after = await (
            await tx.connection.execute("SELECT xmin::text, * FROM olap.campaign_analytics ORDER BY 3, 4")
        ).fetchall()

    assert before == after
    assert before
    assert await events(databases) == []


async def test_a_bad_day_is_mended_and_told(databases: Databases, tenant: Scope, history: History) -> None:
    day = sent_on(history.of()[0])
    await run_report(databases, tenant, REPORT, asked())
    await break_day(databases, tenant, day)

    done = await reconcile(databases, tenant.tenant_id, day, day + timedelta(days=1))
    assert done.differed
    assert not done.left
    answer = await run_report(databases, tenant, REPORT, asked())
    assert sum(row.sent for row in answer.rows) == len(history.of())
    [(severity, details)] = await events(databases)
    assert severity == "high"
    assert "campaign_analytics" in details["tables"]
    assert not (await reconcile(databases, tenant.tenant_id, day, day + timedelta(days=1))).differed


async def test_a_campaign_is_mended_over_all_its_days(
    databases: Databases, tenant: Scope, history: History
) -> None:
    await run_report(databases, tenant, REPORT, asked())
    for day in {sent_on(message) for message in history.of(campaign_id=SPRING)}:
        await break_day(databases, tenant, day)
    for _ in range(2):
        await aggregate_campaign.handler(context(databases, tenant), {"campaign_id": str(SPRING)})
    await aggregate_campaign.handler(context(databases, tenant), {"campaign_id": str(UUID(int=0xDEAD))})

    answer = await run_report(databases, tenant, REPORT, asked(campaigns=(SPRING,)))
    assert [row.sent for row in answer.rows] == [len(history.of(campaign_id=SPRING))]
    assert len(await events(databases)) == 1


async def test_campaigns_that_ended_on_the_day_are_queued_once(
    databases: Databases, tenant: Scope, other_tenant: Scope, history: History
) -> None:
    day = first_day().date()
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(
            "UPDATE olap.dim_campaigns SET completed = %s WHERE tenant_id = %s AND campaign_id = %s",
            [first_day() + timedelta(hours=23), tenant.tenant_id, SPRING],
        )
    for scope in (tenant, tenant, other_tenant):
        await aggregate_day.handler(context(databases, scope), {"day": day.isoformat()})

    async with databases.worker(Tier.QUEUE) as tx:
        cursor = await tx.connection.execute(
            "SELECT tenant_id, convert_from(payload, 'UTF8') FROM queue.jobs"
        )
        queued = await cursor.fetchall()
    assert [(owner, str(SPRING) in payload) for owner, payload in queued] == [(tenant.tenant_id, True)]
    assert history
