"""What is handed over, and to whom."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.tiers import Tier

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_AS_THEY_ARE = frozenset({str, int, bool, float})
MAX_ATTEMPTS = 8
"""With the pauses of `pause_after`, about two minutes; what still fails then needs a person."""


@dataclass(frozen=True)
class Topic:
    """A kind of news and the tier that takes it in. Named `area.past_tense`.

    `items` names the list in a payload that is nothing but a list of news: several deliveries may then be
    applied as one, their lists joined in the order they were sent.
    """

    name: str
    destination: Tier
    items: str | None = None


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
    """Applies a topic. `apply` runs once per delivery, or for several joined (`Topic.items`), in a
    transaction of the tenant on the receiving tier.

    It must not commit. Where the news is a copy of an entity, its statement compares versions, because
    deliveries may overtake each other.
    """

    topic: Topic
    apply: Callable[[Tx, Delivery], Awaitable[None]]


def pause_after(attempts: int) -> timedelta:
    """How long a delivery that failed `attempts` times waits: 1 s, 2 s, 4 s … 64 s."""
    return timedelta(seconds=2 ** min(attempts - 1, 6))


def as_payload(news: "DataclassInstance") -> dict[str, Any]:
    """A dataclass as a payload holds it: by the names of its fields, what is None left out."""
    return {
        name: value if type(value) in _AS_THEY_ARE else _plain(value)
        for name in _names(type(news))
        if (value := getattr(news, name)) is not None
    }


@lru_cache(maxsize=100)
def _names(kind: "type[DataclassInstance]") -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return as_payload(value)
    return value
