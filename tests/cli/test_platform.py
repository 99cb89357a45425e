"""Up, down, up again, killed, twice at once: the platform comes up each time."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from penguinmails.cli.parts import PARTS
from penguinmails.cli.processes import Processes
from tests.cli.conftest import Shell


def server_pid(shell: Shell) -> int:
    return int(next(shell.home.glob("postgres/data/postmaster.pid")).read_text().split()[0])


def parts(shell: Shell) -> dict[str, int]:
    return {process.name: process.pid for process in Processes(shell.home).alive()}


def checks(shell: Shell) -> dict[str, str]:
    return {finding["check"]: finding["state"] for finding in shell.json("doctor")}


def test_the_life_of_a_platform(shell: Shell) -> None:
    first: dict[str, Any] = shell.json("up", "--detach")
    assert first["migrations_applied"] > 0
    again = shell.json("up", "--detach")
    assert again["migrations_applied"] == 0
    assert again["parts"] == first["parts"]
    shell.json("tenant", "create", "Acme", "--owner", "ada@example.com")
    assert "fail" not in checks(shell).values()

    for pid in parts(shell).values():
        os.kill(pid, signal.SIGKILL)
    assert "worker" in shell.refusal("doctor")
    os.kill(server_pid(shell), signal.SIGKILL)
    assert "penguinmails up --detach" in shell.refusal("tenant", "list")
    shell.json("up", "--detach")
    assert [tenant["name"] for tenant in shell.json("tenant", "list")] == ["Acme"]
    assert "fail" not in checks(shell).values()

    assert shell.json("down")["processes_stopped"] == 1 + len(PARTS)
    assert shell.json("down") == {"processes_stopped": 0, "database": "was not running"}
    assert "server" in shell.refusal("doctor")


def test_a_part_that_dies_is_started_again(running: Shell) -> None:
    before = parts(running)
    for name in PARTS:
        os.kill(before[name], signal.SIGKILL)
    deadline = time.monotonic() + 60
    while (after := parts(running)).keys() != before.keys() or {before[name] for name in PARTS} & {
        *after.values()
    }:
        assert time.monotonic() < deadline, after
        time.sleep(0.05)
    assert after["platform"] == before["platform"]


def test_two_ups_at_once_make_one_platform(shell: Shell) -> None:
    with ThreadPoolExecutor() as pool:
        starting = [pool.submit(shell.run, "up", "--detach", "--json") for _ in range(2)]
        both = [each.result() for each in starting]
    assert [done.returncode for done in both] == [0, 0], [done.stderr for done in both]
    assert shell.json("doctor")
    assert shell.json("down")["processes_stopped"] >= 1


def test_up_in_the_foreground_ends_with_its_terminal(shell: Shell) -> None:
    environment = os.environ | shell.environment | {"PENGUINMAILS_HOME": str(shell.home)}
    with subprocess.Popen(
        [sys.executable, "-m", "penguinmails", "up"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "Stop it with Ctrl-C" in process.stdout.readline()
        while not list(shell.home.glob("run/processes/worker-*.json")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    assert "mend: Start it: penguinmails up" in shell.run("doctor").stdout
