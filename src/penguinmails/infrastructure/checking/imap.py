"""Signing in to a server for incoming mail, looking whether its folders are there, and leaving.

imaplib in a thread: aioimaplib has no STARTTLS and connects by name, which would be looked up again.
"""

import asyncio
import base64
import imaplib
import socket
import ssl
from collections.abc import Sequence
from typing import Final

from penguinmails.infrastructure.access.model import Login
from penguinmails.infrastructure.checking.explaining import explain_answer, explain_failure
from penguinmails.infrastructure.checking.model import Side, Trouble
from penguinmails.infrastructure.checking.tls import tls_context
from penguinmails.infrastructure.mailboxes.model import ImapSettings, Mechanism, Security

_DONE: Final = "OK"


async def try_imap(
    server: ImapSettings, addresses: Sequence[str], login: Login, *, seconds: float
) -> Trouble | None:
    """Connect, encrypt, sign in, open each folder for reading, and leave; what went wrong."""
    try:
        await asyncio.to_thread(_try, server, addresses, login, seconds)
    except (OSError, EOFError) as error:
        return explain_failure(Side.IMAP, server, error)
    except imaplib.IMAP4.abort as error:
        return _explained(server, error)
    except imaplib.IMAP4.error as error:
        return explain_answer(Side.IMAP, server.host, _text(error))
    return None


class _Client(imaplib.IMAP4):
    """Connects to addresses that were judged, and checks the certificate for the host's name."""

    def __init__(self, server: ImapSettings, addresses: Sequence[str], timeout: float) -> None:
        self._server = server
        self._addresses = addresses
        self.context = tls_context(verify=server.verify)
        super().__init__(server.host, server.port, timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        failed: OSError = ConnectionRefusedError("no address")
        for address in self._addresses:
            try:
                plain = socket.create_connection((address, self._server.port), timeout=timeout)
                break
            except OSError as error:
                failed = error
        else:
            raise failed
        if self._server.security is not Security.TLS:
            return plain
        try:
            return self.context.wrap_socket(plain, server_hostname=self._server.host)
        except (OSError, ssl.SSLError):
            plain.close()
            raise


def _try(server: ImapSettings, addresses: Sequence[str], login: Login, seconds: float) -> None:
    client = _Client(server, addresses, seconds)
    try:
        if server.security is Security.STARTTLS:
            client.starttls(client.context)
        _sign_in(client, login)
        _look_into(client, server.folders)
    except (OSError, imaplib.IMAP4.error):
        client.shutdown()
        raise
    client.logout()  # which hangs up, too


def _look_into(client: _Client, folders: Sequence[str]) -> None:
    missing = [folder for folder in folders if client.select(_quoted(folder), readonly=True)[0] != _DONE]
    if missing:
        raise imaplib.IMAP4.error(f"folder {', '.join(missing)} is not there")


def _sign_in(client: _Client, login: Login) -> None:
    if login.mechanism is Mechanism.XOAUTH2:
        said = f"user={login.user}\1auth=Bearer {login.token}\1\1".encode()
        # A refusal comes as a challenge, which an empty answer ends.
        client.authenticate("XOAUTH2", lambda challenge: said if not challenge else b"")
    elif not login.user.isascii() or not (login.password or "").isascii():
        said = f"\0{login.user}\0{login.password or ''}".encode()
        client.authenticate("PLAIN", lambda _: said)
    else:
        client.login(login.user, login.password or "")


def _explained(server: ImapSettings, error: imaplib.IMAP4.abort) -> Trouble:
    said = _text(error)
    if "EOF" in said or "socket error" in said:
        return explain_failure(Side.IMAP, server, error)
    return explain_answer(Side.IMAP, server.host, said)


def _quoted(folder: str) -> str:
    return '"' + _modified_utf7(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _modified_utf7(name: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501 §5.1.3)."""
    written: list[str] = []
    foreign = ""
    for sign in [*name, ""]:
        if sign and not " " <= sign <= "~":
            foreign += sign
            continue
        if foreign:
            coded = base64.b64encode(foreign.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            written.append(f"&{coded}-")
            foreign = ""
        written.append("&-" if sign == "&" else sign)
    return "".join(written)


def _text(error: Exception) -> str:
    first = error.args[0] if error.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
