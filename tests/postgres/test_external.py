"""A server that an operator gives: usable, or one sentence about what is wrong, never with the password."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from penguinmails.kernel.errors import PenguinError
from penguinmails.postgres import errors, external
from penguinmails.postgres.session import administrator
from tests.postgres.fixtures_scratch import Scratch, run, scratch

__all__ = ["scratch"]

SECRET = "hunter2%25"


@dataclass(frozen=True)
class Operator:
    """Who an operator's URL names."""

    user: str
    database: str
    socket: str
    password: str = SECRET

    @property
    def url(self) -> str:
        return f"postgresql://{self.user}:{self.password}@/{self.database}?host={self.socket}"


@asynccontextmanager
async def operator(scratch: Scratch, attributes: str = "SUPERUSER") -> AsyncGenerator[Operator]:
    conninfo = await scratch.database()
    parts = conninfo_to_dict(conninfo)
    name = f"operator_{uuid4().hex}"
    async with administrator(conninfo) as connection:
        await run(connection, f"CREATE ROLE {name} LOGIN PASSWORD 'hunter2%' {attributes}")
        try:
            yield Operator(name, str(parts["dbname"]), str(parts["host"]))
        finally:
            await run(connection, f"DROP OWNED BY {name} CASCADE")
            await connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


async def test_a_usable_server_says_what_it_is(scratch: Scratch) -> None:
    async with operator(scratch) as given:
        server = await external.check(given.url)

    assert server.version.startswith("18")
    assert server.citus is None
    assert server.database == given.database


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "wrong"}, "server_refuses_login"),
        ({"user": "nobody_here"}, "server_refuses_login"),
        ({"database": "nowhere"}, "database_missing"),
        ({"socket": "/tmp/no-such-folder"}, "server_unreachable"),
        ({"password": "100%"}, "database_url_invalid"),
    ],
)
async def test_what_is_wrong_with_the_address_has_a_name(
    scratch: Scratch, change: dict[str, str], code: str
) -> None:
    async with operator(scratch) as given:
        error = await refusal(replace(given, **change).url)

    assert error.code == code


async def test_a_port_nobody_listens_on(scratch: Scratch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = await refusal(f"postgresql://op:hunter2@127.0.0.1:{taken.getsockname()[1]}/db")

    assert error.code == "server_unreachable"
    assert error.message.endswith("Connection refused.")


@pytest.mark.parametrize(
    ("attributes", "missing", "remedy"),
    [
        ("", "create roles", "CREATEROLE;"),
        ("CREATEROLE", "make roles that bypass row level security", "BYPASSRLS;"),
        ("CREATEROLE BYPASSRLS", "let penguinmails_backup read all data", "WITH ADMIN OPTION;"),
    ],
)
async def test_missing_rights_come_with_their_remedy(
    scratch: Scratch, attributes: str, missing: str, remedy: str
) -> None:
    async with operator(scratch, attributes) as given:
        error = await refusal(given.url)

    assert isinstance(error, errors.RightsMissing)
    assert missing in error.message
    assert error.todo.endswith(remedy)


async def test_the_rights_end_at_a_database_of_ones_own(scratch: Scratch) -> None:
    async with (
        operator(scratch, "CREATEROLE BYPASSRLS") as given,
        administrator(scratch.cluster.conninfo(given.database)) as connection,
    ):
        await run(connection, f"GRANT pg_read_all_data TO {given.user} WITH ADMIN OPTION")
        assert (await refusal(given.url)).todo.endswith(f"OWNER TO {given.user};")

        await run(connection, f"ALTER DATABASE {given.database} OWNER TO {given.user}")
        await external.check(given.url)
        await run(connection, f"ALTER DATABASE {given.database} OWNER TO postgres")


async def test_an_old_encoding_is_refused(scratch: Scratch) -> None:
    name = f"latin_{uuid4().hex}"
    scratch.made.append(name)
    async with operator(scratch) as given, administrator(scratch.cluster.conninfo("postgres")) as connection:
        await run(connection, f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        error = await refusal(replace(given, database=name).url)

    assert error.code == "database_encoding_wrong"


async def test_an_old_server_is_refused(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "OLDEST", 990000)
    async with operator(scratch) as given:
        error = await refusal(given.url)

    assert error.code == "server_too_old"


async def refusal(url: str) -> PenguinError:
    with pytest.raises(PenguinError) as caught:
        await external.check(url, setting="PENGUINMAILS_OLAP_URL")
    assert "hunter2" not in str(caught.value)
    assert "100%" not in str(caught.value)
    return caught.value
