"""`penguinmails lead` and `penguinmails segment`, on a real home and database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from penguinmails.audiences.leads.errors import FieldUnknown, LeadAmbiguous, LeadExists, LeadSuppressed
from penguinmails.audiences.segments.errors import FilterInvalid, SegmentUnknown
from penguinmails.cli.app import app
from penguinmails.kernel.errors import PenguinError
from tests.servers import Clone

Command = Callable[..., Any]


@pytest.fixture
def command(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails AREA VERB … -t Acme` with --json; what it printed. What it raises, it raises."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    def run(area: str, *words: str, text: bool = False, code: int = 0) -> Any:
        arguments = [*words] if area == "tenant" else [*words, "-t", "Acme"]
        result = CliRunner().invoke(app, [area, *arguments, *([] if text else ["--json"])])
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == code, (result.output, result.exception)
        return result.output if text or code else json.loads(result.stdout)

    run("tenant", "create", "Acme", "--owner", "ann@acme.example", "--company", "North")
    return run


def emails(lines: list[dict[str, Any]]) -> list[str]:
    return [line["email"].partition("@")[0] for line in lines]


def test_a_leads_whole_life(command: Command) -> None:
    command("lead", "field", "add", "Plan", "--type", "choice", "--choice", "pro", "--choice", "free")
    made = command(
        "lead", "add", "Bob@Example.com", "first_name=Bob", "custom_fields.plan=Pro", "--tag", "vip"
    )
    assert (made["email"], made["custom_fields"], made["tags"]) == (
        "bob@example.com",
        {"plan": "pro"},
        ["vip"],
    )
    with pytest.raises(LeadExists):
        command("lead", "add", "bob@example.com")
    command("lead", "add", "bob@example.com", "-c", "North", "company=Initech")
    with pytest.raises(LeadAmbiguous, match="North"):
        command("lead", "show", "bob@example.com")
    changed = command("lead", "change", made["id"], "first_name=", "last_name=Builder")
    assert (changed["first_name"], changed["last_name"]) == (None, "Builder")
    with pytest.raises(FieldUnknown):
        command("lead", "change", made["id"], "age=3")
    assert "FIELD=VALUE" in command("lead", "change", made["id"], "age", text=True, code=2)
    assert command("lead", "stage", made["id"], "meeting")["stage"] == "meeting"
    card = command("lead", "show", made["id"])
    assert (card["lead"]["last_name"], card["lists"], card["suppressed"]) == ("Builder", [], [])
    assert "suppressed:\nnone" in command("lead", "show", made["id"], text=True)
    command("lead", "delete", made["id"], "--yes")
    assert emails(command("lead", "list")) == ["bob"]
    assert emails(command("lead", "list", "--deleted")) == ["bob"]
    assert command("lead", "restore", made["id"])["id"] == made["id"]
    erased = command("lead", "erase", "bob@example.com", "--yes")
    assert (erased["leads"], erased["rows"]) == (2, {"oltp.leads": 2})
    assert command("lead", "list") == []
    with pytest.raises(LeadSuppressed, match="erased"):
        command("lead", "add", "bob@example.com")


def test_leads_are_looked_for_and_tagged(command: Command) -> None:
    for name, company in (("ann", "Initech"), ("bob", "Globex"), ("beth", "Müller & Söhne")):
        command("lead", "add", f"{name}@{name}.example", f"company={company}")
    assert emails(command("lead", "list", "--search", "MÜLLER")) == ["beth"]
    assert emails(command("lead", "list", "--address", "B")) == ["bob", "beth"]
    assert emails(command("lead", "list", "--domain", "ann.example")) == ["ann"]
    assert command("lead", "tag", "vip", "ann@ann.example", "bob@bob.example") == {"tagged": 2}
    assert command("lead", "tag", "b", "--where", "email starts b") == {"tagged": 2}
    assert emails(command("lead", "list", "--tag", "vip", "--tag", "b")) == ["bob"]
    assert emails(command("lead", "list", "--where", "tags has b and tags lacks vip")) == ["beth"]
    assert command("lead", "tags") == [{"tag": "b", "leads": 2}, {"tag": "vip", "leads": 2}]
    assert command("lead", "untag", "b", "bob@bob.example") == {"untagged": 1}
    with pytest.raises(FilterInvalid, match="column 6 of the filter"):
        command("lead", "list", "--where", "tags hat b")
    with pytest.raises(FilterInvalid, match='list: there is no list "Spring"'):
        command("lead", "list", "--list", "Spring")


def test_a_segments_whole_life(command: Command, tmp_path: Path) -> None:
    for name in ("ann", "bob"):
        command("lead", "add", f"{name}@example.com", "--tag", name)
    tried = command("segment", "test", "tags has ann or tags has bob and created after today")
    assert (tried["leads"], emails(tried["first"])) == (2, ["ann", "bob"])
    made = command("segment", "create", "Anns", "tags has ann", "--description", "Ours")
    assert (made["leads"], made["words"]) == (1, "tags has ann")
    question = tmp_path / "filter.json"
    question.write_text('{"none": [{"field": "tags", "op": "has", "value": "ann"}]}')
    assert command("segment", "change", "anns", "--json-filter", str(question))["words"] == "not tags has ann"
    assert emails(command("segment", "leads", "Anns")) == ["bob"]
    assert command("segment", "count", "Anns") == {"leads": 1}
    assert command("segment", "show", "Anns")["filter"] == json.loads(question.read_text())
    assert [line["name"] for line in command("segment", "list")] == ["Anns"]
    assert "tags" in [line["field"] for line in command("segment", "fields")]
    assert "1 leads: tags has ann" in command("segment", "test", "tags has ann", text=True)
    question.write_text("{")
    with pytest.raises(FilterInvalid, match="no JSON"):
        command("segment", "change", "Anns", "--json-filter", str(question))
    command("segment", "delete", "Anns", "--yes")
    with pytest.raises(SegmentUnknown):
        command("segment", "count", "Anns")
