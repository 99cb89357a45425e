"""Starting, adopting and stopping the server of one home. Blocking functions: call them from a thread."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from psycopg.conninfo import make_conninfo

from penguinmails.kernel.secrets import SecretStore
from penguinmails.postgres.server import (
    cluster,
    configuration,
    disk,
    launching,
    locks,
    processes,
    programs,
)
from penguinmails.postgres.server.account import Account, server_account
from penguinmails.postgres.server.errors import DataInUse, ServerNotStopped, ServerSilent
from penguinmails.postgres.server.launching import START_SECONDS
from penguinmails.postgres.server.layout import Layout
from penguinmails.postgres.server.processes import Postmaster

PASSWORD: Final = "database_superuser"  # noqa: S105 - the name of the secret
ANSWER_SECONDS: Final = 60
STOP_SECONDS: Final = 60
"""A fast stop writes all changed pages first."""

_FORCE_SECONDS: Final = 10
_GRACE_SECONDS: Final = 1
_IN_USE_SECONDS: Final = 15


class State(StrEnum):
    """What a home's server is doing."""

    RUNNING = "running"
    STOPPED = "stopped"
    MISSING = "missing"
    """It was never started: there are no data."""
    STALE = "stale"
    """It ended without a word: killed, or the machine went down. The next start recovers."""


@dataclass(frozen=True)
class Started:
    """How `start` went. `adopted`: another command had started the server before."""

    adopted: bool
    seconds: float


@dataclass(frozen=True)
class ServerStatus:
    """A look at the server. `version` is that of the installed programs, or of the data if those differ."""

    state: State
    pid: int | None
    version: str | None
    data_bytes: int
    socket: Path
    """The folder of the socket: what libpq calls the host."""


