"""The runner: once each, in order, one process at a time, and a clear word where that cannot be."""

import asyncio
from collections.abc import AsyncGenerator

import psycopg
import pytest

from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres import migrations, roles, session
from penguinmails.postgres.errors import (
    DatabaseNewer,
    MigrationBlocked,
    MigrationChanged,
    MigrationFailed,
    MigrationFailedHalfway,
    MigrationHalfApplied,
    MigrationMissing,
    MigrationNotHalfApplied,
    MigrationsBusy,
)
from penguinmails.postgres.session import Connection, administrator
from tests.postgres.fixtures_scratch import Scratch, Tree, answer, column, scratch, tree

__all__ = ["scratch", "tree"]

OLTP = (Tier.OLTP,)


@pytest.fixture
async def connection(scratch: Scratch) -> AsyncGenerator[Connection]:
    """An administrator on a database that has the roles and nothing else."""
    async with administrator(await scratch.database()) as connection:
        await roles.ensure(connection, scratch.logins)
        await roles.seal(connection)
        yield connection


async def run(connection: Connection, tree: Tree) -> list[str]:
    async with migrations.alone(connection):
        return [migration.file for migration in await migrations.run(connection, OLTP, tree.files())]


async def tables(connection: Connection) -> list[str]:
    return await column(
        connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'oltp' ORDER BY tablename"
    )


