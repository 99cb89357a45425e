"""Homes for servers: short, open to pass through for the server's account, gone with their servers at the end."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from penguinmails.kernel.errors import PenguinError
from penguinmails.postgres.server import EmbeddedServer, cluster

QUICK = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20", "min_wal_size": "32MB"}
SOURCE = Path(__file__).parents[2] / "src"

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")


class Site:
    """A folder of one test, and the homes in it."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._template = template

    def server(self, home: Path | None = None, **settings: str) -> EmbeddedServer:
        """The server of a home; nothing is there yet."""
        return EmbeddedServer(home or self.home, settings=QUICK | settings)

    def made(self, home: Path | None = None, **settings: str) -> EmbeddedServer:
        """A server whose data were made before, and which is stopped."""
        home = home or self.home
        subprocess.run(["cp", "-a", self._template, home], check=True)
        return self.server(home, **settings)


@contextmanager
def temporary() -> Generator[Path]:
    """A folder under /tmp; the servers in it are stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pm-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        # Not kill -9: a server that ends itself, however fast, gives its shared memory back.
        for process in processes_in(folder):
            with suppress(psutil.NoSuchProcess):
                process.resume()
                process.send_signal(signal.SIGQUIT)
        psutil.wait_procs(processes_in(folder), timeout=10)
        shutil.rmtree(folder)


def processes_in(folder: Path) -> list[psutil.Process]:
    """What works below the folder."""
    return [
        process
        for process in psutil.process_iter(["cwd"])
        if str(process.info["cwd"] or "").startswith(f"{folder}/")
    ]


@pytest.fixture(scope="session")
def template() -> Generator[Path]:
    """A home that was started once. Its log has small segments: every test copies it."""
    with temporary() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "INITDB", (*cluster.INITDB, "--wal-segsize=1"))
        server = EmbeddedServer(folder / "home", settings=QUICK)
        server.start()
        server.stop()
        yield folder / "home"


@pytest.fixture(scope="module")
def running(template: Path) -> Generator[EmbeddedServer]:
    """A running server, for looking at."""
    with temporary() as folder:
        server = Site(folder, template).made()
        server.start()
        yield server


@pytest.fixture
def site(template: Path) -> Generator[Site]:
    """A place for homes."""
    with temporary() as folder:
        yield Site(folder, template)


def connect(server: EmbeddedServer) -> psycopg.Connection:
    """A session of the superuser, in autocommit."""
    conninfo = server.conninfo("postgres", server.superuser_password(), "postgres")
    return psycopg.connect(conninfo, autocommit=True)


def ask(server: EmbeddedServer, query: str) -> object:
    """The first column of the first row."""
    with connect(server) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def refusal(action: Callable[[], object], kind: type[PenguinError]) -> PenguinError:
    """The error that the action raises. It must say what to do."""
    with pytest.raises(kind) as raised:
        action()
    assert raised.value.todo
    assert "{" not in str(raised.value)
    return raised.value


def starter(home: Path, python: str = sys.executable) -> list[str]:
    """The command of another process that starts the server of a home, and says how it went."""
    code = (
        f"import sys; sys.path[:0] = {[str(SOURCE), *sys.path]!r}\n"
        "from pathlib import Path\n"
        "from penguinmails.kernel.errors import PenguinError\n"
        "from penguinmails.postgres.server import EmbeddedServer\n"
        "try:\n"
        f"    print(EmbeddedServer(Path({str(home)!r}), settings={QUICK!r}).start().adopted)\n"
        "except PenguinError as error:\n"
        "    print(error.code)\n"
    )
    return [python, "-c", code]
