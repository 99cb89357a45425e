"""Which relay takes the platform's own mail, and where its links lead."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr, field_validator

from penguinmails.kernel.settings import AreaSettings
from penguinmails.notifications.mail.errors import HeaderRefused
from penguinmails.notifications.mail.mime import Mailbox, check_header

_PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class RelayAddress:
    """A server that takes mail, and how to get in."""

    host: str
    port: int
    tls_at_once: bool
    """RFC 8314: TLS from the first byte, instead of STARTTLS."""
    username: str | None
    password: str | None = field(repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine, where nothing in between can be listened to."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class MailSettings(AreaSettings):
    """`PENGUINMAILS_RELAY_URL`, `PENGUINMAILS_MAIL_FROM` and `PENGUINMAILS_PUBLIC_URL`."""

    relay_url: SecretStr | None = None
    """`smtp://user:password@host:587` (STARTTLS is required but on this machine) or `smtps://…:465`."""
    mail_from: str | None = None
    """Whom the platform's mail is from: `Name <address>` or an address."""
    public_url: str | None = None
    """Where people reach this platform's pages, for links in mail: `https://mail.example.com`."""

    @field_validator("relay_url")
    @classmethod
    def _relay(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _read_relay(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str | None) -> str | None:
        if value is not None:
            _read_sender(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("it must be like https://mail.example.com")
        return value.rstrip("/")

    @property
    def missing(self) -> tuple[str, ...]:
        """The variables without which no mail is sent."""
        named = {
            "PENGUINMAILS_RELAY_URL": self.relay_url,
            "PENGUINMAILS_MAIL_FROM": self.mail_from,
            "PENGUINMAILS_PUBLIC_URL": self.public_url,
        }
        return tuple(name for name, value in named.items() if value is None)

    @property
    def relay(self) -> RelayAddress:
        """The relay. A programming error where it is `missing`."""
        if self.relay_url is None:
            raise RuntimeError("there is no relay")
        return _read_relay(self.relay_url.get_secret_value())

    @property
    def sender(self) -> Mailbox:
        """Whom mail is from. A programming error where it is `missing`."""
        if self.mail_from is None:
            raise RuntimeError("there is no sender")
        return _read_sender(self.mail_from)

    def link(self, path: str) -> str:
        """The address of a page. A programming error where there is no public URL."""
        if self.public_url is None:
            raise RuntimeError("there is no public URL")
        return f"{self.public_url}{path}"


def _read_relay(url: str) -> RelayAddress:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("it must be like smtp://user:password@host:587")
    return RelayAddress(
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        tls_at_once=parts.scheme == "smtps",
        username=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )


def _read_sender(text: str) -> Mailbox:
    name, address = parseaddr(text)
    try:
        check_header("From", text)
        return Mailbox(address, name or None)
    except HeaderRefused:
        raise ValueError("it must be like PenguinMails <mail@example.com>") from None
