"""What is asked of a report."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import available_timezones

from penguinmails.warehouse.reports.errors import MeasureInvalid, PeriodInvalid, TimezoneUnknown

LONGEST: Final = 3660
"""Days: more than ten years of facts are not asked for at once."""
MEASURES: Final = ("reply_rate", "click_rate")
"""What may decide what is better: a person did it. Opens are too often a machine's."""


class Grain(StrEnum):
    """The spans of a time line."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class ReportQuery:
    """The mail sent on the UTC days `since`, included, to `until`, not included, and which part of it.

    Raises `PeriodInvalid`, `TimezoneUnknown` and `MeasureInvalid`.
    """

    since: date
    until: date
    campaigns: tuple[UUID, ...] = ()
    """Only these; all where empty."""
    company: UUID | None = None
    timezone: str | None = None
    """For hours and weekdays; the tenant's own where None."""
    grain: Grain = Grain.DAY
    measure: str = "reply_rate"
    """By which rate variants and campaigns are compared."""
    minimum_sample: int = 100
    """Delivered messages a variant needs before it can win."""
    limit: int = 100
    """Rows at most, where there may be thousands; the answer says whether there are more."""

    def __post_init__(self) -> None:
        if not 0 < (self.until - self.since).days <= LONGEST:
            raise PeriodInvalid(
                text=f"{self.since}..{self.until}", reason="it must be between a day and ten years long"
            )
        if self.timezone is not None and self.timezone not in available_timezones():
            raise TimezoneUnknown(name=self.timezone)
        if self.measure not in MEASURES:
            raise MeasureInvalid(name=self.measure, known=" or ".join(MEASURES))

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.until - self.since).days

    @property
    def before(self) -> date:
        """Where the period of the same length before it starts."""
        return self.since - timedelta(days=self.days)


@dataclass(frozen=True)
class Period:
    """UTC days, `since` included, `until` not."""

    since: date
    until: date


def period(text: str, now: datetime) -> Period:
    """What people write: `30d` (with today), a year, a month, a day, or `first..last` of any of them.

    Raises `PeriodInvalid`.
    """
    words = text.strip().lower()
    today = now.astimezone(UTC).date()
    if match := re.fullmatch(r"(\d{1,4})d", words):
        days = int(match[1])
        if not days:
            raise PeriodInvalid(text=text, reason="it has no days")
        return Period(today - timedelta(days=days - 1), today + timedelta(days=1))
    first, separator, last = words.partition("..")
    start, end = _calendar(first, text)
    if separator:
        _, end = _calendar(last, text)
    if start >= end:
        raise PeriodInvalid(text=text, reason="it ends before it begins")
    return Period(start, end)


def _calendar(words: str, text: str) -> tuple[date, date]:
    """A year, month or day as its first day and the day after its last."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", words.strip())
    if match is None:
        raise PeriodInvalid(text=text, reason="nobody can tell which days are meant")
    try:
        year = int(match[1])
        if match[2] is None:
            return date(year, 1, 1), date(year + 1, 1, 1)
        month = int(match[2])
        if match[3] is None:
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        day = date(year, month, int(match[3]))
        return day, day + timedelta(days=1)
    except (ValueError, OverflowError):
        raise PeriodInvalid(text=text, reason="the calendar does not have it") from None
