"""What a database remembers of its migrations: `<tier>.schema_migrations`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString

from psycopg import sql

from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres.errors import (
    DatabaseNewer,
    MigrationChanged,
    MigrationHalfApplied,
    MigrationMissing,
)
from penguinmails.postgres.migrations.files import Migration, Mode
from penguinmails.postgres.session import Connection, acting_as, rows

TABLE = "schema_migrations"

_CREATE: Final = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {table} (
    version integer CONSTRAINT schema_migrations_pkey PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    started timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished timestamptz,
    seconds double precision
);
COMMENT ON TABLE {table} IS 'A migration of this tier that was applied, or begun (finished is null).';
"""
_EXISTS: Final = """
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname = %(schema)s AND relname = %(table)s
"""
_READ: Final = "SELECT version, name, checksum, started, finished FROM {table} ORDER BY version"
_RECORD: Final = """
INSERT INTO {table} (version, name, checksum, finished, seconds)
VALUES (%(version)s, %(name)s, %(checksum)s,
        CASE WHEN %(seconds)s::double precision IS NOT NULL THEN clock_timestamp() END, %(seconds)s)
ON CONFLICT (version) DO UPDATE
   SET finished = excluded.finished, seconds = excluded.seconds, checksum = excluded.checksum
"""
_FORGET: Final = "DELETE FROM {table} WHERE version = %(version)s AND finished IS NULL"


@dataclass(frozen=True)
class Applied:
    """A row of `schema_migrations`; `finished` is None for a file that was interrupted."""

    version: int
    name: str
    checksum: str
    started: datetime
    finished: datetime | None


async def create(connection: Connection, tier: Tier) -> None:
    """Make the tier's schema and its ledger where they are missing. Commits unless within a transaction."""
    if await _exists(connection, tier):
        return
    async with acting_as(connection, Role.OWNER):
        await connection.execute(_compose(_CREATE, tier))


async def read(connection: Connection, tier: Tier) -> list[Applied]:
    """The rows, oldest first; none where the tier was never migrated."""
    if not await _exists(connection, tier):
        return []
    async with acting_as(connection, Role.OWNER):
        return await rows(connection, _compose(_READ, tier), Applied)


async def record(connection: Connection, migration: Migration, *, seconds: float | None) -> None:
    """Write that a migration began (`seconds` None) or finished. The caller is the owner and commits."""
    await connection.execute(
        _compose(_RECORD, migration.tier),
        {
            "version": migration.version,
            "name": migration.name,
            "checksum": migration.checksum,
            "seconds": seconds,
        },
    )


async def forget(connection: Connection, migration: Migration) -> bool:
    """Delete the row of an unfinished migration; whether there was one. The caller is the owner."""
    cursor = await connection.execute(_compose(_FORGET, migration.tier), {"version": migration.version})
    return cursor.rowcount == 1


def pending(tier: Tier, known: Sequence[Migration], applied: Sequence[Applied]) -> list[Migration]:
    """What is still to run, after comparing the files with the database.

    Raises `MigrationChanged`, `MigrationMissing`, `DatabaseNewer` and `MigrationHalfApplied`.
    """
    by_version: Mapping[int, Applied] = {row.version: row for row in applied}
    newest = max(by_version, default=0)
    if newest > len(known):
        last = f"{known[-1].version:04}_{known[-1].name}" if known else "none of its migrations"
        raise DatabaseNewer(tier=tier.value, found=f"{newest:04}_{by_version[newest].name}", known=last)
    todo: list[Migration] = []
    for migration in known:
        row = by_version.get(migration.version)
        if row is None:
            if migration.version < newest:
                raise MigrationMissing(file=migration.file)
            todo.append(migration)
        elif row.finished is None:
            if Mode.RERUNNABLE not in migration.modes:
                raise MigrationHalfApplied(file=migration.file)
            todo.append(migration)
        elif row.checksum != migration.checksum:
            raise MigrationChanged(file=migration.file)
    return todo


def _compose(text: LiteralString, tier: Tier) -> sql.Composed:
    return sql.SQL(text).format(schema=sql.Identifier(tier.value), table=sql.Identifier(tier.value, TABLE))


async def _exists(connection: Connection, tier: Tier) -> bool:
    cursor = await connection.execute(_EXISTS, {"schema": tier.value, "table": TABLE})
    row = await cursor.fetchone()
    return row is not None and row[0] == 1
