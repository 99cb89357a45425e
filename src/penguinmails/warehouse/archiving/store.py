"""The archive's statements, as functions; those over a table of the catalogue are put together here."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import LiteralString, cast
from uuid import UUID

from psycopg import sql

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.warehouse.archiving.model import ArchiveFile, Month, Written
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.tables import Table

queries = Queries.load(__name__)


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


async def speak_alike(tx: Tx) -> None:
    """Have PostgreSQL say and take values as DuckDB does, whatever the server is set to."""
    await tx.connection.execute(
        "SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL TimeZone = 'UTC'; SET LOCAL bytea_output = 'hex'"
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


async def mark_restored(tx: Tx, tenant_id: UUID, file_ids: Collection[UUID]) -> None:
    """All rows of these files are live again."""
    await tx.execute(queries.mark_restored, tenant_id=tenant_id, file_ids=list(file_ids))


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


def copying(tenant_id: UUID, table: Table, span: Span) -> sql.Composed:
    """The COPY that says a tenant's rows of a span, in the file's order."""
    return _saying("SELECT {names} FROM {table} WHERE {where} ORDER BY {order}", tenant_id, table, span)


def deleting(tenant_id: UUID, table: Table, span: Span) -> sql.Composed:
    """The COPY that deletes a tenant's rows of a span, and says just these."""
    return _saying("DELETE FROM {table} WHERE {where} RETURNING {names}", tenant_id, table, span)


def _saying(query: LiteralString, tenant_id: UUID, table: Table, span: Span) -> sql.Composed:
    quoted = sql.SQL(", FORCE_QUOTE ({})").format(_names(table.quoted)) if table.quoted else sql.SQL("")
    return sql.SQL("COPY ({}) TO STDOUT (FORMAT csv{})").format(
        sql.SQL(query).format(
            names=_names(table.types),
            table=_name(table),
            where=_where(tenant_id, table, span),
            order=_raw(table.order),
        ),
        quoted,
    )


async def has_rows(tx: Tx, tenant_id: UUID, table: Table, span: Span) -> bool:
    """Whether a tenant has rows of a span."""
    cursor = await tx.connection.execute(
        sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE {})").format(
            _name(table), _where(tenant_id, table, span)
        )
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def count_rows(tx: Tx, tenant_id: UUID, table: Table, span: Span) -> int:
    """How many rows of a span a tenant has."""
    cursor = await tx.connection.execute(
        sql.SQL("SELECT count(*) FROM {} WHERE {}").format(_name(table), _where(tenant_id, table, span))
    )
    row = await cursor.fetchone()
    return row[0] if row else 0


async def begin_inserting(tx: Tx, table: Table) -> None:
    """A table of the transaction's own, which rows of this one are copied into on their way."""
    await tx.connection.execute(
        sql.SQL("CREATE TEMPORARY TABLE IF NOT EXISTS {} (LIKE {} INCLUDING DEFAULTS) ON COMMIT DROP").format(
            _waiting(table), _name(table)
        )
    )


def copying_back(table: Table) -> sql.Composed:
    """The COPY that takes lines of rows, none of which may be there."""
    return _taking(_name(table), table)


def copying_aside(table: Table) -> sql.Composed:
    """The COPY that takes lines of rows, on their way."""
    return _taking(_waiting(table), table)


def _taking(into: sql.Identifier, table: Table) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(into, _names(table.types))


async def insert_copied(tx: Tx, tenant_id: UUID, table: Table) -> int:
    """Insert the rows on their way; those that are there stay as they are. How many were not there."""
    names = _names(table.types)
    cursor = await tx.connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({names}) SELECT {names} FROM {waiting} WHERE tenant_id = {tenant}"
            " ON CONFLICT DO NOTHING"
        ).format(table=_name(table), names=names, waiting=_waiting(table), tenant=sql.Literal(tenant_id))
    )
    await tx.connection.execute(sql.SQL("TRUNCATE {}").format(_waiting(table)))
    return cursor.rowcount


def _name(table: Table) -> sql.Identifier:
    return sql.Identifier("olap", table.name)


def _waiting(table: Table) -> sql.Identifier:
    return sql.Identifier("pg_temp", f"restoring_{table.name}")


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


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
