"""When a failed job is tried again."""

from datetime import timedelta

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.jobs import JobTimedOut, may_pass, pause_after
from tests.jobs.factories import Lasting, Passing

attempts = st.integers(min_value=1, max_value=10_000)
chances = st.floats(min_value=0, max_value=1)


@given(attempts, chances)
def test_a_pause_is_within_a_quarter_of_its_power_of_two(attempt: int, chance: float) -> None:
    exact = min(2.0 ** min(attempt, 20), 300.0)
    pause = pause_after(attempt, chance=chance).total_seconds()
    assert exact * 0.75 - 1e-6 <= pause <= exact * 1.25 + 1e-6


@given(attempts, attempts, chances)
def test_later_pauses_are_not_shorter(first: int, second: int, chance: float) -> None:
    first, second = sorted((first, second))
    assert pause_after(first, chance=chance) <= pause_after(second, chance=chance)


@given(attempts)
def test_the_whole_jitter_is_used(attempt: int) -> None:
    shortest, longest = pause_after(attempt, chance=0), pause_after(attempt, chance=1)
    assert abs(longest / shortest - 5 / 3) < 1e-5
    assert longest <= timedelta(seconds=375)


@given(attempts)
def test_a_drawn_pause_is_within_the_jitter(attempt: int) -> None:
    assert pause_after(attempt, chance=0) <= pause_after(attempt) <= pause_after(attempt, chance=1)


@pytest.mark.parametrize(
    "error",
    [
        Passing(),
        JobTimedOut(job="test.note", seconds=1),
        psycopg.OperationalError(),
        psycopg.errors.DeadlockDetected(),
        ConnectionResetError(),
        TimeoutError(),
        ExceptionGroup("both", [Passing(), TimeoutError()]),
    ],
)
def test_what_can_pass_is_tried_again(error: Exception) -> None:
    assert may_pass(error)


@pytest.mark.parametrize(
    "error",
    [
        Lasting(),
        ValueError(),
        psycopg.errors.UniqueViolation(),
        PermissionError(),
        ExceptionGroup("one of two", [Passing(), ValueError()]),
    ],
)
def test_what_cannot_pass_is_not(error: Exception) -> None:
    assert not may_pass(error)
