"""Open connections to the mail servers of mailboxes, kept warm between messages."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from penguinmails.delivery.outbound.composing.access import Opened
from penguinmails.delivery.smtp.client import Connection
from penguinmails.infrastructure import Endpoint, Login
from penguinmails.kernel.errors import PenguinError

_IDLE_SECONDS: Final = 30
"""Servers hang up after minutes; sooner, some count an idle connection against the account."""
_OPENING: Final = 10
"""Connections of one mailbox that are opened at the same time."""


@dataclass
class _Pool:
    access: tuple[Endpoint, Login | None]
    free: deque[tuple[Connection, float]] = field(default_factory=deque[tuple[Connection, float]])


class Servers:
    """The free connections of this process, by mailbox. One lane uses those of its mailbox."""

    def __init__(self) -> None:
        self._pools: dict[UUID, _Pool] = {}

    async def take(self, opened: Opened, wanted: int) -> list[Connection]:
        """Up to so many connections, no more than the endpoint allows; at least one, or the error.

        Raises what `Connection.open` raises.
        """
        pool = await self._pool(opened)
        most = min(wanted, opened.access.endpoint.connections)
        taken: list[Connection] = []
        while pool.free and len(taken) < most:
            connection, _ = pool.free.pop()
            if connection.usable:
                taken.append(connection)
        while len(taken) < most:
            opening = [_opened(opened) for _ in range(min(_OPENING, most - len(taken)))]
            results = await asyncio.gather(*opening)
            taken += [each for each in results if isinstance(each, Connection)]
            error = next((each for each in results if isinstance(each, PenguinError)), None)
            if error is not None:
                if not taken:
                    raise error
                break
        return taken

    def give_back(self, opened: Opened, connections: list[Connection]) -> None:
        """Keep those that can be used again."""
        pool = self._pools.get(opened.access.mailbox_id)
        now = time.monotonic()
        for connection in connections:
            if pool is not None and pool.access == _access(opened) and connection.usable:
                pool.free.append((connection, now))
            else:
                _drop(connection)

    async def close_idle(self) -> None:
        """Hang up what nobody has used for a while."""
        before = time.monotonic() - _IDLE_SECONDS
        for mailbox_id, pool in list(self._pools.items()):
            while pool.free and pool.free[0][1] < before:
                connection, _ = pool.free.popleft()
                await connection.close()
            if not pool.free:
                del self._pools[mailbox_id]

    async def close(self) -> None:
        """Hang up all that are free."""
        for pool in self._pools.values():
            for connection, _ in pool.free:
                await connection.close()
        self._pools.clear()

    async def _pool(self, opened: Opened) -> _Pool:
        mailbox_id = opened.access.mailbox_id
        pool = self._pools.get(mailbox_id)
        if pool is None or pool.access != _access(opened):
            for connection, _ in pool.free if pool else ():
                await connection.close()
            pool = self._pools[mailbox_id] = _Pool(_access(opened))
        return pool


def _access(opened: Opened) -> tuple[Endpoint, Login | None]:
    return opened.access.endpoint, opened.access.login


_closing: set[asyncio.Task[None]] = set()


def _drop(connection: Connection) -> None:
    task = asyncio.ensure_future(connection.close())
    _closing.add(task)
    task.add_done_callback(_closing.discard)


async def _opened(opened: Opened) -> Connection | PenguinError:
    try:
        return await Connection.open(opened.access.endpoint, opened.access.login)
    except PenguinError as error:
        return error
