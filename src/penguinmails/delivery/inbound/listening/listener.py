"""Mail as it comes in by SMTP, answered with 250 when it is committed and not before."""

import asyncio
from contextlib import suppress
from typing import Final, cast

import psycopg
import structlog

from penguinmails.delivery.inbound.intake import take_in
from penguinmails.delivery.inbound.listening.recipients import Ours, find_ours
from penguinmails.delivery.inbound.settings import InboundSettings
from penguinmails.delivery.outbound.composing.verp import Verp, verp_key
from penguinmails.delivery.smtp.server import ACCEPTED, Handler, Limits, Reply, Session, SmtpServer
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, DatabaseUnreachable
from penguinmails.kernel.settings import host_and_port

log = structlog.stdlib.get_logger()

NOT_OURS: Final = Reply(550, "5.1.1 No such mailbox here")
LATER: Final = Reply(451, "4.3.0 The mail cannot be stored now, try again later")
_AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError, DatabaseUnreachable)
_TROUBLE_SECONDS: Final = 2.0


class Inbox(Handler):
    """What the server asks: whose is it, and is it safe."""

    def __init__(self, databases: Databases, verp: Verp) -> None:
        self._databases = databases
        self._verp = verp

    def mail(self, session: Session, sender: str) -> Reply:
        """Anybody may write, and who does not want to be answered may too (`<>`)."""
        del sender
        session.state = dict[str, Ours]()
        return ACCEPTED

    async def rcpt(self, session: Session, recipient: str) -> Reply:
        """Ours, or nobody's."""
        try:
            ours = await find_ours(self._databases, self._verp, recipient)
        except _AWAY as error:
            log.warning("inbound.listener.database_away", error=str(error))
            return LATER
        if ours is None:
            return NOT_OURS
        _recipients(session)[recipient] = ours
        return ACCEPTED

    async def data(self, session: Session, message: bytes) -> Reply:
        """Keep it for each recipient; only when all are committed is it ours.

        Where the second of two fails, the client tries again, and the first one's copy is known already.
        """
        found = _recipients(session)
        received = clock.now()
        try:
            for ours in dict.fromkeys(found[recipient] for recipient in session.recipients):
                taken = await take_in(self._databases, message, ours.source(session.sender or "", received))
                log.info(
                    "inbound.taken",
                    message_id=str(taken.message_id),
                    is_new=taken.is_new,
                    kind=taken.kind,
                    unmatched=taken.unmatched,
                )
        except _AWAY as error:
            log.warning("inbound.listener.database_away", error=str(error))
            return LATER
        return ACCEPTED


def _recipients(session: Session) -> dict[str, Ours]:
    """Those of the mail under way, by what RCPT called them."""
    return cast("dict[str, Ours]", session.state)


class InboundListener:
    """The server as a part of a process. Several may run, each on a port of its own."""

    def __init__(self, databases: Databases, settings: InboundSettings | None = None) -> None:
        self._databases = databases
        self._settings = settings or InboundSettings.load()
        self._server: SmtpServer | None = None

    @property
    def port(self) -> int:
        """Where it listens. A programming error before it has begun to."""
        if self._server is None:
            raise RuntimeError("the listener has not been started")
        return self._server.port

    async def start(self) -> None:
        """Listen. Raises `OSError` where the port is taken, and what the database raises when it is away."""
        verp = Verp(await verp_key(self._databases))
        settings = self._settings
        server = SmtpServer(
            Inbox(self._databases, verp),
            host=settings.inbound_hostname,
            limits=Limits(
                size=settings.inbound_max_bytes,
                recipients=settings.inbound_recipients,
                connections=settings.inbound_connections,
                idle=settings.inbound_timeout_seconds,
            ),
        )
        host, port = host_and_port(settings.inbound_listen)
        await server.start(host, port)
        self._server = server
        log.info("inbound.listening", host=host, port=server.port)

    async def close(self) -> None:
        """Take no new mail, and finish what is being stored."""
        if self._server is not None:
            await self._server.close()

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop` is set, then finish what is being stored. Waits for databases that are away.

        Raises `OSError` where the port is taken.
        """
        while self._server is None and not stop.is_set():
            try:
                await self.start()
            except _AWAY as error:
                log.warning("inbound.listener.database_away", error=str(error))
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _TROUBLE_SECONDS)
        await stop.wait()
        await self.close()
