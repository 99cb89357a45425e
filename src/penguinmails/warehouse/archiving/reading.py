"""Reading what has left: the same statements over live rows and archived ones.

A statement names `olap.campaign_analytics`; here it gets that table with the tenant's archived rows of the
period beside the live ones, as a common table expression of the bare name. So a report has one statement,
row level security goes on hiding live rows, and the archived ones are those that this module chose.
"""
# ruff: noqa: S608 - selects made of the catalogue's names, ids, dates and quoted rows

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, LiteralString, cast

from psycopg import sql

from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.sql import Query
from penguinmails.warehouse.archiving import parquet, store
from penguinmails.warehouse.archiving.model import ArchiveFile
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.archiving.tables import Table, tables
from penguinmails.warehouse.archiving.writing import TIER

_PAGE: Final = 5_000


@dataclass(frozen=True)
class Days:
    """From `since`, before `until`; None: from ever, for ever."""

    since: date | None
    until: date | None

    def touch(self, file: ArchiveFile) -> bool:
        """Whether a file can have rows of these days."""
        return (self.since is None or file.period_end > self.since) and (
            self.until is None or file.period_start < self.until
        )

    def condition(self) -> str:
        """In DuckDB, of a fact."""
        signs = ((">=", self.since), ("<", self.until))
        return " AND ".join(f"activity_date {sign} DATE '{day}'" for sign, day in signs if day) or "true"


class ArchiveTx(Tx):
    """A transaction whose statements see archived rows beside the live ones. It reads only."""

    def __init__(self, tx: Tx, relations: Mapping[str, str]) -> None:
        super().__init__(tx.connection, tx.home, tx.role, tx.scope)
        self._relations = relations

    def _text(self, query: Query) -> LiteralString:
        text: str = super()._text(query)
        named: list[str] = []
        for table, relation in self._relations.items():
            replaced, times = re.subn(rf"\bolap\.{table}\b", table, text)
            if times:
                text = replaced
                named.append(f"{table} AS ({relation})")
        if not named:
            return cast("LiteralString", text)
        begun = re.match(r"\s*WITH\s+(RECURSIVE\s+)?", text, re.IGNORECASE)
        if begun is None:
            return cast("LiteralString", f"WITH {', '.join(named)} {text}")
        again = "RECURSIVE " if begun[1] else ""
        return cast("LiteralString", f"WITH {again}{', '.join(named)}, {text[begun.end() :]}")


@asynccontextmanager
async def reading(
    databases: Databases,
    scope: Scope,
    wanted: Collection[str],
    *,
    since: date | None = None,
    until: date | None = None,
    settings: ArchiveSettings | None = None,
) -> AsyncGenerator[Tx]:
    """A transaction on the olap tier in which these tables hold a tenant's archived rows too, of these days.

    `since` is included, `until` not. The tenant and the companies are the scope's, never a caller's words;
    only files of the tenant's own folder are opened, each found whole first. Where nothing of the period is
    archived it is a transaction like any other. Of a row that is both live and archived, the live one counts.
    For facts, and events of some months: archived rows travel with each statement. Raises `ArchiveMissing`,
    `ArchiveCorrupt`.
    """
    settings = settings or ArchiveSettings.load()
    loaded = await _load(databases, scope, wanted, Days(since, until), settings)
    async with databases.tenant(TIER, scope) as tx:
        yield ArchiveTx(tx, loaded) if loaded else tx


async def archived_facts(
    databases: Databases,
    scope: Scope,
    table: str,
    since: date | None = None,
    until: date | None = None,
    *,
    settings: ArchiveSettings | None = None,
) -> list[str]:
    """A tenant's archived rows of a table and days, as JSON arrays of rows. Raises as `reading` does."""
    settings, days = settings or ArchiveSettings.load(), Days(since, until)
    found = await _files(databases, scope, {table}, days)
    if not found:
        return []
    async with databases.tenant(TIER, scope) as tx:
        known = (await tables(tx))[table]
    return await asyncio.to_thread(_rows, known, found[table], scope, days, settings)


