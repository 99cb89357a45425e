"""Bringing one database up to the program's migrations, file by file, resumable at every point."""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final, LiteralString, cast

import psycopg
from psycopg import sql
from psycopg.errors import DeadlockDetected, LockNotAvailable

from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres.errors import (
    MigrationBlocked,
    MigrationFailed,
    MigrationFailedHalfway,
    MigrationNotHalfApplied,
)
from penguinmails.postgres.migrations import ledger
from penguinmails.postgres.migrations.files import Migration, Mode, Statement
from penguinmails.postgres.session import (
    PAUSES,
    SHORT_LOCKS,
    Connection,
    Progress,
    acting_as,
    become,
    patiently,
    quiet,
)

Files = Mapping[Tier, tuple[Migration, ...]]
Before = Callable[[Connection], Awaitable[None]]

_LIMITS: Final = f"{SHORT_LOCKS}; SET LOCAL statement_timeout = '30min'"

# What an interrupted CREATE INDEX CONCURRENTLY leaves; IF NOT EXISTS would take it for the index.
_INVALID_INDEXES: Final = """
SELECT nspname, relname
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname = %s AND NOT indisvalid AND relkind = 'i'
"""


async def plan(connection: Connection, tiers: Iterable[Tier], files: Files) -> list[Migration]:
    """What `run` would apply. Changes nothing. Raises what `ledger.pending` raises."""
    return [
        migration
        for tier in tiers
        for migration in ledger.pending(tier, files[tier], await ledger.read(connection, tier))
    ]


async def run(
    connection: Connection,
    tiers: Iterable[Tier],
    files: Files,
    *,
    before_rows_change: Before | None = None,
    progress: Progress = quiet,
) -> list[Migration]:
    """Apply what is pending; the caller holds the lock (`alone`). Returns what was applied.

    Each file commits with its row in the ledger, so a kill at any point leaves whole files. Those marked
    `no-transaction` are recorded as begun, then as finished. `before_rows_change` runs before a file marked
    `worker`: the tables made just before have no grants yet.
    """
    tiers = tuple(tiers)
    todo = await plan(connection, tiers, files)
    for tier in tiers:
        await ledger.create(connection, tier)
    for done, migration in enumerate(todo):
        progress(done, len(todo), migration.file)
        if Mode.WORKER in migration.modes and before_rows_change is not None:
            await before_rows_change(connection)
        if Mode.NO_TRANSACTION in migration.modes:
            await _run_bare(connection, migration)
        else:
            await _run_whole(connection, migration)
    if todo:
        progress(len(todo), len(todo), "migrated")
    return todo


async def settle(connection: Connection, migration: Migration, *, finished: bool) -> None:
    """Decide about a half-applied file: it is `finished` (completed by hand), or forgotten (undone by hand).

    Commits. Raises `MigrationNotHalfApplied`.
    """
    row = {applied.version: applied for applied in await ledger.read(connection, migration.tier)}
    if migration.version not in row or row[migration.version].finished is not None:
        raise MigrationNotHalfApplied(file=migration.file)
    async with acting_as(connection, Role.OWNER):
        if finished:
            await ledger.record(connection, migration, seconds=0)
        else:
            await ledger.forget(connection, migration)


async def _run_whole(connection: Connection, migration: Migration) -> None:
    started = time.monotonic()

    async def attempt() -> None:
        async with connection.transaction():
            await connection.execute(_LIMITS)
            await become(connection, _actor(migration))
            await _execute(connection, migration.text)
            await become(connection, Role.OWNER)
            await ledger.record(connection, migration, seconds=time.monotonic() - started)

    try:
        await _patiently(migration, attempt)
    except psycopg.Error as error:
        raise MigrationFailed(
            file=migration.file, line=_line(Statement(1, migration.text), error), reason=_reason(error)
        ) from error


async def _run_bare(connection: Connection, migration: Migration) -> None:
    started = time.monotonic()
    async with acting_as(connection, Role.OWNER):
        await ledger.record(connection, migration, seconds=None)
    await connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(_actor(migration).value)))
    try:
        if Mode.RERUNNABLE in migration.modes:
            await _drop_invalid_indexes(connection, migration.tier)
        for statement in migration.statements:

            async def attempt(statement: Statement = statement) -> None:
                await connection.execute("SET lock_timeout = '3s'; SET statement_timeout = 0")
                await _execute(connection, statement.text)

            try:
                await _patiently(migration, attempt)
            except psycopg.Error as error:
                raise MigrationFailedHalfway(
                    file=migration.file, line=_line(statement, error), reason=_reason(error)
                ) from error
    finally:
        if not connection.closed and not connection.broken:
            await connection.execute("RESET ROLE; RESET lock_timeout; RESET statement_timeout")
    async with acting_as(connection, Role.OWNER):
        await ledger.record(connection, migration, seconds=time.monotonic() - started)


async def _patiently(migration: Migration, attempt: Callable[[], Awaitable[None]]) -> None:
    try:
        await patiently(attempt)
    except (LockNotAvailable, DeadlockDetected) as error:
        raise MigrationBlocked(file=migration.file, attempts=len(PAUSES) + 1) from error


async def _drop_invalid_indexes(connection: Connection, tier: Tier) -> None:
    cursor = await connection.execute(_INVALID_INDEXES, (tier.value,))
    for schema, index in await cursor.fetchall():
        await connection.execute(
            sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier(schema, index))
        )


def _actor(migration: Migration) -> Role:
    return Role.WORKER if Mode.WORKER in migration.modes else Role.OWNER


async def _execute(connection: Connection, text: str) -> None:
    # Without parameters psycopg sends the text as it is, `%` included, and several statements at once.
    await connection.execute(cast("LiteralString", text))


def _line(statement: Statement, error: psycopg.Error) -> int:
    position = int(error.diag.statement_position or 1)
    return statement.line + statement.text.count("\n", 0, position - 1)


def _reason(error: psycopg.Error) -> str:
    parts = (error.diag.message_primary or str(error), error.diag.message_detail, error.diag.message_hint)
    return "; ".join(part.rstrip(".") for part in parts if part)
