"""How many messages a lane may begin now, and when the next one. Pure; times are aware."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from penguinmails.delivery.outbound.lanes.model import Lane

_JITTER: Final = 0.25
"""A gap is up to so much longer than the least one, so that messages do not leave by the clock."""
_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(hours=4)


def zone_of(name: str) -> tzinfo:
    """The time zone of that name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@dataclass(frozen=True)
class Use:
    """What a lane has sent, and when it may go on."""

    used_today: int
    used_day: date
    rolling_used: int
    rolling_started: datetime | None
    next_slot: datetime


def current(lane: Lane, now: datetime) -> Use:
    """The lane's use as it stands at a moment: a new day or a new span begins at 0."""
    today = now.astimezone(zone_of(lane.timezone)).date()
    span = _span(lane)
    is_old = lane.rolling_started is None or span is None or now >= lane.rolling_started + span
    return Use(
        used_today=lane.used_today if lane.used_day == today else 0,
        used_day=today,
        rolling_used=0 if is_old else lane.rolling_used,
        rolling_started=None if is_old else lane.rolling_started,
        next_slot=lane.next_slot,
    )


def allowance(lane: Lane, now: datetime) -> int:
    """How many messages may begin at this moment."""
    if not lane.may_begin or now < lane.next_slot or not is_open(lane, now):
        return 0
    use = current(lane, now)
    most = lane.daily_cap - use.used_today
    if lane.rolling_limit is not None:
        most = min(most, lane.rolling_limit - use.rolling_used)
    if lane.per_second_limit is not None:
        most = min(most, _burst(lane.per_second_limit))
    if lane.min_gap_seconds:
        most = min(most, 1)
    return max(0, most)


def after(lane: Lane, began: int, now: datetime, jitter: float) -> Use:
    """The lane's use once so many messages have begun. `jitter`: from 0 to 1, how irregular the gap is."""
    use = current(lane, now)
    if not began:
        return replace(use, next_slot=next_opening(lane, max(now, lane.next_slot)))
    use = replace(
        use,
        used_today=use.used_today + began,
        rolling_used=use.rolling_used + began if lane.rolling_limit is not None else 0,
        rolling_started=(use.rolling_started or now) if lane.rolling_limit is not None else None,
    )
    pause = timedelta(seconds=lane.min_gap_seconds * (1 + _JITTER * jitter))
    if lane.per_second_limit is not None:
        # Any second then sees no more than the limit: what is paid for before the last group, and that group.
        pace = lane.per_second_limit - _burst(lane.per_second_limit) + 1
        pause = max(pause, timedelta(microseconds=ceil(began * 1_000_000 / pace)))
    return replace(use, next_slot=_free(lane, use, now + pause))


def _free(lane: Lane, use: Use, moment: datetime) -> datetime:
    """The first moment from then on at which cap, span and window let a message go."""
    span = _span(lane)
    if (
        lane.rolling_limit is not None
        and use.rolling_used >= lane.rolling_limit
        and use.rolling_started
        and span
    ):
        moment = max(moment, use.rolling_started + span)
    if use.used_today >= lane.daily_cap:
        moment = max(moment, _midnight(use.used_day + _DAY, zone_of(lane.timezone)))
    return next_opening(lane, moment)


def next_opening(lane: Lane, moment: datetime) -> datetime:
    """`moment`, or when the lane's window opens next; a week later where it never does."""
    if is_open(lane, moment):
        return moment
    zone = zone_of(lane.timezone)
    day = moment.astimezone(zone).date()
    for _ in range(8):
        opens = _at(day, lane.window_start_minute, zone)
        if lane.window_days >> day.weekday() & 1 and opens > moment and is_open(lane, opens):
            return opens
        day += _DAY
    return moment + 7 * _DAY


def is_open(lane: Lane, moment: datetime) -> bool:
    """Whether a moment is within the lane's window, by the clock on its wall."""
    local = moment.astimezone(zone_of(lane.timezone))
    minute = local.hour * 60 + local.minute
    in_hours = lane.window_start_minute <= minute < lane.window_end_minute
    return in_hours and bool(lane.window_days >> local.weekday() & 1)


def pause_after(failures: int, first: timedelta, chance: float) -> timedelta:
    """How long to wait after so many failures in a row: twice as long each time, up to four hours.

    `chance`, from 0 to 1, makes it up to a quarter shorter or longer, so that not all come back at once.
    """
    whole = min(first * 2 ** min(failures - 1, 20), _LONGEST)
    return whole * (0.75 + chance / 2)


def chance() -> float:
    """From 0 to 1, by chance."""
    return random.random()  # noqa: S311 - nothing secret


def earliest(moments: Sequence[datetime | None]) -> datetime | None:
    """The first of those that are known."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def _burst(per_second: int) -> int:
    return max(1, per_second // 10)


def _span(lane: Lane) -> timedelta | None:
    return None if lane.rolling_seconds is None else timedelta(seconds=lane.rolling_seconds)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return _at(day, 0, zone)


def _at(day: date, minute: int, zone: tzinfo) -> datetime:
    wall = datetime.combine(day, time(minute // 60 % 24, minute % 60), zone)
    # Through UTC: an hour that the clock leaves out then is the one after it.
    return wall.astimezone(UTC)
