"""What an SMTP server asks of whoever takes its mail: replies, the session, and the handler itself."""
# ruff: noqa: ARG002 - a handler that decides nothing looks at nothing

import ssl
from asyncio import Transport
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a client (RFC 5321 §4.2), with an enhanced code at its front where there is one.

    Lines of `text` become lines of the reply. `closing` ends the connection when it is written. `drip` is the
    pause after each octet, in seconds: a server that answers slowly.
    """

    code: int
    text: str
    closing: bool = False
    drip: float = 0

    @property
    def ends(self) -> bool:
        """Whether the connection ends with it; 421 says so by itself (RFC 5321 §3.8)."""
        return self.closing or self.code == 421

    @property
    def accepts(self) -> bool:
        """Whether it is a yes."""
        return 200 <= self.code < 400

    def encoded(self) -> bytes:
        """As it goes over the wire."""
        if "\n" not in self.text:
            return f"{self.code} {self.text}\r\n".encode()
        *lines, last = self.text.split("\n")
        return "".join([*(f"{self.code}-{line}\r\n" for line in lines), f"{self.code} {last}\r\n"]).encode()


HANG_UP: Final = Reply(0, "", closing=True)
"""No answer: the connection is cut."""
ACCEPTED: Final = Reply(250, "2.0.0 OK")
GO_ON: Final = Reply(354, "End data with <CR><LF>.<CR><LF>")
FAILED: Final = Reply(451, "4.3.0 Something failed here, try again later")

Answer: TypeAlias = Reply | Awaitable[Reply]


@dataclass(frozen=True, slots=True)
class Login:
    """What a client logs in with: a password, or a bearer token where the mechanism is XOAUTH2."""

    mechanism: str
    user: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Limits:
    """How much a client may ask for."""

    size: int = 32 * 1024 * 1024
    """Octets of a message."""
    recipients: int = 1000
    """Recipients of a message."""
    command: int = 2048
    """Octets of a command line; RFC 5321 asks for 512, extensions for more."""
    line: int | None = None
    """Octets of a line of a message; None lets all pass, RFC 5321 allows 998."""
    errors: int = 20
    """Commands that are no commands, before the connection ends."""
    connections: int = 1000
    """Clients at a time."""
    idle: float = 300
    """Seconds in which a client must say something; RFC 5321 §4.5.3.2.7 asks for five minutes."""


@dataclass(slots=True, eq=False)
class Session:
    """A client's connection and the mail it is about to hand over. `state` is the handler's to use."""

    transport: Transport
    peer: tuple[str, int]
    host: str
    hello: str | None = None
    extended: bool = False
    """Whether it said EHLO."""
    login: Login | None = None
    sender: str | None = None
    """None outside a transaction; empty for mail that must not be answered, such as bounces."""
    recipients: list[str] = field(default_factory=list[str])
    body: str = "7BIT"
    smtputf8: bool = False
    declared_size: int = 0
    cut_after: int | None = None
    """Set by a handler: the connection is cut once so many octets of the message have arrived."""
    messages: int = 0
    """How many messages were accepted over this connection."""
    state: object = None

    @property
    def tls(self) -> ssl.SSLObject | None:
        """The encryption, if there is any."""
        return self.transport.get_extra_info("ssl_object")

    def reset(self) -> None:
        """Forget the mail under way."""
        self.sender, self.recipients = None, []
        self.body, self.smtputf8, self.declared_size, self.cut_after = "7BIT", False, 0, None


class Handler:
    """Takes mail. Override what you decide; the rest accepts.

    Each method may be a plain function or a coroutine function. A plain one is answered at once, tens of
    thousands of messages a second; while a coroutine runs, its client's next commands wait, other clients' do
    not. An exception is logged and answered with 451, so that the client tries again.

    `message` is the moment of responsibility (RFC 5321 §6.1): return a 2xx only when the message is safe.
    """

    mechanisms: tuple[str, ...] = ()
    """PLAIN, LOGIN and XOAUTH2, those that `log_in` understands; none: AUTH is not offered."""

    def connect(self, session: Session) -> Answer:
        """Somebody connected. 220 greets, any other code sends them away."""
        return Reply(220, f"{session.host} ESMTP")

    def log_in(self, session: Session, login: Login) -> Answer:
        """235 lets them in; 535 does not."""
        return Reply(535, "5.7.8 Wrong user or password")

    def mail(self, session: Session, sender: str) -> Answer:
        """MAIL FROM; `sender` is empty for `<>`."""
        return ACCEPTED

    def rcpt(self, session: Session, recipient: str) -> Answer:
        """RCPT TO. Those answered with 2xx are in `session.recipients`."""
        return ACCEPTED

    def begin_data(self, session: Session) -> Answer:
        """DATA or the first BDAT, before the message. Anything but 354 refuses it unread."""
        return GO_ON

    def data(self, session: Session, message: bytes) -> Answer:
        """A whole message for `session.recipients`: CRLF lines, dots unstuffed."""
        return ACCEPTED

    def closed(self, session: Session) -> None:
        """The connection is over; what was under way is lost."""
