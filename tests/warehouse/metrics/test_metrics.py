"""The dictionary: one meaning for each name, in Python and in SQL."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.metrics.dictionary import COUNTS, GROUPS, METRICS, RATES, metric, rate
from penguinmails.warehouse.metrics.errors import MetricUnknown
from penguinmails.warehouse.metrics.model import Kind
from penguinmails.warehouse.metrics.statements import quotient, written_out
from penguinmails.warehouse.metrics.writing import NOTHING, sparkline, written
from penguinmails.warehouse.reports.rows import Figures


def test_every_metric_has_one_name_and_a_sentence() -> None:
    everything = [each for group in GROUPS.values() for each in group]
    assert len(everything) == len(METRICS)
    for each in everything:
        assert each.definition.endswith(".")
        assert each.definition[0].isupper() or each.definition[0].isdigit()
        assert (each.numerator is None) == (each.denominator is None)
        for part in (each.numerator, each.denominator, each.less, each.machine):
            assert part is None or part in METRICS


def test_figures_are_the_counts_and_the_rates() -> None:
    assert [field.name for field in fields(Figures)] == [each.name for each in (*COUNTS, *RATES)]


@pytest.mark.parametrize(
    ("name", "over"),
    [
        ("delivery_rate", "sent"),
        ("bounce_rate", "sent"),
        ("open_rate", "delivered"),
        ("click_rate", "delivered"),
        ("reply_rate", "delivered"),
        ("unsubscribe_rate", "delivered"),
        ("complaint_rate", "delivered"),
        ("click_to_open_rate", "opened_human"),
    ],
)
def test_what_each_rate_is_over(name: str, over: str) -> None:
    assert metric(name).denominator == over


def test_over_nothing_there_is_no_rate() -> None:
    nothing = dict.fromkeys((each.name for each in COUNTS), 0)
    assert [rate(each.name, nothing) for each in RATES] == [None] * len(RATES)
    assert rate("reply_rate", {"replied": 0, "delivered": 4}) == 0
    assert rate("open_rate_machine", {"opened_tracked": 3, "opened_human": 1, "delivered": 4}) == 0.5


def test_what_the_dictionary_does_not_have_is_refused() -> None:
    with pytest.raises(MetricUnknown):
        metric("karma")
    with pytest.raises(MetricUnknown):
        rate("sent", {"sent": 1})
    with pytest.raises(MetricUnknown):
        written_out("SELECT {karma:f} FROM olap.f")


async def test_sql_and_python_divide_alike(databases: Databases, tenant: Scope) -> None:
    counts = {each.name: 3 + number for number, each in enumerate(COUNTS)}
    nothing = dict.fromkeys(counts, 0)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        for numbers in (counts, nothing):
            row = ", ".join(f"{number}::bigint AS {name}" for name, number in numbers.items())
            rates = ", ".join(quotient(each.name, "f") for each in RATES)
            cursor = await tx.connection.execute(f"SELECT {rates} FROM (SELECT {row}) AS f".encode())
            found = await cursor.fetchone()
            assert found == pytest.approx(tuple(rate(each.name, numbers) for each in RATES))


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, Kind.RATE, NOTHING),
        ("", None, NOTHING),
        (0.0, Kind.RATE, "0.0 %"),
        (0.41349, Kind.RATE, "41.3 %"),
        (1234567, Kind.COUNT, "1,234,567"),
        (-0.052, Kind.POINTS, "-5.2"),
        (0.25, Kind.CHANGE, "+25.0 %"),
        (12.345, Kind.AVERAGE, "12.3"),
        (71.6, Kind.SCORE, "72"),
        (0.0004, Kind.PROBABILITY, "< 0.001"),
        (0.0421, Kind.PROBABILITY, "0.042"),
        (123456, Kind.MONEY, "1,234.56"),
        (1_500_000, Kind.BYTES, "1.5 MB"),
        (999, Kind.BYTES, "999 B"),
        (3725, Kind.DURATION, "1 h 2 min"),
        (0, Kind.DURATION, "0 s"),
        (True, None, "yes"),
    ],
)
def test_how_numbers_are_written(value: object, kind: Kind | None, text: str) -> None:
    assert written(value, kind) == text


@settings(max_examples=50)
@given(st.lists(st.integers(-5, 1000), max_size=200))
def test_a_sparkline_is_never_longer_than_its_room(values: list[int]) -> None:
    line = sparkline(values)
    assert len(line) <= 30
    assert (line == NOTHING) == (not values)
