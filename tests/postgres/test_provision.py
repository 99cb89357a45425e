"""From nothing to working databases: one or three, once or at the same time, by a superuser or not."""

import asyncio
from uuid import uuid4

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import uuid7
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.postgres import create_database, pending, policies, provision, settle
from penguinmails.postgres.errors import MigrationFailedHalfway, MigrationUnknown
from penguinmails.postgres.session import administrator
from tests.postgres.fixtures_scratch import Scratch, Tree, answer, column, everywhere, run, scratch, tree

__all__ = ["scratch", "tree"]

SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname = ANY (ARRAY['oltp', 'content', 'olap', 'queue', 'notifications']) ORDER BY 1"


async def test_three_databases_get_their_own_tiers(scratch: Scratch) -> None:
    administrators = {home: await scratch.database() for home in Home}

    addresses = await provision(administrators, scratch.passwords)

    for home, conninfo in administrators.items():
        async with administrator(conninfo) as connection:
            assert await column(connection, SCHEMAS) == sorted(home.tiers)
            assert not await policies.drift(connection, home.tiers)
    assert await pending(administrators) == []
    async with Databases(addresses) as databases:
        for tier in Tier:
            async with databases.tenant(tier, Scope.tenant_wide(uuid7())) as tx:
                assert await answer(tx.connection, "SELECT current_user") == Role.APP


async def test_one_database_takes_all_five(scratch: Scratch) -> None:
    conninfo = await scratch.database()
    told: list[str] = []

    await provision(everywhere(conninfo), scratch.passwords, lambda _done, _total, what: told.append(what))

    async with administrator(conninfo) as connection:
        assert await column(connection, SCHEMAS) == sorted(Tier)
        assert not await policies.drift(connection, Tier)
    assert told[0] == "roles"
    assert "oltp/0001_tenancy" in told


async def test_a_second_time_changes_nothing(scratch: Scratch, tree: Tree) -> None:
    conninfo = await scratch.database()
    tree.write("oltp/0001_leads", "CREATE TABLE oltp.leads (tenant_id uuid)")
    files = tree.files()
    assert [migration.file for migration in await pending(everywhere(conninfo), files)] == ["oltp/0001_leads"]

    first = await provision(everywhere(conninfo), scratch.passwords, files=files)
    again = await provision(everywhere(conninfo), scratch.passwords, files=files)

    assert first == again
    assert await pending(everywhere(conninfo), files) == []


async def test_two_at_once_end_well(scratch: Scratch, tree: Tree) -> None:
    one, other = await scratch.database(), await scratch.database()
    tree.write("oltp/0001_leads", "CREATE TABLE oltp.leads (tenant_id uuid); SELECT pg_sleep(0.2)")

    await asyncio.gather(
        *(
            provision(everywhere(conninfo), scratch.passwords, files=tree.files())
            for conninfo in (one, one, other)
        )
    )

    for conninfo in (one, other):
        async with administrator(conninfo) as connection:
            assert not await policies.drift(connection, Tier)


async def test_a_database_is_created_once(scratch: Scratch) -> None:
    name = f"scratch_{uuid4().hex}"
    scratch.made.append(name)
    conninfo = scratch.cluster.conninfo(name)

    assert await create_database(conninfo) is True
    assert await create_database(conninfo) is False
    async with administrator(conninfo) as connection:
        assert await answer(connection, "SELECT 'ä' < 'z' OR upper('ä') <> 'Ä'") is False


@pytest.mark.parametrize("times", [1, 2])
async def test_an_operator_who_is_no_superuser_can_do_it(scratch: Scratch, times: int) -> None:
    """On a server of its own, because there the operator makes the roles, and may then change them."""
    conninfo = await scratch.database()
    database = conninfo_to_dict(conninfo)["dbname"]
    name = f"operator_{uuid4().hex}"
    async with administrator(conninfo) as connection:
        await run(
            connection,
            f"CREATE ROLE {name} LOGIN PASSWORD 'x' CREATEROLE BYPASSRLS;"
            f"GRANT pg_read_all_data TO {name} WITH ADMIN OPTION;"
            + "".join(f"GRANT {role} TO {name} WITH ADMIN OPTION;" for role in Role)
            + f"ALTER DATABASE {database} OWNER TO {name}",
        )
        try:
            given = make_conninfo(conninfo, user=name, password="x")
            for _ in range(times):
                await provision(everywhere(given), scratch.passwords)
            assert not await policies.drift(connection, Tier)
            owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'oltp'"
            assert await column(connection, owners) == [Role.OWNER]
        finally:
            await run(
                connection,
                f"ALTER DATABASE {database} OWNER TO postgres; REASSIGN OWNED BY {name} TO postgres;"
                f"DROP OWNED BY {name} CASCADE; DROP ROLE {name}",
            )


async def test_an_interrupted_file_is_settled_by_its_name(scratch: Scratch, tree: Tree) -> None:
    conninfo = await scratch.database()
    tree.write("oltp/0001_a", "CREATE TABLE oltp.a (tenant_id uuid)")
    tree.write(
        "oltp/0002_b", "-- penguinmails: no-transaction\nCREATE TABLE oltp.b (tenant_id uuid); SELECT 1/0"
    )
    files = tree.files()
    with pytest.raises(MigrationFailedHalfway):
        await provision(everywhere(conninfo), scratch.passwords, files=files)

    await settle(everywhere(conninfo), "oltp/0002_b", finished=True, files=files)

    assert await pending(everywhere(conninfo), files) == []
    with pytest.raises(MigrationUnknown, match="oltp/0009_z"):
        await settle(everywhere(conninfo), "oltp/0009_z", finished=True, files=files)
