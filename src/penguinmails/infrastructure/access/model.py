"""What a sender and a reader of mail are given. Secrets are in no `repr`."""

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from penguinmails.infrastructure.mailboxes.model import Mechanism, Security


@dataclass(frozen=True)
class Endpoint:
    """A server to connect to.

    `addresses` are what its name led to when it was judged: connect to one of them, and check the certificate
    for `host`. Empty: connect to `host` (the installation allows networks of its own). `helo` None: the
    machine's name. `connections`: how many at once.
    """

    host: str
    port: int
    security: Security
    helo: str | None = None
    connections: int = 1
    verify: bool = True
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Login:
    """How to sign in: with a password, or with a token that is good for minutes yet (XOAUTH2)."""

    user: str
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    mechanism: Mechanism = Mechanism.PLAIN


@dataclass(frozen=True)
class SigningKey:
    """A key that signs a domain's mail; PKCS #8 PEM."""

    domain: str
    selector: str
    algorithm: str
    private_pem: bytes = field(repr=False)


@dataclass(frozen=True)
class DomainHosts:
    """A sending domain's own hosts."""

    domain: str
    tracking_host: str | None
    return_path_host: str | None


@dataclass(frozen=True)
class MailboxAccess:
    """All that sending by a mailbox needs.

    `signing`, `return_path_host` and `tracking_base` are those of the address it writes as by default; a
    relay that writes as many finds those of another From address by `signing_for` and `hosts_for`.
    """

    mailbox_id: UUID
    company_id: UUID
    email: str
    endpoint: Endpoint
    login: Login | None
    signing: tuple[SigningKey, ...]
    return_path_host: str | None
    tracking_base: str | None
    from_addresses: tuple[str, ...]
    version: int
    all_keys: tuple[SigningKey, ...] = ()
    all_hosts: tuple[DomainHosts, ...] = ()

    def signing_for(self, from_email: str) -> tuple[SigningKey, ...]:
        """The keys of the domain of a From address, RSA first."""
        domain = _domain(from_email)
        return tuple(key for key in self.all_keys if key.domain == domain)

    def hosts_for(self, from_email: str) -> DomainHosts:
        """The hosts of the domain of a From address; without any where it is not the company's."""
        domain = _domain(from_email)
        nothing = DomainHosts(domain, None, None)
        return next((hosts for hosts in self.all_hosts if hosts.domain == domain), nothing)


@dataclass(frozen=True)
class ImapAccess:
    """All that reading a mailbox needs. `addresses` as in `Endpoint`."""

    mailbox_id: UUID
    company_id: UUID
    email: str
    host: str
    port: int
    security: Security
    login: Login
    folders: tuple[str, ...]
    sent_folder: str | None
    verify: bool
    version: int
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class PolledMailbox:
    """A mailbox whose mail is to be read."""

    tenant_id: UUID
    company_id: UUID
    mailbox_id: UUID
    email: str
    version: int


@dataclass(frozen=True)
class AddressOwner:
    """Whose an address is, as the database has it."""

    tenant_id: UUID
    company_id: UUID
    mailbox_id: UUID


class Receiving(NamedTuple):
    """The mailbox that an incoming address belongs to."""

    tenant_id: UUID
    company_id: UUID
    mailbox_id: UUID


@dataclass(frozen=True)
class AccessRow:
    """A mailbox as it is opened."""

    id: UUID
    company_id: UUID
    email: str
    provider: str
    credentials_sealed: bytes | None
    smtp_settings: dict[str, object]
    imap_settings: dict[str, object]
    version: int


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
