"""Operators' reports: all tenants, as staff, without personal data."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from psycopg import errors

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.reports.catalogue import ACTIVITY, USAGE
from penguinmails.warehouse.reports.catalogue import CAMPAIGNS as CAMPAIGNS_REPORT
from penguinmails.warehouse.reports.errors import ReportNotOf
from penguinmails.warehouse.reports.platform.catalogue import (
    COSTS,
    GROWTH,
    PLATFORM,
    PLATFORM_REPORTS,
    TENANTS,
)
from penguinmails.warehouse.reports.platform.refreshing import refresh_summary
from penguinmails.warehouse.reports.platform.service import run_platform_report
from penguinmails.warehouse.reports.query import ReportQuery
from penguinmails.warehouse.reports.service import run_report
from tests.warehouse.reports.history import asked, count, live
from tests.warehouse.worlds import first_day

YEAR = ReportQuery(date(2026, 1, 1), date(2026, 4, 1))


async def put(databases: Databases, tier: Tier, text: str, *params: Any) -> None:
    async with databases.worker(tier) as tx:
        await tx.connection.execute(text.encode(), params)


async def period_of(databases: Databases, scope: Scope, month: int, sent: int, **more: int) -> None:
    columns = {"emails_sent": sent, "mailboxes_used": 2, "campaigns_used": 0} | more
    await put(
        databases,
        Tier.OLAP,
        f"INSERT INTO olap.billing_analytics (tenant_id, period_start, period_end, {', '.join(columns)})"
        f" VALUES (%s, %s, %s{', %s' * len(columns)})",
        scope.tenant_id,
        datetime(2026, month, 1, tzinfo=UTC),
        datetime(2026, month + 1, 1, tzinfo=UTC),
        *columns.values(),
    )


async def test_usage_month_over_month_with_adjustments(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    for month, sent in ((1, 100), (2, 150), (3, 0)):
        await period_of(databases, tenant, month, sent)
    await put(
        databases,
        Tier.OLAP,
        "INSERT INTO olap.billing_adjustments (tenant_id, billing_id, metric, delta, reason)"
        " SELECT tenant_id, id, 'emails_sent', -50, 'counted twice' FROM olap.billing_analytics WHERE emails_sent = 150",
    )
    rows = (await run_report(databases, tenant, USAGE, YEAR)).rows

    assert [row.emails_sent for row in rows] == [100, 100, 0]
    assert [row.growth for row in rows] == [None, 0.0, -1.0]
    assert [row.emails_per_mailbox for row in rows] == [50, 50, 0]
    assert [row.emails_per_campaign for row in rows] == [None] * 3
    later = ReportQuery(date(2026, 2, 10), date(2026, 2, 11))
    assert [row.emails_sent_before for row in (await run_report(databases, tenant, USAGE, later)).rows] == [
        100
    ]
    assert not (await run_report(databases, other_tenant, USAGE, YEAR)).rows


async def test_staff_see_what_every_tenant_used(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    await period_of(databases, tenant, 1, 10)
    await period_of(databases, tenant, 2, 30)
    await period_of(databases, other_tenant, 2, 5)
    rows = (await run_platform_report(databases, TENANTS, YEAR)).rows

    assert {(row.tenant_id, row.emails_sent, row.growth) for row in rows} == {
        (tenant.tenant_id, 10, None),
        (tenant.tenant_id, 30, 2.0),
        (other_tenant.tenant_id, 5, None),
    }


async def test_growth_counts_who_came_and_went(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    text = "UPDATE oltp.tenants SET created = %s, deleted = %s WHERE id = %s"
    january, march = datetime(2026, 1, 31, 23, 59, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    await put(databases, Tier.OLTP, text, january, march, tenant.tenant_id)
    await put(databases, Tier.OLTP, text, march, None, other_tenant.tenant_id)
    rows = (await run_platform_report(databases, GROWTH, YEAR)).rows

    assert [(row.month.month, row.tenants, row.tenants_new, row.tenants_gone) for row in rows] == [
        (1, 1, 1, 0),
        (2, 1, 0, 0),
        (3, 1, 1, 1),
    ]


async def test_the_operators_view_is_refreshed_under_readers_and_only_staff_read_it(
    databases: Databases, tenant: Scope
) -> None:
    history = await live(databases, tenant, messages=60)
    await run_report(databases, tenant, CAMPAIGNS_REPORT, asked())
    assert not (await run_platform_report(databases, PLATFORM, asked())).rows
    async with databases.staff(Tier.OLAP) as reader:
        await reader.connection.execute("SELECT count(*) FROM olap.campaign_performance_summary")
        await asyncio.gather(refresh_summary(databases), refresh_summary(databases))
    rows = (await run_platform_report(databases, PLATFORM, asked())).rows

    own = history.of()
    assert sum(row.sent for row in rows) == len(own)
    assert rows[0].month == first_day().date()
    assert rows[0].open_rate == pytest.approx(count(own, "opened_human") / count(own, "delivered"))
    with pytest.raises(errors.InsufficientPrivilege):
        async with databases.tenant(Tier.OLAP, tenant) as tx:
            await tx.connection.execute("SELECT FROM olap.campaign_performance_summary")


async def test_costs_go_to_who_uses_what(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    own, shared, idle = ids.uuid7(), ids.uuid7(), ids.uuid7()
    for server, owner, cost in ((own, tenant.tenant_id, 900), (shared, None, 1000), (idle, None, 500)):
        await put(
            databases,
            Tier.OLTP,
            "INSERT INTO oltp.vps_instances (id, status, dedicated_to, monthly_cost) VALUES (%s, 'active', %s, %s)",
            server,
            owner,
            cost,
        )
    address = ids.uuid7()
    await put(
        databases,
        Tier.OLTP,
        "INSERT INTO oltp.smtp_ip_addresses (id, vps_instance_id, ip_address, approximate_cost)"
        " VALUES (%s, %s, '192.0.2.1', 100)",
        address,
        shared,
    )
    for scope in (tenant, other_tenant):
        await put(
            databases,
            Tier.OLTP,
            "WITH company AS (SELECT id FROM oltp.companies WHERE tenant_id = %(tenant)s),"
            " domain AS (INSERT INTO oltp.domains (tenant_id, company_id, domain)"
            " SELECT %(tenant)s, id, %(tenant)s || '.example' FROM company RETURNING id, company_id)"
            " INSERT INTO oltp.domain_ip_assignments (tenant_id, company_id, domain_id, smtp_ip_address_id, status)"
            " SELECT %(tenant)s, company_id, id, %(address)s, 'active' FROM domain".replace(
                "%(tenant)s", f"'{scope.tenant_id}'::uuid"
            ).replace("%(address)s", f"'{address}'::uuid"),
        )
    rows = {row.tenant_id: row for row in (await run_platform_report(databases, COSTS, YEAR)).rows}

    assert (rows[tenant.tenant_id].cost_dedicated, rows[tenant.tenant_id].cost_shared) == (900, 550)
    assert (rows[other_tenant.tenant_id].cost, rows[other_tenant.tenant_id].servers) == (550, 0)
    assert rows[None].cost == 500
    assert sum(row.cost for row in rows.values()) == 900 + 1000 + 500 + 100


async def test_activity_by_the_hours_of_the_tenant(databases: Databases, tenant: Scope) -> None:
    text = (
        "INSERT INTO olap.admin_audit_log (tenant_id, seq, handoff_id, created, actor, admin_user_id, action,"
        " resource_type, resource_id, ip_address, values_digest, salt, prev_hash, hash)"
        " VALUES (%s, %s, gen_random_uuid(), %s, 'user', 'u1', 'campaign.paused', 'campaign', %s, '192.0.2.0/24',"
        " sha256('a'), 'a', sha256('a'), sha256('a'))"
    )
    for seq, at in enumerate(("2026-01-05 07:30+00", "2026-01-05 15:59+00", "2026-01-05 23:30+00"), 1):
        await put(databases, Tier.OLAP, text, tenant.tenant_id, seq, at, f"c{seq}")
    query = ReportQuery(date(2026, 1, 5), date(2026, 1, 6), timezone="Europe/Berlin")
    rows = (await run_report(databases, tenant, ACTIVITY, query)).rows

    assert {(row.day.day, row.time_of_day, row.actions) for row in rows} == {
        (5, "night", 1),
        (5, "business hours", 1),
        (6, "night", 1),
    }
    assert {row.unique_ips for row in rows} == {1}


async def test_an_empty_platform_has_answers(databases: Databases) -> None:
    for report in PLATFORM_REPORTS.values():
        answer = await run_platform_report(databases, report, YEAR)
        assert answer.until - answer.since == timedelta(days=90)
        with pytest.raises(ReportNotOf):
            await run_platform_report(databases, report, asked(company=ids.uuid7()))
