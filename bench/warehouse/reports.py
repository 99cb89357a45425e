"""What a report takes, of the largest and of the median tenant, and what the raw events would have taken."""

import math
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from bench.warehouse import load
from bench.warehouse.raw import LISTMONK, QUESTIONS, VIEWS
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.warehouse.reports.catalogue import REPORTS
from penguinmails.warehouse.reports.model import Answer, Report
from penguinmails.warehouse.reports.query import ReportQuery
from penguinmails.warehouse.reports.service import run_report

RUNS: Final = 30
RAW_RUNS: Final = 3
SLOW: Final = 5.0
"""Seconds from which on a raw question is asked once more, not several times."""
_PATIENCE: Final = "SET LOCAL statement_timeout = '15min'"

Work = Callable[[], Awaitable[object]]


async def main(
    databases: Databases, loaded: load.Loaded, small: dict[str, list[float]]
) -> list[dict[str, object]]:
    """A row a report. `small`: what it took with a tenth of the events."""
    largest = await of_tenant(databases, loaded.tenants[0])
    median = await of_tenant(databases, loaded.tenants[len(loaded.tenants) // 2])
    rows: list[dict[str, object]] = []
    for name, took in largest.items():
        raw = None if name not in QUESTIONS else await _raw(databases, loaded.tenants[0], name)
        rows.append(_row(name, took, median[name], small[name], raw))
    rows.append(await _listmonk(databases, loaded.tenants[0], largest["reach"]))
    return rows


def _row(
    name: str, took: list[float], median: list[float], small: list[float], raw: float | None
) -> dict[str, object]:
    p50 = statistics.median(took)
    return {
        "report": name,
        "p50 ms": _ms(p50),
        "p95 ms": _ms(_p95(took)),
        "median tenant p50 ms": _ms(statistics.median(median)),
        "p95 ms ": _ms(_p95(median)),
        "with a tenth p50 ms": _ms(statistics.median(small)),
        "raw ms": "" if raw is None else _ms(raw),
        "times": "" if raw is None else f"{raw / p50:.0f}",
    }


async def of_tenant(databases: Databases, tenant_id: UUID) -> dict[str, list[float]]:
    """The seconds of each run of each report."""
    scope = Scope.tenant_wide(tenant_id)
    found: dict[str, list[float]] = {}
    for name, report in REPORTS.items():
        query = await _query(databases, scope, name)

        async def ask(report: Report[Any] = report, query: ReportQuery = query) -> Answer[Any]:
            return await run_report(databases, scope, report, query)

        found[name] = await timed(ask, RUNS)
    return found


async def _query(databases: Databases, scope: Scope, name: str) -> ReportQuery:
    """All that was loaded."""
    today = clock.now().astimezone(UTC).date()
    wanted = REPORTS[name].campaigns
    async with databases.tenant(Tier.OLAP, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT campaign_id FROM olap.campaign_lead_counts ORDER BY sent DESC LIMIT %s",
            [0 if wanted is None else wanted[1]],
        )
        campaigns = tuple(row[0] for row in await cursor.fetchall())
    since = today - timedelta(days=load.DAYS + 1)
    return ReportQuery(since, today + timedelta(days=1), campaigns, timezone="Europe/Berlin")


async def _raw(databases: Databases, tenant_id: UUID, name: str) -> float:
    """The median seconds of the question asked of the events."""
    scope = Scope.tenant_wide(tenant_id)
    query = await _query(databases, scope, name)

    async def ask() -> object:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            await tx.connection.execute(_PATIENCE)
            cursor = await tx.connection.execute(
                QUESTIONS[name],
                {
                    "tenant_id": tenant_id,
                    "since": query.since,
                    "until": query.until,
                    "campaigns": list(query.campaigns),
                },
            )
            return await cursor.fetchall()

    return statistics.median(await timed(ask, RAW_RUNS))


async def _listmonk(databases: Databases, tenant_id: UUID, reach: list[float]) -> dict[str, object]:
    """Unique openers of each campaign as listmonk counts them, against the report that has them counted."""
    address = databases.address(Tier.OLAP.home, Role.OWNER)
    async with await AsyncConnection.connect(address, autocommit=True) as owner:
        await owner.execute("CREATE SCHEMA bench")
        async with databases.worker(Tier.OLAP) as tx:
            await tx.connection.execute(_PATIENCE)
            views = await (await tx.connection.execute(VIEWS, {"tenant_id": tenant_id})).fetchall()
        await owner.execute(
            "CREATE TABLE bench.campaign_views (campaign_id uuid, subscriber_id uuid, created_at timestamptz)"
        )
        async with (
            owner.cursor() as cursor,
            cursor.copy("COPY bench.campaign_views FROM STDIN") as copy,
        ):
            for view in views:
                await copy.write_row(view)
        await owner.execute("CREATE INDEX ON bench.campaign_views (campaign_id)")
        await owner.execute("VACUUM ANALYZE bench.campaign_views")

        async def ask() -> object:
            return await (await owner.execute(LISTMONK)).fetchall()

        took = statistics.median(await timed(ask, RAW_RUNS))
        await owner.execute("DROP SCHEMA bench CASCADE")
    row = _row("reach, listmonk's count(distinct)", reach, reach, reach, took)
    return {
        **row,
        "report": f"unique openers, by count(distinct) of {len(views):,} views",
        "median tenant p50 ms": "",
        "p95 ms ": "",
        "with a tenth p50 ms": "",
    }


async def timed(work: Work, runs: int) -> list[float]:
    """Seconds of each run, the first left out: it fills the caches, and says whether one more is enough."""
    start = time.perf_counter()
    await work()
    found: list[float] = []
    for _ in range(1 if time.perf_counter() - start > SLOW else runs):
        start = time.perf_counter()
        await work()
        found.append(time.perf_counter() - start)
    return found


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"
