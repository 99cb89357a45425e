"""What the audit log keeps, and who did it."""

import getpass
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, ip_address
from typing import Any, Final, Self
from uuid import UUID

Ip = IPv4Address | IPv6Address | IPv4Interface | IPv6Interface


class ActorKind(StrEnum):
    """What kind of thing acted."""

    USER = "user"
    STAFF = "staff"
    API_KEY = "api_key"
    SYSTEM = "system"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Actor:
    """Who did it. `id`: of a user or API key, the name of a part of the platform, an operator's login."""

    kind: ActorKind
    id: str
    ip: str | None = None
    user_agent: str | None = None

    @classmethod
    def user(cls, user_id: UUID, *, ip: str | None = None, user_agent: str | None = None) -> Self:
        """A member of the tenant, signed in."""
        return cls(ActorKind.USER, str(user_id), ip, user_agent)

    @classmethod
    def staff(cls, user_id: UUID, *, ip: str | None = None, user_agent: str | None = None) -> Self:
        """A member of the platform's staff, signed in."""
        return cls(ActorKind.STAFF, str(user_id), ip, user_agent)

    @classmethod
    def api_key(cls, key_id: UUID, *, ip: str | None = None, user_agent: str | None = None) -> Self:
        """A program of the tenant."""
        return cls(ActorKind.API_KEY, str(key_id), ip, user_agent)

    @classmethod
    def system(cls, name: str) -> Self:
        """A part of the platform, by its name."""
        return cls(ActorKind.SYSTEM, name)

    @classmethod
    def operator(cls) -> Self:
        """Whoever runs the command line, by the operating system's name for them."""
        try:
            return cls(ActorKind.OPERATOR, getpass.getuser())
        except (KeyError, OSError):  # the account has no name, as in some containers
            return cls(ActorKind.OPERATOR, f"uid {os.getuid()}")


class Classification(StrEnum):
    """How sensitive the values are (`data_classification`)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


class Retention(StrEnum):
    """How long the values are kept (`retention_category`). The rest is kept for good."""

    SHORT = "short"
    STANDARD = "standard"
    FINANCIAL = "financial"
    LEGAL = "legal"


RETENTION: Final[dict[Retention, timedelta | None]] = {
    # Personal detail of no lasting use.
    Retention.SHORT: timedelta(days=90),
    # 24 months: the upper end of what audits ask for.
    Retention.STANDARD: timedelta(days=731),
    # 7 years, two of them leap years: as long as payments are kept.
    Retention.FINANCIAL: timedelta(days=2557),
    # Until a person says otherwise.
    Retention.LEGAL: None,
}


@dataclass(frozen=True)
class AuditRow:
    """A row as the log holds it, for the hashes.

    JSON is jsonb's own text and times are seconds since 1970, so that neither a digit nor an `infinity` is
    lost on the way.
    """

    tenant_id: UUID
    seq: int
    handoff_id: UUID
    created: Decimal
    actor: str
    admin_user_id: str
    action: str
    resource_type: str
    resource_id: str
    old_values: str | None
    new_values: str | None
    ip_address: Ip | None
    user_agent: str | None
    notes: str | None
    metadata: str | None
    data_classification: str
    retention_category: str
    values_digest: bytes
    salt: bytes | None
    prev_hash: bytes
    hash: bytes
    erased: Decimal | None


@dataclass(frozen=True)
class AuditEntry:
    """A row as people read it."""

    tenant_id: UUID
    seq: int
    created: datetime
    actor: str
    admin_user_id: str
    action: str
    resource_type: str
    resource_id: str
    old_values: dict[str, Any] | None
    new_values: dict[str, Any] | None
    ip_address: Ip | None
    user_agent: str | None
    notes: str | None
    metadata: dict[str, Any] | None
    data_classification: str
    retention_category: str
    erased: datetime | None


@dataclass(frozen=True)
class Head:
    """The end of a tenant's chain."""

    tenant_id: UUID
    seq: int
    hash: bytes


@dataclass(frozen=True)
class Filter:
    """Which rows to list; None: all."""

    tenant_id: UUID | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    action: str | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Cursor:
    """Where a page of the list ended; the next begins after it."""

    created: datetime
    tenant_id: UUID
    seq: int


class Break(StrEnum):
    """How a chain is broken."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    HEAD_ALTERED = "head altered"
    VALUES_ALTERED = "values altered"
    VALUES_DROPPED = "values dropped without an erasure record"
    REWRITTEN = "differs from the anchor"


@dataclass(frozen=True)
class Verdict:
    """What verifying one tenant's chain found. `broken_seq` is the first place that does not hold."""

    tenant_id: UUID
    rows: int
    erased: int
    broken_seq: int | None
    kind: Break | None
    head: str

    @property
    def holds(self) -> bool:
        """Whether nothing was tampered with."""
        return self.kind is None


@dataclass(frozen=True)
class Erasure:
    """Which rows lose their values; exactly one of the three."""

    before: datetime | None = None
    """Rows older than this, of `categories`."""
    categories: frozenset[Retention] = frozenset(Retention) - {Retention.LEGAL}
    resource: tuple[str, str] | None = None
    """Rows about one thing, by type and id: a person, most often. Whatever their category but `legal`."""
    actor_id: str | None = None
    """Rows of what one actor did, as above."""


@dataclass(frozen=True)
class ErasureRecord:
    """A row of the log that says which others lost their values, and when."""

    seqs: str
    created: Decimal


@dataclass(frozen=True)
class ErasedSeq:
    """A row that has just lost its values."""

    seq: int


@dataclass(frozen=True)
class TenantOfLog:
    """A tenant that has a chain, or at least one end of it."""

    tenant_id: UUID


@dataclass(frozen=True)
class Erased:
    """How many rows of a tenant lost their values."""

    tenant_id: UUID
    rows: int


def normalised_ip(text: str | None) -> str | None:
    """The address as PostgreSQL and every Python write it alike: no zone, IPv4 not wrapped in IPv6."""
    if text is None:
        return None
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
