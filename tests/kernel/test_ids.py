"""Version 7 identifiers."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.kernel import clock, ids

MOMENTS = st.integers(0, 250_000_000_000_000_000).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


def test_ids_of_a_process_only_grow_even_over_threads() -> None:
    made: list[list[int]] = []

    def make() -> None:
        made.append([ids.uuid7().int for _ in range(20_000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(numbers == sorted(numbers) for numbers in made)
    assert len({number for numbers in made for number in numbers}) == 80_000


def test_ids_grow_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before, now = ids.uuid7(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(hours=2))
    assert ids.uuid7() > before


def test_a_clock_that_was_years_ahead_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    with monkeypatch.context() as ahead:
        ahead.setattr(clock, "now", lambda: now + timedelta(days=3000))
        ids.uuid7()
    assert ids.uuid7_time(ids.uuid7()) < clock.now() + timedelta(days=1)


def test_an_id_says_when_it_was_made() -> None:
    before = clock.now() - timedelta(milliseconds=1)
    made = ids.uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= ids.uuid7_time(made) <= clock.now() + timedelta(seconds=1)


@given(moment=MOMENTS, hours=st.integers(-12, 12))
def test_the_floor_is_the_first_id_of_its_millisecond_in_any_zone(moment: datetime, hours: int) -> None:
    floor = ids.uuid7_floor(moment)
    assert floor == ids.uuid7_floor(moment.astimezone(timezone(timedelta(hours=hours))))
    assert floor.version == 7
    assert timedelta(0) <= moment - ids.uuid7_time(floor) < timedelta(milliseconds=1)
    assert ids.uuid7_floor(ids.uuid7_time(floor)) == floor


@given(first=MOMENTS, second=MOMENTS)
def test_floors_are_ordered_as_their_moments(first: datetime, second: datetime) -> None:
    if first <= second:
        assert ids.uuid7_floor(first) <= ids.uuid7_floor(second)
