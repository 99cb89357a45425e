"""Every migration but the first meets rows: what a migration makes has rows before the next one runs.

A migration that is fine on empty tables may fail, or lose data, on full ones. `migrations/rows/<tier>/NNNN.sql`
holds rows of two tenants for the tables that migration NNNN makes; they are also what tests/isolation attacks.
"""

from collections.abc import Iterator

import pytest

from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres import migrations, partitions, policies, roles
from penguinmails.postgres.migrations import Migration
from penguinmails.postgres.provision import extensions
from penguinmails.postgres.session import Connection, administrator
from tests.postgres.fixtures_scratch import TENANT_A, TENANT_B, Scratch, answer, column, run, scratch
from tests.rows import FOLDER, THEIR_MONTH, load

__all__ = ["scratch"]

FILES = migrations.discover(migrations.directory())
TABLES = (
    "SELECT relid FROM (SELECT oid::regclass::text AS relid FROM pg_class WHERE relkind IN ('r', 'p')"
    " AND NOT relispartition AND relnamespace = '{tier}'::regnamespace) AS t"
    " WHERE relid <> '{tier}.schema_migrations' ORDER BY 1"
)


def steps(tier: Tier) -> Iterator[tuple[Migration, migrations.Files]]:
    """Each migration of a tier, with the files up to it."""
    for count, migration in enumerate(FILES[tier], start=1):
        yield migration, {tier: FILES[tier][:count]}


@pytest.mark.parametrize("tier", Tier)
async def test_every_migration_finds_rows_in_every_table_before_it(scratch: Scratch, tier: Tier) -> None:
    async with administrator(await scratch.database()) as connection:
        await roles.ensure(connection, scratch.logins)
        await roles.seal(connection)
        await extensions(connection)
        for migration, files in steps(tier):
            await migrations.run(connection, [tier], files)
            await partitions.ensure_months(connection, [tier], [THEIR_MONTH])
            await run(connection, f"GRANT USAGE ON SCHEMA {tier} TO {Role.WORKER}")
            await run(connection, f"GRANT INSERT ON ALL TABLES IN SCHEMA {tier} TO {Role.WORKER}")
            rows = FOLDER / tier / f"{migration.version:04}.sql"
            if rows.exists():
                await load(connection, rows)

            empty = await empty_tables(connection, tier)
            assert empty == [], (
                f"{migration.file} leaves these without rows; add them to migrations/rows/{tier}/{rows.name}"
            )

        await policies.apply(connection, [tier])
        assert await one_sided_tables(connection, tier) == []


async def empty_tables(connection: Connection, tier: Tier) -> list[str]:
    return [
        table
        for table in await column(connection, TABLES.format(tier=tier))
        if not await answer(connection, f"SELECT EXISTS (SELECT FROM {table})")
    ]


async def one_sided_tables(connection: Connection, tier: Tier) -> list[str]:
    """Tenants' tables in which not both tenants have a row."""
    owned = (
        "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'tenant_id'"
        f" AND attrelid::regclass::text = ANY (ARRAY({TABLES.format(tier=tier)}))"
    )
    return [
        table
        for table in await column(connection, owned)
        if not {TENANT_A, TENANT_B}
        <= set(await column(connection, f"SELECT DISTINCT tenant_id::text FROM {table}"))
    ]


def test_every_file_of_rows_belongs_to_a_migration() -> None:
    known = {f"{tier}/{migration.version:04}" for tier in Tier for migration in FILES[tier]}

    assert {f"{path.parent.name}/{path.stem}" for path in FOLDER.glob("*/*.sql")} <= known
