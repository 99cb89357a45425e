"""Settings of servers: read from their columns, checked before they are kept."""

from dataclasses import fields, replace
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from penguinmails.infrastructure.credentials.model import Credentials
from penguinmails.infrastructure.hosts import check_literal, read_host
from penguinmails.infrastructure.mailboxes.errors import MailboxInvalid
from penguinmails.infrastructure.mailboxes.model import (
    ImapSettings,
    Limits,
    Mechanism,
    Provider,
    Security,
    SmtpSettings,
)
from penguinmails.infrastructure.settings import InfrastructureSettings

_PORTS: Final = range(1, 1 << 16)
_CONNECTIONS: Final = range(1, 101)
_FOLDERS: Final = 20


def read_smtp(column: dict[str, Any]) -> SmtpSettings | None:
    """What `smtp_settings` holds; None where nobody has said where mail goes out."""
    known = _known(column, SmtpSettings)
    return SmtpSettings(**known) if "host" in known else None


def read_imap(column: dict[str, Any]) -> ImapSettings | None:
    """What `imap_settings` holds; None where its mail is not read."""
    known = _known(column, ImapSettings)
    if "folders" in known:
        known["folders"] = tuple(known["folders"])
    return ImapSettings(**known) if "host" in known else None


def _known(column: dict[str, Any], settings: type[SmtpSettings | ImapSettings]) -> dict[str, Any]:
    names = {each.name for each in fields(settings)}
    known = {name: value for name, value in column.items() if name in names}
    if "security" in known:
        known["security"] = Security(known["security"])
    if "auth" in known:
        known["auth"] = Mechanism(known["auth"])
    return known


def checked_smtp(
    email: str, smtp: SmtpSettings, provider: Provider, settings: InfrastructureSettings
) -> SmtpSettings:
    """The same with its host in one form. Raises `MailboxInvalid`, `HostInvalid`, `HostPrivate`."""
    server = replace(smtp, host=read_host(smtp.host), helo=smtp.helo and read_host(smtp.helo))
    check_literal(server.host, settings)
    _check_server(email, server, settings)
    if server.connections not in _CONNECTIONS:
        raise MailboxInvalid(email=email, reason="it may have 1 to 100 connections at once")
    if provider is Provider.SANDBOX and server.user is not None:
        raise MailboxInvalid(email=email, reason="the sandbox takes mail without a login")
    return server


def checked_imap(email: str, imap: ImapSettings, settings: InfrastructureSettings) -> ImapSettings:
    """The same with its host in one form. Raises as `checked_smtp` does."""
    folders = tuple(dict.fromkeys(name.strip() for name in imap.folders if name.strip())) or ("INBOX",)
    server = replace(imap, host=read_host(imap.host), folders=folders)
    check_literal(server.host, settings)
    _check_server(email, server, settings)
    if len(folders) > _FOLDERS:
        raise MailboxInvalid(email=email, reason=f"at most {_FOLDERS} folders are read")
    return server


def only_inside(server: SmtpSettings | ImapSettings) -> bool:
    """Whether the server may only be in a network that the installation allows.

    A password in clear, and a certificate that nobody verifies, do not cross the public Internet.
    """
    return not server.verify or (server.security is Security.NONE and server.user is not None)


def check_limits(email: str, limits: Limits) -> None:
    """Raises `MailboxInvalid`."""
    ramp = limits.ramp
    numbers = {
        "the daily limit": limits.daily_limit,
        "the gap between messages": limits.min_gap_seconds,
        "the limit the ramp starts with": 0 if ramp is None else ramp.start_limit,
        "the ramp's daily increase": 0 if ramp is None else ramp.daily_increase,
    }
    for name, number in numbers.items():
        if number < 0:
            raise MailboxInvalid(email=email, reason=f"{name} is below 0")
    for limit in (limits.max_per_second, limits.rolling_limit, limits.rolling_window_seconds):
        if limit is not None and limit < 1:
            raise MailboxInvalid(email=email, reason="a limit of speed is at least 1")
    if (limits.rolling_limit is None) != (limits.rolling_window_seconds is None):
        raise MailboxInvalid(email=email, reason="a rolling limit needs both its number and its seconds")


def check_timezone(email: str, name: str) -> str:
    """The name. Raises `MailboxInvalid`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MailboxInvalid(
            email=email, reason=f"{name[:60]!r} is no time zone like Europe/Berlin"
        ) from None
    return name


def check_login(
    email: str, smtp: SmtpSettings | None, imap: ImapSettings | None, credentials: Credentials
) -> None:
    """Whether the credentials are of the kind the settings ask for. Raises `MailboxInvalid`."""
    for name, server in (("SMTP", smtp), ("IMAP", imap)):
        if server is None or server.user is None:
            continue
        if server.auth is Mechanism.XOAUTH2 and credentials.oauth is None:
            raise MailboxInvalid(email=email, reason=f"{name} signs in by OAuth and has no refresh token")
        passwordless = credentials.password is None and (name == "SMTP" or credentials.imap_password is None)
        if server.auth is not Mechanism.XOAUTH2 and passwordless:
            raise MailboxInvalid(email=email, reason=f"{name} signs in as {server.user} and has no password")


def _check_server(email: str, server: SmtpSettings | ImapSettings, settings: InfrastructureSettings) -> None:
    if server.port not in _PORTS:
        raise MailboxInvalid(email=email, reason=f"there is no port {server.port}")
    if server.user is not None and not server.user.isprintable():
        raise MailboxInvalid(email=email, reason="the user name has a character that cannot be seen")
    if only_inside(server) and not settings.networks():
        # Where some networks are allowed, the address decides, when it is connected to.
        reason = "on the public Internet, a server is encrypted (tls, starttls) and its certificate verified"
        raise MailboxInvalid(email=email, reason=reason)
