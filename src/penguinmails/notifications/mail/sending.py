"""One attempt at one mail. Commits its own transactions: a claim, the words, the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import service as events
from penguinmails.notifications.mail import store
from penguinmails.notifications.mail.errors import HeaderRefused, LetterUnknown
from penguinmails.notifications.mail.mime import compose
from penguinmails.notifications.mail.model import Letter, Mail, MailType
from penguinmails.notifications.mail.relay import Accepted, Answer, Postponed, Refused, hand_over
from penguinmails.notifications.mail.settings import MailSettings
from penguinmails.notifications.model import Severity

_log = structlog.stdlib.get_logger()

LEASE: Final = timedelta(minutes=2)
"""Longer than an attempt can take: the relay answers in 45 s, the job ends after 60."""
GIVE_UP: Final = timedelta(days=3)
_LONGEST_PAUSE: Final = timedelta(hours=4)


@dataclass(frozen=True)
class Sending:
    """What an attempt needs: where mails are, how they are written, who takes them."""

    databases: Databases
    letters: Mapping[MailType, Letter]
    settings: MailSettings

    async def attempt(self, scope: Scope, mail_id: UUID) -> timedelta | None:
        """Send a mail that is due; after which pause to try again, or None where it is over.

        Does nothing where the mail is not due, or another is at it. An error of the letter's writer is raised
        after the mail was put back, to be tried again later.
        """
        message_id = f"{mail_id}@{self.settings.sender.domain}"
        async with self.databases.tenant(Tier.NOTIFICATIONS, scope) as tx:
            mail = await store.claim(tx, mail_id, message_id, LEASE)
        if mail is None:
            return None
        answer = await self._answer(scope, mail, message_id)
        _log.info(
            "mail.attempted", mail_id=str(mail_id), type=mail.type, answer=type(answer).__name__.lower()
        )
        async with self.databases.tenant(Tier.NOTIFICATIONS, scope) as tx:
            return await _record(tx, mail, answer)

    async def _answer(self, scope: Scope, mail: Mail, message_id: str) -> Answer:
        try:
            message = await self._write(scope, mail, message_id)
        except HeaderRefused as error:
            return Refused(error.message)
        except Exception as error:
            async with self.databases.tenant(Tier.NOTIFICATIONS, scope) as tx:
                reason = f"It could not be written: {type(error).__name__}"
                await _record(tx, mail, Postponed(reason, relay_fails=False))
            raise
        if message is None:
            return Refused("The occasion has passed; it was not sent.")
        settings = self.settings
        return await hand_over(settings.relay, settings.sender.address, mail.recipient, message)

    async def _write(self, scope: Scope, mail: Mail, message_id: str) -> bytes | None:
        letter = self.letters.get(MailType(mail.type))
        if letter is None:
            raise LetterUnknown(type=mail.type)
        async with self.databases.tenant(Tier.OLTP, scope) as tx:
            written = await letter.write(tx, mail)
        if written is None:
            return None
        return compose(
            written,
            sender=self.settings.sender,
            recipient=mail.recipient,
            message_id=message_id,
            date=clock.now(),
        )


def pause_after(retries: int) -> timedelta:
    """1, 2, 4 … minutes, and at most 4 hours."""
    return min(timedelta(minutes=1 << min(retries, 10)), _LONGEST_PAUSE)


async def _record(tx: Tx, mail: Mail, answer: Answer) -> timedelta | None:
    match answer:
        case Accepted():
            await store.sent(tx, mail)
        case Refused(reason):
            await store.failed(tx, mail, reason)
        case Postponed(reason, relay_fails):
            if relay_fails:
                await _alarm(tx, mail, reason)
            if clock.now() - mail.queued <= GIVE_UP:
                pause = pause_after(mail.retry_count)
                await store.later(tx, mail, reason, pause)
                return pause
            await _give_up(tx, mail, reason)
    return None


async def _give_up(tx: Tx, mail: Mail, reason: str) -> None:
    await store.failed(tx, mail, f"Given up after three days. {reason}")
    await events.raise_event(
        tx,
        event_type="system_mail_failed",
        severity=Severity.MEDIUM,
        message=f"Mail of the type {mail.type} was given up after three days.",
        details={"mail_id": str(mail.id), "type": mail.type},
        about=mail.type,
    )


async def _alarm(tx: Tx, mail: Mail, reason: str) -> None:
    await events.raise_event(
        tx,
        event_type="mail_relay_failing",
        severity=Severity.HIGH,
        message=f"The mail relay takes no mail: {reason}",
        details={"mail_id": str(mail.id)},
        about="relay",
    )
