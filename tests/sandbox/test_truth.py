"""The log survives whatever happens to the process, and reads the same after it."""

import asyncio
import json
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from typer.testing import CliRunner

from penguinmails.sandbox import QUIET, Sandbox, Truth, World
from penguinmails.sandbox.commands import commands
from penguinmails.sandbox.errors import (
    AddressUnusable,
    EndpointInvalid,
    MischiefUnknown,
    ProfileInvalid,
    SandboxSilent,
    TruthUnreadable,
)
from tests.sandbox.factories import message, platform, send


def run(*arguments: str) -> subprocess.Popen[str]:
    """A sandbox as a process of its own; leaving the `with` waits for its end."""
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


# As `penguinmails sandbox …` runs, without the rest of the command line.
STARTER = "from penguinmails.sandbox.commands import commands; commands()"


def started(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it says when it is ready."""
    assert process.stdout is not None
    text = ""
    while not text.endswith("}\n"):
        line = process.stdout.readline()
        assert line, "the sandbox did not start"
        text += line
    return json.loads(text)


def port(started: dict[str, Any], name: str) -> int:
    return int(started[name].rpartition(":")[2])


@pytest.mark.parametrize("null", [True, False])
async def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path, null: bool) -> None:
    log = tmp_path / "truth.jsonl"
    process = run(
        "run", "--smtp", "127.0.0.1:0", "--control", "127.0.0.1:0", "--log", str(log), "--json",
        "--share", "hard=0", "--share", "soft=0", *(["--null"] if null else []),
    )  # fmt: skip
    told: list[str] = []

    async def pour(sender: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port(where, "smtp"))
        with closing(writer):
            await reader.readline()
            writer.write(b"HELO me\r\n")
            await reader.readline()
            for number in range(100_000):
                name = f"{sender}-{number}@sender.example"
                writer.write(b"MAIL FROM:<b@x.example>\r\nRCPT TO:<a@corp.example>\r\nDATA\r\n")
                for _ in range(3):
                    await reader.readline()
                writer.write(f"Message-ID: <{name}>\r\n\r\nhi\r\n.\r\n".encode())
                if not (await reader.readline()).startswith(b"250"):
                    return
                told.append(name)
                if len(told) == 300:
                    process.send_signal(signal.SIGKILL)

    with process:
        where = await asyncio.to_thread(started, process)
        await asyncio.gather(*(pour(sender) for sender in range(4)), return_exceptions=True)
        await asyncio.to_thread(process.wait)
    ids = Truth.load(log).message_ids()
    assert len(told) >= 300
    assert set(told) <= set(ids)
    assert len(ids) <= len(told) + 4
    assert max(ids.values()) == 1


async def test_a_world_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    world = World(truth=tmp_path / "t", profile=QUIET)
    for begun in range(2):
        async with Sandbox(world) as sandbox:
            assert sandbox.state.accepted == begun
            await send(
                sandbox.port, "A@corp.example" if begun else "a@corp.example", b"Message-ID: <x@y>\r\n\r\n"
            )
    assert [taken.nth for taken in Truth.load(world.truth).taken] == [0, 1]


def test_half_a_line_at_the_end_was_never_told_to_anybody(tmp_path: Path) -> None:
    log = tmp_path / "t"
    log.write_text('{"id": "a@b", "t": 1.5, "to": ["x@y"]}\n{"id": "c@d", "t": 2.5, "to": ["')
    assert dict(Truth.load(log).message_ids()) == {"a@b": 1}


async def test_a_log_that_was_cut_goes_on_in_a_new_line(tmp_path: Path) -> None:
    log = tmp_path / "t"
    log.write_text('{"what": "accepted", "mess')
    async with Sandbox(World(truth=log, profile=QUIET)) as sandbox:
        await send(sandbox.port, "a@corp.example", b"Message-ID: <x@y>\r\n\r\n")
    assert dict(Truth.load(log).message_ids()) == {"x@y": 1}


def test_a_log_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(TruthUnreadable):
        Truth.load(tmp_path / "nothing")


async def test_a_taken_port_is_said_to_be_so(tmp_path: Path) -> None:
    async with Sandbox(World(truth=tmp_path / "t")) as sandbox:
        other = Sandbox(World(truth=tmp_path / "u"))
        with pytest.raises(AddressUnusable):
            await other.start(("127.0.0.1", sandbox.port))


async def test_the_commands(tmp_path: Path) -> None:
    log = tmp_path / "truth.jsonl"
    async with platform() as seen:
        with run(
            "run", "--smtp", "127.0.0.1:0", "--control", "127.0.0.1:0", "--log", str(log), "--json",
            "--inbound", f"127.0.0.1:{seen.inbound[1]}", "--web", f"127.0.0.1:{seen.web[1]}", "--pace", "40",
            "--seed", "5", "--share", "opens=1", "--share", "replies=1", "--share", "hard=0", "--share", "soft=0",
            "--share", "late=0",
        ) as process:  # fmt: skip
            where = await asyncio.to_thread(started, process)
            assert where["seed"] == 5
            control = ("--control", where["control"])
            await send(port(where, "smtp"), "a@gmail.com", message("https://t.example", "a@gmail.com")[1])
            state = await command("state", "--wait", *control)
            assert (state["accepted"], state["failed"]) == (1, 0)
            await command("misbehave", "connect_421=1", *control)
            with pytest.raises(aiosmtplib.SMTPConnectError, match="421"):
                await send(port(where, "smtp"), "a@gmail.com", b"x\r\n")
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait) == 0
        assert len(seen.letters) >= 1
    counts = await command("truth", "--log", str(log))
    assert counts["replies"] == 1
    assert counts["acts_failed"] == 0
    assert counts["deferred"] == 1
    shown = CliRunner().invoke(commands, ["truth", "--log", str(log)])
    assert "\nreplies: 1\n" in shown.output


async def command(*arguments: str) -> dict[str, Any]:
    shown = await asyncio.to_thread(CliRunner().invoke, commands, [*arguments, "--json"])
    assert shown.exit_code == 0
    return json.loads(shown.output)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["run", "--share", "opens"], ProfileInvalid),
        (["run", "--share", "nonsense=0.1"], ProfileInvalid),
        (["run", "--fault", "nonsense"], MischiefUnknown),
        (["run", "--inbound", "nowhere"], EndpointInvalid),
        (["state", "--control", "127.0.0.1:1"], SandboxSilent),
        (["misbehave", "nonsense"], MischiefUnknown),
        (["truth", "--log", "/nowhere"], TruthUnreadable),
    ],
)
def test_wrong_words_are_told_so(arguments: list[str], error: type[Exception]) -> None:
    assert isinstance(CliRunner().invoke(commands, arguments).exception, error)


async def test_nothing_but_http_and_known_questions_are_answered(tmp_path: Path) -> None:
    sandbox = Sandbox(World(truth=tmp_path / "t", profile=replace(QUIET, opens=1)))
    await sandbox.start(control_at=("127.0.0.1", 0))

    async def answer(octets: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.control_port)
        writer.write(octets)
        writer.write_eof()
        found = await reader.read()
        writer.close()
        return found

    try:
        assert (await answer(b"GET /state HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
        assert b'"accepted": 0' in await answer(b"GET /truth HTTP/1.1\r\n\r\n")
        assert (await answer(b"GET /else HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 404 ")
        post = b"POST /mischief HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s"
        assert (await answer(post % (9, b'["nope"]\n'))).startswith(b"HTTP/1.1 422 ")
        assert (await answer(post % (2, b"{{"))).startswith(b"HTTP/1.1 400 ")
        assert (await answer(post % (8, b'["drip"]'))).startswith(b"HTTP/1.1 200 ")
        assert await answer(b"\x00\xff") == b""
    finally:
        await sandbox.close()
