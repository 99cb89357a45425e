"""The statements about exports, as functions."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audiences.exports.cells import Format
from penguinmails.audiences.exports.model import ExportFile, ExportJob, FieldKey, ListId, Selection, Subject
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def insert(
    tx: Tx,
    export_id: UUID,
    *,
    company_id: UUID | None,
    subject: Subject,
    format: Format,  # noqa: A002 - the column's name
    selection: Selection,
    created_by: UUID | None,
) -> None:
    """Write a new export."""
    await tx.execute(
        queries.insert_export,
        tenant_id=tx.tenant_id,
        id=export_id,
        company_id=company_id,
        subject=subject,
        format=format,
        filter=Jsonb(selection.as_json()),
        created_by=created_by,
    )


async def find(tx: Tx, export_id: UUID) -> ExportJob | None:
    """An export."""
    return await tx.one(queries.find_export, ExportJob, tenant_id=tx.tenant_id, id=export_id)


async def listed(tx: Tx, *, before: UUID | None, page: int) -> list[ExportJob]:
    """A page of exports, the latest first."""
    return await tx.many(queries.list_exports, ExportJob, tenant_id=tx.tenant_id, before=before, page=page)


async def begin(tx: Tx, export_id: UUID) -> ExportJob | None:
    """Say that an export runs; None where it is over."""
    return await tx.one(queries.begin_export, ExportJob, tenant_id=tx.tenant_id, id=export_id)


async def note_rows(tx: Tx, export_id: UUID, rows: int) -> None:
    """Say how far it is."""
    await tx.execute(queries.note_rows, tenant_id=tx.tenant_id, id=export_id, rows=rows)


async def complete(
    tx: Tx, export_id: UUID, *, rows: int, size: int, file_ref: str, expires: datetime | None
) -> bool:
    """Say that the file is there; False where nobody wants it any more."""
    touched = await tx.execute(
        queries.complete_export,
        tenant_id=tx.tenant_id,
        id=export_id,
        rows=rows,
        size=size,
        file_ref=file_ref,
        expires=expires,
    )
    return touched == 1


async def fail(tx: Tx, export_id: UUID, error: str) -> None:
    """Say that there will be no file, and why."""
    await tx.execute(queries.fail_export, tenant_id=tx.tenant_id, id=export_id, error=error)


async def delete(tx: Tx, export_id: UUID) -> None:
    """Remove an export."""
    await tx.execute(queries.delete_export, tenant_id=tx.tenant_id, id=export_id)


async def expired(tx: Tx, moment: datetime) -> list[ExportFile]:
    """Exports of all tenants whose time is over."""
    return await tx.many(queries.expired_exports, ExportFile, moment=moment)


async def expire(tx: Tx, file: ExportFile) -> None:
    """Say that a file is gone."""
    await tx.execute(queries.expire_export, tenant_id=file.tenant_id, id=file.id)


async def has_use_for(tx: Tx, file: ExportFile) -> bool:
    """Whether a file belongs to an export that has one, or will."""
    return bool(await tx.value(queries.has_use_for_file, tenant_id=file.tenant_id, id=file.id))


async def find_list(tx: Tx, id_or_name: str) -> ListId | None:
    """A list that the transaction may see."""
    return await tx.one(queries.find_list, ListId, tenant_id=tx.tenant_id, wanted=id_or_name)


async def field_keys(tx: Tx) -> list[FieldKey]:
    """The fields that the tenant added to its leads."""
    return await tx.many(queries.field_keys, FieldKey, tenant_id=tx.tenant_id)
