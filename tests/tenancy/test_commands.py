"""The commands, on a real home and database."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from penguinmails.cli.app import app
from penguinmails.kernel.errors import PenguinError
from penguinmails.tenancy.errors import KeyRefused, LastOwner, SettingUnknown, TenantAmbiguous, TenantUnknown
from tests.servers import Clone

Command = Callable[..., Any]


@pytest.fixture
def command(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails AREA VERB …` with --json; what it printed. What it raises, it raises."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    def run(area: str, *words: str, stdin: str = "", text: bool = False) -> Any:
        arguments = [*words] if text else [*words, "--json"]
        result = CliRunner().invoke(app, [area, *arguments], input=stdin)
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout if text else json.loads(result.stdout)

    return run


def test_a_tenants_whole_life(command: Command) -> None:
    made = command("tenant", "create", "Acme", "--owner", "Ann@acme.example", "--company", "Acme Sales")
    assert (made["tenant"], made["owner"], made["company"]) == ("Acme", "ann@acme.example", "Acme Sales")
    assert [row["name"] for row in command("tenant", "list")] == ["Acme"]
    shown = command("tenant", "show", "acme")
    assert (shown["companies"], shown["owners"], shown["members"]) == (
        ["Acme Sales"],
        ["ann@acme.example"],
        1,
    )
    assert command("tenant", "rename", "acme", "Acme II")["name"] == "Acme II"
    assert command("tenant", "delete", "Acme II", "--yes")["deleted"] == made["tenant_id"]
    assert command("tenant", "list") == []
    assert [row["name"] for row in command("tenant", "list", "--deleted")] == ["Acme II"]
    assert command("tenant", "restore", "Acme II")["deleted"] is None
    command("tenant", "delete", made["tenant_id"], "--yes")
    assert command("tenant", "purge", made["tenant_id"], "--yes")["purged"] == made["tenant_id"]
    assert command("tenant", "list", "--deleted") == []


def test_settings_are_shown_after_they_are_changed(command: Command) -> None:
    command("tenant", "create", "Acme", "--owner", "ann@acme.example")
    words = ("ui_timezone=Europe/Berlin", "two_factor_required=yes", 'billing_address={"city": "Bonn"}')
    settings = command("tenant", "config", "Acme", *words)
    assert settings["config"]["ui_timezone"] == "Europe/Berlin"
    assert settings["config"]["billing_address"] == {"city": "Bonn"}
    assert settings["policies"]["two_factor_required"] is True
    assert {row["content_type"]: row["retention_days"] for row in settings["retention"]}["exports"] == 7
    assert "two factor required: yes" in command("tenant", "config", "Acme", text=True)
    with pytest.raises(SettingUnknown, match="colour"):
        command("tenant", "config", "Acme", "colour=red")


def test_a_tenant_is_named_so_that_it_can_be_only_one(command: Command) -> None:
    command("tenant", "create", "Acme", "--owner", "ann@acme.example")
    command("tenant", "create", "acme", "--owner", "bob@acme.example")
    with pytest.raises(TenantAmbiguous, match="tenant list"):
        command("company", "list", "--tenant", "ACME")
    with pytest.raises(TenantUnknown, match="tenant list"):
        command("company", "list", "--tenant", "Globex")


def test_companies(command: Command) -> None:
    command("tenant", "create", "Acme", "--owner", "ann@acme.example")
    north = command("company", "add", "North", "-t", "Acme")
    assert [row["slug"] for row in command("company", "list", "-t", "Acme")] == ["acme", "north"]
    assert command("company", "rename", "north", "South", "-t", "Acme")["slug"] == "north"
    assert command("company", "delete", "South", "-t", "Acme", "--yes") == {"deleted": north["id"]}
    assert [row["name"] for row in command("company", "list", "-t", "Acme", "--deleted")] == ["South"]
    assert command("company", "restore", "South", "-t", "Acme")["id"] == north["id"]
    command("company", "delete", north["id"], "-t", "Acme", "--yes")
    assert command("company", "purge", north["id"], "-t", "Acme", "--yes") == {"purged": north["id"]}


def test_people(command: Command) -> None:
    command("tenant", "create", "Acme", "--owner", "ann@acme.example", "--owner-name", "Ann")
    command("company", "add", "North", "-t", "Acme")
    vic = command(
        "user", "add", "vic@acme.example", "-t", "Acme", "-r", "client", "-c", "north", "--name", "Vic"
    )
    assert (vic["roles"], vic["companies"]) == (["client"], ["North"])
    assert [row["companies"] for row in command("user", "list", "-t", "Acme")] == [["all"], ["North"]]
    changed = command("user", "role", "vic@acme.example", "-t", "Acme", "-r", "member", "-r", "viewer")
    assert (changed["roles"], changed["companies"]) == (["member", "viewer"], ["North"])
    everywhere = command("user", "role", vic["user_id"], "-t", "Acme", "-r", "member", "--all-companies")
    assert everywhere["companies"] == ["all"]
    shown = command("user", "show", "vic@acme.example")
    assert (shown["name"], shown["tenants"]) == ("Vic", ["Acme (member)"])
    assert command("user", "rename", "vic@acme.example", "Victor")["name"] == "Victor"
    assert command("user", "delete", "vic@acme.example", "--yes") == {"deleted": vic["user_id"]}
    assert command("user", "restore", "vic@acme.example")["id"] == vic["user_id"]
    assert command("user", "remove", "vic@acme.example", "-t", "Acme") == {"removed": vic["user_id"]}
    assert "ann@acme.example" in command("user", "list", "-t", "Acme", text=True)
    with pytest.raises(LastOwner):
        command("user", "remove", "ann@acme.example", "-t", "Acme")


def test_keys(command: Command) -> None:
    made = command("tenant", "create", "Acme", "--owner", "ann@acme.example")
    new = command("apikey", "create", "robot", "-t", "Acme", "-s", "leads:read", "-c", "acme", "--days", "30")
    holder = command("apikey", "check", stdin=new["key"] + "\n")
    assert (holder["tenant_id"], holder["company_id"]) == (made["tenant_id"], made["company_id"])
    listed = command("apikey", "list", "-t", "Acme")
    assert [(row["prefix"], row["scopes"]) for row in listed] == [(new["key"][:12], ["leads:read"])]
    rotated = command("apikey", "rotate", "robot", "-t", "Acme", "--grace-hours", "1")
    assert command("apikey", "check", stdin=new["key"])["key_id"] == new["id"]
    assert command("apikey", "revoke", rotated["id"], "-t", "Acme")["revoked"]
    with pytest.raises(KeyRefused):
        command("apikey", "check", stdin=rotated["key"])
    said = command("apikey", "create", "other", "-t", "Acme", "-s", "analytics:read", text=True)
    assert "not shown again" in said
