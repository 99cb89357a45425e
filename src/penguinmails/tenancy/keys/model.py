"""A tenant's key."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class KeyPurpose(StrEnum):
    """What a tenant's key is for. Keys of different purposes have nothing in common."""

    SEAL = "seal"
    """Credentials."""
    ADDRESS_HASH = "address_hash"
    """Suppressions and consents, which name an address without holding it."""
    CONFIRMATION = "confirmation"
    """Links that confirm a subscription."""
    UNSUBSCRIBE = "unsubscribe"
    TRACKING = "tracking"


@dataclass(frozen=True)
class SealedKey:
    """A key as the database has it."""

    id: UUID
    key_sealed: bytes
