"""The way through the steps, whatever they are."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.campaigns.definitions.model import Step, Variant
from penguinmails.campaigns.planning.choosing import choose_variant
from penguinmails.campaigns.planning.model import Passed, Result, Steps
from penguinmails.campaigns.planning.walking import Ended, Facts, Rest, Send, go_on, holds, walk
from penguinmails.kernel import ids

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
PLAIN: dict[str, Any] = {
    "email_account_id": None,
    "template_id": None,
    "template_version": None,
    "subject_override": None,
    "from_name_override": None,
    "same_thread": False,
    "wait_duration_hours": None,
    "wait_extra_seconds": 0,
    "wait_until_date": None,
    "condition_type": None,
    "condition_value": None,
    "on_true_step_id": None,
    "on_false_step_id": None,
    "send_condition": "always",
    "is_active": True,
}


def number(place: int) -> UUID:
    return UUID(int=place + 1)


def step(place: int, kind: str, more: dict[str, Any]) -> Step:
    values: dict[str, Any] = PLAIN | {"id": number(place), "step_order": place, "step_type": kind} | more
    return Step(**values)


def email(place: int, **more: Any) -> Step:
    return step(place, "email", more)


def wait(place: int, hours: int, **more: Any) -> Step:
    return step(place, "wait", {"wait_duration_hours": hours} | more)


def branch(place: int, kind: str, then: int | None, otherwise: int | None, value: str | None = None) -> Step:
    more: dict[str, Any] = {
        "condition_type": kind,
        "condition_value": value,
        "on_true_step_id": None if then is None else number(then),
        "on_false_step_id": None if otherwise is None else number(otherwise),
    }
    return step(place, "condition", more)


@st.composite
def sequences(draw: st.DrawFn) -> Steps:
    size = draw(st.integers(1, 8))
    places = st.none() | st.integers(0, size - 1)
    made: list[Step] = []
    for place in range(size):
        match draw(st.integers(0, 2)):
            case 0:
                condition = draw(st.sampled_from(["always", "no_reply", "no_open"]))
                made.append(email(place, send_condition=condition, is_active=draw(st.booleans())))
            case 1:
                made.append(wait(place, draw(st.integers(0, 48)), is_active=draw(st.booleans())))
            case _:
                kind = draw(st.sampled_from(["reply", "no_open", "click"]))
                made.append(branch(place, kind, draw(places), draw(places)))
    return Steps(made)


@given(sequences(), st.booleans(), st.booleans())
def test_every_way_ends_and_no_step_is_passed_twice(steps: Steps, opened: bool, replied: bool) -> None:
    facts = Facts(opened=opened, replied=replied)
    done: set[UUID] = set()
    current, due, rounds = None, NOW, 0
    while True:
        rounds += 1
        assert rounds <= 20
        way = walk(steps, current, done, facts, due=due, now=due)
        passed = [step_id for step_id, _ in way.records]
        assert len(set(passed)) == len(passed)
        assert done.isdisjoint(passed)
        done.update(passed)
        match way.outcome:
            case Send(step):
                assert step.is_active
                assert step.id not in done
                done.add(step.id)
                after = go_on(steps, step.id, done, due)
                done.update(step_id for step_id, _ in after.records)
                if isinstance(after.outcome, Ended):
                    return
                assert isinstance(after.outcome, Rest)
                current, due = after.outcome.step.id, after.outcome.until
            case Rest(step, until):
                assert until > due
                current, due = step.id, until
            case _:
                return


def test_a_wait_that_is_over_already_is_passed_and_the_next_counts_from_it() -> None:
    steps = Steps([wait(0, 1), wait(1, 2), email(2)])
    way = walk(steps, None, set(), Facts(), due=NOW, now=NOW + timedelta(hours=1, minutes=5))
    assert way.records == [(number(0), Result.WAITED), (number(1), Result.WAITED)]
    assert way.outcome == Rest(steps.at(number(1)) or email(1), NOW + timedelta(hours=3))
    way = walk(steps, number(1), {number(0), number(1)}, Facts(), due=NOW, now=NOW)
    assert isinstance(way.outcome, Send)


def test_a_wait_until_a_date_ends_then_and_not_before() -> None:
    until = NOW + timedelta(days=3)
    steps = Steps([wait(0, 0, wait_duration_hours=None, wait_until_date=until), email(1)])
    assert walk(steps, None, set(), Facts(), due=NOW, now=NOW).outcome == Rest(
        steps.at(None) or email(0), until
    )
    late = walk(steps, None, set(), Facts(), due=until + timedelta(days=1), now=until + timedelta(days=1))
    assert isinstance(late.outcome, Send)


def test_branches_lead_where_they_say_and_nowhere_is_the_end() -> None:
    steps = Steps([branch(0, "click", 2, None), email(1), email(2)])
    clicked = walk(steps, None, set(), Facts(clicked=True), due=NOW, now=NOW)
    assert clicked.records == [(number(0), Result.HELD)]
    assert isinstance(clicked.outcome, Send)
    assert clicked.outcome.step.id == number(2)
    not_clicked = walk(steps, None, set(), Facts(), due=NOW, now=NOW)
    assert (not_clicked.records, not_clicked.outcome) == ([(number(0), Result.HELD_NOT)], Ended())


def test_a_branch_back_does_not_loop() -> None:
    steps = Steps([email(0), branch(1, "no_reply", 0, 2), email(2)])
    way = walk(steps, number(1), {number(0)}, Facts(), due=NOW, now=NOW)
    assert isinstance(way.outcome, Send)
    assert way.outcome.step.id == number(2)


def test_a_condition_that_does_not_hold_skips_an_email() -> None:
    steps = Steps([email(0, send_condition="no_open"), email(1)])
    way = walk(steps, None, set(), Facts(opened=True), due=NOW, now=NOW)
    assert way.records == [(number(0), Result.SKIPPED)]
    assert isinstance(way.outcome, Send)


def test_a_step_that_is_gone_begins_anew_behind_what_was_passed() -> None:
    steps = Steps([email(0), email(2)])
    way = walk(steps, None, {number(0)}, Facts(), due=NOW, now=NOW)
    assert isinstance(way.outcome, Send)
    assert way.outcome.step.id == number(2)


FACTS = Facts.of(
    [Passed(ids.uuid7(), number(0), "planned", None, NOW, None)],
    tags=["VIP"],
    lists=[number(7)],
    fields={"title": "Boss", "custom": {"seats": 5, "gold": True}},
)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("open", "", True),
        ("no_click", "", False),
        ("reply", "", False),
        ("no_reply", "", True),
        ("always", "", True),
        ("has_tag", "vip", True),
        ("has_tag", "other", False),
        ("in_list", str(number(7)), True),
        ("in_list", "no id", False),
        ("field_equals", "title=Boss", True),
        ("field_equals", "seats = 5", True),
        ("field_equals", "custom.seats=5", True),
        ("field_equals", "gold=true", True),
        ("field_equals", "nothing=", True),
        ("field_equals", "nothing=x", False),
    ],
)
def test_conditions(kind: str, value: str, expected: bool) -> None:
    assert holds(kind, value, FACTS) is expected


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.uuids(), st.uuids())
def test_a_variant_is_one_with_weight_and_always_the_same(weights: list[int], lead: UUID, step: UUID) -> None:
    variants = [
        Variant(number(place), step, f"{place}", number(0), 1, None, weight, is_active=True)
        for place, weight in enumerate(weights)
    ]
    chosen = choose_variant(variants, lead, step)
    assert (chosen is None) == (sum(weights) == 0)
    assert chosen is None or chosen.weight > 0
    assert choose_variant(variants, lead, step) == chosen