async def test_each_file_runs_once_as_the_owner(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first (a text DEFAULT '100 %');")
    assert await run(connection, tree) == ["oltp/0001_first"]
    tree.write("oltp/0002_second", "CREATE TABLE oltp.second (); ALTER TABLE oltp.first ADD b int;")

    assert await run(connection, tree) == ["oltp/0002_second"]
    assert await run(connection, tree) == []
    assert await tables(connection) == ["first", "schema_migrations", "second"]
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'oltp'"
    assert await column(connection, owners) == [Role.OWNER]
    assert await answer(connection, "SELECT current_user") == "postgres"


async def test_unqualified_names_find_nothing(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first ();\nALTER TABLE first ADD a int;")

    with pytest.raises(MigrationFailed, match='relation "first" does not exist'):
        await run(connection, tree)


async def test_a_plan_says_what_would_run_and_changes_nothing(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first ();")
    tree.write("oltp/0002_second", "CREATE TABLE oltp.second ();")

    planned = await migrations.plan(connection, OLTP, tree.files())

    assert [migration.file for migration in planned] == ["oltp/0001_first", "oltp/0002_second"]
    assert await tables(connection) == []


async def test_a_failing_file_leaves_those_before_it_and_nothing_of_itself(
    connection: Connection, tree: Tree
) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first ();")
    tree.write("oltp/0002_second", "CREATE TABLE oltp.second ();\n\nCREATE TABLE oltp.first ();")

    with pytest.raises(MigrationFailed) as caught:
        await run(connection, tree)

    assert caught.value.message == 'oltp/0002_second failed at line 1: relation "first" already exists.'
    assert await tables(connection) == ["first", "schema_migrations"]
    tree.write("oltp/0002_second", "CREATE TABLE oltp.second ();")
    assert await run(connection, tree) == ["oltp/0002_second"]


async def test_an_error_names_its_line(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first (\n  a int,\n  b ant\n);")

    with pytest.raises(MigrationFailed, match="at line 3"):
        await run(connection, tree)


async def test_an_applied_file_must_not_change(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first ();")
    await run(connection, tree)
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first (a int);")

    with pytest.raises(MigrationChanged, match="oltp/0001_first"):
        await run(connection, tree)


async def test_an_older_program_refuses_a_newer_database(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first ();")
    tree.write("oltp/0002_second", "CREATE TABLE oltp.second ();")
    await run(connection, tree)
    (tree.root / "oltp/0002_second.sql").unlink()

    with pytest.raises(DatabaseNewer, match="stands at 0002_second, and the program knows 0001_first"):
        await run(connection, tree)


async def test_a_hole_in_what_was_applied_is_an_error(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first ();")
    tree.write("oltp/0002_second", "CREATE TABLE oltp.second ();")
    await run(connection, tree)
    await connection.execute("DELETE FROM oltp.schema_migrations WHERE version = 1")

    with pytest.raises(MigrationMissing, match="oltp/0001_first"):
        await run(connection, tree)


async def test_a_locked_table_is_tried_again(
    connection: Connection, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "SHORT_LOCKS", "SET LOCAL lock_timeout = '50ms'")
    monkeypatch.setattr("penguinmails.postgres.migrations.runner._LIMITS", "SET LOCAL lock_timeout = '50ms'")
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first ();")
    await run(connection, tree)
    tree.write("oltp/0002_more", "ALTER TABLE oltp.first ADD a int;")
    async with await psycopg.AsyncConnection.connect(_dsn(connection)) as other:
        await other.execute("SELECT FROM oltp.first")

        async def leave() -> None:
            await asyncio.sleep(0.3)
            await other.rollback()

        leaving = asyncio.create_task(leave())
        assert await run(connection, tree) == ["oltp/0002_more"]
        await leaving


async def test_a_table_that_stays_locked_ends_the_attempts(
    connection: Connection, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "PAUSES", (0.01,))
    monkeypatch.setattr("penguinmails.postgres.migrations.runner._LIMITS", "SET LOCAL lock_timeout = '50ms'")
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first ();")
    await run(connection, tree)
    tree.write("oltp/0002_more", "ALTER TABLE oltp.first ADD a int;")
    async with await psycopg.AsyncConnection.connect(_dsn(connection)) as other:
        await other.execute("SELECT FROM oltp.first")

        with pytest.raises(MigrationBlocked, match="oltp/0002_more"):
            await run(connection, tree)


async def test_of_two_runners_one_waits_and_finds_nothing_to_do(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first (); SELECT pg_sleep(0.5);")
    told: list[str] = []

    async def second() -> list[str]:
        async with (
            administrator(_dsn(connection)) as other,
            migrations.alone(other, progress=lambda _done, _total, what: told.append(what)),
        ):
            return [migration.file for migration in await migrations.run(other, OLTP, tree.files())]

    results = await asyncio.gather(run(connection, tree), second())

    assert sorted(results) == [[], ["oltp/0001_first"]]
    assert results[0] == [] or told[0] == "waiting for another process that is migrating"


async def test_waiting_for_the_other_runner_ends(connection: Connection) -> None:
    async with administrator(_dsn(connection)) as other, migrations.alone(other):
        with pytest.raises(MigrationsBusy):
            async with migrations.alone(connection, patience=0.1):
                pass


async def test_rows_are_changed_as_the_worker(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first (a text);")
    tree.write("oltp/0002_who", "-- penguinmails: worker\nUPDATE oltp.first SET a = current_user;")

    async def before(connection: Connection) -> None:
        await connection.execute(
            "INSERT INTO oltp.first VALUES ('nobody');"
            "ALTER TABLE oltp.first ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            "GRANT USAGE ON SCHEMA oltp TO penguinmails_worker;"
            "GRANT SELECT, UPDATE ON oltp.first TO penguinmails_worker"
        )

    async with migrations.alone(connection):
        await migrations.run(connection, OLTP, tree.files(), before_rows_change=before)

    assert await answer(connection, "SELECT a FROM oltp.first") == Role.WORKER


INDEX = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS first_a_key ON oltp.first (a);"


async def duplicates(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first (a int);")
    await run(connection, tree)
    await connection.execute("INSERT INTO oltp.first VALUES (1), (1)")


async def test_an_index_is_built_beside_the_traffic(connection: Connection, tree: Tree) -> None:
    tree.write("oltp/0001_first", "CREATE TABLE oltp.first (a int);")
    tree.write("oltp/0002_index", f"-- penguinmails: no-transaction\n{INDEX}\nANALYZE oltp.first;")

    assert await run(connection, tree) == ["oltp/0001_first", "oltp/0002_index"]
    assert await run(connection, tree) == []
    seconds = "SELECT seconds > 0 AND finished >= started FROM oltp.schema_migrations WHERE version = 2"
    assert await answer(connection, seconds) is True


async def test_what_may_be_half_there_needs_a_decision(connection: Connection, tree: Tree) -> None:
    await duplicates(connection, tree)
    tree.write("oltp/0002_index", f"-- penguinmails: no-transaction\n\nANALYZE oltp.first;\n{INDEX}")
    with pytest.raises(MigrationFailedHalfway, match="line 4: could not create unique index"):
        await run(connection, tree)

    with pytest.raises(MigrationHalfApplied, match="migrate --forget oltp/0002_index"):
        await run(connection, tree)

    index = tree.files()[Tier.OLTP][1]
    await migrations.settle(connection, index, finished=False)
    await connection.execute("DROP INDEX oltp.first_a_key; TRUNCATE oltp.first")
    assert await run(connection, tree) == ["oltp/0002_index"]
    with pytest.raises(MigrationNotHalfApplied):
        await migrations.settle(connection, index, finished=True)


async def test_what_was_completed_by_hand_counts_as_applied(connection: Connection, tree: Tree) -> None:
    await duplicates(connection, tree)
    tree.write("oltp/0002_index", f"-- penguinmails: no-transaction\n{INDEX}")
    with pytest.raises(MigrationFailedHalfway):
        await run(connection, tree)

    await migrations.settle(connection, tree.files()[Tier.OLTP][1], finished=True)

    assert await run(connection, tree) == []


async def test_a_rerunnable_file_clears_the_broken_index_away_and_runs_again(
    connection: Connection, tree: Tree
) -> None:
    await duplicates(connection, tree)
    tree.write("oltp/0002_index", f"-- penguinmails: no-transaction, rerunnable\n{INDEX}")
    with pytest.raises(MigrationFailedHalfway):
        await run(connection, tree)
    assert await answer(connection, "SELECT indisvalid FROM pg_index WHERE NOT indisvalid") is False
    await connection.execute("TRUNCATE oltp.first")

    assert await run(connection, tree) == ["oltp/0002_index"]
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'oltp.first_a_key'::regclass"
    assert await answer(connection, valid) is True


def _dsn(connection: Connection) -> str:
    return f"{connection.info.dsn} password={connection.info.password}"
