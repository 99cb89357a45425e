"""Testing a mailbox: one that is there, or one that is to be added. Opens no transaction."""

from penguinmails.infrastructure.access.service import login_of
from penguinmails.infrastructure.checking.imap import try_imap
from penguinmails.infrastructure.checking.model import Checked, Side, Trouble
from penguinmails.infrastructure.checking.smtp import try_smtp
from penguinmails.infrastructure.credentials.errors import TokenRefused, TokenUnavailable
from penguinmails.infrastructure.credentials.model import Credentials
from penguinmails.infrastructure.credentials.tokens import is_fresh, refreshed
from penguinmails.infrastructure.errors import HostOutside, HostPrivate, HostUnknown
from penguinmails.infrastructure.hosts import addresses_of
from penguinmails.infrastructure.mailboxes.model import ImapSettings, Mechanism, SmtpSettings
from penguinmails.infrastructure.mailboxes.settings import only_inside
from penguinmails.infrastructure.settings import InfrastructureSettings


async def check_servers(
    email: str,
    smtp: SmtpSettings,
    imap: ImapSettings | None,
    credentials: Credentials,
    settings: InfrastructureSettings,
) -> Checked:
    """Sign in to both servers as the mailbox would. Nothing is sent or changed, nothing they do is raised."""
    sides = [await _checked_smtp(email, smtp, credentials, settings)]
    if imap is not None:
        sides.append(await _checked_imap(imap, credentials, settings))
    return Checked(tuple(trouble for trouble in sides if trouble is not None))


async def with_token(
    credentials: Credentials, smtp: SmtpSettings, imap: ImapSettings | None, settings: InfrastructureSettings
) -> Credentials | Trouble:
    """The same with a fresh access token, where one of the servers takes tokens."""
    by_token = any(
        server is not None and server.user is not None and server.auth is Mechanism.XOAUTH2
        for server in (smtp, imap)
    )
    oauth = credentials.oauth
    if not by_token or oauth is None or is_fresh(oauth):
        return credentials
    try:
        fresh = await refreshed(oauth, settings)
    except TokenRefused as error:
        return Trouble(Side.SMTP, "token_refused", error.message, error.todo)
    except TokenUnavailable as error:
        return Trouble(Side.SMTP, "token_unavailable", error.message, "Try again in some minutes.")
    return Credentials(credentials.password, credentials.imap_password, fresh)


async def _checked_smtp(
    email: str, server: SmtpSettings, credentials: Credentials, settings: InfrastructureSettings
) -> Trouble | None:
    addresses = await _judged(Side.SMTP, server, settings)
    if isinstance(addresses, Trouble):
        return addresses
    return await try_smtp(
        server, addresses, login_of(server, credentials), sender=email, seconds=settings.mail_timeout
    )


async def _checked_imap(
    server: ImapSettings, credentials: Credentials, settings: InfrastructureSettings
) -> Trouble | None:
    addresses = await _judged(Side.IMAP, server, settings)
    if isinstance(addresses, Trouble):
        return addresses
    login = login_of(server, credentials)
    if login is None:
        words = "It has a server for incoming mail and no user name for it."
        return Trouble(Side.IMAP, "user_missing", words, "Give the user name, mostly the whole address.")
    return await try_imap(server, addresses, login, seconds=settings.mail_timeout)


async def _judged(
    side: Side, server: SmtpSettings | ImapSettings, settings: InfrastructureSettings
) -> tuple[str, ...] | Trouble:
    try:
        return await addresses_of(server.host, settings, inside=only_inside(server))
    except HostUnknown as error:
        return Trouble(side, "host_unknown", error.message, error.todo)
    except HostPrivate as error:
        return Trouble(side, "host_private", error.message, error.todo)
    except HostOutside as error:
        return Trouble(side, "encryption_needed", error.message, error.todo)
