"""`penguinmails suppress` and `penguinmails export`, on a real home and database."""

import csv
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from penguinmails.audiences.exports import places
from penguinmails.audiences.exports.errors import (
    ExportListUnknown,
    ExportTargetUnusable,
    ExportUnknown,
)
from penguinmails.audiences.suppressions.errors import SuppressionLasting, SuppressionUnknown
from penguinmails.cli.app import app
from penguinmails.kernel.errors import PenguinError
from tests.servers import Clone

Command = Callable[..., Any]


@pytest.fixture
def command(clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails AREA VERB …` with --json; what it printed. What it raises, it raises."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(places, "folder", lambda: tmp_path / "exports")
    monkeypatch.setattr(import_module("penguinmails.audiences.commands.export"), "_PATIENCE", 0.0)

    def run(area: str, *words: str, text: bool = False) -> Any:
        arguments = [*words] if text else [*words, "--json"]
        result = CliRunner().invoke(app, [area, *arguments])
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout if text else json.loads(result.stdout)

    run("tenant", "create", "Acme", "--owner", "ann@acme.example", "--company", "North")
    return run


def test_suppressing_checking_and_lifting(command: Command) -> None:
    added = command(
        "suppress", "add", "Bob@Example.org", "-t", "Acme", "--reason", "objected", "--note", "By phone."
    )
    assert (added["hint"], added["scope"], added["reason"]) == ("b…@example.org", "tenant", "objected")
    command("suppress", "add", "example.net", "-t", "Acme", "-c", "North", "--days", "3")
    command("suppress", "add", "spam.example", "--global", "--reason", "policy")
    assert [row["reason"] for row in command("suppress", "check", "bob@example.org", "-t", "Acme")] == [
        "objected"
    ]
    assert command("suppress", "check", "eve@example.org", "-t", "Acme") == []
    assert "may be written to" in command("suppress", "check", "eve@example.org", "-t", "Acme", text=True)
    assert [row["scope"] for row in command("suppress", "check", "a@spam.example", "-t", "Acme")] == [
        "global"
    ]
    assert [
        row["scope"] for row in command("suppress", "check", "a@example.net", "-t", "Acme", "-c", "North")
    ] == ["company"]
    listed = command("suppress", "list", "-t", "Acme")
    assert [row["scope"] for row in listed] == ["company", "tenant"]
    assert [row["id"] for row in command("suppress", "list", "-t", "Acme", "--before", listed[0]["id"])] == [
        listed[1]["id"]
    ]
    assert [row["hint"] for row in command("suppress", "list", "--global")] == ["spam.example"]
    with pytest.raises(SuppressionLasting):
        command("suppress", "lift", "bob@example.org", "-t", "Acme")
    command("suppress", "lift", "bob@example.org", "-t", "Acme", "--consent", "Signed up at the fair.")
    command("suppress", "lift", "spam.example", "--global")
    with pytest.raises(SuppressionUnknown):
        command("suppress", "lift", "example.net", "-t", "Acme")
    assert len(command("suppress", "list", "-t", "Acme")) == 1


@pytest.mark.parametrize("words", [(), ("-t", "Acme", "--global"), ("--global", "-c", "North")])
def test_whose_it_is_is_said_once(command: Command, words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, ["suppress", "add", "bob@example.org", *words])
    assert result.exit_code == 2
    assert "--global" in result.output
    assert command("suppress", "list", "-t", "Acme") == []


def test_files_go_in_and_come_out(command: Command, tmp_path: Path) -> None:
    given, taken = tmp_path / "given.txt", tmp_path / "taken.csv"
    given.write_text("bob@example.org\nnobody\n")
    result = command("suppress", "import", str(given), "-t", "Acme", "--reason", "unsubscribed")
    assert (result["added"], result["rejected"], result["rejects"][0]["line"]) == (1, 1, 2)
    assert "1 rejected" in command("suppress", "import", str(given), "-t", "Acme", text=True)
    job = command("export", "start", "suppressions", "-t", "Acme", "--to", str(taken))
    assert (job["status"], job["rows_written"]) == ("completed", 1)
    again = command("suppress", "import", str(taken), "-t", "Acme")
    assert (again["lines"], again["known"], again["rejected"]) == (1, 1, 0)


def test_exports(command: Command, clone: Clone, tmp_path: Path) -> None:
    with psycopg.connect(clone.administrator) as connection:
        connection.execute(
            "INSERT INTO oltp.leads (tenant_id, email, first_name, tags)"
            " SELECT id, 'bob@example.org', '=1', '{vip}' FROM oltp.tenants WHERE name = 'Acme'"
        )
    to = tmp_path / "leads.csv"
    job = command("export", "start", "leads", "-t", "Acme", "--tag", "vip", "--to", str(to))
    with to.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["email"], row["first_name"]) == ("bob@example.org", "'=1")
    assert to.stat().st_mode & 0o077 == 0
    assert command("export", "show", job["id"], "-t", "Acme")["size_bytes"] == to.stat().st_size
    again = tmp_path / "again.csv"
    assert (
        command("export", "fetch", job["id"], "-t", "Acme", "--to", str(again))["size_bytes"]
        == to.stat().st_size
    )
    words = ("--filter", "tags lacks vip", "--to", str(again))
    assert command("export", "start", "leads", "-t", "Acme", *words)["rows_written"] == 0
    queued = command("export", "start", "leads", "-t", "Acme", "-f", "xlsx")
    assert queued["status"] == "queued"
    listed = [each["id"] for each in command("export", "list", "-t", "Acme")]
    assert (len(listed), listed[0], listed[-1]) == (3, queued["id"], job["id"])
    assert "completed" in command("export", "list", "-t", "Acme", text=True)
    command("export", "delete", job["id"], "-t", "Acme", "--yes")
    with pytest.raises(ExportUnknown):
        command("export", "fetch", job["id"], "-t", "Acme", "--to", str(again))
    with pytest.raises(ExportListUnknown):
        command("export", "start", "lists", "-t", "Acme", "--list", "News")
    with pytest.raises(ExportTargetUnusable, match="no such folder"):
        command("export", "start", "leads", "-t", "Acme", "--to", str(tmp_path / "nowhere" / "leads.csv"))
