"""How many messages a lane may begin, and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.delivery.outbound.lanes.rules import (
    after,
    allowance,
    is_open,
    next_opening,
    pause_after,
    zone_of,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LANE = Lane(
    tenant_id=UUID(int=1),
    mailbox_id=UUID(int=2),
    company_id=None,
    email="ann@acme.example",
    sending_domain="acme.example",
    daily_cap=50,
    used_today=0,
    used_day=date(1970, 1, 1),
    timezone="UTC",
    window_days=127,
    window_start_minute=0,
    window_end_minute=1440,
    min_gap_seconds=0,
    per_second_limit=None,
    rolling_limit=None,
    rolling_seconds=None,
    rolling_used=0,
    rolling_started=None,
    next_slot=datetime(1970, 1, 1, tzinfo=UTC),
    fence=1,
    version=1,
    may_begin=True,
    now=NOW,
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WINDOWS = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])


@st.composite
def lanes(draw: st.DrawFn) -> Lane:
    opens, closes = draw(WINDOWS)
    limited = draw(st.booleans())
    return replace(
        LANE,
        timezone=draw(ZONES),
        window_days=draw(st.integers(1, 127)),
        window_start_minute=opens,
        window_end_minute=closes,
        daily_cap=draw(st.integers(0, 30)),
        min_gap_seconds=draw(st.sampled_from([0, 0, 5, 120])),
        per_second_limit=draw(st.sampled_from([None, 1, 7, 100])),
        rolling_limit=draw(st.integers(1, 20)) if limited else None,
        rolling_seconds=draw(st.integers(60, 100_000)) if limited else None,
    )


@given(lanes(), MOMENTS)
def test_the_next_opening_is_open_and_not_in_the_past(lane: Lane, moment: datetime) -> None:
    opening = next_opening(lane, moment)
    assert opening >= moment
    assert is_open(lane, opening) or opening == moment + timedelta(days=7)


@given(lanes(), MOMENTS, st.integers(1, 40), st.randoms(use_true_random=False))
def test_a_lane_never_exceeds_its_limits(lane: Lane, moment: datetime, rounds: int, chance: Random) -> None:
    """Whenever the next slot has come, as many begin as may: by day, by window, by gap, by span."""
    zone = zone_of(lane.timezone)
    began: list[tuple[datetime, int]] = []
    for _ in range(rounds):
        most = allowance(lane, moment)
        if most > 0:
            count = chance.randint(1, min(most, 1000))
            use = after(lane, count, moment, chance.random())
            began.append((moment, count))
        else:
            use = after(lane, 0, moment, 0)
        lane = replace(
            lane,
            used_today=use.used_today,
            used_day=use.used_day,
            rolling_used=use.rolling_used,
            rolling_started=use.rolling_started,
            next_slot=use.next_slot,
        )
        moment = max(moment + timedelta(milliseconds=chance.randint(1, 500)), use.next_slot)
    for at, _ in began:
        assert is_open(lane, at)
    by_day: dict[date, int] = {}
    for at, count in began:
        by_day[at.astimezone(zone).date()] = by_day.get(at.astimezone(zone).date(), 0) + count
    assert all(count <= lane.daily_cap for count in by_day.values())
    if lane.per_second_limit is not None:
        for at, _ in began:
            within = [count for moment, count in began if at <= moment < at + timedelta(seconds=1)]
            assert sum(within) <= lane.per_second_limit
    if lane.min_gap_seconds:
        gaps = [later - earlier for (earlier, _), (later, _) in pairwise(began)]
        assert all(gap >= timedelta(seconds=lane.min_gap_seconds) for gap in gaps)
        assert all(count == 1 for _, count in began)


def test_a_span_of_a_provider_is_kept() -> None:
    lane = replace(LANE, daily_cap=1000, rolling_limit=10, rolling_seconds=60)
    assert allowance(lane, NOW) == 10
    use = after(lane, 10, NOW, 0)
    assert use.next_slot == NOW + timedelta(seconds=60)
    full = replace(lane, rolling_used=10, rolling_started=NOW, next_slot=NOW)
    assert allowance(full, NOW + timedelta(seconds=59)) == 0
    assert allowance(full, NOW + timedelta(seconds=60)) == 10


def test_the_day_ends_where_the_mailbox_is() -> None:
    tokyo = replace(LANE, timezone="Asia/Tokyo", used_day=date(2026, 11, 20), used_today=50)
    assert allowance(tokyo, NOW) == 0
    assert after(tokyo, 0, NOW, 0).next_slot == NOW
    late = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert late.astimezone(ZoneInfo("Asia/Tokyo")).date() == date(2026, 11, 21)
    assert allowance(tokyo, late) == 50


@given(st.integers(1, 100), st.floats(0, 1))
def test_pauses_grow_and_end_somewhere(failures: int, chance: float) -> None:
    first = timedelta(minutes=5)
    pause = pause_after(failures, first, chance)
    assert first * 0.75 <= pause <= timedelta(hours=5)
    assert pause_after(failures + 2, first, chance) >= pause


def test_an_unknown_zone_is_utc() -> None:
    assert allowance(replace(LANE, timezone="Mars/Olympus"), NOW) == 50
