"""Months past their time become files, and only what a file was proven to hold is deleted."""

import asyncio
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import Event, EventKind
from penguinmails.ledger.events import store as ledger
from penguinmails.warehouse.archiving import copying, paging, parquet, piping, removing, store
from penguinmails.warehouse.archiving.checking import lines, verify_files
from penguinmails.warehouse.archiving.errors import (
    ArchiveBehind,
    ArchiveBusy,
    ArchiveFull,
    ArchiveMismatch,
    MonthUnarchived,
)
from penguinmails.warehouse.archiving.model import ArchiveRun, Digest
from penguinmails.warehouse.archiving.reading import reading
from penguinmails.warehouse.archiving.restoring import restore
from penguinmails.warehouse.archiving.running import archive_tenant, month_of, working
from penguinmails.warehouse.rebuilding import rebuild
from penguinmails.warehouse.reconciling.service import reconcile
from penguinmails.warehouse.rollup import refold_all
from penguinmails.warehouse.rollup.errors import RebuildArchived
from penguinmails.warehouse.verifying import verify_tenant
from tests.dying import start_dying
from tests.ledger.factories import happened
from tests.servers import Clone
from tests.warehouse.archiving import killed
from tests.warehouse.archiving.factories import (
    LONG_AGO,
    everything,
    history,
    live,
    prepare,
    settings_in,
    slip_in,
    value,
)
from tests.warehouse.archiving.killed import PAGE, STEPS
from tests.warehouse.archiving.statements import query

