"""Reports over months whose facts are in the archive."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from penguinmails.kernel.db import Databases, Scope
from penguinmails.warehouse.archiving.model import ArchiveRun, TableClass
from penguinmails.warehouse.archiving.running import archive_month, month_of, working
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.reports.catalogue import CHANGE, REPORTS, RETENTION, TIMELINE
from penguinmails.warehouse.reports.columns import footing
from penguinmails.warehouse.reports.model import Answer
from penguinmails.warehouse.reports.query import Grain, ReportQuery
from penguinmails.warehouse.reports.service import run_report
from tests.servers import Clone
from tests.warehouse.archiving.factories import (
    CAMPAIGN,
    COMPANY,
    LONG_AGO,
    history,
    live,
    prepare,
    settings_in,
    value,
)

APRIL = LONG_AGO + timedelta(days=31)


@pytest.fixture
async def archive(databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path) -> ArchiveSettings:
    """Two months in the database, counted; where their archive will be."""
    await prepare(clone, LONG_AGO, APRIL)
    await live(databases, tenant, *history(200))
    await live(databases, tenant, *history(60, start=APRIL, first=1000))
    return settings_in(tmp_path)


async def facts_leave(databases: Databases, tenant: Scope, archive: ArchiveSettings) -> None:
    """March goes to the archive, facts and all."""
    async with working(databases, tenant, archive, ArchiveRun(tenant.tenant_id)) as work:
        for kind in TableClass:
            await archive_month(work, kind, month_of(LONG_AGO.date()))
        assert work.run.left == 0
    left = "SELECT count(*) FROM olap.campaign_analytics WHERE activity_date < '2024-04-01'"
    assert await value(databases, tenant, left) == 0


def question(name: str) -> ReportQuery:
    """Of March and April; of April against March where periods are compared."""
    wanted = REPORTS[name].campaigns
    campaigns = (CAMPAIGN, UUID(int=7))[: wanted[0] if wanted else 0]
    since = date(2024, 4, 1) if name == CHANGE.name else date(2024, 3, 1)
    return ReportQuery(since, date(2024, 5, 1), campaigns, timezone="Europe/Berlin", grain=Grain.MONTH)


async def told(databases: Databases, scope: Scope, archive: ArchiveSettings) -> dict[str, Answer[object]]:
    return {
        name: await run_report(databases, scope, report, question(name), settings=archive)
        for name, report in REPORTS.items()
    }


async def test_every_report_answers_as_before_its_month_was_archived(
    databases: Databases, tenant: Scope, other_tenant: Scope, archive: ArchiveSettings
) -> None:
    theirs = Scope(tenant.tenant_id, frozenset({COMPANY}))
    before = await told(databases, tenant, archive)
    of_member = await told(databases, theirs, archive)
    await facts_leave(databases, tenant, archive)
    after = await told(databases, tenant, archive)
    for name in REPORTS:
        assert after[name].rows == before[name].rows, name
        assert after[name].left_out == ()
    months = await run_report(databases, tenant, TIMELINE, question(TIMELINE.name), settings=archive)
    assert [row.sent for row in months.rows] == [200, 60]
    assert after[RETENTION.name].rows
    again = await told(databases, theirs, archive)
    assert {name: answer.rows for name, answer in again.items()} == {
        name: answer.rows for name, answer in of_member.items()
    }
    none = await run_report(databases, other_tenant, TIMELINE, question("timeline"), settings=archive)
    assert [row.sent for row in none.rows] == [0, 0]


async def test_months_that_are_too_much_are_named(
    databases: Databases, tenant: Scope, archive: ArchiveSettings
) -> None:
    await facts_leave(databases, tenant, archive)
    answer = await run_report(
        databases, tenant, TIMELINE, question("timeline"), settings=archive, most_archived=1
    )
    assert answer.left_out == ("2024-03",)
    assert [row.sent for row in answer.rows] == [0, 60]
    assert "Without 2024-03, which are in the archive." in footing(TIMELINE, answer)
    april = ReportQuery(date(2024, 4, 1), date(2024, 5, 1))
    answer = await run_report(databases, tenant, TIMELINE, april, settings=archive, most_archived=1)
    assert answer.left_out == ()
    assert sum(row.sent for row in answer.rows) == 60
