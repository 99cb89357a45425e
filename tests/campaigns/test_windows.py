"""The next opening, over all time zones and their changes of clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.campaigns.windows import Calendar, Window, is_open, next_opening, zone_of
from penguinmails.campaigns.windows.openings import DAY

BERLIN = ZoneInfo("Europe/Berlin")
HALF = timedelta(minutes=30)

FIRST, LAST = datetime(2005, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, tzinfo=UTC)
moments = st.timedeltas(timedelta(), LAST - FIRST).map(lambda since: FIRST + since)
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    opens = draw(st.integers(0, DAY - 1))
    return Window(draw(st.integers(1, 7)), opens, draw(st.integers(opens + 1, DAY)))


@st.composite
def calendars(draw: st.DrawFn, near: datetime) -> Calendar:
    days = st.integers(-2, 20).map(lambda number: near.date() + timedelta(days=number))
    return Calendar(
        tuple(draw(st.lists(windows(), max_size=5))), frozenset(draw(st.frozensets(days, max_size=12)))
    )


def office(*weekdays: int, opens: time = time(9), closes: time = time(17)) -> tuple[Window, ...]:
    return tuple(
        Window(day, opens.hour * 3600 + opens.minute * 60, closes.hour * 3600 + closes.minute * 60)
        for day in weekdays
    )


@settings(max_examples=150, deadline=None)
@given(st.data(), moments, zones)
def test_it_is_the_first_moment_that_is_open(data: st.DataObject, moment: datetime, zone: ZoneInfo) -> None:
    calendar = data.draw(calendars(moment))
    found = next_opening(calendar, zone, moment)
    assert found is not None
    assert found >= moment
    assert is_open(calendar, zone, found)
    assert (found == moment) == is_open(calendar, zone, moment)
    if found > moment:
        assert not is_open(calendar, zone, found - timedelta(microseconds=1))
    for part in data.draw(st.lists(st.floats(0, 1, exclude_max=True), max_size=20)):
        between = moment + (found - moment) * part
        assert between == found or not is_open(calendar, zone, between)


@settings(max_examples=100, deadline=None)
@given(st.data(), moments, zones, st.timedeltas(timedelta(), timedelta(days=9)))
def test_later_is_never_earlier(
    data: st.DataObject, moment: datetime, zone: ZoneInfo, later: timedelta
) -> None:
    calendar = data.draw(calendars(moment))
    first, second = next_opening(calendar, zone, moment), next_opening(calendar, zone, moment + later)
    assert first is not None
    assert second is not None
    assert first <= second
    assert next_opening(calendar, zone, first) == first


def test_without_windows_it_is_always_open() -> None:
    moment = datetime(2026, 5, 1, 3, tzinfo=UTC)
    assert next_opening(Calendar(), BERLIN, moment) == moment


def test_over_the_weekend_it_waits_until_monday() -> None:
    friday = datetime(2026, 5, 1, 17, tzinfo=BERLIN)
    assert next_opening(Calendar(office(1, 2, 3, 4, 5)), BERLIN, friday) == datetime(
        2026, 5, 4, 9, tzinfo=BERLIN
    )


def test_a_day_left_out_is_skipped() -> None:
    calendar = Calendar(office(1, 2), frozenset({date(2026, 5, 4)}))
    friday = datetime(2026, 5, 1, 12, tzinfo=BERLIN)
    assert next_opening(calendar, BERLIN, friday) == datetime(2026, 5, 5, 9, tzinfo=BERLIN)


def test_a_window_that_the_clock_skips_begins_behind_the_gap_or_not_at_all() -> None:
    night = datetime(2026, 3, 29, 0, tzinfo=BERLIN)
    behind = Calendar(office(7, opens=time(2, 30), closes=time(4)))
    assert next_opening(behind, BERLIN, night) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    inside = Calendar(office(7, opens=time(2, 15), closes=time(2, 45)))
    assert next_opening(inside, BERLIN, night) == datetime(2026, 4, 5, 2, 15, tzinfo=BERLIN)


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    calendar = Calendar(office(7, opens=time(2), closes=time(2, 30)))
    first = datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert next_opening(calendar, BERLIN, first) == first
    assert next_opening(calendar, BERLIN, first + HALF) == first + 2 * HALF
    assert is_open(calendar, BERLIN, first + timedelta(minutes=75))


def test_what_never_opens_is_said() -> None:
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    every = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(2000))
    assert next_opening(Calendar((), every), BERLIN, moment) is None


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "a\0b", None])
def test_what_is_no_time_zone_is_none(name: str | None) -> None:
    assert zone_of(name) is None
