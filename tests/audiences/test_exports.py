"""Exports: what is in the files, who may see it, and when the files go."""

import csv
import io
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from penguinmails.audiences.exports import jobs, making, places
from penguinmails.audiences.exports.cells import Format
from penguinmails.audiences.exports.errors import (
    ExportFailed,
    ExportGone,
    ExportListUnknown,
    ExportNotReady,
    ExportScopeRefused,
    ExportSelectionInvalid,
    ExportUnknown,
)
from penguinmails.audiences.exports.jobs import remove_expired, remove_orphans
from penguinmails.audiences.exports.making import make_export
from penguinmails.audiences.exports.model import ExportFile, ExportJob, ExportStatus, Selection, Subject
from penguinmails.audiences.exports.service import (
    delete_export,
    fetch_export,
    list_exports,
    show_export,
    start_export,
)
from penguinmails.audiences.segments.matching import load_catalogue
from penguinmails.audiences.segments.model import as_json
from penguinmails.audiences.segments.service import create_segment
from penguinmails.audiences.segments.words import read_words
from penguinmails.audiences.suppressions import Reason, Source, suppress
from penguinmails.audit import Actor
from penguinmails.jobs import JobContext
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import MemberRole
from tests.tenancy.factories import company_of, member_of, tenant_of, wide

OPERATOR = Actor.operator()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clone: object) -> Path:
    """Files go into a folder of the test's own; its keys stay those of the server."""
    del clone
    monkeypatch.setattr(places, "folder", lambda: tmp_path / "exports")
    return tmp_path / "exports"


async def lead(databases: Databases, scope: Scope, email: str, **values: Any) -> UUID:
    lead_id = ids.uuid7()
    columns = {"email": email, "tenant_id": scope.tenant_id, "id": lead_id, **values}
    statement = sql.SQL("INSERT INTO oltp.leads ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(", ").join(map(sql.Placeholder, columns))
    )
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(statement, columns)
    return lead_id


def files_in(home: Path) -> list[Path]:
    return list(home.glob("*/*"))


async def exported(
    databases: Databases,
    scope: Scope,
    subject: Subject = Subject.LEADS,
    form: Format = Format.CSV,
    *,
    selection: Selection | None = None,
    company_id: UUID | None = None,
    actor: Actor = OPERATOR,
) -> tuple[ExportJob, str]:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        job = await start_export(tx, subject, form, selection=selection, company_id=company_id, actor=actor)
    made = await make_export(databases, scope.tenant_id, job.id)
    assert made
    return made, places.path_of(scope.tenant_id, job.id, form).read_bytes().decode("utf-8-sig")


def table_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_leads_are_written_defused_with_their_own_fields(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.custom_field_definitions (tenant_id, key, label, type) VALUES (%s, 'spent', 'Spent', 'number')",
            [tenant.tenant_id],
        )
    await lead(
        databases,
        tenant,
        "ann@example.org",
        first_name="=HYPERLINK(1)",
        phone="+49 30 1",
        tags=["vip", "b2b"],
        custom_fields=Jsonb({"spent": -459.99, "unknown": 1}),
    )
    await lead(databases, tenant, "bob@example.org", first_name='Bob "The', last_name="Böb\nO'Neil")
    job, text = await exported(databases, tenant)
    assert (job.status, job.rows_written, job.size_bytes) == ("completed", 2, len(text.encode("utf-8-sig")))
    ann, bob = table_of(text)
    assert (ann["email"], ann["first_name"], ann["phone"]) == (
        "ann@example.org",
        "'=HYPERLINK(1)",
        "'+49 30 1",
    )
    assert (ann["tags"], ann["custom_fields.spent"]) == ("vip, b2b", "-459.99")
    assert (bob["first_name"], bob["last_name"], bob["custom_fields.spent"]) == (
        'Bob "The',
        "Böb\nO'Neil",
        "",
    )
    _, raw = await exported(databases, tenant, selection=Selection(raw=True))
    assert table_of(raw)[0]["first_name"] == "=HYPERLINK(1)"
    _, lines = await exported(databases, tenant, form=Format.JSON)
    first = json.loads(lines.splitlines()[0])
    assert (first["first_name"], first["tags"], first["custom_fields"]) == (
        "=HYPERLINK(1)",
        ["vip", "b2b"],
        {"spent": -459.99},
    )