async def _load(
    databases: Databases, scope: Scope, wanted: Collection[str], days: Days, settings: ArchiveSettings
) -> dict[str, str]:
    files = await _files(databases, scope, wanted, days)
    if not files:
        return {}
    async with databases.tenant(TIER, scope) as tx:
        known = await tables(tx)
    relations: dict[str, str] = {}
    for name, own in files.items():
        pages = await asyncio.to_thread(_rows, known[name], own, scope, days, settings)
        if pages:
            relations[name] = _beside(known[name], pages)
    return relations


async def _files(
    databases: Databases, scope: Scope, wanted: Collection[str], days: Days
) -> dict[str, list[ArchiveFile]]:
    """The tenant's files of tables that have rows of these days, by table, the last written first."""
    # A member of some companies sees no archive; what is read for them is cut to their companies below.
    async with databases.tenant(TIER, Scope.tenant_wide(scope.tenant_id)) as tx:
        files = await store.files(tx)
    found: dict[str, list[ArchiveFile]] = {}
    for file in reversed(files):
        if file.table_name in wanted and days.touch(file):
            found.setdefault(file.table_name, []).append(file)
    return found


def _rows(
    table: Table, files: list[ArchiveFile], scope: Scope, days: Days, settings: ArchiveSettings
) -> list[str]:
    with parquet.engine(settings.folder, settings.archive_memory) as duck:
        source = union(table, [(file, parquet.check(settings.folder, file)) for file in files], scope)
        if table.key == "activity_date":
            source = f"SELECT * FROM ({source}) WHERE {days.condition()}"
        return list(parquet.json_rows(duck, table, source, list(table.types), _PAGE))


def union(table: Table, files: list[tuple[ArchiveFile, Path]], scope: Scope) -> str:
    """A select of the rows of these files; of a row that several have, that of the first given counts."""
    parts = " UNION ALL ".join(
        f"SELECT *, {place} AS place FROM ({_as_now(table, file, path, scope)})"
        for place, (file, path) in enumerate(files)
    )
    identity = ", ".join(table.identity)
    return (
        f"SELECT * EXCLUDE (place) FROM ({parts}) WHERE {_of_companies(table, scope)}"
        f" QUALIFY row_number() OVER (PARTITION BY {identity} ORDER BY place) = 1"
    )


def _as_now(table: Table, file: ArchiveFile, path: Path, scope: Scope) -> str:
    """A file's rows with the columns of today: one that came later is NULL, one that went is left out."""
    columns = ", ".join(
        column.name if column.name in file.columns else f"NULL AS {column.name}" for column in table.columns
    )
    return f"SELECT {columns} FROM ({parquet.relation(table, path, scope.tenant_id, Span())})"


def _of_companies(table: Table, scope: Scope) -> str:
    if scope.companies is AllCompanies.ALL or "company_id" not in table.has:
        return "true"
    listed = ", ".join(f"'{company}'::UUID" for company in sorted(scope.companies))
    return f"company_id IN ({listed})" if listed else "false"


def _beside(table: Table, pages: list[str]) -> str:
    name = sql.Identifier("olap", table.name).as_string()
    same = " AND ".join(f"l.{column} = a.{column}" for column in table.identity)
    archived = " UNION ALL ".join(
        f"SELECT * FROM jsonb_populate_recordset(NULL::{name}, {_literal(page)}::jsonb)" for page in pages
    )
    return (
        f"SELECT * FROM {name} UNION ALL SELECT * FROM ({archived}) a"
        f" WHERE NOT EXISTS (SELECT 1 FROM {name} l WHERE {same})"
    )


def _literal(text: str) -> str:
    # A statement with parameters takes a percent sign doubled.
    return sql.Literal(text).as_string().replace("%", "%%")
