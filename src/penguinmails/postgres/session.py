"""Connections of an administrator, and acting as one of our roles on them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, LiteralString, TypeVar

from psycopg import AsyncConnection, sql
from psycopg.errors import DeadlockDetected, LockNotAvailable
from psycopg.rows import class_row

from penguinmails.kernel.tiers import Role

R = TypeVar("R")
Connection = AsyncConnection[tuple[Any, ...]]

Progress = Callable[[int, int | None, str], None]
"""`(done, total, what)`: so many steps are finished (total None: unknown), the next one is `what`."""

SEARCH_PATH: Final = "pg_catalog, pg_temp"
"""Every name of ours is qualified. pg_temp is named last, or it would be searched first."""

# A lock request that waits makes everybody behind it wait too: short waits, pauses between them.
SHORT_LOCKS: Final = "SET LOCAL lock_timeout = '3s'"
PAUSES: Final = (0.2, 0.5, 1, 2, 4, 8, 8, 8)

# A runner that was killed keeps its locks until the server notices: after this time, not after the statement.
_PREPARE: Final = f"SET search_path = {SEARCH_PATH}; SET client_connection_check_interval = '2s'"


def quiet(done: int, total: int | None, what: str) -> None:
    """A `Progress` that tells nobody."""


@asynccontextmanager
async def administrator(conninfo: str) -> AsyncGenerator[Connection]:
    """A connection in autocommit as whoever `conninfo` names, with nothing of ours on its search path."""
    connection = await AsyncConnection[tuple[Any, ...]].connect(
        conninfo, autocommit=True, application_name="penguinmails administrator"
    )
    async with connection:
        await connection.execute(_PREPARE)
        yield connection


@asynccontextmanager
async def acting_as(connection: Connection, role: Role) -> AsyncGenerator[None]:
    """A transaction (a savepoint within one) in which the connection is `role`."""
    async with connection.transaction():
        await become(connection, role)
        yield
        # In a savepoint the role would stay.
        await connection.execute("RESET ROLE")


async def become(connection: Connection, role: Role) -> None:
    """Be `role` until the end of the transaction."""
    await connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role.value)))


async def rows(
    connection: Connection, query: LiteralString | sql.Composed, row: type[R], **params: object
) -> list[R]:
    """What the query answers, as instances of a dataclass."""
    async with connection.cursor(row_factory=class_row(row)) as cursor:
        await cursor.execute(query, params or None)
        return await cursor.fetchall()


async def patiently(attempt: Callable[[], Awaitable[None]]) -> None:
    """Run a whole transaction under `SHORT_LOCKS`, again where it could not get them.

    Raises `LockNotAvailable` or `DeadlockDetected` after the last of `PAUSES`.
    """
    for pause in PAUSES:
        try:
            await attempt()
        except (LockNotAvailable, DeadlockDetected):
            await asyncio.sleep(pause)
        else:
            return
    await attempt()