class EmbeddedServer:
    """The PostgreSQL server whose data, secrets and log are in `home`.

    It outlives the command that started it. Any number of commands may call any of these methods at once: one
    does the work, the others wait for it. `settings` are added to the server's configuration at a start.
    """

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        # However the home is spelt, it has one socket.
        self._layout = Layout(home.resolve())
        self._settings = dict(settings or {})
        self._secrets = SecretStore(self._layout.secrets)

    @property
    def data_directory(self) -> Path:
        """What `initdb` made. It belongs to the server's account."""
        return self._layout.data

    @property
    def socket_directory(self) -> Path:
        """The host to connect to."""
        return self._layout.socket

    def superuser_password(self) -> str:
        """The password of `postgres`. Raises `SecretMissing` before the first start, `SecretUnreadable`."""
        return self._secrets.read(PASSWORD)

    def conninfo(self, user: str, password: str, dbname: str) -> str:
        """The connection string of a login. Contacts nobody."""
        return make_conninfo(
            host=str(self._layout.socket),
            port=configuration.PORT,
            user=user,
            password=password,
            dbname=dbname,
        )

    def state(self) -> State:
        """What the server is doing, without measuring anything. Raises `HomeForeign`."""
        if not cluster.exists(self._layout):
            return State.MISSING
        if processes.postmaster(self._layout.data) is not None:
            return State.RUNNING
        return State.STALE if processes.recorded(self._layout.data) else State.STOPPED

    def status(self) -> ServerStatus:
        """What the server is doing, and how much it holds. Changes nothing. Raises `HomeForeign`."""
        state = self.state()
        if state is State.MISSING:
            return ServerStatus(state, None, None, 0, self._layout.socket)
        server = processes.postmaster(self._layout.data) if state is State.RUNNING else None
        major, built = cluster.major(self._layout), programs.version()
        return ServerStatus(
            state=state,
            pid=server.pid if server else None,
            version=built if major == built.partition(".")[0] else major,
            data_bytes=_size(self._layout.data),
            socket=self._layout.socket,
        )

    def start(self) -> Started:
        """Have the server running and answering: adopt it, start it, or make it first.

        Recovers from a kill at any point of an earlier start, run or stop. Raises the errors of
        `penguinmails.postgres.server.errors` and of `kernel.secrets`.
        """
        begun = time.monotonic()
        account = server_account()
        with disk.writing(self._layout.home, disk.FIRST_START):
            self._layout.prepare(account)
            with self._alone():
                adopted = self._adopt_or_launch(account)
        return Started(adopted, time.monotonic() - begun)

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """End the server: open transactions are rolled back, and all is written within `patience` seconds.

        After that it is ended as by a crash, which loses no committed transaction and makes the next start
        slower. Does nothing where none runs. Raises `ServerNotStopped`, `ServerBusy` or `HomeForeign`.
        """
        if not self._layout.folder.exists():
            return
        self._layout.check_owner()
        account = server_account()
        with disk.writing(self._layout.home, 0), self._alone():
            server = processes.postmaster(self._layout.data)
            if server is not None:
                self._end(server, patience)
            self._clear_away(account)
            self._remove_distant_socket()

    def _alone(self) -> AbstractContextManager[None]:
        return locks.alone(self._layout.lock, patience=START_SECONDS, log=self._layout.log)

    def _adopt_or_launch(self, account: Account) -> bool:
        begun = time.monotonic()
        while True:
            if self._adopt():
                return True
            in_use = locks.claim(self._layout.in_use)
            if in_use is not None:
                break
            # A killed command left an initdb, or a server that has not yet written its number; a killed
            # server left backends.
            waited = time.monotonic() - begun
            if waited > _GRACE_SECONDS:
                self._clear_away(account)
            if waited > _IN_USE_SECONDS:
                raise DataInUse(folder=self._layout.data)
            time.sleep(processes.PAUSE)
        try:
            self._clear_away(account)
            self._launch(account, in_use)
        finally:
            os.close(in_use)
        return False

    def _adopt(self) -> bool:
        begun = time.monotonic()
        while (server := processes.postmaster(self._layout.data)) is not None:
            if server.phase == "ready":
                if self._answers():
                    return True
                if not (self._layout.socket / f".s.PGSQL.{configuration.PORT}").is_socket():
                    # Somebody removed the socket, or started the server with another one.
                    self._end(server, STOP_SECONDS)
                    return False
            if time.monotonic() - begun > ANSWER_SECONDS and server.phase != "starting":
                raise ServerSilent(pid=server.pid, seconds=ANSWER_SECONDS, log=self._layout.log)
            if time.monotonic() - begun > START_SECONDS:
                raise ServerSilent(pid=server.pid, seconds=START_SECONDS, log=self._layout.log)
            time.sleep(processes.PAUSE)
        return False

    def _answers(self) -> bool:
        where = [f"--host={self._layout.socket}", f"--port={configuration.PORT}", "--dbname=postgres"]
        done = subprocess.run(
            [
                programs.binary("pg_isready"),
                "--quiet",
                "--timeout=3",
                f"--username={cluster.SUPERUSER}",
                *where,
            ],
            stdin=subprocess.DEVNULL,
            env={"LC_ALL": "C"},
            check=False,
        )
        return done.returncode == 0

    def _clear_away(self, account: Account) -> None:
        left = processes.leftovers(account.uid, self._layout.data, self._layout.draft)
        if remaining := processes.end(left):
            raise ServerNotStopped(pid=remaining[0].pid)

    def _launch(self, account: Account, in_use: int) -> None:
        tools = programs.usable(account, self._layout.folder)
        if cluster.exists(self._layout):
            cluster.check(self._layout, account)
            self.superuser_password()
            cluster.discard(self._layout)
        else:
            disk.require(self._layout.folder, disk.FIRST_START)
            password = self._secrets.get_or_create(PASSWORD)
            cluster.create(self._layout, account, tools, password, in_use)
        launching.launch(self._layout, account, tools, self._settings, in_use)

    def _end(self, server: Postmaster, patience: float) -> None:
        forms = {signal.SIGINT: patience, signal.SIGQUIT: _FORCE_SECONDS, signal.SIGKILL: _FORCE_SECONDS}
        for form, seconds in forms.items():
            server.signal(form)
            if processes.wait(lambda: not server.alive, seconds):
                return
        raise ServerNotStopped(pid=server.pid)

    def _remove_distant_socket(self) -> None:
        socket = self._layout.socket
        if socket.parent != self._layout.folder and socket.is_dir() and not any(socket.iterdir()):
            socket.rmdir()


def _size(folder: Path) -> int:
    total = 0
    for place, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118 - thousands of files
            except FileNotFoundError:  # the server works meanwhile
                continue
    return total
