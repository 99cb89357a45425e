"""What a user can get wrong ends in one clear line, a non-zero exit, and nothing half-done."""

import json

import pytest

from tests.cli.conftest import Shell


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["tenant", "list"], {}, ["not running", "penguinmails up --detach", "platform_down"]),
        (["migrate"], {}, ["not running", "penguinmails up"]),
        (
            ["tenant", "list"],
            {"PENGUINMAILS_DATABASE_URL": "mysql://x"},
            ["PENGUINMAILS_DATABASE_URL", "postgresql://"],
        ),
        (
            ["tenant", "list"],
            {"PENGUINMAILS_DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/x"},
            ["127.0.0.1:1", "PENGUINMAILS_DATABASE_URL", "server_unreachable"],
        ),
        (["up"], {"PENGUINMAILS_OLAP_URL": "postgresql://u:secret@127.0.0.1:1/x"}, ["PENGUINMAILS_OLAP_URL"]),
    ],
)
def test_before_anything_runs(
    shell: Shell, arguments: list[str], environment: dict[str, str], words: list[str]
) -> None:
    line = shell.refusal(*arguments, **environment)
    assert all(word in line for word in words), line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["tenant", "show", "Nobody"], ["Nobody", "penguinmails tenant list", "tenant_unknown"]),
        (["tenant", "create", "", "--owner", "ada@example.com"], ["name"]),
        (["tenant", "create", "Acme", "--owner", "not an address"], ["not an address"]),
        (["db", "url", "--tier", "nope"], ["nope", "olap"]),
        (["db", "url", "--role", "root"], ["root", "worker"]),
        (["db", "shell", "--tenant", "Nobody"], ["Nobody", "penguinmails tenant list"]),
        (["jobs", "pause", "nope"], ["nope", "penguinmails jobs queues"]),
    ],
)
def test_on_a_running_platform(running: Shell, arguments: list[str], words: list[str]) -> None:
    line = running.refusal(*arguments)
    assert line.startswith("error: ")
    assert all(word in line for word in words), line


def test_a_refused_command_leaves_nothing_behind(running: Shell) -> None:
    running.refusal("tenant", "create", "Initech", "--owner", "not an address")
    assert "Initech" not in {tenant["name"] for tenant in running.json("tenant", "list")}


def test_programs_read_the_error_too(running: Shell) -> None:
    done = running.run("tenant", "show", "Nobody", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "tenant_unknown"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit", "verify", "--tenant", "Nobody"], ["--tenant", "UUID", "penguinmails audit verify --help"]),
        (["tenant", "conquer"], ["conquer", "penguinmails tenant --help"]),
        (["tenant", "create"], ["name"]),
        (["up", "--nope"], ["--nope", "penguinmails up --help"]),
    ],
)
def test_wrong_words_get_one_line_too(shell: Shell, arguments: list[str], words: list[str]) -> None:
    done = shell.run(*arguments)
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert all(word in line for word in words), line
    assert line.endswith("[usage]")
