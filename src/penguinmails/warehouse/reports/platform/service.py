"""Asking an operators' report."""

from typing import Final, TypeVar

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.warehouse.reports.model import Answer, Report
from penguinmails.warehouse.reports.platform.catalogue import queries
from penguinmails.warehouse.reports.query import ReportQuery
from penguinmails.warehouse.reports.service import check, parameters

R = TypeVar("R")

_VIEW: Final = "campaign_performance_summary"
"""As new as its last refresh."""


async def run_platform_report(databases: Databases, report: Report[R], query: ReportQuery) -> Answer[R]:
    """Ask a report of all tenants' figures, as `staff`: whoever calls has made sure that it is one.

    Applies no tenant's queue; what the operators' view tells is as of the newest figure that its last refresh
    found. Raises `ReportNotOf` and `CampaignsWanted`.
    """
    check(report, query)
    asked = clock.now()
    async with databases.staff(report.statement.tier) as tx:
        if _VIEW in report.tables(query):
            asked = await tx.value(queries.newest_figure) or asked
        rows = await tx.many(
            report.statement, report.read, platform=PLATFORM_TENANT, **parameters(query, "UTC")
        )
    rows, is_cut = report.cut(query, rows if report.finish is None else report.finish(query, rows))
    return Answer(
        report=report.name,
        about=report.about,
        since=query.since,
        until=query.until,
        timezone="UTC",
        as_of=asked,
        is_current=True,
        measure=query.measure if report.compares else None,
        left_out=(),
        rows=tuple(rows),
        is_cut=is_cut,
    )