async def test_leads_are_selected(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    ann = await lead(databases, tenant, "ann@example.org", tags=["vip"])
    await lead(databases, tenant, "bob@example.org")
    await lead(databases, tenant, "gone@example.org", tags=["vip"], deleted="2026-01-01")
    await lead(databases, other_tenant, "eve@example.org", tags=["vip"])
    list_id = ids.uuid7()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.lists (tenant_id, id, name) VALUES (%s, %s, 'News')",
            [tenant.tenant_id, list_id],
        )
        await tx.connection.execute(
            "INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id, source) VALUES (%s, %s, %s, 'form')",
            [tenant.tenant_id, list_id, ann],
        )

    async def emails(subject: Subject = Subject.LEADS, selection: Selection | None = None) -> list[str]:
        _, text = await exported(databases, tenant, subject, selection=selection)
        return [row["email"] for row in table_of(text)]

    assert await emails() == ["ann@example.org", "bob@example.org"]
    assert await emails(selection=Selection(tag="vip")) == ["ann@example.org"]
    assert await emails(selection=Selection(list_id=list_id)) == ["ann@example.org"]
    assert await emails(Subject.LISTS, Selection(list_id=list_id)) == ["ann@example.org"]
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        with pytest.raises(ExportListUnknown):
            await start_export(
                tx, Subject.LISTS, Format.CSV, selection=Selection(list_id=list_id), actor=OPERATOR
            )
        with pytest.raises(ExportSelectionInvalid, match="name the list"):
            await start_export(tx, Subject.LISTS, Format.CSV, actor=OPERATOR)
        with pytest.raises(ExportSelectionInvalid, match="tag"):
            await start_export(
                tx, Subject.SUPPRESSIONS, Format.CSV, selection=Selection(tag="x"), actor=OPERATOR
            )


async def test_leads_of_a_segment_and_of_a_filter(databases: Databases, tenant: Scope) -> None:
    north, south = ids.uuid7(), ids.uuid7()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.companies (tenant_id, id, name, slug) VALUES"
            " (%(t)s, %(n)s, 'North', 'north'), (%(t)s, %(s)s, 'South', 'south')",
            {"t": tenant.tenant_id, "n": north, "s": south},
        )
    await lead(databases, tenant, "n@example.org", company_id=north, tags=["vip"], country="DE")
    await lead(databases, tenant, "m@example.org", company_id=north, tags=["vip"], country="FR")
    await lead(databases, tenant, "s@example.org", company_id=south, tags=["vip"], country="DE")
    await lead(databases, tenant, "plain@example.org", country="DE")
    catalogue = await load_catalogue(databases, tenant)
    vips, germans = read_words("tags has vip", catalogue), as_json(read_words("country is DE", catalogue))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        everywhere = await create_segment(tx, "VIPs", vips, actor=OPERATOR)
        northern = await create_segment(tx, "Northern VIPs", vips, company_id=north, actor=OPERATOR)

    async def names(selection: Selection, company_id: UUID | None = None) -> str:
        _, text = await exported(databases, tenant, selection=selection, company_id=company_id)
        return " ".join(row["email"].partition("@")[0] for row in table_of(text))

    assert await names(Selection(segment_id=everywhere.id)) == "n m s"
    assert await names(Selection(segment_id=northern.id)) == "n m"
    assert await names(Selection(segment_id=northern.id), south) == ""
    assert await names(Selection(filter=germans)) == "n s plain"
    assert await names(Selection(filter=germans, segment_id=everywhere.id, tag="vip"), north) == "n"


async def test_suppressions_are_exported_without_addresses(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await suppress(tx, "ann@example.org", reason=Reason.MANUAL, source=Source.STAFF, actor=OPERATOR)
    _, text = await exported(databases, tenant, Subject.SUPPRESSIONS)
    (row,) = table_of(text)
    assert (row["target"], row["hint"], row["reason"]) == ("address", "a…@example.org", "manual")
    assert len(row["target_hash"]) == 64
    assert "ann" not in text


async def test_who_asks_gets_what_they_may_see(databases: Databases) -> None:
    acme = await tenant_of(databases)
    scope = wide(acme)
    north, south = (
        await company_of(databases, acme, "North"),
        await company_of(databases, acme, "South"),
    )
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.custom_field_definitions (tenant_id, company_id, key, label, type, is_personal) VALUES"
            " (%(t)s, NULL, 'size', 'Size', 'text', false), (%(t)s, NULL, 'birthday', 'Birthday', 'date', true),"
            " (%(t)s, %(s)s, 'southern', 'Southern', 'text', false)",
            {"t": scope.tenant_id, "s": south},
        )
    custom = Jsonb({"size": "L", "birthday": "1990-01-15", "southern": "yes"})
    for company_id, name in ((north, "n"), (south, "s"), (None, "shared")):
        await lead(databases, scope, f"{name}@example.org", company_id=company_id, custom_fields=custom)
    client = await member_of(
        databases, acme, "client@acme.example", MemberRole.CLIENT, companies=frozenset({north})
    )
    async with databases.tenant(Tier.OLTP, client.scope) as tx:
        with pytest.raises(ExportScopeRefused):
            await start_export(tx, Subject.LEADS, Format.CSV, actor=client.actor)
    job, text = await exported(databases, client.scope, company_id=north, actor=client.actor)
    (row,) = table_of(text)
    assert (row["email"], job.created_by) == ("n@example.org", client.id)
    assert [name for name in row if name.startswith("custom")] == ["custom_fields.size"]
    async with databases.tenant(Tier.OLTP, client.scope) as tx:
        assert [found.id for found in await list_exports(tx)] == [job.id]
    _, whole = await exported(databases, scope)
    assert len(table_of(whole)) == 3
    assert "custom_fields.birthday" in table_of(whole)[0]
    async with databases.tenant(Tier.OLTP, client.scope) as tx:
        assert [found.id for found in await list_exports(tx)] == [job.id]


