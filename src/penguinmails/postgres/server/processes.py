"""Which processes serve a data directory, judged by what they are and not by what a file says they were."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

PAUSE: Final = 0.02

_NAMES: Final = {"postgres", "initdb", "pg_ctl"}
_QUIT_SECONDS: Final = 2
_KILL_SECONDS: Final = 10
_SOCKET_LINE: Final = 4
_STATUS_LINE: Final = 7


@dataclass(frozen=True)
class Postmaster:
    """The process that a server is known by, alive when it was looked for."""

    process: psutil.Process
    socket: Path | None
    """The folder of its socket; None until it has one."""
    phase: str
    """`starting`, `ready`, `stopping`, or empty."""

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return _alive(self.process)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        _signal(self.process, number)


def postmaster(data: Path) -> Postmaster | None:
    """The server of this data directory; None where none runs.

    The number in postmaster.pid outlives a crash and a restart of the machine, and by then may belong to
    anybody: only a process of the data's owner that works in the data directory counts.
    """
    lines = recorded(data)
    try:
        process = psutil.Process(int(lines[0]))
    except (IndexError, ValueError, psutil.NoSuchProcess):
        return None
    if not _alive(process) or not _works_in(process, data, data.stat().st_uid):
        return None
    socket = lines[_SOCKET_LINE] if len(lines) > _SOCKET_LINE else ""
    phase = lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else ""
    return Postmaster(process, Path(socket) if socket else None, phase)


def recorded(data: Path) -> list[str]:
    """The lines of postmaster.pid; none without one."""
    try:
        return (data / "postmaster.pid").read_text("utf-8", "surrogateescape").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []


def somebody_has(pid: str) -> bool:
    """Whether a process has this number, whosever it is."""
    return pid.isdigit() and psutil.pid_exists(int(pid))


def leftovers(owner: int, *folders: Path) -> list[psutil.Process]:
    """Processes of PostgreSQL that work in these folders: backends without a server, an abandoned initdb."""
    return [
        process
        for process in psutil.process_iter(["name"])
        if process.info["name"] in _NAMES
        and _alive(process)
        and any(_works_in(process, folder, owner) for folder in folders)
    ]


def end(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """End processes as PostgreSQL itself ends backends after a crash: at once, then by force.

    Returns those that are still there, because the system holds them.
    """
    ending = list(processes)
    for form, seconds in {signal.SIGQUIT: _QUIT_SECONDS, signal.SIGKILL: _KILL_SECONDS}.items():
        for process in ending:
            _signal(process, form)
        if wait(lambda: not any(map(_alive, ending)), seconds):
            return []
    return [process for process in ending if _alive(process)]


def wait(over: Callable[[], bool], patience: float) -> bool:
    """Wait until it is over, for at most `patience` seconds; whether it is."""
    deadline = time.monotonic() + patience
    while not over():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True


def _alive(process: psutil.Process) -> bool:
    try:
        # In a container nobody may collect the dead.
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _works_in(process: psutil.Process, folder: Path, owner: int) -> bool:
    place = os.path.realpath(folder)
    try:
        # Linux goes on naming a folder that was removed.
        return process.uids().effective == owner and _where(process) in {place, f"{place} (deleted)"}
    except psutil.NoSuchProcess:
        return False


def _where(process: psutil.Process) -> str:
    try:
        return process.cwd()
    except psutil.AccessDenied:
        if os.geteuid() != 0:
            return ""
    # Root in a container mostly lacks the right to look (CAP_SYS_PTRACE); the process's own user has it.
    return subprocess.run(
        ["readlink", f"/proc/{process.pid}/cwd"],
        user=process.uids().real,
        group=process.gids().real,
        extra_groups=(),
        capture_output=True,
        text=True,
        check=False,
    ).stdout.rstrip("\n")


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
