"""`penguinmails lead field`, on a real home and database."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from penguinmails.audiences.fields import FieldExists, FieldUnknown
from penguinmails.audiences.fields.commands import commands
from penguinmails.cli.app import app
from penguinmails.kernel.errors import PenguinError
from penguinmails.tenancy.errors import CompanyUnknown
from tests.servers import Clone


def test_fields_are_made_listed_and_removed(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    words = ["create", "Acme", "--owner", "ann@acme.example", "--company", "Acme"]
    assert CliRunner().invoke(app, ["tenant", *words]).exit_code == 0

    def run(*words: str, text: bool = False) -> Any:
        arguments = [*words, "--tenant", "Acme"]
        result = CliRunner().invoke(commands, arguments if text else [*arguments, "--json"])
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout if text else json.loads(result.stdout)

    assert "No custom fields." in run("list", text=True)
    made = run(
        "add", "Favourite colour", "--type", "choice", "--choice", "Red", "--choice", "Blue", "--required"
    )
    assert (made["key"], made["choices"], made["is_required"]) == ("favourite_colour", ["Red", "Blue"], True)
    own = run("add", "Size", "--type", "number", "--company", "acme")
    assert own["company_id"]
    assert [row["key"] for row in run("list")] == ["favourite_colour", "size"]
    assert run("rename", "favourite_colour", "Colour")["label"] == "Colour"
    assert "Colour" in run("list", text=True)
    with pytest.raises(FieldExists):
        run("add", "Size", "--company", "acme")
    with pytest.raises(FieldUnknown):
        run("delete", "size", "--yes")
    with pytest.raises(CompanyUnknown):
        run("add", "Size", "--company", "nobody")
    assert run("delete", "size", "--company", "acme", "--yes") == {"deleted": own["id"]}
    assert [row["key"] for row in run("list")] == ["favourite_colour"]
