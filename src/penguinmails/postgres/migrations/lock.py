"""One runner at a time in a database."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from penguinmails.postgres.errors import MigrationsBusy
from penguinmails.postgres.session import Connection, Progress, quiet

_KEY: Final = 0x70656E6775696E  # "penguin" in ASCII
_POLL_SECONDS: Final = 0.2


@asynccontextmanager
async def alone(
    connection: Connection, *, patience: float = 900, progress: Progress = quiet
) -> AsyncGenerator[None]:
    """Keep every other runner out of this database. Raises `MigrationsBusy` after `patience` seconds.

    The lock belongs to the session, so a killed runner gives it up.
    """
    deadline = asyncio.get_running_loop().time() + patience
    # Asking again and again instead of pg_advisory_lock(): a waiting statement holds a snapshot, which the
    # CREATE INDEX CONCURRENTLY of the other runner would wait for, for ever.
    while not await _try(connection):
        if asyncio.get_running_loop().time() > deadline:
            raise MigrationsBusy(seconds=round(patience))
        progress(0, None, "waiting for another process that is migrating")
        await asyncio.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        if not connection.broken and not connection.closed:
            await connection.execute("SELECT pg_advisory_unlock(%s)", (_KEY,))


async def _try(connection: Connection) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_KEY,))
    row = await cursor.fetchone()
    return row is not None and bool(row[0])
