"""Opening mailboxes. What takes `Databases` opens its own transactions and commits refreshed tokens."""

from dataclasses import dataclass, replace
from uuid import UUID

from penguinmails.audiences import domain_of
from penguinmails.infrastructure.access import store
from penguinmails.infrastructure.access.model import (
    DomainHosts,
    Endpoint,
    ImapAccess,
    Login,
    MailboxAccess,
    PolledMailbox,
    Receiving,
    SigningKey,
)
from penguinmails.infrastructure.credentials import sealing
from penguinmails.infrastructure.credentials.errors import TokenRefused, TokenUnavailable
from penguinmails.infrastructure.credentials.model import Credentials
from penguinmails.infrastructure.credentials.tokens import is_fresh, refreshed
from penguinmails.infrastructure.dkim import store as dkim_store
from penguinmails.infrastructure.dkim.service import key_place
from penguinmails.infrastructure.errors import HostOutside, HostPrivate, HostUnknown
from penguinmails.infrastructure.hosts import addresses_of
from penguinmails.infrastructure.mailboxes import store as mailboxes_store
from penguinmails.infrastructure.mailboxes.errors import MailboxBroken, MailboxUnknown, MailboxUnready
from penguinmails.infrastructure.mailboxes.model import ImapSettings, Mechanism, SmtpSettings
from penguinmails.infrastructure.mailboxes.settings import only_inside, read_imap, read_smtp
from penguinmails.infrastructure.settings import InfrastructureSettings
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.sealing import SealBroken, Sealer
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import KeyPurpose, tenant_key

Server = SmtpSettings | ImapSettings


@dataclass(frozen=True)
class Opened:
    """A mailbox with its credentials in the open, and what they were sealed as."""

    id: UUID
    company_id: UUID
    email: str
    provider: str
    smtp: SmtpSettings | None
    imap: ImapSettings | None
    credentials: Credentials
    sealed: bytes | None
    version: int


@dataclass(frozen=True)
class _Sending:
    """What else the database knows that sending needs."""

    default: str
    addresses: tuple[str, ...]
    keys: tuple[SigningKey, ...]
    hosts: tuple[DomainHosts, ...]


async def mailbox_access(databases: Databases, scope_tenant_id: UUID, mailbox_id: UUID) -> MailboxAccess:
    """All that sending by a mailbox needs, whatever its status; a token in it is good for five minutes yet.

    Reads three small tables and opens a few seals: keep what it answers for a minute, or until the lane's
    version is another. Raises `MailboxBroken` where the owner must act and `MailboxUnready` where waiting may
    help, the `reason` of both in words for the owner; `MailboxUnknown`.
    """
    scope = Scope.tenant_wide(scope_tenant_id)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        opened = await open_mailbox(tx, mailbox_id)
        sending = await _sending(tx, opened)
    if opened.smtp is None:
        raise MailboxBroken(email=opened.email, reason="it has no server for outgoing mail")
    server = opened.smtp
    own = domain_of(sending.default)
    hosts = next((each for each in sending.hosts if each.domain == own), DomainHosts(own, None, None))
    return MailboxAccess(
        mailbox_id=opened.id,
        company_id=opened.company_id,
        email=opened.email,
        endpoint=Endpoint(
            host=server.host,
            port=server.port,
            security=server.security,
            helo=server.helo,
            connections=server.connections,
            verify=server.verify,
            addresses=await judged(opened.email, server),
        ),
        login=login_of(server, await usable(databases, scope, opened, server)),
        signing=tuple(key for key in sending.keys if key.domain == own),
        return_path_host=hosts.return_path_host,
        tracking_base=hosts.tracking_host and f"https://{hosts.tracking_host}",
        from_addresses=sending.addresses,
        version=opened.version,
        all_keys=sending.keys,
        all_hosts=sending.hosts,
    )


async def imap_access(databases: Databases, tenant_id: UUID, mailbox_id: UUID) -> ImapAccess:
    """All that reading a mailbox needs. Raises as `mailbox_access` does."""
    scope = Scope.tenant_wide(tenant_id)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        opened = await open_mailbox(tx, mailbox_id)
    if opened.imap is None:
        raise MailboxBroken(email=opened.email, reason="it has no server for incoming mail")
    server = opened.imap
    login = login_of(server, await usable(databases, scope, opened, server))
    if login is None:
        raise MailboxBroken(email=opened.email, reason="it has no user name for its incoming mail")
    return ImapAccess(
        mailbox_id=opened.id,
        company_id=opened.company_id,
        email=opened.email,
        host=server.host,
        port=server.port,
        security=server.security,
        login=login,
        folders=server.folders,
        sent_folder=server.sent_folder,
        verify=server.verify,
        version=opened.version,
        addresses=await judged(opened.email, server),
    )


