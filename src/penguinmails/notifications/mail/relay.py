"""Handing one message to the relay (RFC 6409), and what its answer means."""

import asyncio
from dataclasses import dataclass
from typing import Final

import aiosmtplib

from penguinmails.notifications.mail.settings import RelayAddress

_PERMANENT: Final = 500
_COMMAND_SECONDS: Final = 15.0
_ALL_SECONDS: Final = 45.0


@dataclass(frozen=True)
class Accepted:
    """The relay has it."""


@dataclass(frozen=True)
class Refused:
    """The relay will never take this message for this recipient."""

    reason: str


@dataclass(frozen=True)
class Postponed:
    """Not now. `relay_fails`: the relay takes nobody's mail, and an operator should know."""

    reason: str
    relay_fails: bool


Answer = Accepted | Refused | Postponed


async def hand_over(relay: RelayAddress, sender: str, recipient: str, message: bytes) -> Answer:
    """Submit a message. Answers within 45 s, and raises nothing that the network or the relay can cause.

    A connection lost after the message was on its way is `Postponed` too: whether it arrived is unknown, and
    this mail is sent again when in doubt.
    """
    client = aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        username=relay.username,
        password=relay.password,
        use_tls=relay.tls_at_once,
        # None: STARTTLS where it is offered. On this machine certificates name nobody, and nobody listens.
        start_tls=False if relay.tls_at_once else None if relay.is_here else True,
        validate_certs=not relay.is_here,
        timeout=_COMMAND_SECONDS,
    )
    try:
        async with asyncio.timeout(_ALL_SECONDS):
            await client.connect()
            await client.sendmail(sender, [recipient], message)
    except aiosmtplib.SMTPRecipientsRefused as error:
        return _judged(error.recipients[0])
    except aiosmtplib.SMTPDataError as error:
        return _judged(error)
    except (
        aiosmtplib.SMTPResponseException
    ) as error:  # the greeting, AUTH, MAIL FROM: whoever the recipient is
        return Postponed(_words(error), relay_fails=True)
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        return Postponed(str(error) or type(error).__name__, relay_fails=True)
    finally:
        await _leave(client)
    return Accepted()


async def _leave(client: aiosmtplib.SMTP) -> None:
    # What became of the message is decided; how the connection ends changes nothing.
    if client.is_connected:
        try:
            await client.quit(timeout=1)
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            client.close()


def _judged(error: aiosmtplib.SMTPResponseException) -> Answer:
    if error.code >= _PERMANENT:
        return Refused(_words(error))
    return Postponed(_words(error), relay_fails=False)


def _words(error: aiosmtplib.SMTPResponseException) -> str:
    return " ".join(f"{error.code} {error.message}".replace("\0", "").split())[:500]
