"""The six logins, as PostgreSQL knows them and as they find out themselves."""

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import make_conninfo

from penguinmails.kernel.tiers import Home, Role
from penguinmails.postgres import addresses, roles
from penguinmails.postgres.session import administrator
from tests.postgres.fixtures_scratch import Scratch, answer, column, everywhere, run, scratch

__all__ = ["scratch"]


@pytest.fixture(scope="module")
async def database(scratch: Scratch) -> str:
    """A database whose server has the roles."""
    conninfo = await scratch.database()
    async with administrator(conninfo) as connection:
        await roles.ensure(connection, scratch.logins)
        await roles.seal(connection)
    return conninfo


@pytest.mark.parametrize("role", Role)
async def test_each_logs_in_and_is_no_more_than_itself(scratch: Scratch, database: str, role: Role) -> None:
    async with scratch.as_role(database, role) as connection:
        might = "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication FROM pg_roles WHERE rolname = current_user"
        assert await answer(connection, might) is False
        bypasses = "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert await answer(connection, bypasses) is (role in (Role.WORKER, Role.BACKUP))
        assert await answer(connection, "SHOW row_security") == "on"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER}))
async def test_none_becomes_another(scratch: Scratch, database: str, role: Role) -> None:
    for other in [*(set(Role) - {role}), "postgres", "pg_read_all_data"]:
        async with scratch.as_role(database, role) as connection:
            with pytest.raises(errors.InsufficientPrivilege):
                await run(connection, f"SET ROLE {other}")


async def test_the_passwords_are_stored_as_scram_verifiers(database: str) -> None:
    async with administrator(database) as connection:
        stored = await column(
            connection, "SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'penguinmails%'"
        )

    assert len(stored) == len(Role)
    assert all(password.startswith("SCRAM-SHA-256$") for password in stored)


async def test_a_wrong_password_is_refused(scratch: Scratch, database: str) -> None:
    address = addresses(everywhere(database), scratch.passwords)(Home.MAIN, Role.APP)

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        await psycopg.AsyncConnection.connect(make_conninfo(address, password="guessed"))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER}))
async def test_nobody_makes_anything(scratch: Scratch, database: str, role: Role) -> None:
    # The worker refreshes the operators' view, which goes through a temporary table.
    temporary = () if role is Role.WORKER else ("CREATE TEMPORARY TABLE mine ()",)
    for statement in ("CREATE TABLE public.mine ()", "CREATE SCHEMA mine", "CREATE ROLE mine", *temporary):
        async with scratch.as_role(database, role) as connection:
            with pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)):
                await run(connection, statement)


async def test_backup_only_reads(scratch: Scratch, database: str) -> None:
    async with scratch.as_role(database, Role.BACKUP) as connection:
        assert await answer(connection, "SHOW transaction_read_only") == "on"
        assert await answer(connection, "SELECT pg_has_role('pg_read_all_data', 'USAGE')") is True


async def test_what_was_changed_by_hand_is_repaired(scratch: Scratch, database: str) -> None:
    async with administrator(database) as connection, connection.transaction(force_rollback=True):
        await run(
            connection,
            "ALTER ROLE penguinmails_staff CREATEDB SUPERUSER INHERIT; ALTER ROLE penguinmails_app BYPASSRLS;"
            "GRANT penguinmails_worker TO penguinmails_app; ALTER ROLE penguinmails_app SET search_path = public",
        )

        await roles.ensure(connection, scratch.logins)

        wrong = (
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'penguinmails%' AND (rolsuper OR rolcreatedb OR rolinherit"
            " OR rolbypassrls <> (rolname IN ('penguinmails_worker', 'penguinmails_backup')))"
        )
        assert await column(connection, wrong) == []
        member = "SELECT pg_has_role('penguinmails_app', 'penguinmails_worker', 'MEMBER')"
        assert await answer(connection, member) is False
        settings = "SELECT rolconfig FROM pg_roles WHERE rolname = 'penguinmails_app'"
        assert "search_path=pg_catalog, pg_temp" in await answer(connection, settings)


async def test_strangers_do_not_get_in(scratch: Scratch, database: str) -> None:
    async with administrator(database) as connection:
        assert (
            await answer(connection, "SELECT has_database_privilege('public', current_database(), 'CONNECT')")
            is False
        )
        assert await answer(connection, "SELECT has_schema_privilege('public', 'public', 'USAGE')") is False
