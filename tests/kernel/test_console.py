"""What commands print."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import pytest
from rich.console import Console

from penguinmails.kernel import console


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    name: str
    made_at: datetime
    count: int
    open: bool
    owner: UUID | None
    tags: list[str]


THING = Thing("[bold]Acme[/bold]", datetime(2026, 11, 20, 12, tzinfo=UTC), 12_345, True, None, ["a", "b"])


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "out", Console(width=200, highlight=False, soft_wrap=True))


def test_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    console.show([THING], as_json=True)
    assert json.loads(capsys.readouterr().out) == [
        {
            "name": "[bold]Acme[/bold]",
            "made_at": "2026-11-20T12:00:00+00:00",
            "count": 12345,
            "open": True,
            "owner": None,
            "tags": ["a", "b"],
        }
    ]


def test_people_get_a_table_in_which_nothing_is_markup(capsys: pytest.CaptureFixture[str]) -> None:
    console.show([THING], as_json=False)
    printed = capsys.readouterr().out
    for text in ("made at", "[bold]Acme[/bold]", "12345", "yes", "—", "a, b"):
        assert text in printed


def test_people_get_one_thing_as_lines(capsys: pytest.CaptureFixture[str]) -> None:
    console.show(THING, as_json=False)
    printed = capsys.readouterr().out
    assert "name: [bold]Acme[/bold]\n" in printed
    assert "count: 12345\n" in printed


def test_an_empty_list_is_said_to_people_and_shown_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    console.show([], as_json=False, empty="All quiet.")
    console.show([], as_json=True, empty="All quiet.")
    console.say("only for people", as_json=True)
    assert capsys.readouterr().out == "All quiet.\n[]\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Colour.RED, "red"),
        (date(2026, 11, 20), "2026-11-20"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Path("/tmp/x"), "/tmp/x"),
        ({Colour.RED: {1}}, {"red": [1]}),
        ((1, None, True, 1.5), [1, None, True, 1.5]),
        (Decimal("1.50"), "1.50"),
        (ip_address("::1"), "::1"),
    ],
)
def test_everything_has_a_form_in_json(value: object, shown: object) -> None:
    assert console.plain(value) == shown


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress("working", as_json=False) as step:
        step(1, 2, "half")
        step(2, None, "done")
    assert capsys.readouterr() == ("", "")
