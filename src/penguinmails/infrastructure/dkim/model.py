"""DKIM keys."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Algorithm(StrEnum):
    """How a key signs. Sign by both: not every receiver verifies Ed25519 yet."""

    RSA = "rsa-2048"
    ED25519 = "ed25519"

    @property
    def tag(self) -> str:
        """The `k=` of the record (RFC 6376 §3.6.1, RFC 8463 §4)."""
        return self.value.partition("-")[0]


class KeyStatus(StrEnum):
    """Where a key is in its life."""

    PENDING = "pending"
    """Made, to be published."""
    ACTIVE = "active"
    """Signs."""
    RETIRING = "retiring"
    """Signs no more; its record stays for mail on its way."""
    RETIRED = "retired"
    """Forgotten; its record may go."""


@dataclass(frozen=True)
class DkimKey:
    """A key of a domain, without its secret."""

    id: UUID
    domain_id: UUID
    domain: str
    selector: str
    algorithm: str
    public_key: str
    status: str
    activated: datetime | None
    retired: datetime | None
    created: datetime


@dataclass(frozen=True)
class DnsRecord:
    """A TXT record to publish. `name` is absolute, without the last dot."""

    name: str
    value: str
    type: str = "TXT"

    @property
    def strings(self) -> tuple[str, ...]:
        """The value in the parts a zone file needs: 255 octets each at most (RFC 1035 §3.3)."""
        return tuple(self.value[start : start + 255] for start in range(0, len(self.value), 255))


@dataclass(frozen=True)
class SealedKey:
    """What signs mail of a domain, sealed."""

    id: UUID
    domain: str
    selector: str
    algorithm: str
    private_key_sealed: bytes


@dataclass(frozen=True)
class TenantKey:
    """A key, and whose it is."""

    tenant_id: UUID
    id: UUID


def record_of(key: DkimKey) -> DnsRecord:
    """What to publish so that receivers can verify what the key signed (RFC 6376 §3.6.1)."""
    value = f"v=DKIM1; k={Algorithm(key.algorithm).tag}; p={key.public_key}"
    return DnsRecord(f"{key.selector}._domainkey.{key.domain}", value)
