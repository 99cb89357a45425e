"""The command line as people run it: a process, an environment, what it prints and how it ends."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


def free_places() -> dict[str, str]:
    """Ports of loopback that nothing listens at, for the parts that do: tests run beside each other."""
    with ExitStack() as held:
        servers = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(4)]
        web, mail, sink, control = (server.getsockname()[1] for server in servers)
    return {
        "PENGUINMAILS_TRACKING_LISTEN": f"127.0.0.1:{web}",
        "PENGUINMAILS_INBOUND_LISTEN": f"127.0.0.1:{mail}",
        "PENGUINMAILS_SANDBOX_INBOUND": f"127.0.0.1:{mail}",
        "PENGUINMAILS_SANDBOX_SMTP": f"127.0.0.1:{sink}",
        "PENGUINMAILS_SANDBOX_CONTROL": f"127.0.0.1:{control}",
    }


@dataclass
class Shell:
    """Runs `penguinmails` with a home of its own."""

    home: Path
    environment: dict[str, str] = field(default_factory=free_places)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The finished command."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("PENGUINMAILS_")
        }
        return subprocess.run(
            [sys.executable, "-m", "penguinmails", *arguments],
            env=inherited | {"PENGUINMAILS_HOME": str(self.home)} | self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )

    def json(self, *arguments: str) -> Any:
        """What the command prints with `--json`, which must be JSON and end well."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def refusal(self, *arguments: str, **environment: str) -> str:
        """The one line of a command that is refused."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        lines = done.stderr.strip().splitlines()
        assert len(lines) == 1, done.stderr
        return lines[0]


def new_home() -> Path:
    # Short, for the socket's path; open to pass through, for the account the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="pm-cli-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def shell() -> Iterator[Shell]:
    """A home where nothing was started yet; what a test starts there is stopped."""
    shell = Shell(new_home())
    yield shell
    if any(shell.home.iterdir()):
        shell.run("down")
    shutil.rmtree(shell.home, ignore_errors=True)


@pytest.fixture(scope="session")
def running() -> Iterator[Shell]:
    """A running platform with a tenant, Acme, shared by all tests that leave it running."""
    shell = Shell(new_home())
    shell.json("up", "--detach")
    shell.json("tenant", "create", "Acme", "--owner", "ada@example.com")
    yield shell
    shell.json("down")
    shutil.rmtree(shell.home, ignore_errors=True)
