"""The part of a process that reads mailboxes, all of them, again and again."""

import asyncio
from contextlib import suppress
from typing import Final

import psycopg
import structlog

from penguinmails.delivery.inbound.polling import store
from penguinmails.delivery.inbound.polling.errors import ImapLoginRefused, ImapNonsense, ImapUnreachable
from penguinmails.delivery.inbound.polling.mailbox import Interrupted, MailboxReader, TurnLost
from penguinmails.delivery.inbound.polling.model import Turn
from penguinmails.delivery.inbound.settings import InboundSettings
from penguinmails.infrastructure import (
    Cause,
    MailboxBroken,
    MailboxUnknown,
    MailboxUnready,
    imap_access,
    mailboxes_to_poll,
    report_mailbox_failure,
)
from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

log = structlog.stdlib.get_logger()

_AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError, DatabaseUnreachable)
_MAILBOX_TROUBLE: Final = (MailboxBroken, MailboxUnready, ImapLoginRefused, ImapNonsense, ImapUnreachable)
_IDLE_SECONDS: Final = 1.0
_TROUBLE_SECONDS: Final = 5.0
_PLAN_SECONDS: Final = 30.0
_GRACE_SECONDS: Final = 10.0
_LONGEST_PAUSE: Final = 3600.0
_LONGEST_ERROR: Final = 1000


class ImapPoller:
    """Reads the mailboxes of all tenants, `imap_mailboxes` of them at a time. Any number of them may run."""

    def __init__(self, databases: Databases, settings: InboundSettings | None = None) -> None:
        self._databases = databases
        self._settings = settings or InboundSettings.load()
        self._reading: set[asyncio.Task[int]] = set()
        self._planned = float("-inf")
        self._stop = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Read until `stop` is set; mails being stored then are finished. Survives databases that go away."""
        while not stop.is_set():
            pause = _IDLE_SECONDS
            try:
                await self._plan_if_due()
                await self._begin()
            except _AWAY as error:
                log.warning("inbound.imap.database_away", error=str(error))
                pause = _TROUBLE_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
        await self._finish()

    async def turn(self) -> int:
        """Read every mailbox that is due, once; how many mails were new. Raises when a database is away."""
        await self._plan()
        total = 0
        while await self._begin():
            total += sum(await asyncio.gather(*self._reading))
        return total

    async def _plan_if_due(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._planned >= _PLAN_SECONDS:
            await self._plan()
            self._planned = now

    async def _plan(self) -> None:
        async with self._databases.worker(Tier.OLTP) as tx:
            mailboxes = await mailboxes_to_poll(tx)
        async with self._databases.worker(Tier.CONTENT) as tx:
            await store.plan_turns(tx, mailboxes)

    async def _begin(self) -> int:
        """Begin to read as many mailboxes as there is room for; how many."""
        room = self._settings.imap_mailboxes - len(self._reading)
        if room <= 0:
            return 0
        async with self._databases.worker(Tier.CONTENT) as tx:
            turns = await store.claim_turns(tx, room)
        for each in turns:
            task = asyncio.create_task(self._take_turn(each))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        return len(turns)

    async def _finish(self) -> None:
        """Stop where a mail ends, and give the mailboxes back; slow servers are not waited for."""
        self._stop.set()
        if self._reading:
            _, late = await asyncio.wait(self._reading, timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _take_turn(self, turn: Turn) -> int:
        """Read one mailbox. Its troubles are its owner's; nothing of it reaches the others."""
        reader: MailboxReader | None = None
        try:
            access = await imap_access(self._databases, turn.tenant_id, turn.mailbox_id)
            reader = MailboxReader(self._databases, turn, access, settings=self._settings, stop=self._stop)
            troubles = await reader.read()
            await self._end(turn, 0, "; ".join(troubles) or None)
        except _MAILBOX_TROUBLE as error:
            await self._tell_owner(turn, error)
        except Interrupted:
            await self._end(turn, turn.failures, None, pause=0)
        except TurnLost:
            log.warning("inbound.imap.turn_lost", mailbox_id=str(turn.mailbox_id))
        except MailboxUnknown:
            await self._end(turn, turn.failures, "the mailbox is gone")
        except _AWAY as error:
            # The lease runs out by itself.
            log.warning("inbound.imap.database_away", mailbox_id=str(turn.mailbox_id), error=str(error))
        except Exception as error:
            log.exception("inbound.imap.failed", mailbox_id=str(turn.mailbox_id))
            await self._end_quietly(turn, f"{type(error).__name__}: {error}")
        return reader.stored if reader else 0

    async def _tell_owner(self, turn: Turn, error: PenguinError) -> None:
        log.warning("inbound.imap.mailbox_failed", mailbox_id=str(turn.mailbox_id), error=str(error))
        try:
            await self._end(turn, turn.failures + 1, str(error))
            if isinstance(error, MailboxUnready):
                return  # nothing its owner could do
            refused = isinstance(error, ImapLoginRefused | MailboxBroken)
            cause = Cause.AUTHENTICATION if refused else Cause.CONNECTION
            async with self._databases.tenant(Tier.OLTP, Scope.tenant_wide(turn.tenant_id)) as tx:
                await report_mailbox_failure(tx, turn.mailbox_id, error.message, cause=cause)
        except _AWAY as away:
            log.warning("inbound.imap.database_away", mailbox_id=str(turn.mailbox_id), error=str(away))

    async def _end_quietly(self, turn: Turn, error: str) -> None:
        try:
            await self._end(turn, turn.failures + 1, error)
        except _AWAY as away:
            log.warning("inbound.imap.database_away", mailbox_id=str(turn.mailbox_id), error=str(away))

    async def _end(self, turn: Turn, failures: int, error: str | None, *, pause: float | None = None) -> None:
        every = float(self._settings.imap_poll_seconds)
        if pause is None:
            pause = min(every * 2.0 ** min(failures, 10), max(_LONGEST_PAUSE, every))
        words = error.replace("\0", "\\0")[:_LONGEST_ERROR] if error else None
        async with self._databases.tenant(Tier.CONTENT, Scope.tenant_wide(turn.tenant_id)) as tx:
            await store.end_turn(tx, turn, failures, words, pause)
