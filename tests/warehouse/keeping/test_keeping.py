"""Upkeep: partitions, hits, late events."""

from datetime import timedelta
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from penguinmails.cli.assembly import JOBS, PERIODIC, RECEIVERS
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home, Tier
from penguinmails.ledger import EventKind, ingest
from penguinmails.notifications import list_events
from penguinmails.tenancy import delete_tenant, purge_tenant
from penguinmails.warehouse.archiving.running import archive_tenant
from penguinmails.warehouse.erasing import service
from penguinmails.warehouse.keeping import jobs
from penguinmails.warehouse.keeping.hits import clear_hits
from penguinmails.warehouse.keeping.late import late_events, report_late
from penguinmails.warehouse.keeping.partitions import analyze, keep_partitions
from tests.audiences.factories import OPERATOR
from tests.ledger.factories import happened
from tests.servers import Clone
from tests.warehouse.archiving.factories import (
    CAMPAIGN,
    LONG_AGO,
    everything,
    history,
    live,
    prepare,
    settings_in,
    value,
)


def settings_of(clone: Clone) -> KernelSettings:
    """The databases of a test, as the platform finds its own."""
    told = clone.environment
    return KernelSettings(
        home=Path(told["PENGUINMAILS_HOME"]),
        database_url=told["PENGUINMAILS_DATABASE_URL"],
        content_url=told["PENGUINMAILS_CONTENT_URL"],
        olap_url=told["PENGUINMAILS_OLAP_URL"],
    )


def leaves(clone: Clone) -> set[str]:
    with psycopg.connect(clone.administrators[Home.OLAP]) as connection:
        query: LiteralString = (
            "SELECT relname FROM pg_class WHERE relispartition AND relname LIKE '%2024%' AND relkind = 'r'"
        )
        return {row[0] for row in connection.execute(query)}


async def test_months_that_nobody_has_rows_in_go_and_others_stay(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(20))
    before = leaves(clone)
    assert "email_events_p2024_03" in before

    kept = await keep_partitions(databases, settings_of(clone))
    assert kept.short == []
    assert "email_events_p2024_03" in leaves(clone)
    assert "email_events_p2024_04" not in leaves(clone)

    await archive_tenant(databases, tenant, settings_in(tmp_path))
    await keep_partitions(databases, settings_of(clone))
    assert leaves(clone) < before
    assert not [leaf for leaf in leaves(clone) if leaf.startswith(("email_events", "message_states"))]
    assert "campaign_analytics_p2024_03" in leaves(clone)
    await analyze(settings_of(clone))


