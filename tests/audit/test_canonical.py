"""The canonical form is the same before jsonb and after it."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from penguinmails.audit import ValueNotPlain
from penguinmails.audit.canonical import canonical, from_jsonb, plain
from tests.servers import Cluster

Connection = psycopg.Connection[tuple[str]]

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
NUMBERS = (
    st.integers()
    | st.integers(-(10**60), 10**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        [0.0, -0.0, 1e16, 1e22, 1e23, -1e23, 1e300, 5e-324, 1e-7, 0.1, 1.0, 123456789.125, 2**63]
    )
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def connection(cluster: Cluster) -> Iterator[Connection]:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        yield connection


@given(value=VALUES)
@example(value={"a": 1e16, "b": [-0.0, "\x7f\x1f\u2028é\U0001f427", ""], "B": {"": None}})
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_jsonb_gives_back_the_same_bytes(connection: Connection, value: object) -> None:
    row = connection.execute("SELECT (%s::jsonb)::text", [Jsonb(plain(value))]).fetchone()
    assert row
    assert canonical(from_jsonb(row[0])) == canonical(plain(value))
    # The handoff's own reading, and a second storing, change nothing either.
    again = connection.execute("SELECT (%s::jsonb)::text", [Jsonb(json.loads(row[0]))]).fetchone()
    assert again
    assert canonical(from_jsonb(again[0])) == canonical(plain(value))


@given(value=VALUES)
def test_the_canonical_form_is_json_of_the_value(value: object) -> None:
    assert json.loads(canonical(plain(value)), parse_int=float, parse_float=float) == json.loads(
        json.dumps(value), parse_int=float, parse_float=float
    )


@pytest.mark.parametrize(
    ("value", "bytes_"),
    [
        ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
        ({"é": '\u0001\n"\\/'}, b'{"\xc3\xa9":"\\u0001\\n\\"\\\\/"}'),
        (1e23, b"100000000000000000000000"),
        (1.50, b"1.5"),
        (-0.0, b"0.0"),
        (Decimal("1.50"), b'"1.50"'),
    ],
)
def test_the_form_itself(value: object, bytes_: bytes) -> None:
    assert canonical(plain(value)) == bytes_


def test_digits_that_a_float_would_lose_are_seen() -> None:
    assert canonical(from_jsonb("0.10000000000000000001")) != canonical(from_jsonb("0.1"))
    assert canonical(from_jsonb("0.10")) != canonical(from_jsonb("0.1"))
    assert canonical(from_jsonb("9" * 5000)) == b"9" * 5000


class Colour(StrEnum):
    RED = "red"


def test_what_areas_hold_becomes_plain() -> None:
    assert plain(
        {
            "id": UUID(int=1),
            "at": datetime(2026, 11, 20, 12, tzinfo=UTC),
            "day": date(2026, 11, 20),
            "colour": Colour.RED,
            "price": Decimal("9.90"),
            "tags": {"b", "a"},
            "pair": (1, "x"),
        }
    ) == {
        "id": "00000000-0000-0000-0000-000000000001",
        "at": "2026-11-20T12:00:00+00:00",
        "day": "2026-11-20",
        "colour": "red",
        "price": "9.90",
        "tags": ["a", "b"],
        "pair": [1, "x"],
    }


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": "x\0y"}, "new.a"),
        ({"a\0": 1}, "a key of new"),
        ({"a": ["ok", "\ud800"]}, "new.a[1]"),
        ({"a": {"b": float("nan")}}, "new.a.b"),
        ({"a": float("inf")}, "new.a"),
        ({"a": {1: "x"}}, "new.a"),
        ({"a": b"bytes"}, "new.a"),
        ({"a": object()}, "new.a"),
    ],
)
def test_what_jsonb_would_refuse_or_change_is_refused_by_name(value: object, path: str) -> None:
    with pytest.raises(ValueNotPlain) as caught:
        plain(value, "new")
    assert caught.value.data["path"] == path
