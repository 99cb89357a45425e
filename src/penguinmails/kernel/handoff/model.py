"""What is handed over, and to whom."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.tiers import Tier

MAX_ATTEMPTS = 8
"""With the pauses of `pause_after`, about two minutes; what still fails then needs a person."""


@dataclass(frozen=True)
class Topic:
    """A kind of news and the tier that takes it in. Named `area.past_tense`."""

    name: str
    destination: Tier


PARKED = Topic("handoff.parked", Tier.NOTIFICATIONS)
"""Raised when a row is parked; `notifications` turns it into a system event."""


@dataclass(frozen=True)
class Delivery:
    """One claimed outbox row. `payload` is what the sender gave, as JSON reads it."""

    tenant_id: UUID
    handoff_id: UUID
    topic: str
    payload: dict[str, Any]
    created: datetime
    attempts: int


@dataclass(frozen=True)
class Receiver:
    """Applies a topic. `apply` runs once per delivery, in a transaction of the tenant on the receiving tier.

    It must not commit. Where the news is a copy of an entity, its statement compares versions, because
    deliveries may overtake each other.
    """

    topic: Topic
    apply: Callable[[Tx, Delivery], Awaitable[None]]


def pause_after(attempts: int) -> timedelta:
    """How long a delivery that failed `attempts` times waits: 1 s, 2 s, 4 s … 64 s."""
    return timedelta(seconds=2 ** min(attempts - 1, 6))