async def test_a_short_horizon_is_an_alarm_until_it_is_mended(databases: Databases, clone: Clone) -> None:
    month = (clock.now().replace(day=1) + timedelta(days=32)).date().replace(day=1)
    leaf = sql.Identifier("olap", f"link_totals_p{month:%Y_%m}")
    with psycopg.connect(clone.administrators[Home.OLAP], autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER TABLE olap.link_totals DETACH PARTITION {}").format(leaf))
        kept = await keep_partitions(databases, settings_of(clone))
        assert kept.short == ["olap.link_totals"]
        await Relay(databases, RECEIVERS).drain()
        (event,) = await list_events(databases)
        assert (event.event_type, event.severity) == ("partition_missing", "critical")
        connection.execute(
            sql.SQL("ALTER TABLE olap.link_totals ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(
                leaf, sql.Literal(month), sql.Literal((month + timedelta(days=32)).replace(day=1))
            )
        )
    assert (await keep_partitions(databases, settings_of(clone))).short == []
    assert await list_events(databases) == []


async def test_hits_are_forgotten_in_time_and_count_on(
    databases: Databases, clone: Clone, tenant: Scope
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(40))
    facts = await everything(databases, tenant, "campaign_analytics", "device_totals", "event_verdicts")
    named = "SELECT count(*) FROM olap.email_events WHERE user_agent IS NOT NULL OR ip_address IS NOT NULL"
    assert await value(databases, tenant, named)
    assert await clear_hits(databases) == 0
    hits = await value(databases, tenant, named)
    assert await clear_hits(databases, now=clock.now() + timedelta(days=91)) == hits
    assert await value(databases, tenant, named) == 0
    assert (
        await value(databases, tenant, "SELECT count(*) FROM olap.email_events WHERE erased IS NOT NULL")
        == hits
    )
    assert (
        await everything(databases, tenant, "campaign_analytics", "device_totals", "event_verdicts") == facts
    )


async def test_news_of_archived_mail_is_told_once(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    events, judged = history(20)
    await live(databases, tenant, events, judged)
    await archive_tenant(databases, tenant, settings_in(tmp_path))
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        # A repetition of what is archived, and something new: the month's partition is still there.
        taken = await ingest(
            tx, tenant.tenant_id, [events[0], happened(events[0].message_id, EventKind.REPLIED, LONG_AGO)]
        )
    assert (taken.new, taken.late) == (0, 2)
    (late,) = await late_events(databases, tenant.tenant_id)
    assert (late.month, late.events, late.unreported) == ("2024-03", 2, 2)
    assert await report_late(databases) == 2
    assert await report_late(databases) == 0
    assert (await late_events(databases))[0].unreported == 0


async def test_a_purged_tenant_leaves_what_invoices_cite(
    databases: Databases, clone: Clone, tenant: Scope, other_tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone, LONG_AGO, LONG_AGO + timedelta(days=31))
    archive = settings_in(tmp_path)
    for scope in (tenant, other_tenant):
        await live(databases, scope, *history(20))
        await archive_tenant(databases, scope, archive)
        await live(databases, scope, *history(20, start=LONG_AGO + timedelta(days=31), first=500))
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(
            "UPDATE olap.billing_analytics SET frozen = now() WHERE period_start < '2024-04-01'"
        )
        for day in ("2024-03-31", "2024-04-01"):
            await tx.connection.execute(
                "INSERT INTO olap.usage_samples (tenant_id, day, users_used) VALUES (%s, %s, 1)",
                (tenant.tenant_id, day),
            )
            await tx.connection.execute(
                "INSERT INTO olap.billing_terms (tenant_id, subscription_id, period_start, period_end, plan_id,"
                " plan_name, currency, allowances, version)"
                " VALUES (%(id)s, %(id)s, %(day)s, %(day)s::date + 1, %(id)s, 'Pro', 'EUR', '{}', 1)",
                {"id": tenant.tenant_id, "day": day},
            )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_tenant(tx, actor=OPERATOR)
        await purge_tenant(tx, actor=OPERATOR)
    await Relay(databases, RECEIVERS).drain()
    (erased,) = await service.erase_waiting(databases, archive)

    assert erased.tenant
    assert list((archive.folder / str(tenant.tenant_id)).glob("*.parquet")) == []
    with psycopg.connect(clone.administrators[Home.OLAP]) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = 'olap'"
        ).fetchall()
        left = {
            table
            for (table,) in tables
            if connection.execute(
                sql.SQL("SELECT 1 FROM {} WHERE tenant_id = {} LIMIT 1").format(
                    sql.Identifier("olap", table), sql.Literal(tenant.tenant_id)
                )
            ).fetchone()
        } - {"handoff_inbox", "handoff_outbox", "campaign_performance_summary"}
    kept = {"billing_analytics", "usage_samples", "billing_terms"}
    assert left == kept | {"admin_audit_log", "audit_heads", "erasures"}
    rested_on = "SELECT array_agg({}::text) FROM olap.{}"
    assert await value(databases, tenant, rested_on.format("day", "usage_samples")) == ["2024-03-31"]
    assert await value(databases, tenant, rested_on.format("period_start", "billing_terms")) == ["2024-03-31"]
    assert (
        await value(
            databases, tenant, "SELECT count(*) FILTER (WHERE frozen IS NULL) FROM olap.billing_analytics"
        )
        == 0
    )
    assert await value(
        databases,
        other_tenant,
        "SELECT count(*) FROM olap.campaign_analytics WHERE campaign_id = %s",
        CAMPAIGN,
    )
    assert list((archive.folder / str(other_tenant.tenant_id)).glob("*.parquet"))


def test_the_jobs_are_known() -> None:
    assert set(jobs.JOBS) <= set(JOBS)
    assert all(periodic in PERIODIC for periodic in jobs.PERIODIC)
