"""Signing in to a server for outgoing mail, as a sender would, and leaving."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Final

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from penguinmails.infrastructure.access.model import Login
from penguinmails.infrastructure.checking.explaining import explain_answer, explain_failure
from penguinmails.infrastructure.checking.model import Side, Trouble
from penguinmails.infrastructure.checking.tls import tls_context
from penguinmails.infrastructure.mailboxes.model import Mechanism, Security, SmtpSettings

_SERVICE: Final = 220


async def try_smtp(
    server: SmtpSettings, addresses: Sequence[str], login: Login | None, *, sender: str, seconds: float
) -> Trouble | None:
    """Connect, encrypt, sign in, name a sender, and leave; what went wrong. `seconds`: for each answer."""
    try:
        async with asyncio.timeout(seconds * 3):
            await _try(server, addresses, login, sender, seconds)
    except SMTPResponseException as error:
        return explain_answer(Side.SMTP, server.host, f"{error.code} {error.message}")
    except aiosmtplib.SMTPNotSupported as error:
        return explain_answer(Side.SMTP, server.host, str(error))
    except (SMTPException, OSError, TimeoutError, EOFError) as error:
        if "not supported" in str(error):
            return explain_answer(Side.SMTP, server.host, str(error))
        return explain_failure(Side.SMTP, server, error)
    return None


async def _try(
    server: SmtpSettings, addresses: Sequence[str], login: Login | None, sender: str, seconds: float
) -> None:
    context = tls_context(verify=server.verify)
    connected = await connect(addresses, server.port, seconds)
    client = SMTP(
        hostname=server.host,
        sock=connected,
        timeout=seconds,
        use_tls=server.security is Security.TLS,
        start_tls=False,
        tls_context=context,
        local_hostname=server.helo or "[127.0.0.1]",
    )
    try:
        await client.connect()
        if server.security is Security.STARTTLS:
            await client.starttls(server_hostname=server.host, tls_context=context)
        if login is not None:
            await _sign_in(client, login)
        # Relays refuse a sender that nobody has proven to be theirs at MAIL FROM already.
        await client.mail(sender)
        await client.rset()
        await client.quit()
    finally:
        client.close()
        connected.close()


async def _sign_in(client: SMTP, login: Login) -> None:
    await client.ehlo()
    if not client.supports_extension("auth"):
        raise aiosmtplib.SMTPNotSupported("authentication is not offered")
    secret = login.token if login.mechanism is Mechanism.XOAUTH2 else login.password
    match login.mechanism:
        case Mechanism.XOAUTH2:
            await client.auth_xoauth2(login.user, secret or "")
        case Mechanism.LOGIN:
            await client.auth_login(login.user, secret or "")
        case Mechanism.PLAIN:
            await client.auth_plain(login.user, secret or "")


async def connect(addresses: Sequence[str], port: int, seconds: float) -> socket.socket:
    """A connection to the first of these addresses that takes it. Raises `OSError`."""
    loop = asyncio.get_running_loop()
    failed: OSError = ConnectionRefusedError("no address")
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        connecting = socket.socket(family, socket.SOCK_STREAM)
        connecting.setblocking(False)
        try:
            await asyncio.wait_for(loop.sock_connect(connecting, (address, port)), seconds)
        except OSError as error:  # TimeoutError is one
            connecting.close()
            failed = error
        else:
            return connecting
    raise failed