async def mailboxes_to_poll(tx: Tx) -> list[PolledMailbox]:
    """The mailboxes of all tenants whose mail is to be read, paused ones too. `tx` is a worker's."""
    return await store.to_poll(tx)


async def find_receiving_mailbox(tx: Tx, address: str) -> Receiving | None:
    """Whose an incoming address is, over all tenants: that of a connected mailbox, or a From address of one.

    The transaction is a worker's. A part after `+` is looked at last (RFC 5233).
    """
    known = address.strip().lower()
    local, _, domain = known.rpartition("@")
    for candidate in dict.fromkeys((known, f"{local.partition('+')[0]}@{domain}")):
        owner = await store.owner_of(tx, candidate)
        if owner is not None:
            return Receiving(owner.tenant_id, owner.company_id, owner.mailbox_id)
    return None


async def open_mailbox(tx: Tx, mailbox_id: UUID) -> Opened:
    """A mailbox and its credentials. Raises `MailboxUnknown`, `MailboxBroken`."""
    row = await store.row(tx, mailbox_id)
    if row is None:
        raise MailboxUnknown(mailbox=mailbox_id)
    try:
        credentials = await sealing.unseal(tx, mailbox_id, row.credentials_sealed)
    except SealBroken as error:
        raise MailboxBroken(email=row.email, reason=f"its credentials cannot be read: {error}") from None
    return Opened(
        id=row.id,
        company_id=row.company_id,
        email=row.email,
        provider=row.provider,
        smtp=read_smtp(row.smtp_settings),
        imap=read_imap(row.imap_settings),
        credentials=credentials,
        sealed=row.credentials_sealed,
        version=row.version,
    )


async def usable(databases: Databases, scope: Scope, opened: Opened, server: Server) -> Credentials:
    """Credentials that sign in to `server` now: with a fresh token where it takes tokens. A new one is kept.

    Of two that refresh at once, one keeps what it got, the other uses what it got once; where the provider
    takes a refresh token only once, the other finds what the first one kept.
    """
    oauth = opened.credentials.oauth
    if server.user is None or server.auth is not Mechanism.XOAUTH2 or oauth is None or is_fresh(oauth):
        return opened.credentials
    try:
        new = replace(opened.credentials, oauth=await refreshed(oauth, InfrastructureSettings.load()))
    except TokenUnavailable as error:
        raise MailboxUnready(email=opened.email, reason=error.message) from None
    except TokenRefused as error:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            now = (await open_mailbox(tx, opened.id)).credentials
        if now.oauth is not None and is_fresh(now.oauth):
            return now
        raise MailboxBroken(email=opened.email, reason=error.message) from None
    async with databases.tenant(Tier.OLTP, scope) as tx:
        sealed = await sealing.seal(tx, opened.id, new)
        if sealed is not None and opened.sealed is not None:
            await store.keep_token(tx, opened.id, before=opened.sealed, sealed=sealed)
    return new


def login_of(server: Server, credentials: Credentials) -> Login | None:
    """How to sign in to a server; None where it wants no login."""
    if server.user is None:
        return None
    if server.auth is Mechanism.XOAUTH2:
        token = credentials.oauth.access_token if credentials.oauth else None
        return Login(server.user, token=token, mechanism=Mechanism.XOAUTH2)
    password = credentials.password
    if isinstance(server, ImapSettings):
        password = credentials.imap_password or credentials.password
    return Login(server.user, password=password, mechanism=server.auth)


async def judged(email: str, server: Server) -> tuple[str, ...]:
    """The addresses to connect to. Raises `MailboxBroken`, `MailboxUnready`."""
    try:
        return await addresses_of(server.host, InfrastructureSettings.load(), inside=only_inside(server))
    except (HostPrivate, HostOutside) as error:
        raise MailboxBroken(email=email, reason=str(error)) from None
    except HostUnknown as error:
        raise MailboxUnready(email=email, reason=error.message) from None


async def _sending(tx: Tx, opened: Opened) -> _Sending:
    rows = await mailboxes_store.from_addresses(tx, opened.id)
    default = rows[0].address if rows and rows[0].is_default else opened.email
    addresses = tuple(dict.fromkeys((default, opened.email, *(row.address for row in rows))))
    domains = {domain_of(address) for address in addresses}
    sealed = await dkim_store.signing_keys(tx, opened.company_id, domains)
    hosts = await store.hosts_of(tx, opened.company_id, domains)
    sealer = Sealer(await tenant_key(tx, KeyPurpose.SEAL))
    try:
        keys = tuple(
            SigningKey(
                domain=key.domain,
                selector=key.selector,
                algorithm=key.algorithm,
                private_pem=sealer.open(key.private_key_sealed, key_place(tx.tenant_id, key.id)),
            )
            for key in sealed
        )
    except SealBroken as error:
        raise MailboxBroken(email=opened.email, reason=f"its DKIM key cannot be read: {error}") from None
    return _Sending(default, addresses, keys, tuple(hosts))
