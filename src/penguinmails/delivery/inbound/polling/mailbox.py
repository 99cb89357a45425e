"""Reading one mailbox, once: its folders as far as they have grown.

Each mail is stored and the folder's cursor moved in one transaction, under the lease of the mailbox's turn:
killed anywhere, the mailbox is read on from the last mail that was stored.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from penguinmails.delivery.inbound.intake import take
from penguinmails.delivery.inbound.model import Source, Taken
from penguinmails.delivery.inbound.polling import sent, store
from penguinmails.delivery.inbound.polling.client import Folder, ImapConnection, ImapLogin, Piece
from penguinmails.delivery.inbound.polling.errors import ImapRefused
from penguinmails.delivery.inbound.polling.model import FolderCursor, FolderPurpose, Turn
from penguinmails.delivery.inbound.settings import InboundSettings
from penguinmails.delivery.inbound.understanding import understand
from penguinmails.infrastructure import ImapAccess
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

log = structlog.stdlib.get_logger()

BATCH: Final = 200
"""Mails asked about in one command."""
_SPAM: Final = ("spam", "junk", "bulk", "unerw", "indésirable", "indesirable", "no deseado", "posta indes")
_FIRST_BYTES: Final = 1 << 20
"""Of a mail that is too big as a whole: what is read of it."""


class TurnLost(Exception):
    """Somebody else reads the mailbox by now: nothing more may be written of it."""


class Interrupted(Exception):
    """The process is about to end: the rest is for the next turn."""


class MailboxReader:
    """One turn of one mailbox. `access` is what `infrastructure.imap_access` gave.

    Once `stop` is set it ends before the next mail.
    """

    def __init__(
        self,
        databases: Databases,
        turn: Turn,
        access: ImapAccess,
        *,
        settings: InboundSettings,
        stop: asyncio.Event,
    ) -> None:
        self._databases = databases
        self._turn = turn
        self._access = access
        self._settings = settings
        self._stop = stop
        self._scope = Scope.tenant_wide(turn.tenant_id)
        self.stored = 0
        """Mails that were new."""

    async def read(self) -> list[str]:
        """Read all folders; what went wrong with single ones, in words. The others are read nevertheless.

        Raises what `ImapConnection` raises where the whole mailbox cannot be read, `TurnLost` and
        `Interrupted`.
        """
        connection = await self._open()
        try:
            troubles = [
                trouble
                for folder, purpose in self._folders()
                if (trouble := await self._read_folder(connection, folder, purpose)) is not None
            ]
        except BaseException:
            connection.abort()
            raise
        await connection.close()
        return troubles

    async def _open(self) -> ImapConnection:
        access = self._access
        connection = await ImapConnection.open(
            access.host,
            access.port,
            access.security,
            verify=access.verify,
            addresses=access.addresses,
            patience=self._settings.inbound_timeout_seconds,
        )
        try:
            secret = access.login.token or access.login.password or ""
            await connection.log_in(
                ImapLogin(access.login.user, secret, is_token=access.login.token is not None)
            )
        except BaseException:
            connection.abort()
            raise
        return connection

    def _folders(self) -> list[tuple[str, FolderPurpose]]:
        access = self._access
        found = {folder: _purpose(folder) for folder in access.folders if folder != access.sent_folder}
        if access.sent_folder is not None:
            found[access.sent_folder] = FolderPurpose.SENT
        # Evidence first: a Message-ID that it teaches finds the replies to it.
        return sorted(found.items(), key=lambda pair: pair[1] is not FolderPurpose.SENT)

    async def _read_folder(self, connection: ImapConnection, name: str, purpose: FolderPurpose) -> str | None:
        trouble = None
        try:
            folder = await connection.examine(name)
            cursor = await self._cursor(name, purpose, folder)
            await self._read_on(connection, folder, cursor)
        except ImapRefused as error:
            trouble = str(error)
            log.warning("inbound.imap.folder_refused", mailbox_id=str(self._turn.mailbox_id), error=trouble)
        async with self._databases.tenant(Tier.CONTENT, self._scope) as tx:
            if trouble is not None:
                await store.open_cursor(tx, self._turn, name, self._access.company_id, purpose)
            await store.note_folder(tx, self._turn, name, trouble)
        return trouble

    async def _cursor(self, name: str, purpose: FolderPurpose, folder: Folder) -> FolderCursor:
        async with self._databases.tenant(Tier.CONTENT, self._scope) as tx:
            if not await store.hold_turn(tx, self._turn):
                raise TurnLost
            company_id = self._access.company_id
            cursor = await store.open_cursor(tx, self._turn, name, company_id, purpose)
            if cursor.uid_validity != folder.uid_validity:
                await store.renumber(tx, self._turn, name, folder.uid_validity)
                cursor = await store.open_cursor(tx, self._turn, name, company_id, purpose)
        return cursor

    async def _read_on(self, connection: ImapConnection, folder: Folder, cursor: FolderCursor) -> None:
        since = cursor.created - timedelta(days=self._settings.imap_look_back_days)
        uids = await connection.search(cursor.last_uid, since.date())
        for at in range(0, len(uids), BATCH):
            batch = uids[at : at + BATCH]
            if cursor.purpose == FolderPurpose.SENT:
                await self._read_sent(connection, folder, cursor, batch)
            else:
                await self._read_mails(connection, folder, cursor, batch)
        last = max([*uids, (folder.uid_next or 1) - 1])
        if last > cursor.last_uid:
            async with self._databases.tenant(Tier.CONTENT, self._scope) as tx:
                await store.move_cursor(tx, self._turn, cursor.folder, folder.uid_validity, last)

    async def _read_mails(
        self, connection: ImapConnection, folder: Folder, cursor: FolderCursor, uids: list[int]
    ) -> None:
        for piece in await connection.sizes(uids):
            if self._stop.is_set():
                raise Interrupted
            is_too_big = piece.size > self._settings.inbound_max_bytes
            most = _FIRST_BYTES if is_too_big else self._settings.inbound_max_bytes
            try:
                mail = await connection.mail(piece.uid, most)
            except ImapRefused as error:
                # This one only, and for good: servers say so of mails whose file is damaged.
                log.warning("inbound.imap.mail_refused", uid=piece.uid, error=str(error))
                continue
            if mail is not None and mail.content:
                taken = await self._store(mail.content, mail, folder, cursor)
                self.stored += taken.is_new

    async def _store(self, raw: bytes, piece: Piece, folder: Folder, cursor: FolderCursor) -> Taken:
        source = Source(
            tenant_id=self._turn.tenant_id,
            received=_arrival(piece.arrived),
            key=f"imap:{self._turn.mailbox_id}:{cursor.folder}:{folder.uid_validity}:{piece.uid}"[-1000:],
            company_id=self._access.company_id,
            mailbox_id=self._turn.mailbox_id,
            recipient=self._access.email,
        )
        mail = understand(raw)
        async with self._databases.tenant(Tier.CONTENT, self._scope) as tx:
            if not await store.hold_turn(tx, self._turn):
                raise TurnLost
            taken = await take(tx, raw, mail, source)
            await store.move_cursor(tx, self._turn, cursor.folder, folder.uid_validity, piece.uid)
        return taken

    async def _read_sent(
        self, connection: ImapConnection, folder: Folder, cursor: FolderCursor, uids: list[int]
    ) -> None:
        pieces = await connection.headers(uids, sent.HEADERS)
        async with self._databases.tenant(Tier.CONTENT, self._scope) as tx:
            if not await store.hold_turn(tx, self._turn):
                raise TurnLost
            await sent.take_copies(tx, self._turn.mailbox_id, [piece.content or b"" for piece in pieces])
            await store.move_cursor(tx, self._turn, cursor.folder, folder.uid_validity, uids[-1])


def _purpose(folder: str) -> FolderPurpose:
    is_spam = any(word in folder.lower() for word in _SPAM)
    return FolderPurpose.SPAM if is_spam else FolderPurpose.INBOX


def _arrival(told: datetime | None) -> datetime:
    """When it arrived, by the server's word, but not in the future."""
    now = clock.now()
    return min(told, now) if told is not None else now
