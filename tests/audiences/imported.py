"""Imports for tests: files, running them, and what they leave."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from penguinmails.audiences.fields import define_field
from penguinmails.audiences.imports import store
from penguinmails.audiences.imports.model import ImportJob, OnDuplicate, Options
from penguinmails.audiences.imports.running import run_import
from penguinmails.audiences.imports.service import show_import, start_import, undo_import
from penguinmails.audiences.imports.settings import ImportSettings
from penguinmails.audiences.imports.undoing import run_undo
from penguinmails.audit import Actor
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

OPERATOR = Actor.operator()
HEADING = ("email", "first_name", "title", "plan", "seats", "tags")
MAPPING = {"plan": "custom_fields.plan", "seats": "custom_fields.seats"}


def written(path: Path, rows: Sequence[Sequence[object]], heading: Sequence[str] = HEADING) -> Path:
    """A CSV file of these rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


async def defined(databases: Databases, scope: Scope) -> None:
    """The custom fields `plan` and `seats`."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await define_field(tx, "Plan", "text", actor=OPERATOR)
        await define_field(tx, "Seats", "number", actor=OPERATOR)


async def list_of(
    databases: Databases, scope: Scope, name: str = "Everybody", *, opt_in: str = "single"
) -> UUID:
    """A list, by SQL."""
    list_id = ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.lists (tenant_id, id, name, opt_in) VALUES (%s, %s, %s, %s)",
            [scope.tenant_id, list_id, name, opt_in],
        )
    return list_id


async def started(
    databases: Databases,
    scope: Scope,
    path: Path,
    *,
    update: bool = False,
    list_id: UUID | None = None,
    company_id: UUID | None = None,
    options: Options | None = None,
    mapping: Mapping[str, str] | None = None,
) -> ImportJob:
    """An import that waits for a worker."""
    return await start_import(
        databases,
        scope,
        path,
        mapping=mapping,
        on_duplicate=OnDuplicate.UPDATE if update else OnDuplicate.SKIP,
        list_id=list_id,
        company_id=company_id,
        options=options,
        actor=OPERATOR,
    )


async def finished(databases: Databases, scope: Scope, import_id: UUID, *, batch: int = 10_000) -> ImportJob:
    """The import, run to its end."""
    await run_import(databases, scope, import_id, ImportSettings(import_batch=batch))
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await show_import(tx, import_id)


async def imported(
    databases: Databases,
    scope: Scope,
    path: Path,
    *,
    update: bool = False,
    list_id: UUID | None = None,
    company_id: UUID | None = None,
    options: Options | None = None,
    batch: int = 10_000,
) -> ImportJob:
    """A file, imported."""
    job = await started(
        databases, scope, path, update=update, list_id=list_id, company_id=company_id, options=options
    )
    return await finished(databases, scope, job.id, batch=batch)


async def undone(databases: Databases, scope: Scope, import_id: UUID, *, batch: int = 5_000) -> ImportJob:
    """An import, undone."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await undo_import(tx, import_id, actor=OPERATOR)
    await run_undo(databases, scope, import_id, batch=batch)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await show_import(tx, import_id)


def counts(job: ImportJob) -> tuple[int, int, int, int]:
    """Created, updated, skipped and rejected."""
    return job.created_rows, job.updated_rows, job.skipped_rows, job.rejected_rows


async def rejected(databases: Databases, scope: Scope, import_id: UUID) -> dict[int, str]:
    """The reason by line."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return {row.line: row.reason for row in await store.rejects(tx, import_id, after=0, most=100_000)}


async def asked(databases: Databases, scope: Scope, text: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Rows of any statement."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        cursor = await tx.connection.execute(text, parameters)  # pyright: ignore[reportArgumentType]
        return await cursor.fetchall()


_WORLD = {
    "leads": """
        SELECT email, name, first_name, last_name, company, title, phone, status, stage, custom_fields::text, tags::text,
               source, timezone, language, country, tracking_consent, is_role, is_disposable, deleted IS NULL
          FROM oltp.leads ORDER BY email, deleted NULLS FIRST, id""",
    "members": """
        SELECT n.name, l.email, m.status, m.lead_deleted, left(m.source, 6)
          FROM oltp.list_contacts m
          JOIN oltp.leads l ON (l.tenant_id, l.id) = (m.tenant_id, m.lead_id)
          JOIN oltp.lists n ON (n.tenant_id, n.id) = (m.tenant_id, m.list_id) ORDER BY 1, 2""",
    "counts": """
        SELECT n.name, n.contact_count + coalesce((SELECT sum(c.change) FROM oltp.list_count_changes c
                                                    WHERE c.tenant_id = n.tenant_id AND c.list_id = n.id), 0)
          FROM oltp.lists n ORDER BY 1""",
    "rejects": "SELECT line, reason, detail, raw::text FROM oltp.import_rejects ORDER BY import_job_id, line",
    "imports": """
        SELECT filename, status, total_rows, processed_rows, created_rows, updated_rows, skipped_rows, rejected_rows,
               position
          FROM oltp.import_jobs ORDER BY id""",
}


async def world(databases: Databases, scope: Scope) -> dict[str, list[tuple[Any, ...]]]:
    """All that imports write of a tenant, without ids and times."""
    return {name: await asked(databases, scope, text) for name, text in _WORLD.items()}


async def audience(databases: Databases, scope: Scope) -> dict[str, list[tuple[Any, ...]]]:
    """Leads, memberships and counts of a tenant, whole."""
    seen = await world(databases, scope)
    versions = "SELECT id, xmin::text, updated FROM oltp.leads ORDER BY id"
    return {
        "leads": seen["leads"],
        "members": seen["members"],
        "counts": seen["counts"],
        "ids": [row[:1] for row in await asked(databases, scope, versions)],
    }


async def versions(databases: Databases, scope: Scope) -> list[tuple[Any, ...]]:
    """Every lead's key and the version of its row: what is touched has another."""
    return await asked(
        databases, scope, "SELECT id, ctid::text, xmin::text, updated FROM oltp.leads ORDER BY id"
    )


__all__ = [
    "HEADING",
    "MAPPING",
    "OPERATOR",
    "asked",
    "audience",
    "counts",
    "defined",
    "finished",
    "imported",
    "list_of",
    "rejected",
    "started",
    "undone",
    "versions",
    "world",
    "written",
]
