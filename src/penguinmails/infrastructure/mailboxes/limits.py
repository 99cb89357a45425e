"""How much a mailbox may send on a day. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Ramp:
    """A new mailbox begins with `start_limit` messages a day, and each day takes `daily_increase` more."""

    started: date
    start_limit: int
    daily_increase: int

    def over(self, daily_limit: int, day: date) -> bool:
        """Whether it no longer holds the mailbox back."""
        return self.cap(day) >= daily_limit

    def cap(self, day: date) -> int:
        """What the ramp alone allows on a day; before it started, what it starts with."""
        return self.start_limit + max(0, (day - self.started).days) * self.daily_increase


def daily_cap(daily_limit: int, ramp: Ramp | None, day: date) -> int:
    """least(daily_limit, start_limit + days * daily_increase), for a UTC day."""
    return daily_limit if ramp is None else min(daily_limit, ramp.cap(day))
