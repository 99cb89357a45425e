"""A client's connection, apart from what its commands mean."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Self, cast

import structlog

from penguinmails.delivery.smtp import login
from penguinmails.delivery.smtp.handler import FAILED, Answer, Handler, Limits, Reply, Session
from penguinmails.delivery.smtp.octets import Octets

log = structlog.get_logger()

_BACKLOG: Final = 256 * 1024
"""Octets a client may send ahead while its handler is at work; TCP holds the rest back."""


@dataclass(frozen=True)
class Service:
    """What all clients of a server meet."""

    handler: Handler
    host: str
    limits: Limits
    tls: ssl.SSLContext | None


class Dialogue(asyncio.Protocol):
    """One client's connection: what it sends is read, asked of the handler and answered, in order.

    A subclass gives `read_next` what reads one command, message or chunk, and says whether it could.
    While a coroutine of the handler runs nothing more is read. `present` holds those who are connected.
    """

    session: Session
    read_next: Callable[[], bool]

    def __init__(self, service: Service, present: set[Self]) -> None:
        self.service = service
        self.handler = service.handler
        self.limits = service.limits
        self._present = present
        self.octets = Octets(
            line_limit=max(service.limits.command, login.LONGEST if service.handler.mechanisms else 0),
            size_limit=service.limits.size,
        )
        self._loop = asyncio.get_running_loop()
        self._heard = self._loop.time()
        self._out: list[bytes] = []
        self._task: asyncio.Task[None] | None = None
        self._over = False
        self._leaving = False
        self._paused = False
        self._unread = False
        self._errors = 0

    # What asyncio tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        wire = cast("asyncio.Transport", transport)
        peer = wire.get_extra_info("peername") or ("", 0)
        self.session = Session(wire, peer[:2], self.service.host)
        if len(self._present) >= self.limits.connections:
            self.say(Reply(421, "4.7.0 Too many connections, try again later"))
            self._flush()
            return
        self._present.add(self)
        self.ask(self._greeted, self.handler.connect)
        self._advance()

    def data_received(self, data: bytes) -> None:
        self._heard = self._loop.time()
        self.octets.feed(data)
        if self._task is None:
            self._advance()
        elif len(self.octets) > _BACKLOG and not self._paused:
            self._paused = True
            self.session.transport.pause_reading()

    def eof_received(self) -> bool:
        self._leaving = True
        return self._task is not None and self.session.tls is None

    def pause_writing(self) -> None:
        self._unread = self._paused = True
        self.session.transport.pause_reading()

    def resume_writing(self) -> None:
        self._unread = False
        self._resume()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio passes it
        self._over = True
        if self in self._present:
            self._present.discard(self)
            self.handler.closed(self.session)

    # What the server asks.

    def end_if_silent_since(self, moment: float) -> None:
        """Send the client away if it has said nothing, and has not been waiting for us."""
        if self._task is None and self._heard < moment:
            self.say(Reply(421, "4.4.2 Nothing was heard for too long"))
            self._flush()

    def leave(self) -> asyncio.Task[None] | None:
        """Say 421, now or when the handler has answered; that work, if there is any."""
        self._leaving = True
        if self._task is None:
            self.say(Reply(421, "4.3.2 The server is closing"))
            self._flush()
        return self._task

    def hang_up(self) -> None:
        """Cut the connection."""
        self._over = True
        self.session.transport.abort()

    # Reading and answering.

    def _advance(self) -> None:
        while self._task is None and not self._over and self.read_next():
            pass
        self._flush()

    def _flush(self) -> None:
        if self._out:
            self.session.transport.write(self._out[0] if len(self._out) == 1 else b"".join(self._out))
            self._out.clear()
        if self._over and self._task is None:
            self.session.transport.close()

    def say(self, reply: Reply) -> None:
        """Answer; replies to what arrived together leave together."""
        if self._over:
            return
        if reply.code == 0:
            self._flush()
            self.hang_up()
            return
        if reply.drip:
            self._flush()
            self._task = self._loop.create_task(self._drip(reply))
            return
        self._out.append(reply.encoded())
        if reply.ends:
            self._over = True

    async def _drip(self, reply: Reply) -> None:
        for octet in reply.encoded():
            if self._over:
                return
            self.session.transport.write(bytes([octet]))
            await asyncio.sleep(reply.drip)
        self._task = None
        self._over = self._over or reply.ends
        self._resume()
        self._advance()

    def ask(self, then: Callable[[Reply], None], question: Callable[..., Answer], *about: object) -> None:
        """Ask the handler, and go on with what it replies."""
        try:
            answer = question(self.session, *about)
        except Exception:
            log.exception("smtp.server.handler_failed", peer=self.session.peer)
            answer = FAILED
        if isinstance(answer, Reply):
            then(answer)
        else:
            self._flush()
            self._task = self._loop.create_task(self._wait(then, answer))

    async def _wait(self, then: Callable[[Reply], None], answer: Awaitable[Reply]) -> None:
        try:
            reply = await answer
        except Exception:
            log.exception("smtp.server.handler_failed", peer=self.session.peer)
            reply = FAILED
        self._task = None
        self._heard = self._loop.time()
        if self._over:
            return
        then(reply)
        if self._leaving and self._task is None:
            self.say(Reply(421, "4.3.2 The server is closing"))
        self._resume()
        self._advance()

    def _resume(self) -> None:
        if self._paused and not self._unread and self._task is None and not self._over:
            self._paused = False
            self.session.transport.resume_reading()

    def wrong(self, reply: Reply) -> None:
        """Answer to what makes no sense, which is not listened to for ever."""
        self._errors += 1
        if self._errors > self.limits.errors:
            reply = Reply(421, "4.7.0 Too many errors")
        self.say(reply)

    def _greeted(self, reply: Reply) -> None:
        self.say(reply if reply.code in {0, 220} else Reply(reply.code, reply.text, True, reply.drip))

    def encrypt(self, reply: Reply, tls: ssl.SSLContext) -> None:
        """Answer so, and go on encrypted with a fresh session (RFC 3207 §4.2)."""
        self.say(reply)
        self._flush()
        self._task = self._loop.create_task(self._encrypt(tls))

    async def _encrypt(self, tls: ssl.SSLContext) -> None:
        try:
            transport = await self._loop.start_tls(self.session.transport, self, tls, server_side=True)
        except (OSError, ssl.SSLError) as error:
            log.info("smtp.server.tls_failed", peer=self.session.peer, error=str(error))
            transport = None
        self._task = None
        if transport is None:
            self.hang_up()
            self.connection_lost(None)
            return
        old = self.session
        self.session = Session(transport, old.peer, old.host, state=old.state)
        self._advance()
