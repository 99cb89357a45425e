"""Throw-away databases, and migrations small enough to break in every way."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString, cast
from uuid import uuid4

import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from penguinmails.kernel.tiers import Home, Role
from penguinmails.postgres import Passwords, addresses, migrations
from penguinmails.postgres.session import Connection, administrator
from tests.servers import Cluster

TENANT_A = "01900000-0000-7000-8000-00000000000a"
TENANT_B = "01900000-0000-7000-8000-00000000000b"


@dataclass
class Scratch:
    """Databases on the server of the run; those made here are dropped at the end."""

    cluster: Cluster
    made: list[str] = field(default_factory=list[str])

    @property
    def passwords(self) -> Passwords:
        """The roles belong to the whole server: every test uses the same passwords."""
        return self.cluster.secrets

    @property
    def logins(self) -> dict[Role, str]:
        """The passwords by role."""
        found = addresses({Home.MAIN: ""}, self.passwords)
        return {role: str(conninfo_to_dict(found(Home.MAIN, role))["password"]) for role in Role}

    async def database(self) -> str:
        """A new, empty database, as its administrator's connection string."""
        name = f"scratch_{uuid4().hex}"
        async with administrator(self.cluster.conninfo("postgres")) as connection:
            await connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
            )
        self.made.append(name)
        return self.cluster.conninfo(name)

    @asynccontextmanager
    async def as_role(self, conninfo: str, role: Role, **settings: str) -> AsyncGenerator[Connection]:
        """A real login of the role, in a transaction with `app.<name>` settings that is rolled back."""
        async with (
            administrator(addresses(everywhere(conninfo), self.passwords)(Home.MAIN, role)) as connection,
            connection.transaction(force_rollback=True),
        ):
            for name, value in settings.items():
                await connection.execute(
                    sql.SQL("SET LOCAL {} = {}").format(sql.Identifier("app", name), sql.Literal(value))
                )
            yield connection

    async def drop(self) -> None:
        """Drop what was made."""
        async with administrator(self.cluster.conninfo("postgres")) as connection:
            for name in self.made:
                await connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )


@pytest.fixture(scope="module")
async def scratch(cluster: Cluster) -> AsyncGenerator[Scratch]:
    """Databases for one module's tests."""
    made = Scratch(cluster)
    yield made
    await made.drop()


@dataclass(frozen=True)
class Tree:
    """A folder of migrations that a test writes file by file."""

    root: Path

    def write(self, file: str, text: str) -> None:
        """Write `oltp/0001_name` or write it anew."""
        path = self.root / f"{file}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def files(self) -> migrations.Files:
        """What the runner finds in it."""
        return migrations.discover(self.root)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """No migrations yet."""
    return Tree(tmp_path / "migrations")


def everywhere(conninfo: str) -> dict[Home, str]:
    """One database for all tiers."""
    return dict.fromkeys(Home, conninfo)


def member(tenant: str, companies: str = "all", user: str = "") -> dict[str, str]:
    """The settings of somebody who works for the tenant."""
    return {"current_tenant_id": tenant, "current_company_ids": companies, "current_user_id": user}


async def run(connection: Connection, text: str) -> None:
    """Run statements of the test."""
    await connection.execute(cast("LiteralString", text))


async def answer(connection: Connection, query: str) -> Any:
    """The first column of the first row."""
    rows = await column(connection, query)
    return rows[0] if rows else None


async def column(connection: Connection, query: str) -> list[Any]:
    """The first column of all rows."""
    cursor = await connection.execute(cast("LiteralString", query))
    return [row[0] for row in await cursor.fetchall()]
