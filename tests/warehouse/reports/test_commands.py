"""`penguinmails report` and `penguinmails metrics`, on a real home and database."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from penguinmails.kernel.db import Databases
from penguinmails.kernel.errors import PenguinError
from penguinmails.warehouse.commands.metrics import metrics
from penguinmails.warehouse.commands.report import report
from penguinmails.warehouse.metrics.dictionary import METRICS
from penguinmails.warehouse.reports.catalogue import REPORTS
from penguinmails.warehouse.reports.errors import (
    CampaignUnclear,
    PeriodInvalid,
    ReportNotOf,
    ReportUnknown,
    TenantWanted,
)
from penguinmails.warehouse.reports.platform.catalogue import PLATFORM_REPORTS
from tests.conftest import make_tenant
from tests.servers import Clone
from tests.warehouse.reports.history import History, live
from tests.warehouse.worlds import first_day

Command = Callable[..., str]


@pytest.fixture
def history(clone: Clone) -> History:
    """Acme's."""

    async def lived() -> History:
        async with Databases(clone.address) as databases:
            return await live(databases, await make_tenant(databases, "Acme"), messages=120)

    return asyncio.run(lived())


@pytest.fixture
def command(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails report …`; what it printed. What it raises, it raises."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    def run(*words: str, what: Callable[..., None] = report) -> str:
        app = typer.Typer()
        app.command()(what)
        result = CliRunner().invoke(app, list(words))
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    return run


def test_all_reports_are_listed(command: Command) -> None:
    listed = command()
    for each in (*REPORTS.values(), *PLATFORM_REPORTS.values()):
        assert f"  {each.name} " in listed
        assert each.about in listed
    told = json.loads(command("--json"))
    assert {row["name"] for row in told} == {*REPORTS, *PLATFORM_REPORTS}


def test_a_report_for_people_and_for_programs(command: Command, history: History) -> None:
    words = ("campaigns", "-t", "Acme", "--period", f"{first_day():%Y-%m-%d}..2030")
    shown = command(*words)
    told: dict[str, Any] = json.loads(command(*words, "--json"))

    assert "Spring" in shown
    assert "As of " in shown
    for row in told["rows"]:
        line = next(line for line in shown.splitlines() if line.startswith(row["name"]))
        assert f"{row['reply_rate'] * 100:.1f} %" in line
        assert f" {row['sent']:,} " in line
    assert sum(row["sent"] for row in told["rows"]) == len(history.of())


def test_campaigns_are_named_and_files_are_made(command: Command, history: History, tmp_path: Path) -> None:
    files = {name: tmp_path / f"report.{name}" for name in ("csv", "parquet", "pdf")}
    options = [word for name, path in files.items() for word in (f"--{name}", str(path))]
    said = command(
        "compare",
        "-t",
        "Acme",
        "-p",
        f"{first_day():%Y-%m}",
        "--campaign",
        "spring",
        "--campaign",
        "Winter",
        *options,
    )

    assert history
    for path in files.values():
        assert path.stat().st_size
        assert f"{path}: 2 rows" in said.replace("\n", "")


def test_a_heatmap_is_a_week(command: Command, history: History) -> None:
    lines = command("heatmap", "-t", "Acme", "-p", f"{first_day():%Y-%m}").splitlines()
    assert [line[:3] for line in lines[2:9]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert history


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("horoscope", "-t", "Acme"), ReportUnknown),
        (("campaigns",), TenantWanted),
        (("campaigns", "-t", "Acme", "--period", "soon"), PeriodInvalid),
        (("campaigns", "-t", "Acme", "--campaign", "Monsoon"), CampaignUnclear),
        (("costs", "--campaign", "Spring"), ReportNotOf),
    ],
)
def test_what_cannot_be_reported_says_what_to_do(
    command: Command, history: History, words: tuple[str, ...], error: type[PenguinError]
) -> None:
    with pytest.raises(error) as caught:
        command(*words)
    assert caught.value.todo
    assert history


def test_reports_of_all_tenants_need_none(command: Command, history: History) -> None:
    assert "Nothing to show" in command("costs")
    assert json.loads(command("growth", "--json"))["rows"][-1]["tenants"] == 1
    assert history


def test_the_dictionary_is_printed(command: Command) -> None:
    printed = command(what=metrics)
    assert all(f"  {name} " in printed for name in METRICS)
    told = json.loads(command("--json", what=metrics))
    assert {row["name"] for row in told} == set(METRICS)
    assert next(row for row in told if row["name"] == "open_rate")["machine"] == "open_rate_machine"
