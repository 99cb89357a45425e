"""The archive's statements, as functions; those over a table of the catalogue are put together here."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, LiteralString, cast
from uuid import UUID

from psycopg import sql
from psycopg.rows import tuple_row

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.warehouse.archiving.model import ArchiveFile, Digest, Month, Written
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.tables import Table

queries = Queries.load(__name__)

_SUMS: Final[LiteralString] = (
    "SELECT count(*), coalesce(sum(('x0' || substr(hash, 1, 15))::bit(64)::bigint), 0),"
    " coalesce(sum(('x0' || substr(hash, 16, 15))::bit(64)::bigint), 0) FROM ({rows}) r"
)


@dataclass(frozen=True)
class TenantKey:
    """A tenant with files."""

    tenant_id: UUID


@dataclass(frozen=True)
class Straggler:
    """A message of which something came after it was archived."""

    message_id: UUID


async def take_time(tx: Tx) -> None:
    """Let statements, and the work between them, take as long as a month of rows takes."""
    await tx.connection.execute(
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
    )


async def files(tx: Tx) -> list[ArchiveFile]:
    """The tenant's files, oldest months first."""
    return await tx.many(queries.files, ArchiveFile, tenant_id=tx.tenant_id)


async def insert_file(tx: Tx, file_id: UUID, month: Month, written: Written) -> None:
    """Note a file that was proven."""
    await tx.execute(
        queries.insert_file,
        tenant_id=tx.tenant_id,
        file_id=file_id,
        table=written.table,
        first=month.first,
        after=month.after,
        last_day=written.last_day,
        **_facts_of(written),
    )


async def replace_file(tx: Tx, file_id: UUID, written: Written) -> None:
    """Note the file that stands in place of another."""
    await tx.execute(queries.replace_file, tenant_id=tx.tenant_id, file_id=file_id, **_facts_of(written))


def _facts_of(written: Written) -> dict[str, object]:
    return {
        "path": written.path,
        "columns": json.dumps(written.columns),
        "rows": written.rows,
        "size_bytes": written.size_bytes,
        "checksum": written.checksum,
        "digest": str(written.digest),
    }


async def mark_removed(tx: Tx, file_ids: Collection[UUID]) -> None:
    """All rows of these files were deleted."""
    await tx.execute(queries.mark_removed, tenant_id=tx.tenant_id, file_ids=list(file_ids))


async def mark_restored(tx: Tx, file_ids: Collection[UUID]) -> None:
    """All rows of these files are live again."""
    await tx.execute(queries.mark_restored, tenant_id=tx.tenant_id, file_ids=list(file_ids))


async def mark_checked(tx: Tx, file_id: UUID) -> None:
    """The file was found whole."""
    await tx.execute(queries.mark_checked, tenant_id=tx.tenant_id, file_id=file_id)


async def stragglers(tx: Tx, low: UUID, high: UUID, page: int) -> list[UUID]:
    """Messages of an archived month that something was heard of, though nothing live says they were sent."""
    rows = await tx.many(queries.stragglers, Straggler, tenant_id=tx.tenant_id, low=low, high=high, page=page)
    return [row.message_id for row in rows]


async def set_aside(tx: Tx, tenant_id: UUID, message_ids: Sequence[UUID]) -> int:
    """Move all events of messages to late_events; how many."""
    return await tx.value(queries.set_aside, tenant_id=tenant_id, message_ids=list(message_ids))


async def digest(tx: Tx, tenant_id: UUID, table: Table, span: Span) -> Digest:
    """What a tenant's live rows of a span sum up to."""
    query = sql.SQL(_SUMS).format(
        rows=sql.SQL("SELECT {hash} AS hash FROM {table} WHERE {where}").format(
            hash=_raw(table.hash_of_row()), table=_name(table), where=_where(tenant_id, table, span)
        )
    )
    async with tx.connection.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(query)
        row = await cursor.fetchone()
    rows, first, second = row or (0, 0, 0)
    return Digest(int(rows), int(first), int(second))


def copying(tenant_id: UUID, table: Table, span: Span) -> sql.Composed:
    """The COPY that a file is written from: the texts of a tenant's rows of a span, in the file's order."""
    return sql.SQL(
        "COPY (SELECT {texts} FROM (SELECT * FROM {table} WHERE {where} ORDER BY {order}) r)"
        " TO STDOUT (FORMAT csv)"
    ).format(
        texts=_raw(table.texts()),
        table=_name(table),
        where=_where(tenant_id, table, span),
        order=_raw(table.order),
    )


async def delete_rows(tx: Tx, tenant_id: UUID, table: Table, span: Span) -> int:
    """Delete a tenant's rows of a span, of a table of facts; how many."""
    cursor = await tx.connection.execute(
        sql.SQL("DELETE FROM {} WHERE {}").format(_name(table), _where(tenant_id, table, span))
    )
    return cursor.rowcount


async def has_rows(tx: Tx, tenant_id: UUID, table: Table, span: Span) -> bool:
    """Whether a tenant has rows of a span."""
    cursor = await tx.connection.execute(
        sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE {})").format(
            _name(table), _where(tenant_id, table, span)
        )
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def insert_rows(tx: Tx, tenant_id: UUID, table: Table, columns: Sequence[str], rows: str) -> int:
    """Insert rows, a JSON array; those that are there stay as they are. How many were not there."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor = await tx.connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({names}) SELECT {names}"
            " FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
            " WHERE tenant_id = {tenant} ON CONFLICT DO NOTHING"
        ).format(table=_name(table), names=names, tenant=sql.Literal(tenant_id)),
        [rows],
    )
    return cursor.rowcount


async def delete_messages(tx: Tx, tenant_id: UUID, span: Span) -> int:
    """Delete a span of messages with all that is known of them; how many rows."""
    return await tx.value(queries.delete_messages, tenant_id=tenant_id, low=span.low, high=span.high)


async def archived_through(tx: Tx, tenant_id: UUID) -> date | None:
    """The latest day of sending of a message that is in the archive; None where none is."""
    return await tx.value(queries.archived_through, tenant_id=tenant_id)


def _name(table: Table) -> sql.Identifier:
    return sql.Identifier("olap", table.name)


def _where(tenant_id: UUID, table: Table, span: Span) -> sql.Composed:
    conditions = [sql.SQL("tenant_id = {}").format(sql.Literal(tenant_id))]
    kind = sql.SQL("uuid" if table.key == "message_id" else "date")
    for sign, end in ((">=", span.low), ("<", span.high)):
        if end is not None:
            conditions.append(
                sql.SQL("{} {} {}::{}").format(
                    sql.Identifier(table.key), sql.SQL(cast("LiteralString", sign)), sql.Literal(end), kind
                )
            )
    return sql.SQL(" AND ").join(conditions)


def _raw(text: str) -> sql.SQL:
    # Names and expressions of the catalogue, none of a person's.
    return sql.SQL(cast("LiteralString", text))
