"""Importing leads: what becomes of rows, of addresses that are there more than once, and of other people's."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from penguinmails.audiences.fields import define_field
from penguinmails.audiences.imports import store, upload
from penguinmails.audiences.imports.errors import (
    ImportColumnUnknown,
    ImportCompanyNeeded,
    ImportEmailUnmapped,
    ImportFieldUnmapped,
    ImportFileChanged,
    ImportFileGone,
    ImportFileTooLarge,
    ImportFileUnreadable,
    ImportListUnknown,
    ImportNotFailed,
    ImportOptionInvalid,
    ImportOver,
    ImportTargetTwice,
    ImportTargetUnknown,
    ImportTooLong,
    ImportUnknown,
)
from penguinmails.audiences.imports.jobs import drop_file
from penguinmails.audiences.imports.model import ImportStatus, Options
from penguinmails.audiences.imports.running import run_import
from penguinmails.audiences.imports.service import (
    cancel_import,
    export_rejects,
    list_imports,
    list_rejects,
    preview_import,
    retry_import,
    show_import,
    start_import,
)
from penguinmails.audiences.imports.settings import ImportSettings
from penguinmails.audiences.suppressions import Reason, Source, suppress
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import add_company
from penguinmails.tenancy.errors import CompanyUnknown
from tests.audiences.imported import (
    HEADING,
    OPERATOR,
    asked,
    counts,
    defined,
    finished,
    imported,
    list_of,
    rejected,
    started,
    versions,
    world,
    written,
)

ROWS = [
    ("Ann@Example.org", " Ann  Lee", "Buyer", "gold", "1,200", "spring; vip"),
    ("bob@example.com", "Bob", "", "", "", ""),
    ("not an address", "Cy", "", "", "", ""),
    ("", "Nobody", "", "", "", ""),
    ("dora@example.net", "Dora", "", "", "many", ""),
    ("ann@example.org", "Anna", "Head buyer", "silver", "", "vip,summer"),
    ("info@example.com", "", "", "", "", ""),
]


@pytest.fixture
async def file(tmp_path: Path, databases: Databases, tenant: Scope) -> Path:
    """Seven rows, of which three cannot be taken and one is a duplicate; the fields they fill are defined."""
    await defined(databases, tenant)
    return written(tmp_path / "leads.csv", ROWS)


async def test_rows_become_leads_members_and_refusals(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    everybody = await list_of(databases, tenant)
    options = Options(tags=("fair 2026",), source="fair", tracking_consent="off")
    job = await imported(databases, tenant, file, list_id=everybody, options=options)
    assert (job.status, counts(job), job.total_rows, job.processed_rows) == ("completed", (3, 0, 1, 3), 7, 7)
    leads = await asked(
        databases,
        tenant,
        "SELECT email, first_name, title, custom_fields, tags, source, tracking_consent, is_role, import_job_id"
        " FROM oltp.leads ORDER BY id",
    )
    custom = {"plan": "gold", "seats": 1200}
    assert leads == [
        (
            "ann@example.org",
            "Ann Lee",
            "Buyer",
            custom,
            ["fair 2026", "spring", "vip"],
            "fair",
            "off",
            False,
            job.id,
        ),
        ("bob@example.com", "Bob", None, {}, ["fair 2026"], "fair", "off", False, job.id),
        ("info@example.com", None, None, {}, ["fair 2026"], "fair", "off", True, job.id),
    ]
    after = await world(databases, tenant)
    assert [row[:3] for row in after["members"]] == [
        ("Everybody", email, "subscribed")
        for email in ("ann@example.org", "bob@example.com", "info@example.com")
    ]
    assert after["counts"] == [("Everybody", 3)]
    assert await rejected(databases, tenant, job.id) == {
        4: "email_invalid",
        5: "email_missing",
        6: "field_invalid",
    }
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        first, _, third = await list_rejects(tx, job.id)
    assert first.raw == {"email": "not an address", "first_name": "Cy"}
    assert third.detail is not None
    assert '"many"' in third.detail
    assert "number" in third.detail


async def test_the_file_is_ours_alone_and_gone_when_it_is_over(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    job = await started(databases, tenant, file)
    copy = upload.path_of(tenant.tenant_id, job.id)
    assert (copy.stat().st_mode & 0o777, copy.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert copy.read_text("utf-8").startswith("email,first_name")
    assert job.size_bytes == copy.stat().st_size
    await drop_file(databases, tenant, job.id)
    assert copy.exists(), "an import that waits needs its file"
    await finished(databases, tenant, job.id)
    await drop_file(databases, tenant, job.id)
    assert not copy.parent.exists()


@pytest.mark.parametrize("update", [False, True])
async def test_the_same_file_again_changes_nothing(
    databases: Databases, tenant: Scope, file: Path, update: bool
) -> None:
    everybody = await list_of(databases, tenant)
    await imported(databases, tenant, file, update=update, list_id=everybody)
    if update:  # the second time, the first of two rows of one address finds what the second left
        written(file, ROWS[1:])
        await imported(databases, tenant, file, update=True, list_id=everybody)
    before, touched = await world(databases, tenant), await versions(databases, tenant)
    again = await imported(databases, tenant, file, update=update, list_id=everybody)
    assert counts(again)[:2] == (0, 0)
    assert await versions(databases, tenant) == touched
    after = await world(databases, tenant)
    assert [after[name] for name in ("leads", "members", "counts")] == [
        before[name] for name in ("leads", "members", "counts")
    ]


async def test_only_what_a_cell_says_is_updated(
    databases: Databases, tenant: Scope, file: Path, tmp_path: Path
) -> None:
    await imported(databases, tenant, file)
    touched = {row[0]: row for row in await versions(databases, tenant)}
    more = written(
        tmp_path / "more.csv",
        [("ann@example.org", "", "Chief", "", "7", "new"), ("bob@example.com", "Bob", "", "", "", "")],
    )
    job = await imported(databases, tenant, more, update=True)
    assert counts(job) == (0, 1, 1, 0)
    (ann,) = await asked(
        databases,
        tenant,
        "SELECT id, first_name, title, custom_fields, tags FROM oltp.leads WHERE email = 'ann@example.org'",
    )
    assert ann[1:] == ("Ann Lee", "Chief", {"plan": "gold", "seats": 7}, ["spring", "vip", "new"])
    changed = [row[0] for row in await versions(databases, tenant) if touched[row[0]] != row]
    assert changed == [ann[0]]


async def test_a_duplicate_in_the_file_updates_what_the_file_made(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    job = await imported(databases, tenant, file, update=True)
    assert counts(job) == (3, 1, 0, 3)
    assert await asked(
        databases,
        tenant,
        "SELECT first_name, title, custom_fields, tags FROM oltp.leads WHERE email LIKE 'ann%%'",
    ) == [("Anna", "Head buyer", {"plan": "silver", "seats": 1200}, ["spring", "vip", "summer"])]


async def test_of_the_suppressed_nothing_is_kept_but_a_hint(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for target in ("ann@example.org", "example.com"):
            await suppress(tx, target, reason=Reason.MANUAL, source=Source.STAFF, actor=OPERATOR)
    job = await imported(databases, tenant, file, update=True)
    assert counts(job) == (0, 0, 0, 7)
    raw = await asked(
        databases,
        tenant,
        "SELECT line, raw FROM oltp.import_rejects WHERE reason = 'suppressed' ORDER BY line",
    )
    assert raw == [
        (2, {"email": "A…@example.org".lower()}),
        (3, {"email": "b…@example.com"}),
        (7, {"email": "a…@example.org"}),
        (8, {"email": "i…@example.com"}),
    ]


async def test_the_address_of_a_deleted_lead_is_free(databases: Databases, tenant: Scope, file: Path) -> None:
    await imported(databases, tenant, file)
    await asked(
        databases, tenant, "UPDATE oltp.leads SET deleted = now() WHERE email = 'bob@example.com' RETURNING 1"
    )
    job = await imported(databases, tenant, file)
    assert counts(job) == (1, 0, 3, 3)


async def test_who_may_not_be_written_to_joins_no_list(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    await imported(databases, tenant, file)
    await asked(
        databases,
        tenant,
        "UPDATE oltp.leads SET status = 'bounced' WHERE email = 'bob@example.com' RETURNING 1",
    )
    for update in (False, True):
        everybody = await list_of(databases, tenant, f"List {update}")
        await imported(databases, tenant, file, list_id=everybody, update=update)
    members = [row[:2] for row in (await world(databases, tenant))["members"]]
    emails = ("ann@example.org", "info@example.com")
    assert members == [(name, email) for name in ("List False", "List True") for email in emails]


async def test_into_a_list_with_double_opt_in_leads_come_unconfirmed(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    careful = await list_of(databases, tenant, opt_in="double")
    await imported(databases, tenant, file, list_id=careful)
    seen = await world(databases, tenant)
    assert {row[2] for row in seen["members"]} == {"pending"}
    assert seen["counts"] == [("Everybody", 0)]


async def test_companies_and_tenants_have_leads_of_their_own(
    databases: Databases, tenant: Scope, other_tenant: Scope, file: Path, tmp_path: Path
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        north = (await add_company(tx, "North", actor=OPERATOR)).id
        south = (await add_company(tx, "South", actor=OPERATOR)).id
    for company_id in (north, south, None):
        assert counts(await imported(databases, tenant, file, company_id=company_id)) == (3, 0, 1, 3)
    limited = replace(tenant, companies=frozenset({north}))
    async with databases.tenant(Tier.OLTP, limited) as tx:
        assert [job.company_id for job in await list_imports(tx)] == [north]
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_imports(tx) == []
    mine = await asked(databases, tenant, "SELECT id FROM oltp.import_jobs ORDER BY id")
    for scope, hidden in ((limited, mine[1][0]), (other_tenant, mine[0][0])):
        for use in (show_import, list_rejects):
            with pytest.raises(ImportUnknown):
                async with databases.tenant(Tier.OLTP, scope) as tx:
                    await use(tx, hidden)
        with pytest.raises(ImportUnknown):
            async with databases.tenant(Tier.OLTP, scope) as tx:
                await cancel_import(tx, hidden, actor=OPERATOR)
        assert await run_import(databases, scope, hidden) is None
    with pytest.raises(ImportCompanyNeeded):
        await started(databases, limited, file)
    with pytest.raises(CompanyUnknown):
        await started(databases, limited, file, company_id=south)
    with pytest.raises(ImportListUnknown):
        await started(databases, limited, file, company_id=north, list_id=await list_of(databases, tenant))
    few = written(tmp_path / "few.csv", [("bob@example.com",), ("eve@example.com",)], ["email"])
    done = await imported(databases, limited, few, company_id=north)
    assert counts(done) == (1, 0, 1, 0)


async def test_of_two_workers_one_stops(databases: Databases, tenant: Scope, tmp_path: Path) -> None:
    file = written(tmp_path / "many.csv", [(f"p{n}@example.org",) for n in range(2000)], ["email"])
    everybody = await list_of(databases, tenant)
    job = await started(databases, tenant, file, list_id=everybody)
    settings = ImportSettings(import_batch=100)
    spent = await asyncio.gather(*(run_import(databases, tenant, job.id, settings) for _ in range(3)))
    assert sum(each is not None for each in spent) == 1
    done = await finished(databases, tenant, job.id)
    assert (done.status, counts(done)) == ("completed", (2000, 0, 0, 0))
    assert await asked(databases, tenant, "SELECT count(*), count(DISTINCT email) FROM oltp.leads") == [
        (2000, 2000)
    ]


@pytest.mark.parametrize("update", [False, True])
async def test_two_imports_of_the_same_people_at_once(
    databases: Databases, tenant: Scope, tmp_path: Path, update: bool
) -> None:
    people = [(f"p{n}@example.org", f"Name {n}") for n in range(1500)]
    files = [
        written(tmp_path / "forth.csv", people, ["email", "first_name"]),
        written(tmp_path / "back.csv", people[::-1], ["email", "first_name"]),
    ]
    everybody = await list_of(databases, tenant)
    jobs = [await started(databases, tenant, file, update=update, list_id=everybody) for file in files]
    done = await asyncio.gather(*(finished(databases, tenant, job.id, batch=100) for job in jobs))
    assert [job.status for job in done] == ["completed", "completed"]
    assert sum(job.created_rows for job in done) == 1500
    assert sum(job.skipped_rows for job in done) == 1500
    assert (await world(databases, tenant))["counts"] == [("Everybody", 1500)]


async def test_a_cancelled_import_stops_where_it_is(databases: Databases, tenant: Scope, file: Path) -> None:
    job = await started(databases, tenant, file)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await cancel_import(tx, job.id, actor=OPERATOR)).status == "cancelled"
    assert counts(await finished(databases, tenant, job.id)) == (0, 0, 0, 0)
    with pytest.raises(ImportOver, match="cancelled"):
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await cancel_import(tx, job.id, actor=OPERATOR)


async def test_a_failed_import_goes_on_where_it_stopped(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    job = await started(databases, tenant, file)
    with pytest.raises(ImportNotFailed):
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await retry_import(tx, job.id, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await store.set_over(tx, job.id, ImportStatus.FAILED, error="the disk was full")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        again = await retry_import(tx, job.id, actor=OPERATOR)
    assert (again.status, again.error) == ("queued", None)
    assert (await finished(databases, tenant, job.id)).status == "completed"


async def test_a_file_that_is_gone_or_another_is_not_read(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    job = await started(databases, tenant, file)
    copy = upload.path_of(tenant.tenant_id, job.id)
    copy.write_text("email\nmallory@example.org\n")
    with pytest.raises(ImportFileChanged):
        await run_import(databases, tenant, job.id)
    copy.unlink()
    with pytest.raises(ImportFileGone):
        await run_import(databases, tenant, job.id)


async def test_a_file_of_too_many_rows_is_refused_before_the_first(
    databases: Databases, tenant: Scope, file: Path, tmp_path: Path
) -> None:
    job = await started(databases, tenant, file)
    with pytest.raises(ImportTooLong, match="7 rows; an import may have 6"):
        await run_import(databases, tenant, job.id, ImportSettings(import_rows=6))
    lines = written(
        tmp_path / "lines.csv", [(f"p{n}@example.org", "two\nlines") for n in range(6)], ["email", "name"]
    )
    job = await started(databases, tenant, lines)
    await run_import(databases, tenant, job.id, ImportSettings(import_rows=6))
    assert await asked(databases, tenant, "SELECT count(*) FROM oltp.leads") == [(6,)]


async def test_what_is_wrong_with_a_file_is_said_at_once(
    databases: Databases, tenant: Scope, file: Path, tmp_path: Path
) -> None:
    async def start(path: Path = file, **words: str) -> None:
        await started(databases, tenant, path, mapping=words)

    with pytest.raises(ImportFileUnreadable, match="no such file"):
        await start(tmp_path / "nowhere.csv")
    with pytest.raises(ImportColumnUnknown, match="colour"):
        await start(colour="title")
    with pytest.raises(ImportTargetUnknown, match="shoe_size"):
        await start(plan="shoe_size")
    with pytest.raises(ImportTargetTwice, match="title"):
        await start(title="title", plan="title")
    with pytest.raises(ImportEmailUnmapped):
        await start(email="")
    for options in (Options(date_order="ydm"), Options(tracking_consent="some")):
        with pytest.raises(ImportOptionInvalid):
            await started(databases, tenant, file, options=options)
    with pytest.raises(ImportFileTooLarge):
        await start_import(databases, tenant, file, actor=OPERATOR, settings=ImportSettings(import_bytes=10))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await define_field(tx, "VIP", "boolean", is_required=True, actor=OPERATOR)
    with pytest.raises(ImportFieldUnmapped, match="vip"):
        await start()
    await started(databases, tenant, file, update=True)
    assert len(list((upload.folder() / str(tenant.tenant_id)).iterdir())) == 1


async def test_a_preview_shows_leads_and_changes_nothing(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        seen = await preview_import(tx, file, mapping={"title": ""}, rows=3)
    assert seen.left_out == ["title"]
    assert set(seen.mapping) == set(HEADING) - {"title"}
    assert seen.rows[0].email == "ann@example.org"
    assert seen.rows[0].values == {
        "first_name": "Ann Lee",
        "custom_fields.plan": "gold",
        "custom_fields.seats": 1200,
    }
    assert seen.rows[2].refused is not None
    assert await asked(databases, tenant, "SELECT count(*) FROM oltp.leads") == [(0,)]


async def test_refused_rows_open_in_a_spreadsheet_without_running(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    file = written(tmp_path / "evil.csv", [("=1+1", "=cmd()"), ("x@", "fine")], ["email", "first_name"])
    job = await imported(databases, tenant, file)
    out = tmp_path / "rejects.csv"
    assert await export_rejects(databases, tenant, job.id, out) == 2
    text = out.read_text("utf-8-sig")
    assert '"\'=cmd()"' in text
    assert text.splitlines()[0] == '"line","reason","detail","email","first_name"'
    assert out.stat().st_mode & 0o777 == 0o600


async def test_letters_that_a_database_cannot_hold_do_no_harm(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    await defined(databases, tenant)
    file = tmp_path / "odd.json"
    file.write_text(
        r'[{"email": "a@example.org", "first_name": "N\u0000ul", "plan": "\ud800 half \u0000", "tags": "x\u001fy"},'
        r' {"email": "b@example.org", "first_name": "\u001f", "title": "a\u001fb \\ \" {}", "plan": "\u001f \\u0000"},'
        r' {"email": "no\u0000 \ud800"}]'
    )
    job = await imported(databases, tenant, file)
    assert counts(job) == (2, 0, 0, 1)
    rows = await asked(databases, tenant, "SELECT first_name, title, tags FROM oltp.leads ORDER BY email")
    assert rows[1] == (None, 'a b \\ " {}', [])
