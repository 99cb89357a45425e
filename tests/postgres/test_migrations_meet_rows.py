"""Every migration is applied to databases that have rows: those of migrations/rows, loaded file by file."""

import pytest

from penguinmails.kernel.tiers import Tier
from penguinmails.postgres import migrations, roles
from penguinmails.postgres.migrations import Files
from penguinmails.postgres.provision import advance, extensions
from penguinmails.postgres.session import Connection, administrator
from penguinmails.postgres.tables import RULES, RUNNER_TABLE
from tests.postgres.fixtures_scratch import TENANT_A, TENANT_B, Scratch, answer, column, scratch
from tests.rows import load, rows_of

__all__ = ["scratch"]

# What says whose a row is. Where none of these is a column, the row is the platform's.
OWNERS = {
    "tenant_id": (TENANT_A, TENANT_B),
    "user_id": ("01900000-0000-7000-8000-0000001010a1", "01900000-0000-7000-8000-0000001010b1"),
}


@pytest.mark.parametrize("tier", Tier)
async def test_every_migration_meets_rows_of_all_tables_before_it(scratch: Scratch, tier: Tier) -> None:
    files, rows = migrations.discover(migrations.directory()), rows_of(tier)
    async with administrator(await scratch.database()) as connection:
        await prepare(connection, scratch)
        for migration in files[tier]:
            await apply(connection, tier, files, migration.version)
            await load(connection, rows.get(migration.version, ""))
        assert await without_rows(connection, tier) == []


@pytest.mark.parametrize("tier", Tier)
def test_every_file_of_rows_belongs_to_a_migration(tier: Tier) -> None:
    files = migrations.discover(migrations.directory())
    assert set(rows_of(tier)) - {migration.version for migration in files[tier]} == set()


async def prepare(connection: Connection, scratch: Scratch) -> None:
    await roles.ensure(connection, scratch.logins)
    await roles.seal(connection)
    await extensions(connection)


async def apply(connection: Connection, tier: Tier, files: Files, version: int) -> None:
    """The tier's migrations up to `version`, with rights and partitions, as an update brings them."""
    async with migrations.alone(connection):
        await advance(connection, (tier,), {**files, tier: files[tier][:version]})


async def without_rows(connection: Connection, tier: Tier) -> list[str]:
    """The tables in which a tenant, a user or (a global one) the platform has no row."""
    tables = await column(
        connection,
        "SELECT c.oid::regclass::text FROM pg_class c WHERE relnamespace = "
        f"'{tier}'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
        f" AND relname <> '{RUNNER_TABLE}' ORDER BY 1",
    )
    assert tables
    return [
        f"{table}: {condition}"
        for table in tables
        for condition in await conditions(connection, table)
        if not await answer(connection, f"SELECT count(*) FROM {table} WHERE {condition}")
    ]


async def conditions(connection: Connection, table: str) -> list[str]:
    """One for each row that the table should have."""
    columns = await column(
        connection,
        f"SELECT attname::text FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0",
    )
    named = RULES.tenant_key.get(table), RULES.of_user.get(table)
    for kind, key in zip(OWNERS, named, strict=True):
        if key or kind in columns:
            return [f"{key or kind} = '{owner}'" for owner in OWNERS[kind]]
    return ["true"]


async def test_breakdowns_of_older_states_say_the_same_in_the_new_form(scratch: Scratch) -> None:
    files, rows = migrations.discover(migrations.directory()), rows_of(Tier.OLAP)
    older = (
        '{"buckets": {"2026-11-20T09:30Z": [2, 1, 0, 0, 1], "2026-11-20T09:45Z": [0, 0, 1, 1, 0]},'
        ' "devices": {"mobile": [2, 1, 1, 1]}, "locations": {"DE: \\"B\\"": [2, 1, 0, 0]}, "links": {"ab12": [3, 1]}}'
    )
    async with administrator(await scratch.database()) as connection:
        await prepare(connection, scratch)
        await apply(connection, Tier.OLAP, files, 21)
        await load(connection, rows[2])
        await connection.execute(
            "UPDATE olap.message_states SET breakdown = %s WHERE tenant_id = %s", [older, TENANT_A]
        )
        await apply(connection, Tier.OLAP, files, 22)
        cursor = await connection.execute(
            "SELECT DISTINCT tenant_id::text, breakdown FROM olap.message_states"
        )
        assert dict(await cursor.fetchall()) == {
            TENANT_A: {
                "bucket:2026-11-20T09:30Z": "2,1,0,0,1",
                "bucket:2026-11-20T09:45Z": "0,0,1,1,0",
                "device:mobile": "2,1,1,1,0",
                'location:DE: "B"': "2,1,0,0,0",
                "link:ab12": "0,0,3,1,0",
            },
            TENANT_B: {},
        }
