"""The commands, on a real home and database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from penguinmails.cli.app import app
from penguinmails.infrastructure.mailboxes.errors import (
    MailboxNotStopped,
    MailboxRefused,
    MailboxUnknown,
    SecretUnreadable,
)
from penguinmails.kernel.errors import PenguinError
from tests.servers import Clone

Command = Callable[..., Any]


@pytest.fixture
def command(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails AREA VERB … --tenant acme` with --json; what it printed. What it raises, it raises."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)
    made = CliRunner().invoke(
        app, ["tenant", "create", "Acme", "--owner", "ann@acme.example", "--company", "Sales"]
    )
    assert made.exit_code == 0, made.output

    def run(area: str, *words: str, stdin: str = "", text: bool = False, code: int = 0) -> Any:
        arguments = [*words, "--tenant", "acme"] + ([] if text else ["--json"])
        result = CliRunner().invoke(app, [area, *arguments], input=stdin)
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == code, (result.output, result.exception)
        return result.stdout if text else json.loads(result.stdout)

    return run


SANDBOX = ("--preset", "sandbox", "--host", "127.0.0.1")


def test_a_mailboxs_whole_life(command: Command) -> None:
    made = command("mailbox", "add", "Ann@acme.example", *SANDBOX, "--name", "Ann", "--daily-limit", "40")
    assert (made["email"], made["status"], made["cap_today"]) == ("ann@acme.example", "active", 40)
    assert [row["left_today"] for row in command("mailbox", "list")] == [40]
    assert "ann@acme.example" in command("mailbox", "list", text=True)
    shown = command("mailbox", "show", "ann@acme.example", text=True)
    assert "127.0.0.1:2525 none without login" in shown
    changed = command(
        "mailbox", "change", "ann@acme.example", "--gap", "5", "--ramp-start", "3", "--name", ""
    )
    assert (changed["min_gap_seconds"], changed["cap_today"], changed["display_name"]) == (5, 3, None)
    assert command("mailbox", "change", "ann@acme.example", "--no-ramp")["cap_today"] == 40
    paused = command("mailbox", "pause", "ann@acme.example", "--until", "2099-01-01", "--reason", "Away.")
    assert (paused["status"], paused["status_reason"]) == ("paused", "Away.")
    assert command("mailbox", "list", "--status", "active") == []
    assert command("mailbox", "resume", made["id"])["status"] == "active"
    with pytest.raises(MailboxNotStopped):
        command("mailbox", "resume", made["id"])
    assert command("mailbox", "test", made["id"])["status"] == "active"
    added = command("mailbox", "from", "add", made["id"], "Hello@acme.example", "--default")
    assert (added["address"], added["is_default"]) == ("hello@acme.example", True)
    assert command("mailbox", "show", made["id"])["from_addresses"][0]["address"] == "hello@acme.example"
    command("mailbox", "from", "delete", made["id"], "hello@acme.example")
    assert command("mailbox", "from", "list", made["id"]) == []
    assert command("mailbox", "delete", "ann@acme.example", "--yes")["deleted"] == made["id"]
    with pytest.raises(MailboxUnknown):
        command("mailbox", "show", "ann@acme.example")


def test_passwords_come_from_files_and_are_shown_nowhere(command: Command, tmp_path: Path) -> None:
    server = ("--smtp-host", "127.0.0.1", "--smtp-port", "1", "--smtp-security", "none")
    words = ("mailbox", "add", "ann@acme.example", *server, "--password-file", "-")
    with pytest.raises(MailboxRefused) as refused:
        command(*words, stdin="correct horse\n")
    assert "Nothing answers at port 1" in refused.value.message
    assert "465 or 587" in refused.value.todo
    made = command(*words, "--no-test", stdin="correct horse\n")
    assert made["status"] == "pending"
    assert "correct horse" not in json.dumps(made)
    assert "correct horse" not in command("mailbox", "show", made["id"], text=True)
    with pytest.raises(SecretUnreadable):
        command("mailbox", "change", made["id"], "--password-file", str(tmp_path / "none"))
    oauth = tmp_path / "oauth.json"
    oauth.write_text(
        json.dumps({"client_id": "c", "refresh_token": "staple", "token_url": "https://127.0.0.1:1/t"})
    )
    changed = command(
        "mailbox", "change", made["id"], "--oauth", str(oauth), "--auth", "xoauth2", "--no-test"
    )
    assert changed["smtp_settings"]["auth"] == "xoauth2"
    assert "staple" not in json.dumps(changed)


def test_an_import_tells_of_each_row(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mailboxes.csv"
    file.write_text(
        "email,preset,host,smtp_port\nann@acme.example,sandbox,127.0.0.1,2525\nbob@acme.example,,127.0.0.1,1\n"
    )
    said = command("mailbox", "import", str(file), text=True, code=1)
    assert "1 added, 0 there already, 1 failed." in said
    assert "line 3, bob@acme.example" in said
    again = command("mailbox", "import", str(file), code=1)
    assert (again["existed"], again["failed"]) == (1, 1)


def test_presets_are_listed() -> None:
    listed = CliRunner().invoke(app, ["mailbox", "presets", "--json"])
    assert {"gmail", "microsoft365", "ses"} <= {row["preset"] for row in json.loads(listed.stdout)}


def test_a_domains_whole_life(command: Command) -> None:
    made = command("domain", "add", "Acme.example", "--tracking-host", "track.acme.example")
    assert (made["domain"], made["tracking_host"]) == ("acme.example", "track.acme.example")
    keys = command("domain", "dkim", "add", "acme.example")
    assert [key["algorithm"] for key in keys] == ["rsa-2048", "ed25519"]
    assert keys[0]["name"] == "pm1._domainkey.acme.example"
    assert keys[0]["value"].startswith("v=DKIM1; k=rsa; p=MII")
    (active,) = command("domain", "dkim", "activate", "acme.example", "pm2")
    assert active["status"] == "active"
    assert [key["selector"] for key in command("domain", "dkim", "rotate", "acme.example")] == ["pm1", "pm3"]
    assert len(command("domain", "dkim", "list", "acme.example")) == 3
    changed = command(
        "domain", "change", "acme.example", "--tracking-host", "", "--return-path-host", "b.acme.example"
    )
    assert (changed["tracking_host"], changed["return_path_host"]) == (None, "b.acme.example")
    assert command("domain", "show", made["id"])["domain"] == "acme.example"
    assert "acme.example" in command("domain", "list", text=True)
    assert command("domain", "delete", "acme.example", "--yes")["deleted"] == made["id"]


def test_a_pools_whole_life(command: Command) -> None:
    command("mailbox", "add", "ann@acme.example", *SANDBOX)
    made = command("pool", "create", "Openers", "--mailbox", "ann@acme.example", "--strategy", "round_robin")
    assert (made["mailboxes"], made["strategy"]) == (1, "round_robin")
    (member,) = command("pool", "add", "openers", "ann@acme.example", "--weight", "4")
    assert (member["email"], member["weight"]) == ("ann@acme.example", 4)
    assert [row["status"] for row in command("pool", "show", "Openers")] == ["active"]
    assert command("pool", "change", "Openers", "--name", "First")["name"] == "First"
    assert command("pool", "remove", "First", "ann@acme.example") == []
    assert [row["name"] for row in command("pool", "list")] == ["First"]
    assert command("pool", "delete", "First", "--yes")["deleted"] == made["id"]
