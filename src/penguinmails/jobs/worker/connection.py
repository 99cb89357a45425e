"""The queue's own connections: one for statements, one that listens; both come back after the database does.

PgQueuer's psycopg driver has one connection for both, holds its lock up to a second while it listens, and
ends the worker when the connection breaks. Neither comes from the pools: a heartbeat must never wait for a
job to give a connection back.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, LiteralString, Self, TypeVar, cast

import psycopg
import structlog
from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import NotifyCallback
from psycopg import AsyncConnection, AsyncRawCursor, sql
from psycopg.rows import dict_row

from penguinmails.kernel.db import Connection, Tx
from penguinmails.kernel.tiers import Home, Role

_log = structlog.get_logger(__name__)

T = TypeVar("T")

_LONGEST_PAUSE = 5.0


class QueueConnection:
    """What PgQueuer speaks to (its `Driver` port), and transactions of our own as role worker.

    A statement met by a lost database waits and is sent again, so each must bear being run twice: a claim
    whose answer was lost is taken back later, results are written from rows that are gone the second time.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: Connection | None = None
        self._turn = asyncio.Lock()
        self._listeners: dict[str, list[NotifyCallback]] = {}
        self._listening: asyncio.Task[None] | None = None
        self._given_up = False
        self.since = 0.0
        """When this connection was last made, by the event loop's clock."""
        self._shutdown = asyncio.Event()
        self._tm = TaskManager()

    @property
    def shutdown(self) -> asyncio.Event:
        """Part of the port: set when no new work should start."""
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        """Part of the port: background tasks (there are none; `close` ends the one that listens)."""
        return self._tm

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        # PgQueuer leaves its driver before it writes the last results; the worker calls `close` after that.
        return

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Part of the port: rows of a statement with `$1` placeholders."""
        return await self._insist(lambda connection: fetch_raw(connection, query, *args))

    async def execute(self, query: str, *args: object) -> str:
        """Part of the port: run a statement with `$1` placeholders."""
        return await self._insist(lambda connection: execute_raw(connection, query, *args))

    async def notify(self, channel: str, payload: str) -> None:
        """Part of the port."""
        await self.execute("SELECT pg_catalog.pg_notify($1, $2)", channel, payload)

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        """Part of the port: call back for every notification on the channel."""
        self._listeners.setdefault(channel, []).append(callback)
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen(), name="jobs.listen")

    def deliver(self, channel: str, payload: str) -> None:
        """Call this process's listeners back, as if the database had notified it."""
        for callback in self._listeners.get(channel, ()):
            callback(payload)

    async def transaction(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Run `work` in a transaction as role worker; again, from its start, if the database goes away."""

        async def run(connection: Connection) -> T:
            async with connection.transaction():
                return await work(Tx(connection, Home.MAIN, Role.WORKER, None))

        return await self._insist(run)

    async def statement(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """As `transaction`, for a single statement, which is one by itself: two round trips less."""
        return await self._insist(lambda connection: work(Tx(connection, Home.MAIN, Role.WORKER, None)))

    def give_up(self) -> None:
        """From now on a lost database is an error."""
        self._given_up = True

    async def close(self) -> None:
        """Close both connections."""
        self.give_up()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})
        if self._connection is not None:
            await self._connection.close()

    async def _insist(self, run: Callable[[Connection], Awaitable[T]]) -> T:
        async with self._turn:
            failures = 0
            while True:
                try:
                    return await run(await self._connected())
                except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                    lost = self._connection is None or self._connection.closed
                    if self._given_up or not lost:
                        raise
                    failures += 1
                    await _wait_after(failures, error)

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = None
            self._connection = await self._connect("penguinmails jobs")
            # A crash of the server may take back the last half second of claims and results, each whole:
            # those jobs run again, as after a crash of a worker. It saves waiting for the disk at every claim
            # (1,299 no-op jobs a second instead of 370).
            await self._connection.execute("SET synchronous_commit = off")
            self.since = asyncio.get_running_loop().time()
        return self._connection

    async def _connect(self, name: str) -> Connection:
        connecting = asyncio.ensure_future(
            AsyncConnection[tuple[Any, ...]].connect(
                self._address,
                autocommit=True,
                application_name=name,
                connect_timeout=10,
                # A host that vanished is noticed well before the heartbeats are missed.
                keepalives_idle=5,
                keepalives_interval=2,
                keepalives_count=3,
                tcp_user_timeout=10_000,
            )
        )
        try:
            return await asyncio.shield(connecting)
        except asyncio.CancelledError:
            # Let go half made, it would stay in the server until authentication times out there, and hold up
            # whatever waits for all backends (measured: DROP DATABASE, 60 s).
            with suppress(psycopg.OperationalError):
                await (await connecting).close()
            raise

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                async with self._listener() as connection:
                    failures = 0
                    async for note in connection.notifies():
                        self.deliver(note.channel, note.payload)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                failures += 1
                await _wait_after(failures, error)

    @asynccontextmanager
    async def _listener(self) -> AsyncGenerator[Connection]:
        connection = await self._connect("penguinmails jobs listener")
        try:
            for channel in self._listeners:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            yield connection
        finally:
            await connection.close()


async def fetch_raw(connection: Connection, query: str, *args: object) -> list[dict[str, object]]:
    """Rows of a statement of PgQueuer's, which numbers its placeholders."""
    cursor = AsyncRawCursor(connection, row_factory=dict_row)
    await cursor.execute(cast("LiteralString", query), args or None)
    return await cursor.fetchall()


async def execute_raw(connection: Connection, query: str, *args: object) -> str:
    """As `fetch_raw`, for a statement without rows: its status."""
    cursor = AsyncRawCursor(connection)
    await cursor.execute(cast("LiteralString", query), args or None)
    return cursor.statusmessage or ""


async def _wait_after(failures: int, error: Exception) -> None:
    pause = min(0.1 * 2 ** min(failures, 10), _LONGEST_PAUSE) * random.uniform(0.75, 1.25)  # noqa: S311
    _log.warning("jobs.database_lost", error=str(error), failures=failures, pause=round(pause, 2))
    await asyncio.sleep(pause)
