"""The next moment at which sending is allowed.

Windows are told by the clock on the wall: what the clock skips in spring is not open that day, and what it
shows twice in autumn is open twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = 86_400
_HORIZON = 800
"""Days looked ahead: beyond the longest run of days that somebody would leave out on purpose."""


@dataclass(frozen=True)
class Window:
    """Open on an ISO weekday (1 Monday … 7 Sunday) in [opens, closes), in seconds after midnight."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True)
class Calendar:
    """Weekly windows (none = at any time) without the days on which nothing is sent."""

    windows: tuple[Window, ...] = ()
    without: frozenset[date] = frozenset()

    def spans(self, day: date) -> Iterator[tuple[int, int]]:
        """What is open on a day by the clock on the wall: seconds after midnight, in order."""
        if day in self.without:
            return
        if not self.windows:
            yield 0, DAY
            return
        weekday = day.isoweekday()
        yield from sorted((each.opens, each.closes) for each in self.windows if each.weekday == weekday)


def is_open(calendar: Calendar, zone: tzinfo, moment: datetime) -> bool:
    """Whether sending is allowed at an aware moment."""
    wall = moment.astimezone(zone).replace(tzinfo=None)
    since = wall - datetime(wall.year, wall.month, wall.day)  # noqa: DTZ001 - what the wall shows
    return any(
        timedelta(seconds=opens) <= since < timedelta(seconds=closes)
        for opens, closes in calendar.spans(wall.date())
    )


def next_opening(calendar: Calendar, zone: tzinfo, moment: datetime) -> datetime | None:
    """The first moment from this aware one on at which sending is allowed, in UTC; None: never."""
    start = moment.astimezone(UTC)
    for _ in range(_HORIZON):
        end = start + timedelta(days=1)
        for begins, ends in _even_spans(zone, start, end):
            if found := _first_within(calendar, begins.astimezone(zone).utcoffset(), begins, ends):
                return found
        start = end
    return None


def _first_within(
    calendar: Calendar, offset: timedelta | None, begins: datetime, ends: datetime
) -> datetime | None:
    """As `next_opening`, in a span in which the zone keeps one offset."""
    shift = offset or timedelta()
    day, last = (begins + shift).date(), (ends + shift).date()
    while day <= last:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - shift
        for opens, closes in calendar.spans(day):
            first = max(begins, midnight + timedelta(seconds=opens))
            if first < ends and first < midnight + timedelta(seconds=closes):
                return first
        day += timedelta(days=1)
    return None


def _even_spans(zone: tzinfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A day in parts in which the zone keeps one offset: one part, or two where clocks are changed."""
    before = start.astimezone(zone).utcoffset()
    if end.astimezone(zone).utcoffset() == before:
        yield start, end
        return
    low, high = int(start.timestamp()), int(end.timestamp()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    change = min(max(datetime.fromtimestamp(high, UTC), start), end)
    yield start, change
    yield change, end


@lru_cache(maxsize=1024)
def zone_of(name: str | None) -> ZoneInfo | None:
    """The time zone of an IANA name; None where there is none of that name."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # not there, not a name, a folder
        return None