async def test_files_are_for_this_account_only_and_whole_or_not_there(
    databases: Databases, tenant: Scope, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lead(databases, tenant, "ann@example.org")
    for form in Format:
        job = await _started(databases, tenant, form)
        with monkeypatch.context() as broken:
            broken.setattr(making.CsvRows, "row", _fail)
            broken.setattr(making.JsonRows, "row", _fail)
            broken.setattr(making.XlsxRows, "row", _fail)
            with pytest.raises(RuntimeError, match="the disk is full"):
                await make_export(databases, tenant.tenant_id, job.id)
        assert files_in(home) == []
        made = await make_export(databases, tenant.tenant_id, job.id)
        (path,) = files_in(home)
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert made
        assert made.size_bytes == path.stat().st_size
        first = path.read_bytes()
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await tx.connection.execute("UPDATE oltp.export_jobs SET status = 'running', finished = NULL")
        await make_export(databases, tenant.tenant_id, job.id)
        assert path.read_bytes() == first
        places.forget(ExportFile(tenant.tenant_id, job.id))
        assert not path.parent.exists()


async def test_fetching_and_deleting(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    await lead(databases, tenant, "ann@example.org")
    waiting = await _started(databases, tenant)
    job, _ = await exported(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(ExportNotReady, match="queued"):
            await fetch_export(tx, waiting.id, actor=OPERATOR)
        path = await fetch_export(tx, job.id, actor=OPERATOR)
        assert path.is_file()
        await delete_export(tx, job.id, actor=OPERATOR)
        assert not path.exists()
        with pytest.raises(ExportUnknown):
            await show_export(tx, job.id)
        await delete_export(tx, waiting.id, actor=OPERATOR)
    assert await make_export(databases, tenant.tenant_id, waiting.id) is None
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        with pytest.raises(ExportUnknown):
            await fetch_export(tx, job.id, actor=OPERATOR)


async def test_files_go_when_their_time_is_over(databases: Databases, tenant: Scope, home: Path) -> None:
    old, _ = await exported(databases, tenant)
    young, _ = await exported(databases, tenant)
    assert old.expires
    assert old.finished
    assert timedelta(days=6, hours=23) < old.expires - old.finished < timedelta(days=7, hours=1)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "UPDATE oltp.export_jobs SET expires = now() - interval '1 minute' WHERE id = %s", [old.id]
        )
    assert await remove_expired(databases) == 1
    assert await remove_expired(databases) == 0
    assert [path.name for path in files_in(home)] == [f"{young.id}.csv"]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await show_export(tx, old.id)).status == ExportStatus.EXPIRED
        with pytest.raises(ExportGone):
            await fetch_export(tx, old.id, actor=OPERATOR)


async def test_what_belongs_to_no_export_is_removed(databases: Databases, tenant: Scope, home: Path) -> None:
    job, _ = await exported(databases, tenant)
    draft = places.draft_of(places.path_of(tenant.tenant_id, job.id, Format.CSV))
    (draft / "part").write_text("ann@example.org")
    stranger = home / str(tenant.tenant_id) / f"{ids.uuid7()}.csv"
    stranger.write_text("bob@example.org")
    assert await remove_orphans(databases) == 0
    for path in (draft, stranger):
        os.utime(path, (0, 0))
    os.utime(places.path_of(tenant.tenant_id, job.id, Format.CSV), (0, 0))
    assert await remove_orphans(databases) == 2
    assert [path.name for path in files_in(home)] == [f"{job.id}.csv"]


async def test_the_job_says_what_went_wrong(databases: Databases) -> None:
    acme = await tenant_of(databases)
    scope = wide(acme)
    job = await _started(databases, scope)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        stranger = await tx.connection.execute(
            "UPDATE oltp.export_jobs SET created_by = %s WHERE id = %s", [await _user(databases), job.id]
        )
        assert stranger.rowcount == 1
    context = JobContext(databases, scope.tenant_id, 1, "audiences.export", 1, last_attempt=False)
    await jobs.export.handler(context, {"export_id": str(job.id)})
    async with databases.tenant(Tier.OLTP, scope) as tx:
        failed = await show_export(tx, job.id)
        assert failed.status == ExportStatus.FAILED
        with pytest.raises(ExportFailed, match="no member"):
            await fetch_export(tx, job.id, actor=OPERATOR)


async def _user(databases: Databases) -> UUID:
    globex = await tenant_of(databases, "Globex", "owner@globex.example")
    return globex.owner.id


async def _started(databases: Databases, scope: Scope, form: Format = Format.CSV) -> ExportJob:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await start_export(tx, Subject.LEADS, form, actor=OPERATOR)


def _fail(*_: object) -> None:
    raise RuntimeError("the disk is full")
