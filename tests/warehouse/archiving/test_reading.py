"""The statements of reports run over what was archived and what is live, and answer as before."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger.reading.store import stages
from penguinmails.warehouse.archiving.errors import ArchiveCorrupt, ArchiveMissing
from penguinmails.warehouse.archiving.model import ArchiveRun, TableClass
from penguinmails.warehouse.archiving.reading import archived_facts, reading
from penguinmails.warehouse.archiving.running import archive_month, archive_tenant, month_of, working
from penguinmails.warehouse.archiving.settings import ArchiveSettings
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
from tests.warehouse.archiving.statements import DayOfCampaign, queries

LEDGER = ("email_events", "event_verdicts")


@pytest.fixture
async def archive(databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path) -> ArchiveSettings:
    """A month in the database, counted; where its archive will be."""
    await prepare(clone, LONG_AGO, LONG_AGO + timedelta(days=31))
    await live(databases, tenant, *history(90))
    await live(databases, tenant, *history(30, start=LONG_AGO + timedelta(days=31), first=1000))
    return settings_in(tmp_path)


async def by_day(tx: Tx) -> list[DayOfCampaign]:
    return await tx.many(
        queries["days_of_campaign"], DayOfCampaign, tenant_id=tx.tenant_id, campaign_id=CAMPAIGN
    )


async def facts_leave(databases: Databases, tenant: Scope, archive: ArchiveSettings, month: date) -> None:
    """The events of a month, then its facts."""
    async with working(databases, tenant, archive, ArchiveRun(tenant.tenant_id)) as work:
        for kind in TableClass:
            await archive_month(work, kind, month_of(month))
        assert work.run.left == 0


async def test_a_funnel_counts_archived_events(
    databases: Databases, tenant: Scope, archive: ArchiveSettings
) -> None:
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        before = await stages(tx, CAMPAIGN)
    await archive_tenant(databases, tenant, archive)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        assert await stages(tx, CAMPAIGN) == []
    async with reading(databases, tenant, LEDGER, settings=archive) as tx:
        assert await stages(tx, CAMPAIGN) == before
    assert before[0].sent == 120


async def test_a_report_counts_archived_and_live_facts(
    databases: Databases, tenant: Scope, archive: ArchiveSettings
) -> None:
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        before = await by_day(tx)
    await facts_leave(databases, tenant, archive, LONG_AGO.date())
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        assert 0 < len(await by_day(tx)) < len(before)
    async with reading(databases, tenant, ["campaign_analytics"], settings=archive) as tx:
        assert await by_day(tx) == before
    april = date(2024, 4, 1)
    async with reading(databases, tenant, ["campaign_analytics"], since=april, settings=archive) as tx:
        assert await by_day(tx) == [day for day in before if day.activity_date >= april]
    rows = await archived_facts(databases, tenant, "campaign_analytics", settings=archive)
    assert len(rows) == 1


async def test_nobody_reads_anothers_archive(
    databases: Databases, tenant: Scope, other_tenant: Scope, archive: ArchiveSettings
) -> None:
    await facts_leave(databases, tenant, archive, LONG_AGO.date())
    async with reading(databases, other_tenant, ["campaign_analytics", *LEDGER], settings=archive) as tx:
        assert await by_day(tx) == []
    # Not even where the catalogue was made to name it.
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(
            "INSERT INTO olap.analytics_archive (tenant_id, table_name, period_start, period_end, path, columns, row_count,"
            " size_bytes, checksum, verified) SELECT %s, table_name, period_start, period_end, path, columns, row_count,"
            " size_bytes, checksum, verified FROM olap.analytics_archive",
            [other_tenant.tenant_id],
        )
    with pytest.raises(ArchiveCorrupt, match="not in this tenant's folder"):
        async with reading(databases, other_tenant, LEDGER, settings=archive) as tx:
            pass
    folder = archive.folder / str(other_tenant.tenant_id)
    folder.mkdir()
    for path in (archive.folder / str(tenant.tenant_id)).glob("*.parquet"):
        (folder / path.name).write_bytes(path.read_bytes())
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(
            "UPDATE olap.analytics_archive SET path = %s || substr(path, 37) WHERE tenant_id = %s",
            [str(other_tenant.tenant_id), other_tenant.tenant_id],
        )
    async with reading(databases, other_tenant, ["campaign_analytics", *LEDGER], settings=archive) as tx:
        assert await by_day(tx) == []
        assert await stages(tx, CAMPAIGN) == []


async def test_a_member_reads_the_archive_of_their_companies(
    databases: Databases, tenant: Scope, archive: ArchiveSettings
) -> None:
    await facts_leave(databases, tenant, archive, LONG_AGO.date())
    theirs = Scope(tenant.tenant_id, frozenset({COMPANY}))
    others = Scope(tenant.tenant_id, frozenset({UUID(int=1)}))
    for scope, days in ((theirs, True), (others, False), (Scope(tenant.tenant_id, frozenset()), False)):
        async with reading(databases, scope, ["campaign_analytics"], settings=archive) as tx:
            assert bool(await by_day(tx)) is days


async def test_a_missing_and_a_broken_file_are_named(
    databases: Databases, tenant: Scope, archive: ArchiveSettings
) -> None:
    await archive_tenant(databases, tenant, archive)
    path = next((archive.folder / str(tenant.tenant_id)).glob("email_events-2024-03*"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1000] + b"x" * 1000)
    with pytest.raises(ArchiveCorrupt, match="its checksum is another") as corrupt:
        async with reading(databases, tenant, LEDGER, settings=archive):
            pass
    assert corrupt.value.code == "archive_corrupt"
    path.unlink()
    with pytest.raises(ArchiveMissing, match=path.name):
        async with reading(databases, tenant, LEDGER, settings=archive):
            pass
    path.write_bytes(whole)
    async with reading(databases, tenant, LEDGER, settings=archive) as tx:
        assert (await stages(tx, CAMPAIGN))[0].sent == 120


async def test_a_live_row_counts_in_place_of_its_archived_one(
    databases: Databases, tenant: Scope, archive: ArchiveSettings
) -> None:
    await facts_leave(databases, tenant, archive, LONG_AGO.date())
    day = LONG_AGO.date()
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(
            "INSERT INTO olap.campaign_analytics (tenant_id, company_id, campaign_id, activity_date, billing_id, sent)"
            " SELECT %s, %s, %s, %s, min(id), 77 FROM olap.billing_analytics WHERE tenant_id = %s",
            [tenant.tenant_id, COMPANY, CAMPAIGN, day, tenant.tenant_id],
        )
    async with reading(databases, tenant, ["campaign_analytics"], settings=archive) as tx:
        assert [found.sent for found in await by_day(tx) if found.activity_date == day] == [77]


async def test_facts_stay_unless_a_tenant_says_otherwise(
    databases: Databases, tenant: Scope, archive: ArchiveSettings
) -> None:
    run = await archive_tenant(databases, tenant, archive)
    assert run.months == ["2024-03", "2024-04"]
    assert await value(databases, tenant, "SELECT count(*) FROM olap.campaign_analytics")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.retention_policies (tenant_id, content_type, retention_days, auto_archive)"
            " VALUES (%s, 'analytics', 365, true)",
            [tenant.tenant_id],
        )
    run = await archive_tenant(databases, tenant, archive)
    assert run.failed == []
    assert run.months == ["2024-03", "2024-04"]
    assert await value(databases, tenant, "SELECT count(*) FROM olap.campaign_analytics") == 0
    assert await value(databases, tenant, "SELECT sum(sent) FROM olap.campaign_lead_totals") == 120
    async with reading(databases, tenant, ["campaign_analytics"], settings=archive) as tx:
        assert sum(found.sent for found in await by_day(tx)) == 120
