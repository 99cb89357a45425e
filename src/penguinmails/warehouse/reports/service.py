"""Asking a report."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, LiteralString, TypeVar
from uuid import UUID

from penguinmails.kernel import clock
from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.archiving.reading import reading
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.reports.catalogue import queries
from penguinmails.warehouse.reports.errors import CampaignsWanted, CampaignUnclear, ReportNotOf
from penguinmails.warehouse.reports.model import Answer, Part, Report
from penguinmails.warehouse.reports.query import ReportQuery
from penguinmails.warehouse.reports.rows import ArchivedMonth, NamedCampaign
from penguinmails.warehouse.rollup.service import catch_up

R = TypeVar("R")

_MINIMUM_DAYS: Final = 3
"""Fewer days of warm-up say nothing of how it goes."""
_MOST_ARCHIVED: Final = 50_000
"""Archived rows that are read for a report: they travel in its statement."""


async def run_report(
    databases: Databases,
    scope: Scope,
    report: Report[R],
    query: ReportQuery,
    *,
    settings: ArchiveSettings | None = None,
    most_archived: int = _MOST_ARCHIVED,
) -> Answer[R]:
    """Ask a report of a tenant's facts, of the companies in scope only, those in the archive included.

    Counts what waits of the tenant first while that is short; else the answer is of before. Reads the newest
    archived months of up to `most_archived` rows; the answer names those before that it left out. Commits
    what it counted. Raises `CampaignsWanted` and `ReportNotOf`, and of the archive `ArchiveMissing` and
    `ArchiveCorrupt`.
    """
    check(report, query)
    asked = clock.now()
    waiting = await catch_up(databases, scope)
    rows: list[R] | None = None
    # No secrets, but members of some companies see neither their tenant's row nor its archive.
    async with databases.tenant(Tier.OLAP, Scope.tenant_wide(scope.tenant_id, scope.user_id)) as tx:
        zone = query.timezone or await tx.value(queries.timezone, tenant_id=tx.tenant_id) or "UTC"
        archive = await _archive(tx, report, query, most_archived)
        if archive.since is None and scope.companies is AllCompanies.ALL:
            rows = await ask(tx, report, query, zone)
    if rows is None:
        async with _reading(databases, scope, report, query, since=archive.since, settings=settings) as tx:
            rows = await ask(tx, report, query, zone)
    rows, is_cut = report.cut(query, rows)
    if report.complete is not None:
        rows = await report.complete(databases, scope, rows)
    return Answer(
        report=report.name,
        about=report.about,
        since=query.since,
        until=query.until,
        timezone=zone,
        as_of=waiting or asked,
        is_current=waiting is None,
        measure=query.measure if report.compares else None,
        left_out=archive.left_out,
        rows=tuple(rows),
        is_cut=is_cut,
    )


async def ask(tx: Tx, report: Report[R], query: ReportQuery, zone: str) -> list[R]:
    """The rows of a report as the facts are, uncut, in an open transaction of the tenant on OLAP."""
    found = await tx.many(
        narrowed(report.asks(query), query), report.read, tenant_id=tx.tenant_id, **parameters(query, zone)
    )
    return found if report.finish is None else report.finish(query, found)


def check(report: Report[Any], query: ReportQuery) -> None:
    """Whether the report can be asked that. Raises `CampaignsWanted` and `ReportNotOf`."""
    for part, given in ((Part.CAMPAIGN, query.campaigns), (Part.COMPANY, query.company)):
        if given and part not in report.parts:
            raise ReportNotOf(report=report.name, part=part.value)
    fewest, most = report.campaigns or (0, 5)
    different = len(set(query.campaigns))
    if not fewest <= different <= most or different != len(query.campaigns):
        wanted = "one campaign" if most == 1 else f"{fewest or 'up'} to {most} different campaigns"
        raise CampaignsWanted(report=report.name, wanted=wanted, given=different or "none")


def parameters(query: ReportQuery, zone: str) -> dict[str, object]:
    """What statements of reports may ask for. One row more than is wanted says that there are more."""
    return {
        "since": query.since,
        "until": query.until,
        "before": query.before,
        "campaigns": list(query.campaigns),
        "company": query.company,
        "timezone": zone,
        "grain": query.grain.value,
        "limit": query.limit + 1,
        "minimum_days": _MINIMUM_DAYS,
    }


def narrowed(statement: Query, query: ReportQuery) -> Query:
    """The statement about the campaigns and company that are asked for."""
    conditions: list[LiteralString] = []
    if len(query.campaigns) == 1:
        # Of one, what an index has in order is read in that order.
        conditions.append("campaign_id = (%(campaigns)s::uuid[])[1]")
    elif query.campaigns:
        conditions.append("campaign_id = ANY (%(campaigns)s::uuid[])")
    if query.company is not None:
        conditions.append("company_id = %(company)s::uuid")
    return statement.narrowed(" AND ".join(conditions)) if conditions else statement


async def campaigns_named(tx: Tx, names: list[str]) -> tuple[UUID, ...]:
    """The campaigns of these ids or names; `tx` is the tenant's on OLAP. Raises `CampaignUnclear`."""
    found: list[UUID] = []
    for each in names:
        name = each.strip()
        rows = await tx.many(
            queries.campaigns_called,
            NamedCampaign,
            tenant_id=tx.tenant_id,
            campaign_id=_as_id(name),
            name=name,
        )
        if len(rows) != 1:
            raise CampaignUnclear(name=name, many="more than one" if rows else "no")
        found.append(rows[0].campaign_id)
    return tuple(found)


@dataclass(frozen=True)
class _Archive:
    """What a report reads of the archive."""

    since: date | None
    """The first day of the months that are read; None where there is nothing to read."""
    left_out: tuple[str, ...]


async def _archive(tx: Tx, report: Report[Any], query: ReportQuery, most_archived: int) -> _Archive:
    months = await tx.many(
        queries.archived_months,
        ArchivedMonth,
        tenant_id=tx.tenant_id,
        tables=sorted(report.tables(query)),
        since=report.reads_from(query),
        until=query.until,
    )
    return _affordable(months, most_archived)


def _affordable(months: Sequence[ArchivedMonth], most: int) -> _Archive:
    """The newest months that hold no more rows than that; the others are left out."""
    since: date | None = None
    rows = 0
    for place, month in enumerate(months):
        rows += month.rows
        if rows > most:
            return _Archive(since, tuple(f"{each.first:%Y-%m}" for each in reversed(months[place:])))
        since = month.first
    return _Archive(since, ())


@asynccontextmanager
async def _reading(
    databases: Databases,
    scope: Scope,
    report: Report[Any],
    query: ReportQuery,
    *,
    since: date | None,
    settings: ArchiveSettings | None,
) -> AsyncGenerator[Tx]:
    """A transaction in which the report's tables hold archived rows too, of days from `since`."""
    if since is None:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            yield tx
        return
    first = max(since, report.reads_from(query) or since)
    async with reading(
        databases, scope, report.tables(query), since=first, until=query.until, settings=settings
    ) as tx:
        yield tx


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
