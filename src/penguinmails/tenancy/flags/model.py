"""Parts of the product that are switched on for some tenants first."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Flag:
    """A flag. While enabled it is on for `rollout_percentage` of the tenants, always the same ones."""

    key: str
    description: str | None
    is_enabled: bool
    rollout_percentage: int
    updated: datetime


@dataclass(frozen=True)
class FlagState:
    """A flag as it stands for one tenant. `override` None: nothing was decided for it, or no longer."""

    is_enabled: bool
    rollout_percentage: int
    override: bool | None


@dataclass(frozen=True)
class Override:
    """What was decided for one tenant."""

    key: str
    is_enabled: bool
    reason: str | None
    expires: datetime | None


def bucket(key: str, tenant_id: UUID) -> int:
    """Where in 0..99 a tenant stands for a flag: the same for ever, and another for another flag.

    A rollout of n percent has the buckets below n, so raising it takes nobody's feature away.
    """
    digest = hashlib.sha256(f"{key}:{tenant_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % 100


def is_on(state: FlagState, key: str, tenant_id: UUID) -> bool:
    """What a flag says to a tenant: what was decided for it, else the rollout."""
    if state.override is not None:
        return state.override
    return state.is_enabled and bucket(key, tenant_id) < state.rollout_percentage
