"""What workers do for imports: reading, failing, and looking after what stands still or is old."""

import os
from pathlib import Path
from uuid import UUID

import pytest

from penguinmails import jobs
from penguinmails.audiences.imports import upload
from penguinmails.audiences.imports.jobs import import_leads, tend_imports, undo_import
from penguinmails.audiences.imports.service import list_rejects, show_import
from penguinmails.audiences.imports.service import undo_import as ask_to_undo
from penguinmails.audiences.suppressions import address_hash
from penguinmails.jobs import Job, JobContext
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import KeyPurpose, tenant_key
from tests.audiences.imported import OPERATOR, asked, finished, imported, list_of, started, world, written

ROWS = [("ann@example.org",), ("bob@example.org",), ("nobody",)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "leads.csv", ROWS, ["email"])


async def run(
    databases: Databases, job: Job, tenant_id: UUID, import_id: UUID | None = None, *, last: bool = False
) -> None:
    context = JobContext(databases, tenant_id, 1, job.name, 1, last)
    await job.handler(context, {"import_id": str(import_id)} if import_id else {})


async def queued(databases: Databases) -> list[str]:
    async with databases.worker(Tier.QUEUE) as tx:
        return sorted(row.job for row in await jobs.list_jobs(tx))


async def status(databases: Databases, scope: Scope, import_id: UUID) -> tuple[str, str | None]:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        job = await show_import(tx, import_id)
    return job.status, job.error


async def test_a_worker_reads_the_file_has_domains_checked_and_removes_it(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    job = await started(databases, tenant, file)
    assert await queued(databases) == ["audiences.import_leads"]
    await run(databases, import_leads, tenant.tenant_id, job.id)
    assert await status(databases, tenant, job.id) == ("completed", None)
    assert not upload.path_of(tenant.tenant_id, job.id).exists()
    assert await queued(databases) == ["audiences.check_domains", "audiences.import_leads"]
    await run(databases, import_leads, tenant.tenant_id, job.id)
    assert await asked(databases, tenant, "SELECT count(*) FROM oltp.leads") == [(2,)]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await ask_to_undo(tx, job.id, actor=OPERATOR)
    await run(databases, undo_import, tenant.tenant_id, job.id)
    assert await asked(databases, tenant, "SELECT count(*) FROM oltp.leads") == [(0,)]


async def test_what_users_cause_is_told_by_the_import_and_is_no_dead_letter(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    job = await started(databases, tenant, file)
    upload.forget(tenant.tenant_id, job.id)
    await run(databases, import_leads, tenant.tenant_id, job.id)
    told, error = await status(databases, tenant, job.id)
    assert told == "failed"
    assert error is not None
    assert "stored file" in error


async def test_what_nobody_foresaw_fails_without_a_word_of_anybodys_data(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    job = await started(databases, tenant, file)
    await asked(databases, tenant, 'UPDATE oltp.import_jobs SET mapping = \'{"gone": "email"}\' RETURNING 1')
    with pytest.raises(ValueError, match="email"):
        await run(databases, import_leads, tenant.tenant_id, job.id)
    assert await status(databases, tenant, job.id) == ("failed", "unexpected: ValueError")


async def test_what_stands_still_is_set_going_again(databases: Databases, tenant: Scope, file: Path) -> None:
    job = await started(databases, tenant, file)
    over = await imported(databases, tenant, file)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await ask_to_undo(tx, over.id, actor=OPERATOR)
    async with databases.worker(Tier.QUEUE) as tx:
        await tx.connection.execute("DELETE FROM queue.jobs")
    await run(databases, tend_imports, PLATFORM_TENANT)
    assert await queued(databases) == [], "they have only just been asked for"
    await asked(
        databases, tenant, "UPDATE oltp.import_jobs SET updated = now() - interval '1 hour' RETURNING 1"
    )
    for _ in range(2):
        await run(databases, tend_imports, PLATFORM_TENANT)
    assert await queued(databases) == ["audiences.import_leads", "audiences.undo_import"]
    assert (await finished(databases, tenant, job.id)).status == "completed"


async def test_what_ends_every_worker_fails_after_a_day(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    job = await started(databases, tenant, file)
    long_ago = (
        "status = 'running', updated = now() - interval '1 hour', started = now() - interval '25 hours'"
    )
    await asked(databases, tenant, f"UPDATE oltp.import_jobs SET {long_ago} RETURNING 1")
    await run(databases, tend_imports, PLATFORM_TENANT)
    told, error = await status(databases, tenant, job.id)
    assert told == "failed"
    assert "no worker" in str(error)


async def test_old_files_and_refused_rows_are_forgotten(
    databases: Databases, tenant: Scope, file: Path
) -> None:
    over = await imported(databases, tenant, file)
    waiting = await started(databases, tenant, file)
    copies = [upload.path_of(tenant.tenant_id, job.id) for job in (over, waiting)]
    for copy in copies:
        os.utime(copy, (0, clock.now().timestamp() - 8 * 86_400))
    await run(databases, tend_imports, PLATFORM_TENANT)
    assert [copy.exists() for copy in copies] == [False, True]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert len(await list_rejects(tx, over.id)) == 1
    await asked(
        databases,
        tenant,
        "UPDATE oltp.import_jobs SET finished = now() - interval '91 days' WHERE id = %s RETURNING 1",
        over.id,
    )
    await run(databases, tend_imports, PLATFORM_TENANT)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await list_rejects(tx, over.id) == []


@pytest.mark.parametrize("update", [False, True])
async def test_who_left_a_list_is_not_brought_back(
    databases: Databases, tenant: Scope, file: Path, update: bool
) -> None:
    everybody, other = await list_of(databases, tenant), await list_of(databases, tenant, "Other")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        code = address_hash(await tenant_key(tx, KeyPurpose.ADDRESS_HASH), "ann@example.org")
        await tx.connection.execute(
            "INSERT INTO oltp.consent_events (tenant_id, list_id, address_hash, kind, source)"
            " VALUES (%s, %s, %s, 'unsubscribed', 'one_click')",
            [tenant.tenant_id, everybody, code],
        )
    await imported(databases, tenant, file, list_id=everybody, update=update)
    await imported(databases, tenant, file, list_id=other, update=update)
    members = [row[:2] for row in (await world(databases, tenant))["members"]]
    assert members == [
        ("Everybody", "bob@example.org"),
        ("Other", "ann@example.org"),
        ("Other", "bob@example.org"),
    ]
