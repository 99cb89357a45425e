"""Making the file of an export."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import aclosing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from penguinmails.audiences.exports import places, store
from penguinmails.audiences.exports.asking import question
from penguinmails.audiences.exports.cells import CsvRows, Format, JsonRows, Writer, XlsxRows
from penguinmails.audiences.exports.model import ExportFile, ExportJob, Selection, Subject
from penguinmails.audiences.exports.subjects import Table, narrowed, table
from penguinmails.audiences.segments.matching import reading
from penguinmails.kernel import clock
from penguinmails.kernel.db import AllCompanies, Databases, Scope
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.tenancy import ContentType, MemberRole, get_retention, own_membership

_BATCH: Final = 2000
_NOTED: Final = 20_000
"""Rows between two notes of how far it is."""
_READERS: Final = frozenset({MemberRole.CLIENT, MemberRole.VIEWER})
"""Who only reads is not given the fields that say something personal."""


async def make_export(databases: Databases, tenant_id: UUID, export_id: UUID) -> ExportJob | None:
    """Write the file of an export, of what the person who asked may see now; None where it is over.

    One snapshot in the order of ids, in constant memory. Commits. May be run again, and by two at once: each
    writes a file of its own, and the last that is whole takes the name. Raises `MemberUnknown` where whoever
    asked has left the tenant, and as `question` does.
    """
    wide = Scope.tenant_wide(tenant_id)
    async with databases.tenant(Tier.OLTP, wide) as tx:
        job = await store.begin(tx, export_id)
    if job is None:
        return None
    form, selection = Format(job.format), Selection.of(job.filter)
    scope, all_fields = await _view(databases, tenant_id, job)
    custom = await _custom_fields(databases, scope, all_fields=all_fields)
    wanted = table(Subject(job.subject), selection, job.company_id, custom, form)
    if asked := await question(databases, scope, selection, job.company_id):
        wanted = narrowed(wanted, asked)

    async def note(rows: int) -> None:
        async with databases.tenant(Tier.OLTP, wide) as tx:
            await store.note_rows(tx, export_id, rows)

    path = places.path_of(tenant_id, export_id, form)
    draft = await asyncio.to_thread(places.draft_of, path)
    try:
        with _writer(
            draft / path.name, form, wanted.columns, raw=selection.raw, created=job.created
        ) as writer:
            rows = await _write(databases, scope, wanted, writer, note)
            await asyncio.to_thread(writer.close)
        size = await asyncio.to_thread(places.publish, draft / path.name, path)
    finally:
        await asyncio.to_thread(places.remove, draft)
    expires = await _expires(databases, wide)
    name = places.reference(tenant_id, export_id, form)
    async with databases.tenant(Tier.OLTP, wide) as tx:
        await store.complete(tx, export_id, rows=rows, size=size, file_ref=name, expires=expires)
        made = await store.find(tx, export_id)
    if made is None:  # deleted meanwhile
        places.forget(ExportFile(tenant_id, export_id))
    return made


async def _view(databases: Databases, tenant_id: UUID, job: ExportJob) -> tuple[Scope, bool]:
    """What whoever asked may see, and whether personal fields are among it."""
    if job.created_by is None:  # an operator, or a key: the row says which company
        companies = AllCompanies.ALL if job.company_id is None else frozenset({job.company_id})
        return Scope(tenant_id, companies), True
    member = await own_membership(databases, job.created_by, tenant_id)
    return Scope(tenant_id, member.companies, job.created_by), not member.roles <= _READERS


async def _custom_fields(databases: Databases, scope: Scope, *, all_fields: bool) -> list[str]:
    # Which fields there are is no secret, and those of the whole tenant are not in sight of a limited scope.
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(scope.tenant_id)) as tx:
        keys = await store.field_keys(tx)
    seen = scope.companies
    hidden = {each.key for each in keys if each.is_personal and not all_fields}
    return list(
        dict.fromkeys(
            each.key
            for each in keys
            if each.key not in hidden
            and (each.company_id is None or seen is AllCompanies.ALL or each.company_id in seen)
        )
    )


@contextmanager
def _writer(
    path: Path, form: Format, columns: Sequence[str], *, raw: bool, created: datetime
) -> Generator[Writer]:
    if form is Format.XLSX:
        book = XlsxRows(path, columns, raw=raw, created=created)
        try:
            yield book
        except BaseException:
            book.abandon()
            raise
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield CsvRows(file, columns, raw=raw) if form is Format.CSV else JsonRows(file, columns)


async def _write(
    databases: Databases,
    scope: Scope,
    wanted: Table,
    writer: Writer,
    note: Callable[[int], Awaitable[None]],
) -> int:
    written, noted = 0, 0
    batch: list[Any] = []

    def write() -> None:
        for row in batch:
            writer.row(wanted.cells(row))

    # A question that people put together is the worker's, within the scope that the statement says.
    as_worker = Role.WORKER in wanted.query.roles
    async with reading(databases) if as_worker else databases.tenant(Tier.OLTP, scope) as tx:
        parameters = {"tenant_id": scope.tenant_id, **wanted.parameters}
        stream = tx.stream(wanted.query, wanted.row, batch=_BATCH, **parameters)
        async with aclosing(stream) as rows:
            async for row in rows:
                batch.append(row)
                if len(batch) == _BATCH:
                    await asyncio.to_thread(write)
                    written += len(batch)
                    batch.clear()
                    if written - noted >= _NOTED:
                        noted = written
                        await note(written)
    await asyncio.to_thread(write)
    return written + len(batch)


async def _expires(databases: Databases, scope: Scope) -> datetime | None:
    policies = {policy.content_type: policy for policy in await get_retention(databases, scope)}
    policy = policies[ContentType.EXPORTS]
    if policy.retention_days is None or policy.legal_hold:
        return None
    return clock.now() + timedelta(days=policy.retention_days)
