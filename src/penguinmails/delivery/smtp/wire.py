"""The bytes of one connection: what is written, and the replies to it."""

import asyncio
from collections.abc import Callable
from typing import cast

from penguinmails.delivery.smtp.replies import NotSmtp, Reply, ReplyReader


class Broken(Exception):
    """The connection is gone, or of no use."""


class Wire(asyncio.Protocol):
    """Writes commands, waits for replies, and knows whether the connection still stands."""

    def __init__(self) -> None:
        self._reader = ReplyReader()
        self._replies: list[Reply] = []
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._called: Callable[[], None] | None = None
        self.broken: str | None = None
        self.transport: asyncio.Transport | None = None
        self.heard: list[Reply] = []
        """Replies since `begin`."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._replies += self._reader.feed(data)
        except NotSmtp as error:
            self.give_up(f"the server does not speak SMTP: {error}")
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.give_up(str(exc) if exc else "the server closed the connection")

    def begin(self) -> None:
        """A new transaction: nothing may have been said by the server meanwhile but goodbye."""
        self.heard = []
        if self._replies:
            self.give_up(f"the server said goodbye: {self._replies[0]}")

    def write(self, data: bytes) -> None:
        if self.transport is not None and self.broken is None:
            self.transport.write(data)

    async def replies(self, count: int, seconds: float) -> list[Reply]:
        """The next `count` replies. Raises `Broken`; what was heard before that is in `heard`."""
        if len(self._replies) < count and self.broken is None:
            loop = asyncio.get_running_loop()
            self._wanted, self._waiter = count, loop.create_future()
            timer = loop.call_later(seconds, self.give_up, f"no answer within {seconds:g} seconds")
            try:
                await self._waiter
            finally:
                timer.cancel()
                self._waiter = None
        return self.take(count)

    def expect(self, count: int, called: Callable[[], None]) -> None:
        """Call once the next `count` replies are there, to `take`, or will never be. Within any time."""
        self._wanted, self._called = count, called
        self._wake()

    @property
    def is_awaited(self) -> bool:
        """Whether somebody is still to be called."""
        return self._called is not None

    def take(self, count: int) -> list[Reply]:
        """The next `count` replies. Raises `Broken` where they are too few; `heard` has those that came."""
        taken, self._replies = self._replies[:count], self._replies[count:]
        self.heard += taken
        if len(taken) < count:
            raise Broken(self.broken)
        return taken

    def require_silence(self) -> None:
        """Refuse what came before it was asked for: replies smuggled in front of TLS (CVE-2011-0411)."""
        if self._replies or not self._reader.is_empty:
            self.give_up("the server spoke before encryption was agreed")
            raise Broken(self.broken)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def give_up(self, reason: str) -> None:
        """Have done with the connection."""
        if self.broken is None:
            self.broken = reason
            if self.transport is not None:
                self.transport.abort()
        self._wake()

    def _wake(self) -> None:
        if self.broken is None and len(self._replies) < self._wanted:
            return
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        if self._called is not None:
            called, self._called = self._called, None
            called()
