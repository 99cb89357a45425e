"""Identifiers: time-ordered UUIDs (RFC 9562 version 7) and the range a span of time maps to."""

import secrets
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

from penguinmails.kernel import clock

PLATFORM_TENANT = UUID(int=0)
"""Owns what belongs to the platform and to no customer."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_lock = threading.Lock()
_last = 0
_DAY = 24 * 60 * 60 * 1000 << 12


def uuid7() -> UUID:
    """A new version 7 UUID, larger than every one this process made before (RFC 9562 §6.2, method 1).

    Unless the clock was set back by more than a day: then it had been wrong, and is followed.
    """
    global _last  # noqa: PLW0603 - the counter that makes ids of one process monotonic
    with _lock:
        milliseconds = _milliseconds(clock.now())
        # 48 bits of time and 12 bits of counter in one number; a clock set back keeps counting.
        stamp = (milliseconds << 12) | secrets.randbelow(1 << 11)
        if _last - stamp < _DAY:
            stamp = max(stamp, _last + 1)
        _last = stamp
    return _compose(stamp >> 12, stamp & 0xFFF, secrets.randbits(62))


def uuid7_floor(moment: datetime) -> UUID:
    """The smallest version 7 UUID of that millisecond: bounds for ranges and partitions."""
    return _compose(_milliseconds(moment), 0, 0)


def uuid7_time(value: UUID) -> datetime:
    """When a version 7 UUID was made, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=value.int >> 80)


def _milliseconds(moment: datetime) -> int:
    # Whole numbers only: 1.001 * 1000 is 1000.9999999999999.
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _compose(milliseconds: int, counter: int, tail: int) -> UUID:
    return UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | counter << 64 | 0b10 << 62 | tail)
