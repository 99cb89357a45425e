"""Dates and times as people write them. What could be two different days is refused, not guessed."""

import re
from datetime import UTC, date, datetime
from typing import Final

ORDERS: Final = ("dmy", "mdy", "ymd")

_YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|((?:19|20)\d\d)(\d\d)(\d\d)")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d\d)")
_SHORT: Final = re.compile(r"(\d\d)([-/.])(\d{1,2})\2(\d{1,2})")
_NAMED: Final = re.compile(
    r"(?:(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º)?[ -]*(?:de )?(?P<month>[^\W\d]+)\.?"
    r"|(?P<month_first>[^\W\d]+)\.? (?P<day_second>\d{1,2})(?:st|nd|rd|th)?)"
    r",?[ -]*(?:de )?(?P<year>\d{4})",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?: ?(?P<half>[ap])\.?m\.?)?"
    r" ?(?P<zone>z|utc|gmt|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"(?:,? +|t)(?=\d{1,2}:)", re.IGNORECASE)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio gen",
            "february feb februar février févr fév febrero febbraio",
            "march mar märz mrz mär mars marzo",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio mag",
            "june jun juni juin junio giugno giu",
            "july jul juli juillet juil julio luglio lug",
            "august aug août agosto ago",
            "september sep sept septembre septiembre settembre set",
            "october oct oktober okt octobre octubre ottobre ott",
            "november nov novembre noviembre",
            "december dec dezember dez décembre déc diciembre dic dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_PIVOT: Final = 69
"""Years of two digits below it are of this century (POSIX strptime)."""

EXPECTED_DATE: Final = "a date like 2026-01-31 or 31.01.2026"
_AMBIGUOUS: Final = "a date whose day and month can be told apart, like 2026-01-31 (or say which comes first)"


class NoDate(ValueError):
    """The text is no date; the message says what is expected."""


def read_date(text: str, order: str | None = None) -> date:
    """A day. `order` ('dmy', 'mdy' or 'ymd') says how to read numbers that could be two days.

    Without it, parts between full stops are day and month, as nobody writes otherwise; between slashes or
    hyphens only one above 12 tells. Raises `NoDate`.
    """
    text = " ".join(text.split())
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (match[1], match[3], match[4]) if match[1] else match.group(5, 6, 7)
        return _day(int(year), int(month), int(day))
    if order == "ymd" and (match := _SHORT.fullmatch(text)):
        return _day(_century(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(text):
        return _from_parts(int(match[1]), int(match[3]), _century(match[4]), match[2], order)
    if match := _NAMED.fullmatch(text):
        name = (match["month"] or match["month_first"]).lower()
        if name in _MONTHS:
            return _day(int(match["year"]), _MONTHS[name], int(match["day"] or match["day_second"]))
    raise NoDate(EXPECTED_DATE)


def read_day(text: str, order: str | None = None) -> date:
    """As `read_date`; a time after the day is left away."""
    parts = _SPLIT.split(text.strip(), maxsplit=1)
    if len(parts) > 1 and not _TIME.fullmatch(parts[1]):
        raise NoDate(EXPECTED_DATE)
    return read_date(parts[0], order)


def read_timestamp(text: str, order: str | None = None) -> datetime:
    """A moment, in UTC; so is a time without a zone. A day alone is its beginning. Raises `NoDate`."""
    parts = _SPLIT.split(text.strip(), maxsplit=1)
    day = read_date(parts[0], order)
    if len(parts) == 1:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    match = _TIME.fullmatch(parts[1])
    if match is None:
        raise NoDate("a time like 2026-01-31 14:30")
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - hours of half a day
            raise NoDate("an hour from 1 to 12 before am or pm")
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    zone = (match["zone"] or "Z").upper().replace("UTC", "Z").replace("GMT", "Z")
    clock = f"{hour:02}:{match['minute']}:{match['second'] or '00'}"
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{clock}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoDate("a time like 2026-01-31 14:30") from None


def _from_parts(first: int, second: int, year: int, separator: str, order: str | None) -> date:
    if first == second:
        return _day(year, first, second)
    if order in ("dmy", "mdy"):
        day, month = (first, second) if order == "dmy" else (second, first)
        return _day(year, month, day)
    if separator == "." or first > 12:  # noqa: PLR2004 - months
        return _day(year, second, first)
    if second > 12:  # noqa: PLR2004 - months
        return _day(year, first, second)
    raise NoDate(_AMBIGUOUS)


def _century(year: str) -> int:
    number = int(year)
    return number if len(year) > 2 else number + (2000 if number < _PIVOT else 1900)  # noqa: PLR2004 - two digits


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDate("a day that exists") from None
