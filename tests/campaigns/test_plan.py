"""What a file may say of a campaign, and what it is told when it says something else."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.campaigns.definitions.durations import LONGEST, read_duration, write_duration
from penguinmails.campaigns.definitions.plan import PlannedWindow, load_plan, read_condition, read_plan
from penguinmails.campaigns.errors import CampaignFileUnreadable, CampaignInvalid

STEP = {"email": "Hello"}


def plan(**changes: Any) -> dict[str, Any]:
    return {"name": "Spring", "steps": [STEP]} | changes


@given(st.integers(0, LONGEST))
def test_durations_are_read_as_they_are_written(seconds: int) -> None:
    assert read_duration(write_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3 days", 259200),
        ("2h 30m", 9000),
        ("1 day, 2 hours and 5 s", 93605),
        ("1W", 604800),
        ("0 s", 0),
        ("90s", 90),
    ],
)
def test_durations_as_people_write_them(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "3", "3 days later", "-1 day", "400 days", "3 dayz", "1.5 h"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"3 days, 2 hours|a year"):
        read_duration(text)


@given(st.text(max_size=30))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert 0 <= read_duration(text) <= LONGEST


@pytest.mark.parametrize(
    ("days", "weekdays"),
    [
        ("Mon-Fri", [1, 2, 3, 4, 5]),
        ("tuesday, Thu", [2, 4]),
        ("Sat-Mon", [1, 6, 7]),
        ("Sun", [7]),
        ("Mon-Sun", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_weekdays_as_people_write_them(days: str, weekdays: list[int]) -> None:
    assert PlannedWindow.model_validate({"days": days, "from": "09:00", "to": "17:00"}).weekdays() == weekdays


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("clicked", ("click", None)),
        ("Not  Opened", ("no_open", None)),
        ("always", ("always", None)),
        ("tag VIP", ("has_tag", "vip")),
        ("list Customers of 2026", ("in_list", "Customers of 2026")),
        ("field plan = Pro", ("field_equals", "plan=Pro")),
        ("field url = a=b", ("field_equals", "url=a=b")),
    ],
)
def test_conditions(text: str, meaning: tuple[str, str | None]) -> None:
    assert read_condition(text) == meaning


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        (plan(steps=[]), "definition", "a step that sends"),
        (plan(steps=[{"wait": "3 days"}]), "definition", "a step that sends"),
        (plan(steps=[STEP, {"wait": "soon"}]), "steps 2 wait", "no length of time"),
        (plan(steps=[STEP, {}]), "steps 2", "one of email, wait, until or if"),
        (plan(steps=[{"email": "a", "wait": "1 day"}]), "steps 1", "one of email"),
        (plan(steps=[STEP, {"wait": "1 day", "subject": "x"}]), "steps 2", "only an email has subject"),
        (plan(steps=[STEP, {"wait": "1 day", "then": "x"}]), "steps 2", "go with if"),
        (plan(steps=[STEP, {"if": "clicked", "then": "nowhere"}]), "definition", "no step named 'nowhere'"),
        (plan(steps=[STEP, {"if": "bored"}]), "steps 2 if", "is no condition"),
        (plan(steps=[STEP, {"if": "tag vip", "then": "end"}]), "steps 2", 'then = "end"'),
        (plan(steps=[STEP, {"until": "2026-12-01T09:00:00"}]), "steps 2", "offset"),
        (plan(steps=[{"name": "a", **STEP}, {"name": "a", **STEP}]), "definition", "two steps are named"),
        (plan(kind="broadcast", steps=[STEP, STEP]), "definition", "a broadcast has one email"),
        (plan(kind="blast"), "kind", "'broadcast' or 'sequence'"),
        (plan(timezone="Mars/Base"), "timezone", "no time zone"),
        (plan(timezone="../etc/passwd"), "timezone", "no time zone"),
        (plan(reply_to="nobody"), "reply_to", "nobody"),
        (
            plan(windows=[{"days": "Mon", "from": "17:00", "to": "09:00"}]),
            "windows 1",
            "ends after it begins",
        ),
        (plan(windows=[{"days": "Someday", "from": "09:00", "to": "17:00"}]), "windows 1", "no weekdays"),
        (plan(daily_limit=0), "daily_limit", "greater than 0"),
        (plan(utm={"medum": "x"}), "utm medum", "'source', 'medium'"),
        (plan(colour="red"), "colour", "not permitted"),
        ({"steps": [STEP]}, "name", "required"),
    ],
)
def test_what_is_wrong_is_named(said: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(CampaignInvalid) as raised:
        read_plan(said)
    assert str(raised.value.data["field"]).startswith(field)
    assert reason in str(raised.value.data["reason"])


@pytest.mark.parametrize("text", ["name = ", "name = 'a'\nname = 'b'", "\x00"])
def test_a_file_that_is_no_toml_is_told_so(text: str, tmp_path: Path) -> None:
    file = tmp_path / "campaign.toml"
    file.write_text(text)
    with pytest.raises(CampaignFileUnreadable):
        load_plan(file)
    with pytest.raises(CampaignFileUnreadable, match="No such file"):
        load_plan(tmp_path / "missing.toml")
