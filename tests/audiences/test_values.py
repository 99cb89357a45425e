"""The text of cells as values of custom fields."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.audiences.fields import (
    ORDERS,
    Field,
    FieldInvalid,
    FieldType,
    guess_type,
    key_for,
    read_value,
)

COLOURS = ["Red", "Dark Green"]


def value(type_: str, text: str, order: str | None = None) -> object:
    return read_value(Field("field", "Field", type_, COLOURS), text, date_order=order)


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("text", "  Jane ", "Jane"),
        ("number", "12", 12),
        ("number", "-12.50", -12.5),
        ("number", "−3", -3),  # noqa: RUF001 - the minus that typographers use
        ("number", "1,234.50", 1234.5),
        ("number", "1.234,50", 1234.5),
        ("number", "1,234", 1234),
        ("number", "1.234", 1.234),
        ("number", "1.234.567", 1234567),
        ("number", "1 234 567,8", 1234567.8),
        ("number", "1\u202f234,5", 1234.5),
        ("number", "1'234.50", 1234.5),
        ("number", "0,5", 0.5),
        ("number", "0,125", 0.125),
        ("number", "€ 5", 5),
        ("number", "5,00 €", 5.0),
        ("number", "-$1,000.00", -1000.0),
        ("number", "1e3", 1000.0),
        ("number", "12345678901234567890", 12345678901234567890),
        ("boolean", "YES", True),
        ("boolean", "ja", True),
        ("boolean", "1", True),
        ("boolean", "x", True),
        ("boolean", "Falsch", False),
        ("boolean", "0", False),
        ("date", "2026-01-31", "2026-01-31"),
        ("date", "2026/1/31", "2026-01-31"),
        ("date", "20260131", "2026-01-31"),
        ("date", "31.1.2026", "2026-01-31"),
        ("date", "02.03.2026", "2026-03-02"),
        ("date", "31/01/2026", "2026-01-31"),
        ("date", "1/31/2026", "2026-01-31"),
        ("date", "5/5/26", "2026-05-05"),
        ("date", "31.12.99", "1999-12-31"),
        ("date", "31 January 2026", "2026-01-31"),
        ("date", "Jan 31st, 2026", "2026-01-31"),
        ("date", "2. März 2026", "2026-03-02"),
        ("date", "1er août 2026", "2026-08-01"),
        ("date", "2 de enero de 2026", "2026-01-02"),
        ("date", "2026-01-31 00:00:00", "2026-01-31"),
        ("timestamp", "2026-01-31", "2026-01-31T00:00:00+00:00"),
        ("timestamp", "2026-01-31T14:30:00Z", "2026-01-31T14:30:00+00:00"),
        ("timestamp", "2026-01-31 14:30:05.123+02:00", "2026-01-31T12:30:05+00:00"),
        ("timestamp", "31.01.2026, 14:30", "2026-01-31T14:30:00+00:00"),
        ("timestamp", "1/31/2026 2:30 PM", "2026-01-31T14:30:00+00:00"),
        ("timestamp", "1/31/2026 12:05 a.m.", "2026-01-31T00:05:00+00:00"),
        ("url", "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("url", "www.example.com", "https://www.example.com"),
        ("url", "example.com:8080/x", "https://example.com:8080/x"),
        ("url", "bücher.example", "https://bücher.example"),
        ("choice", "dark GREEN", "Dark Green"),
        ("number", "  ", None),
    ],
)
def test_a_cell_says_a_value(type_: str, text: str, expected: object) -> None:
    found = value(type_, text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("type_", "text", "says"),
    [
        ("text", "x" * 5001, "5,000"),
        ("number", "twelve", "number like"),
        ("number", "1.2.3", "number like"),
        ("number", "1,2345.6", "number like"),
        ("number", "50%", "number like"),
        ("number", "nan", "number like"),
        ("number", "1e999", "usual size"),
        ("number", "9" * 400, "number like"),
        ("number", "١٢", "number like"),
        ("boolean", "maybe", "yes or no"),
        ("date", "02/03/2026", "told apart"),
        ("date", "2026-02-30", "exists"),
        ("date", "45293", "date like"),
        ("date", "soon", "date like"),
        ("date", "31 Jänuar 2026", "date like"),
        ("timestamp", "2026-01-31 25:00", "time like"),
        ("timestamp", "2026-01-31 13:00 pm", "1 to 12"),
        ("timestamp", "0001-01-01 00:00+14:00", "time like"),
        ("url", "javascript:alert(1)", "address like"),
        ("url", "https://user@", "address like"),
        ("url", "http://[::1", "address like"),
        ("url", "https://exa mple.com", "address like"),
        ("url", "localhost", "address like"),
        ("choice", "blue", "Red, Dark Green"),
    ],
)
def test_a_cell_that_says_none_is_refused_in_words(type_: str, text: str, says: str) -> None:
    with pytest.raises(FieldInvalid, match=says) as refusal:
        value(type_, text)
    assert refusal.value.message.startswith("Field cannot be ")
    assert len(refusal.value.message) < 300


def test_a_required_field_needs_a_value() -> None:
    with pytest.raises(FieldInvalid, match="a value is expected"):
        read_value(Field("field", "Field", "text", is_required=True), " ")


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("02/03/2026", "dmy", "2026-03-02"),
        ("02/03/2026", "mdy", "2026-02-03"),
        ("02-03-26", "ymd", "2002-03-26"),
        ("02.03.2026", "mdy", "2026-02-03"),
        ("2026-02-03", "dmy", "2026-02-03"),
        ("02/03/2026", "ymd", None),
        ("13/02/2026", "mdy", None),
    ],
)
def test_who_says_the_order_is_believed(text: str, order: str, day: str | None) -> None:
    if day is None:
        with pytest.raises(FieldInvalid):
            value("date", text, order)
    else:
        assert value("date", text, order) == day


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_every_day_comes_back_from_how_it_is_written(day: date) -> None:
    for text in (day.isoformat(), f"{day.day}.{day.month}.{day.year:04}", f"{day:%d}/{day:%m}/{day.year:04}"):
        assert value("date", text, "dmy") == day.isoformat()
    assert value("date", f"{day.month}/{day.day}/{day.year:04}", "mdy") == day.isoformat()


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - naive, as cells are
def test_every_moment_comes_back(moment: datetime) -> None:
    expected = moment.replace(microsecond=0, tzinfo=UTC).isoformat()
    assert value("timestamp", moment.isoformat(" ")) == expected
    assert value("timestamp", f"{moment:%Y-%m-%d %I:%M:%S %p}") == expected


@given(st.integers(-(10**12), 10**12), st.sampled_from([",", ".", " ", "'", "\u00a0"]))
def test_every_number_comes_back_with_its_thousands_parted(number: int, gap: str) -> None:
    decimal = "," if gap == "." else "."
    text = f"{number:,}".replace(",", gap)
    assert value("number", f"{text}{decimal}25") == float(f"{number}.25")
    assert value("number", str(number)) == number


@given(
    st.sampled_from(FieldType),
    st.text(max_size=40) | st.text("0123456789.,:/- Tjan€+", max_size=20),
    st.sampled_from([None, *ORDERS]),
)
def test_whatever_a_cell_holds_it_is_a_value_or_a_refusal(
    type_: FieldType, text: str, order: str | None
) -> None:
    try:
        found = value(type_, text, order)
    except FieldInvalid:
        return
    assert found is None or isinstance(found, str | int | float | bool)
    if type_ is not FieldType.TEXT and isinstance(found, str):
        assert value(type_, found) == found


@pytest.mark.parametrize(
    ("cells", "type_"),
    [
        (["1", "2.5", "1,000"], "number"),
        (["1", "0"], "number"),
        (["yes", "No", None, ""], "boolean"),
        (["2026-01-31", "02/03/2026"], "date"),
        (["2026-01-31 10:00", "2026-02-01T11:00Z"], "timestamp"),
        (["https://a.example", "www.b.example"], "url"),
        (["01234", "56789"], "text"),
        (["+49301234"], "text"),
        (["4915112345678901"], "text"),
        (["x", "x"], "text"),
        (["1", "one"], "text"),
        ([None, " "], "text"),
        (["a.example"], "text"),
    ],
)
def test_a_type_is_guessed_where_it_loses_nothing(cells: list[str | None], type_: str) -> None:
    assert guess_type(cells) == type_


@given(st.text(max_size=100))
def test_any_label_makes_a_key(label: str) -> None:
    key = key_for(label)
    assert key.isidentifier()
    assert key.isascii()
    assert key == key.lower()
    assert len(key) <= 63
