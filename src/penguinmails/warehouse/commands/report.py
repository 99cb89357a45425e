"""`penguinmails report`."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from penguinmails.kernel import clock, console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy import find_company, for_tenant
from penguinmails.warehouse.commands import tables
from penguinmails.warehouse.exporting.files import Form, write
from penguinmails.warehouse.metrics.model import Kind
from penguinmails.warehouse.metrics.writing import written
from penguinmails.warehouse.reports.catalogue import REPORTS
from penguinmails.warehouse.reports.catalogue import report as report_called
from penguinmails.warehouse.reports.errors import ReportNotOf, TenantWanted
from penguinmails.warehouse.reports.model import Answer, Report
from penguinmails.warehouse.reports.platform.catalogue import PLATFORM_REPORTS
from penguinmails.warehouse.reports.platform.service import run_platform_report
from penguinmails.warehouse.reports.query import Grain, ReportQuery, period
from penguinmails.warehouse.reports.service import campaigns_named, run_report


def report(
    *,
    name: Annotated[str | None, typer.Argument(help="Which report; without it, all are listed.")] = None,
    tenant: Annotated[str | None, typer.Option("--tenant", "-t", help="Id or name of the tenant.")] = None,
    campaign: Annotated[
        list[str] | None, typer.Option("--campaign", help="Only this campaign (id or name); may be repeated.")
    ] = None,
    company: Annotated[
        str | None, typer.Option("--company", "-c", help="Only this company (id, slug or name).")
    ] = None,
    days: Annotated[
        str | None,
        typer.Option(
            "--period",
            "-p",
            help="7d, 30d, 90d, 2026-10, 2026, 2026-10-05 or 2026-10-01..2026-10-15; UTC days.",
        ),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="For hours, such as Europe/Berlin; else the tenant's.")
    ] = None,
    grain: Annotated[Grain, typer.Option("--by", help="Span of a time line.")] = Grain.DAY,
    measure: Annotated[
        str, typer.Option("--measure", help="What decides which is better: reply_rate or click_rate.")
    ] = "reply_rate",
    minimum: Annotated[
        int, typer.Option("--minimum", min=1, help="Delivered messages a variant needs before it can win.")
    ] = ReportQuery.minimum_sample,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100_000, help="Rows at most.")
    ] = ReportQuery.limit,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write it into a CSV file.", dir_okay=False)
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", help="Write it into a Parquet file.", dir_okay=False)
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", help="Write it into a PDF, with charts.", dir_okay=False)
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Show a report, or write it into files."""
    if name is None:
        _list(as_json=as_json)
        return
    wanted = PLATFORM_REPORTS.get(name) or report_called(name)
    span = period(days or wanted.period, clock.now())
    query = ReportQuery(
        span.since,
        span.until,
        timezone=timezone,
        grain=grain,
        measure=measure,
        minimum_sample=minimum,
        limit=limit,
    )
    answer = _ask(wanted, query, tenant, campaign or [], company)
    files = {form: path for form, path in ((Form.CSV, csv), (Form.PARQUET, parquet), (Form.PDF, pdf)) if path}
    for form, path in files.items():
        size = written(write(wanted, answer, form, path), Kind.BYTES)
        console.say(f"{path}: {len(answer.rows):,} rows, {size}.", as_json=as_json)
    if files and answer.is_cut:
        console.say("There are more rows: --limit takes them in.", as_json=as_json)
    if files and answer.left_out:
        console.say(f"They lack {', '.join(answer.left_out)}, which are in the archive.", as_json=as_json)
    if as_json:
        console.show(answer, as_json=True)
    elif not files:
        tables.show(wanted, answer)


def _ask(
    wanted: Report[Any], query: ReportQuery, tenant: str | None, campaigns: list[str], company: str | None
) -> Answer[Any]:
    async def of_tenant(databases: Databases, scope: Scope) -> Answer[Any]:
        company_id = None
        if company is not None:
            async with databases.tenant(Tier.OLTP, scope) as tx:
                company_id = (await find_company(tx, company)).id
        async with databases.tenant(Tier.OLAP, scope) as tx:
            named = await campaigns_named(tx, campaigns)
        return await run_report(databases, scope, wanted, replace(query, company=company_id, campaigns=named))

    async def of_platform(databases: Databases) -> Answer[Any]:
        return await run_platform_report(databases, wanted, query)

    if wanted.name in PLATFORM_REPORTS:
        if campaigns or company is not None:
            raise ReportNotOf(report=wanted.name, part="campaign" if campaigns else "company")
        return run(of_platform)
    if tenant is None:
        raise TenantWanted(report=wanted.name)
    return for_tenant(tenant, of_tenant)


def _list(*, as_json: bool) -> None:
    if as_json:
        everything: Mapping[str, Report[Any]] = {**REPORTS, **PLATFORM_REPORTS}
        console.show(
            [
                {"name": each.name, "about": each.about, "of_all_tenants": each.name in PLATFORM_REPORTS}
                for each in everything.values()
            ],
            as_json=True,
        )
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for title, reports in (("Of a tenant", REPORTS), ("Of all tenants", PLATFORM_REPORTS)):
        table.add_row(Text(title, style="bold"), Text())
        for each in reports.values():
            table.add_row(Text(f"  {each.name}"), Text(each.about))
    console.out.print(table)
