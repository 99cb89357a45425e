"""The hashes. Each row's hash covers the one before it, and the digest of what may be erased one day.

    values_digest = SHA-256(salt ‖ canonical JSON of the erasable part)
    hash          = SHA-256(hash of seq - 1 ‖ canonical JSON of the lasting part, values_digest included)

So values can go (with their salt, or the digest could be guessed back) and the chain still holds.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from penguinmails.audit.canonical import canonical, from_jsonb
from penguinmails.audit.model import AuditRow

GENESIS: Final = bytes(32)
"""What the first row of a chain has for the hash before it."""
SALT_BYTES: Final = 32
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Values:
    """The erasable part."""

    old_values: Mapping[str, Any] | None
    new_values: Mapping[str, Any] | None
    ip_address: str | None
    user_agent: str | None
    notes: str | None
    metadata: Mapping[str, Any] | None

    def digest(self, salt: bytes) -> bytes:
        """SHA-256 under a salt that is destroyed with the values."""
        return hashlib.sha256(salt + canonical(vars(self))).digest()

    def __bool__(self) -> bool:
        return any(value is not None for value in vars(self).values())


@dataclass(frozen=True)
class Lasting:
    """The part that is kept for good."""

    tenant_id: UUID
    seq: int
    handoff_id: UUID
    created: Decimal
    actor: str
    admin_user_id: str
    action: str
    resource_type: str
    resource_id: str
    data_classification: str
    retention_category: str
    values_digest: bytes

    def hash(self, prev_hash: bytes) -> bytes:
        """SHA-256 over the row and all rows before it."""
        fields = vars(self) | {
            "tenant_id": str(self.tenant_id),
            "handoff_id": str(self.handoff_id),
            "created": (self.created * 1_000_000).normalize(),
            "values_digest": self.values_digest.hex(),
        }
        return hashlib.sha256(prev_hash + canonical(fields)).digest()


def seconds(moment: datetime) -> Decimal:
    """Seconds since 1970, to the microsecond, as PostgreSQL's `extract(epoch …)` counts them."""
    return Decimal((moment - _EPOCH) // timedelta(microseconds=1)).scaleb(-6)


def values_of(row: AuditRow) -> Values:
    """The erasable part of a stored row."""
    return Values(
        old_values=from_jsonb(row.old_values),
        new_values=from_jsonb(row.new_values),
        ip_address=None if row.ip_address is None else str(row.ip_address),
        user_agent=row.user_agent,
        notes=row.notes,
        metadata=from_jsonb(row.metadata),
    )


def hash_of(row: AuditRow, prev_hash: bytes) -> bytes:
    """What the row's hash must be after `prev_hash`."""
    return Lasting(
        tenant_id=row.tenant_id,
        seq=row.seq,
        handoff_id=row.handoff_id,
        created=row.created,
        actor=row.actor,
        admin_user_id=row.admin_user_id,
        action=row.action,
        resource_type=row.resource_type,
        resource_id=row.resource_id,
        data_classification=row.data_classification,
        retention_category=row.retention_category,
        values_digest=row.values_digest,
    ).hash(prev_hash)
