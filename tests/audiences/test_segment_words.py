"""Filters as text and as JSON: read, written, and refused with the place that is wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from penguinmails.audiences.segments.errors import FilterInvalid
from penguinmails.audiences.segments.model import EVERYBODY, Group, Node, Way, as_json, normal
from penguinmails.audiences.segments.moments import moment_of, read_moment
from penguinmails.audiences.segments.reading import read_filter
from penguinmails.audiences.segments.words import read_words, write_words
from tests.audiences.filters import CATALOGUE, LISTS, NOW, nodes


@given(nodes())
@example(EVERYBODY)
@example(Group(Way.NONE, (EVERYBODY,)))
@example(Group(Way.ANY, (EVERYBODY, Group(Way.ALL, (Group(Way.NONE, (EVERYBODY,)),)))))
def test_text_is_read_as_it_was_written(node: Node) -> None:
    text = write_words(node, CATALOGUE)
    assert read_words(text, CATALOGUE) == normal(node)
    assert write_words(read_words(text, CATALOGUE), CATALOGUE) == text


@given(nodes())
def test_json_is_read_as_it_was_written(node: Node) -> None:
    assert read_filter(json.loads(json.dumps(as_json(node))), CATALOGUE) == node


@given(nodes())
def test_the_normal_form_is_reached_at_once(node: Node) -> None:
    assert normal(normal(node)) == normal(node)


@given(st.text(alphabet='tags has"vip\\()and or not, is é\x00\n', max_size=60) | st.text(max_size=60))
def test_any_other_text_is_refused_with_its_place(text: str) -> None:
    try:
        read_words(text, CATALOGUE)
    except FilterInvalid as error:
        assert error.where.startswith("column ")  # noqa: PT017 - it may also be a filter


def anything() -> st.SearchStrategy[Any]:
    keys = st.sampled_from(("all", "any", "none", "field", "op", "value", "x"))
    words = (
        st.sampled_from(("tags", "has", "vip", "is", "custom_fields.purchases", "\0", "\ud800")) | st.text()
    )
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | words,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=8,
    )


@given(anything())
def test_any_other_json_is_refused(said: Any) -> None:
    try:
        node = read_filter(said, CATALOGUE)
    except FilterInvalid:
        return
    assert read_filter(as_json(node), CATALOGUE) == node


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('tags has vip AND custom_fields.plan is PRO and engagement.last_opened after "30 Days  Ago"',
         'tags has vip and custom_fields.plan is pro and engagement.last_opened after "30 days ago"'),
        ("not (status is active or not tags is empty)", "not (status is active or not tags empty)"),
        ("tags has a or tags has b and tags has c", "tags has a or tags has b and tags has c"),
        ("(tags has a or tags has b) and tags has c", "(tags has a or tags has b) and tags has c"),
        ("name is not empty", "name set"),
        ("name is not Ann", "name not Ann"),
        ("name starts with An", "name starts An"),
        ("stage any of (new,meeting)", "stage any_of (new, meeting)"),
        ('list is "press & FRIENDS"', 'list is "Press & friends"'),
        ("is_role is yes", "is_role is yes"),
        ("email is Ann@Example.com", "email is ann@example.com"),
        ("created before 2026-01-31", "created before 2026-01-31"),
        ('created before "2026-01-31 12:00 +02:00"', "created before 2026-01-31T10:00:00+00:00"),
        ("custom_fields.purchases above 1.50", "custom_fields.purchases above 1.5"),
        ("((everybody))", "everybody"),
    ],
)  # fmt: skip
def test_people_may_write_it_in_several_ways(text: str, written: str) -> None:
    assert write_words(read_words(text, CATALOGUE), CATALOGUE) == written


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("tag has vip", "column 1", "did you mean tags?"),
        ("tags has vip and engagement.last_open set", "column 18", "did you mean engagement.last_opened?"),
        ("tags above 3", "column 6", 'tags cannot be compared by "above", but by has, lacks'),
        ("tags has", "column 9", "a value is expected"),
        ("tags", "column 5", "a comparison like"),
        ("", "column 1", "a field is expected"),
        ("tags has vip or", "column 16", "a field is expected"),
        ("tags has vip vip", "column 14", "in double quotes"),
        ('tags has "vip', "column 10", "never closed"),
        ("(tags has vip", "column 14", "a closing parenthesis"),
        ("tags any_of vip", "column 13", "in parentheses"),
        ("status is activ", "column 11", "did you mean active?"),
        ("created after soon", "column 15", '"soon" is not a time like'),
        ('created after "30 days"', "column 15", "is not a time like"),
        ("created after 2026-02-30", "column 15", "is not a time like"),
        ("engagement.sent above many", "column 23", "a number like"),
        ("engagement.sent above 1.5", "column 23", "a whole number"),
        ("custom_fields.vip is perhaps", "column 22", "yes or no"),
        ("custom_fields.plann is pro", "column 1", "did you mean custom_fields.plan?"),
        ("list is Sprin", "column 9", 'did you mean "Spring"?'),
        ('name is " "', "column 9", "blank"),
        ("status empty", "column 8", "cannot be compared by"),
        (f"name is {'a' * 1001}", "column 9", "1000 characters"),
        ("(" * 60 + "tags set" + ")" * 60, "column 23", "deep"),
        (" or ".join(["tags set"] * 101), "column 1", "100 conditions"),
        ("not " * 60 + "tags set", "column 89", "deep"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_column(text: str, where: str, reason: str) -> None:
    with pytest.raises(FilterInvalid) as caught:
        read_words(text, CATALOGUE)
    assert (caught.value.where, reason in caught.value.reason) == (where, True), caught.value.reason


@pytest.mark.parametrize(
    ("said", "where", "reason"),
    [
        ({"all": [{"field": "tags", "op": "has", "value": "vip"}, {"any": [{"field": "status", "op": "is", "value": "gone"}]}]},
         "all[1].any[0].value", "there are active"),
        ({"all": [{"field": "tags", "op": "any_of", "value": ["a", 3]}]}, "all[0].value[1]", "a text is expected"),
        ({"field": "tags", "op": "empty", "value": 1}, "value", "has no value"),
        ({"field": "tags", "op": "has", "valu": 1}, "the filter", "valu"),
        ({"any": []}, "any", "at least one"),
        ({"all": {}}, "all", "a list of conditions"),
        ({"all": [], "any": []}, "the filter", "is expected"),
        ([], "the filter", "is expected"),
        ({"field": "tags", "op": "any_of", "value": [str(n) for n in range(501)]}, "value", "500 values"),
        ({"field": "engagement.sent", "op": "above", "value": True}, "value", "a number is expected"),
        ({"field": "engagement.sent", "op": "above", "value": 1e300}, "value", "usual size"),
        ({"field": "name", "op": "is", "value": "a\0"}, "value", "no database"),
        ({"field": "name", "op": "is"}, "value", "not nothing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_path(said: Any, where: str, reason: str) -> None:
    with pytest.raises(FilterInvalid) as caught:
        read_filter(said, CATALOGUE)
    assert (caught.value.where, reason in caught.value.reason) == (where, True), caught.value.reason


def test_a_list_is_kept_by_its_id() -> None:
    node = read_words("list is spring", CATALOGUE)
    assert as_json(node) == {"field": "list", "op": "is", "value": str(LISTS[0].id)}


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("today", datetime(2026, 3, 31, tzinfo=UTC)),
        ("1 month ago", datetime(2026, 2, 28, 12, 30, 15, tzinfo=UTC)),
        ("13 months ago", datetime(2025, 2, 28, 12, 30, 15, tzinfo=UTC)),
        ("in 1 year", datetime(2027, 3, 31, 12, 30, 15, tzinfo=UTC)),
        ("2 weeks ago", datetime(2026, 3, 17, 12, 30, 15, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T12:00-05:00", datetime(2026, 1, 31, 17, tzinfo=UTC)),
    ],
)
def test_points_in_time(said: str, means: datetime) -> None:
    read = read_moment(said)
    assert read is not None
    assert moment_of(read, NOW) == means
    assert read_moment(read) == read


@pytest.mark.parametrize(
    "said", ["in 5 days ago", "5 days", "99999 years ago", "31.01.2026", "0000-01-01", "in 9999 years", "now"]
)
def test_no_points_in_time(said: str) -> None:
    assert read_moment(said) is None
