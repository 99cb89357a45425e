"""Points in time as filters say them: `2026-01-31`, `2026-01-31T12:00Z`, `30 days ago`, `today`.

What is relative stays so in a stored filter, and means another moment each time it is used.
"""

import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Final

EXPECTED: Final = 'a time like 2026-01-31, 2026-01-31T12:00, "30 days ago", "in 2 weeks" or today'

_UNITS: Final = ("hour", "day", "week", "month", "year")
_RELATIVE: Final = re.compile(r"(?:(in) )?(\d{1,5}) (hour|day|week|month|year)s?(?: (ago))?")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[tT ]\d\d:\d\d(?::\d\d)?(?: ?(?:[zZ]|[+-]\d\d:?\d\d))?")
_MONTHS: Final = 12


def read_moment(text: str) -> str | None:
    """The text in its one form, or None where it is no point in time. Without an offset it is UTC."""
    said = " ".join(text.split())
    if said.lower() == "today":
        return "today"
    if match := _RELATIVE.fullmatch(said.lower()):
        ahead, number, unit, ago = match.groups()
        if bool(ahead) == bool(ago):
            return None
        words = f"{int(number)} {unit}{'' if int(number) == 1 else 's'}"
        canonical = f"in {words}" if ahead else f"{words} ago"
        return canonical if _resolved(canonical, datetime(2026, 1, 1, tzinfo=UTC)) else None
    if not (_DAY.fullmatch(said) or _MOMENT.fullmatch(said)):
        return None
    try:
        moment = datetime.fromisoformat(said.upper().replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return said if _DAY.fullmatch(said) else moment.isoformat(timespec="seconds")


def moment_of(said: str, now: datetime) -> datetime:
    """The moment that what `read_moment` returned means now; of a day its beginning, in UTC."""
    moment = _resolved(said, now)
    if moment is None:
        raise RuntimeError(f"{said} was not read by read_moment")
    return moment


def _resolved(said: str, now: datetime) -> datetime | None:
    if said == "today":
        return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if match := _RELATIVE.fullmatch(said):
        ahead, number, unit, _ = match.groups()
        try:
            return _moved(now.astimezone(UTC), int(number) * (1 if ahead else -1), unit)
        except (ValueError, OverflowError):
            return None
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moved(now: datetime, number: int, unit: str) -> datetime:
    if unit in ("hour", "day", "week"):
        return now + timedelta(**{f"{unit}s": number})
    month = now.year * _MONTHS + now.month - 1 + number * (_MONTHS if unit == "year" else 1)
    year, month = divmod(month, _MONTHS)
    last = calendar.monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last))
