"""A small, fast SMTP server: what the sandbox and the inbound listener receive mail with.

Subclass `Handler`, give it to a `SmtpServer`, start it:

    class Inbox(Handler):
        async def rcpt(self, session: Session, recipient: str) -> Reply:
            return ACCEPTED if await is_ours(recipient) else Reply(550, "5.1.1 No such mailbox")

        async def data(self, session: Session, message: bytes) -> Reply:
            await store(session.sender, session.recipients, message)   # commits
            return ACCEPTED

    async with SmtpServer(Inbox(), host="mx.example.com") as server:
        ... server.port ...

It speaks RFC 5321 with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, CHUNKING, ENHANCEDSTATUSCODES and, where
asked to, STARTTLS and AUTH. Replies to a pipelined group leave in one write.
"""

import asyncio
import ssl
from typing import Self

from penguinmails.delivery.smtp.dialogue import Service
from penguinmails.delivery.smtp.handler import (
    ACCEPTED,
    HANG_UP,
    Answer,
    Handler,
    Limits,
    Login,
    Reply,
    Session,
)
from penguinmails.delivery.smtp.verbs import Caller

__all__ = ["ACCEPTED", "HANG_UP", "Answer", "Handler", "Limits", "Login", "Reply", "Session", "SmtpServer"]


class SmtpServer:
    """Listens on one port and asks `handler` about everything that arrives there.

    With `tls` it offers STARTTLS, or speaks TLS from the first octet when `implicit`. AUTH is offered where
    the handler has mechanisms, on encrypted connections and from the machine itself.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = "localhost",
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
    ) -> None:
        self._service = Service(handler, host, limits or Limits(), tls)
        self._implicit = tls if implicit else None
        self._callers: set[Caller] = set()
        self._listener: asyncio.Server | None = None
        self._sweeping: asyncio.TimerHandle | None = None

    async def start(self, address: str = "127.0.0.1", port: int = 0) -> None:
        """Listen. Port 0 takes a free one, see `port`. Raises `OSError` when the port is taken."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            lambda: Caller(self._service, self._callers), address, port, ssl=self._implicit, backlog=1024
        )
        self._sweep()

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._listener is None:
            raise RuntimeError("the server has not been started")
        return self._listener.sockets[0].getsockname()[1]

    async def close(self, grace: float = 10) -> None:
        """Stop listening, tell clients 421, and wait so many seconds for handlers that are at work."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        under_way = [task for client in list(self._callers) if (task := client.leave()) is not None]
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=grace)
            for task in late:
                task.cancel()
        for client in list(self._callers):
            client.hang_up()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time() - self._service.limits.idle
        for client in list(self._callers):
            client.end_if_silent_since(before)
        self._sweeping = loop.call_later(self._service.limits.idle / 8, self._sweep)
