"""A database that goes away and comes back, without touching the server others use."""

from dataclasses import dataclass

import psycopg
import pytest
from psycopg import AsyncConnection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.servers import Clone


@dataclass
class Outage:
    """Ends all connections to a database and refuses new ones."""

    administrator: str

    async def begin(self) -> None:
        """From now on the database does not answer."""
        await self._run(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(self._name),
            sql.SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}").format(
                sql.Literal(self._database)
            ),
        )

    async def end(self) -> None:
        """From now on it does again."""
        await self._run(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(self._name))

    @property
    def _database(self) -> str:
        return str(conninfo_to_dict(self.administrator)["dbname"])

    @property
    def _name(self) -> sql.Identifier:
        return sql.Identifier(self._database)

    async def _run(self, *statements: sql.Composed) -> None:
        elsewhere = make_conninfo(self.administrator, dbname="postgres")
        async with await AsyncConnection.connect(elsewhere, autocommit=True) as connection:
            for statement in statements:
                await connection.execute(statement)


@pytest.fixture
def outage(clone: Clone) -> Outage:
    """Outages of the database of `databases`."""
    with psycopg.connect(clone.administrator):
        return Outage(clone.administrator)