MESSAGES = ("email_events", "event_verdicts", "message_states")
UNDATED = ("campaign_lead_totals", "campaign_lead_counts")
FACTS = ("campaign_analytics", "lead_analytics", "link_totals", "engagement_buckets")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several of them, as the killed run cuts them, and several pipes."""
    monkeypatch.setattr(paging, "PAGE", PAGE)
    monkeypatch.setattr(piping, "PART", PAGE)
    monkeypatch.setattr(copying, "BLOCK", 1000)


async def test_a_month_leaves_and_its_figures_stay(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    events, judged = history(60)
    await live(databases, tenant, events, judged)
    before = await everything(databases, tenant, *FACTS)

    run = await archive_tenant(databases, tenant, settings_in(tmp_path))

    assert run.failed == []
    assert (run.months, run.files, run.left) == (["2024-03"], 3, 0)
    assert run.rows == run.deleted == len(events) + len(judged) + 60
    assert await everything(databases, tenant, *MESSAGES) == {table: [] for table in MESSAGES}
    assert await everything(databases, tenant, *FACTS) == before
    # What cannot be counted from live rows is neither verified nor counted anew.
    assert (await verify_tenant(databases, tenant.tenant_id)).differences == ()
    with pytest.raises(RebuildArchived):
        await rebuild(databases, tenant.tenant_id)
    with pytest.raises(RebuildArchived):
        await refold_all(databases, tenant.tenant_id)
    assert await everything(databases, tenant, *FACTS) == before
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        files = await store.files(tx)
    assert {file.table_name: file.row_count for file in files} == {
        "email_events": len(events),
        "event_verdicts": len(judged),
        "message_states": 60,
    }
    assert all(
        file.verified and file.removed and file.last_day
        for file in files
        if file.table_name == "message_states"
    )


async def test_what_is_archived_is_neither_verified_nor_counted_anew(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    """A campaign whose first month is archived, with its facts, while its last days are live."""
    await prepare(clone)
    await live(databases, tenant, *history(60))
    recent = clock.now() - timedelta(days=3)
    await live(databases, tenant, *history(20, start=recent, first=1000))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.retention_policies (tenant_id, content_type, retention_days, auto_archive)"
            " VALUES (%s, 'analytics', 365, true)",
            [tenant.tenant_id],
        )
    assert (await archive_tenant(databases, tenant, settings_in(tmp_path))).failed == []
    totals = await everything(databases, tenant, *UNDATED)
    assert await value(databases, tenant, "SELECT sum(sent) FROM olap.campaign_lead_totals") == 80
    assert await value(databases, tenant, "SELECT sum(sent) FROM olap.campaign_analytics") == 20

    verified = await verify_tenant(databases, tenant.tenant_id)
    assert verified.differences == ()
    assert (verified.archived, verified.campaigns_left_out) == (LONG_AGO.date(), 1)

    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute("UPDATE olap.campaign_analytics SET sent = sent + 1")
    assert not (await verify_tenant(databases, tenant.tenant_id)).holds
    days = (LONG_AGO.date(), clock.now().date() + timedelta(days=1))
    mended = await reconcile(databases, tenant.tenant_id, *days)
    assert (mended.differed > 0, mended.left) == (True, 0)
    with pytest.raises(RebuildArchived):
        await refold_all(databases, tenant.tenant_id, since=days[0], until=days[1])
    assert await everything(databases, tenant, *UNDATED) == totals


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(step, marks=() if step in ("named", "deleted a page") else pytest.mark.soak)
        for step in STEPS
    ],
)
@pytest.mark.usefixtures("small_pages")
async def test_a_run_killed_anywhere_is_mended_by_the_next(
    databases: Databases,
    clone: Clone,
    tenant: Scope,
    tmp_path: Path,
    step: str,
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(60))
    before = await everything(databases, tenant, *MESSAGES)
    dying = start_dying(killed.run, step, tenant, tmp_path, clone.addresses)
    assert await asyncio.to_thread(dying)
    # What was live and what was filed is still all there is, each once.
    async with reading(databases, tenant, MESSAGES, settings=settings_in(tmp_path)) as tx:
        for table in MESSAGES:
            assert await tx.value(query(f"SELECT count(*) FROM olap.{table}")) == len(before[table])

    run = await archive_tenant(databases, tenant, settings_in(tmp_path))

    assert (run.failed, run.left) == ([], 0)
    assert await everything(databases, tenant, *MESSAGES) == {table: [] for table in MESSAGES}
    folder = settings_in(tmp_path).folder / str(tenant.tenant_id)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        files = await store.files(tx)
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        Path(file.path).name for file in files
    }
    await restore(databases, tenant, month_of(LONG_AGO.date()), settings=settings_in(tmp_path))
    assert await everything(databases, tenant, *MESSAGES) == before


@pytest.mark.usefixtures("small_pages")
async def test_a_month_comes_back_as_it_was_and_leaves_again(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(60))
    before = await everything(databases, tenant, *MESSAGES, *FACTS)
    archive, march = settings_in(tmp_path), month_of(LONG_AGO.date())
    await archive_tenant(databases, tenant, archive)

    restored = await restore(databases, tenant, march, settings=archive)

    assert restored.tables == {table: len(before[table]) for table in MESSAGES}
    assert await everything(databases, tenant, *MESSAGES, *FACTS) == before
    again = await restore(databases, tenant, march, settings=archive)
    assert again.tables == dict.fromkeys(MESSAGES, 0)
    async with databases.worker(Tier.OLAP) as tx:
        gone = await tx.connection.execute("DELETE FROM olap.email_events WHERE kind = 'opened'")
    rest = await restore(databases, tenant, march, settings=archive)
    assert rest.tables == {**again.tables, "email_events": gone.rowcount}
    assert await everything(databases, tenant, *MESSAGES, *FACTS) == before
    assert {line.state for line in await lines(databases, tenant)} == {"restored"}
    # It stays for a while, and then leaves by the files that are there.
    run = await archive_tenant(databases, tenant, archive)
    assert (run.files, run.deleted) == (0, 0)
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute("UPDATE olap.analytics_archive SET restored = now() - interval '31 days'")
    run = await archive_tenant(databases, tenant, archive)
    assert (run.files, run.left) == (0, 0)
    assert run.deleted == sum(restored.tables.values())
    with pytest.raises(MonthUnarchived):
        await restore(databases, tenant, month_of((LONG_AGO - timedelta(days=40)).date()), settings=archive)


async def test_nothing_is_deleted_whose_file_is_not_whole(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(30))
    archive = settings_in(tmp_path)
    await archive_tenant(databases, tenant, archive)
    await restore(databases, tenant, month_of(LONG_AGO.date()), settings=archive)
    before = await everything(databases, tenant, *MESSAGES)
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute("UPDATE olap.analytics_archive SET restored = now() - interval '31 days'")
    path = next((archive.folder / str(tenant.tenant_id)).glob("event_verdicts-*"))
    path.write_bytes(path.read_bytes()[::-1])

    run = await archive_tenant(databases, tenant, archive)

    assert len(run.failed) == 1
    assert path.name in run.failed[0]
    assert (run.files, run.deleted) == (0, 0)
    assert await everything(databases, tenant, *MESSAGES) == before
    checked = await verify_files(databases, tenant, archive)
    assert [(each.table, each.whole) for each in checked] == [
        ("email_events", True),
        ("event_verdicts", False),
        ("message_states", True),
    ]
    told = "SELECT payload ->> 'event_type' FROM olap.handoff_outbox"
    assert await value(databases, tenant, told) == "archive_broken"


async def test_a_file_that_reads_back_otherwise_deletes_nothing(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(30))
    before = await everything(databases, tenant, *MESSAGES)

    def other(*args: object) -> dict[int, Digest]:
        digests = original(*args)  # pyright: ignore[reportArgumentType]
        return {page: replace(digest, first=digest.first + 1) for page, digest in digests.items()}

    original = parquet.digests
    monkeypatch.setattr(parquet, "digests", other)
    run = await archive_tenant(databases, tenant, settings_in(tmp_path))
    assert "came back as others" in run.failed[0]
    assert ArchiveMismatch.code == "archive_mismatch"
    assert await everything(databases, tenant, *MESSAGES) == before
    assert list((settings_in(tmp_path).folder / str(tenant.tenant_id)).glob("*.p*")) == []


async def test_two_archivers_do_not_meet(
    databases: Databases, clone: Clone, tenant: Scope, other_tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(30))
    archive = settings_in(tmp_path)
    async with working(databases, tenant, archive, ArchiveRun(tenant.tenant_id)):
        with pytest.raises(ArchiveBusy):
            await archive_tenant(databases, tenant, archive)
        assert (await archive_tenant(databases, other_tenant, archive)).failed == []
    runs = await asyncio.gather(
        *(archive_tenant(databases, tenant, archive) for _ in range(3)), return_exceptions=True
    )
    done = [run for run in runs if isinstance(run, ArchiveRun)]
    assert all(isinstance(run, ArchiveRun | ArchiveBusy) for run in runs)
    assert sum(run.files for run in done) == 3
    assert await value(databases, tenant, "SELECT count(*) FROM olap.email_events") == 0


async def test_what_is_not_counted_yet_stays(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    events, judged = history(30)
    await live(databases, tenant, events, judged)
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(
            "INSERT INTO olap.rollup_queue (tenant_id, batch_id, rows) SELECT tenant_id, batch_id, 1 FROM olap.email_events LIMIT 1"
        )
    run = await archive_tenant(databases, tenant, settings_in(tmp_path))
    assert (run.files, len(run.failed)) == (0, 1)
    assert run.failed[0].startswith(ArchiveBehind(month="2024-03").message)


async def test_what_changes_while_a_page_waits_is_archived_anew(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepare(clone)
    events, judged = history(30)
    await live(databases, tenant, events, judged)
    archive, message = settings_in(tmp_path), events[0].message_id
    late: list[Event] = []
    page = removing.remove_page

    async def remove_page(*args: object) -> object:
        if not late:
            late.append(happened(message, EventKind.REPLIED, LONG_AGO + timedelta(days=9)))
            await live(databases, tenant, late)
        return await page(*args)  # pyright: ignore[reportArgumentType]

    async def asked_before(*_: object) -> set[str]:
        return set()

    monkeypatch.setattr(removing, "remove_page", remove_page)
    # An ingest that asked the archive just before the files were noted.
    monkeypatch.setattr(ledger, "archived_months", asked_before)
    run = await archive_tenant(databases, tenant, archive)
    assert (run.left, run.deleted) == (1, 0)
    facts = await everything(databases, tenant, *FACTS)

    run = await archive_tenant(databases, tenant, archive)

    assert (run.failed, run.left, run.files) == ([], 0, 3)
    assert await everything(databases, tenant, *FACTS) == facts
    async with reading(databases, tenant, MESSAGES, settings=archive) as tx:
        assert await tx.value(query("SELECT count(*) FROM olap.email_events")) == len(events) + 1
        assert await tx.value(query("SELECT count(*) FILTER (WHERE replied) FROM olap.message_states")) == 1


async def test_what_comes_in_while_a_page_is_deleted_stays(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepare(clone)
    events, judged = history(30)
    await live(databases, tenant, events, judged)
    archive, delete = settings_in(tmp_path), copying.delete
    told: list[Event] = []

    async def deleting(*args: object) -> object:
        gone = await delete(*args)  # pyright: ignore[reportArgumentType]
        if not told:
            told.append(events[0])
            await slip_in(databases, tenant, events[0])
        return gone

    monkeypatch.setattr(copying, "delete", deleting)
    run = await archive_tenant(databases, tenant, archive)
    assert (run.failed, run.left) == ([], 0)
    assert run.deleted == run.rows == len(events) + len(judged) + 30
    assert await value(databases, tenant, "SELECT count(*) FROM olap.email_events") == 1
    assert (await archive_tenant(databases, tenant, archive)).late == 1


async def test_news_of_an_archived_message_is_kept_in_no_figure(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    events, judged = history(30)
    await live(databases, tenant, events, judged)
    archive = settings_in(tmp_path)
    await archive_tenant(databases, tenant, archive)
    facts = await everything(databases, tenant, *FACTS)
    # The ledger asks the archive; what slips in beside it is set aside by the next run.
    await slip_in(databases, tenant, events[0])
    run = await archive_tenant(databases, tenant, archive)
    assert (run.failed, run.late, run.files) == ([], 1, 0)
    assert await value(databases, tenant, "SELECT event ->> 'kind' FROM olap.late_events") == "replied"
    assert await everything(databases, tenant, *FACTS) == facts


async def test_a_full_disk_deletes_nothing(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = await asyncio.to_thread(
        subprocess.run,
        ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        await prepare(clone)
        await live(databases, tenant, *history(60))
        before = await everything(databases, tenant, *MESSAGES)
        run = await archive_tenant(databases, tenant, settings_in(disk))
        assert len(run.failed) == 1
        assert run.failed[0].startswith("There is no room left"), run.failed
        assert ArchiveFull.code == "archive_full"
        assert await everything(databases, tenant, *MESSAGES) == before
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", str(disk)], check=True)
