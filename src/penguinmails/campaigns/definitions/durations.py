"""How long, as people write it: `3 days`, `2h 30m`, `90 seconds`."""

import re
from typing import Final

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_PART: Final = re.compile(
    r"(\d+)\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)(?=\s|\d|$|,)", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"[\s,]*(?:and)?[\s,]*", re.IGNORECASE)
LONGEST: Final = 366 * 86400


def read_duration(text: str) -> int:
    """Seconds. Raises `ValueError` with words that say what is expected."""
    total, at = 0, 0
    stripped = text.strip()
    while at < len(stripped):
        part = _PART.match(stripped, at)
        if part is None:
            raise ValueError(f"{text!r} is no length of time; write it as 3 days, 2 hours or 90 seconds")
        total += int(part[1]) * _SECONDS[part[2][0].lower()]
        between = _BETWEEN.match(stripped, part.end())
        at = between.end() if between else part.end()
    if not stripped or total > LONGEST:
        raise ValueError(f"{text!r} is not between 0 seconds and a year")
    return total


def write_duration(seconds: int) -> str:
    """`2 days 3 hours`, the shortest that is exact."""
    parts: list[str] = []
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(parts) or "0 seconds"
