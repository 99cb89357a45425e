"""Intervals against what was published: Newcombe, Statistics in Medicine 17 (1998), 857-872 and 873-890."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.warehouse.metrics.intervals import Proportion, difference, p_value, wilson
from penguinmails.warehouse.reports.comparing import judged
from penguinmails.warehouse.reports.rows import Verdict


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(hits: int, of: int, low: float, high: float) -> None:
    """Table I of the first paper, method 3."""
    found = wilson(Proportion(hits, of))
    assert found
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_as_published(one: tuple[int, int], other: tuple[int, int], low: float, high: float) -> None:
    """Table II of the second paper, method 10."""
    found = difference(Proportion(*one), Proportion(*other))
    assert found
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_the_two_proportions_test_as_in_textbooks() -> None:
    """45 of 100 against 30 of 100: z = 2.19, p = 0.028."""
    found = p_value(Proportion(45, 100), Proportion(30, 100))
    assert found == pytest.approx(0.0285, abs=0.0005)
    assert p_value(Proportion(0, 9), Proportion(0, 7)) == 1
    assert p_value(Proportion(0, 0), Proportion(3, 7)) is None


def test_over_nothing_there_is_no_interval() -> None:
    assert wilson(Proportion(0, 0)) is None
    assert difference(Proportion(1, 2), Proportion(0, 0)) is None


proportions = st.integers(1, 5000).flatmap(lambda of: st.builds(Proportion, st.integers(0, of), st.just(of)))


@given(proportions, proportions)
def test_intervals_hold_what_was_measured_and_stay_in_bounds(one: Proportion, other: Proportion) -> None:
    alone, apart = wilson(one), difference(one, other)
    assert alone
    assert apart
    assert 0 <= alone.low <= one.hits / one.of + 1e-12
    assert one.hits / one.of - 1e-12 <= alone.high <= 1
    measured = one.hits / one.of - other.hits / other.of
    assert -1 - 1e-9 <= apart.low <= measured + 1e-9
    assert measured - 1e-9 <= apart.high <= 1 + 1e-9
    back = difference(other, one)
    assert back
    assert math.isclose(back.low, -apart.high, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("measured", "verdicts"),
    [
        ([(10, 100)], ["alone"]),
        ([(10, 100), (30, 99)], ["too few", "too few"]),
        ([(10, 100), (12, 100)], ["undecided", "undecided"]),
        ([(10, 200), (40, 200)], ["beaten", "winner"]),
        ([(40, 200), (10, 200), (12, 200)], ["winner", "beaten", "beaten"]),
        ([(40, 200), (36, 200), (12, 200)], ["undecided"] * 3),
        ([(0, 500), (0, 500)], ["undecided", "undecided"]),
    ],
)
def test_who_wins(measured: list[tuple[int, int]], verdicts: list[str]) -> None:
    assert judged([Proportion(*each) for each in measured], 100) == verdicts


def test_more_variants_ask_for_more() -> None:
    """What wins among two is not enough among five, where four others had the chance to be lucky."""
    good, poor = Proportion(22, 200), Proportion(10, 200)
    assert judged([good, poor], 100)[0] is Verdict.WINNER
    assert judged([good, *[poor] * 4], 100)[0] is Verdict.UNDECIDED
