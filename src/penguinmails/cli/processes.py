"""The platform's own processes of one home: each holds a lock on a file while it lives.

A lock dies with its process, kill -9 included, so a pid found here is never somebody else's.
"""

import fcntl
import json
import os
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from penguinmails.kernel import clock
from penguinmails.kernel.errors import PenguinError

DRAIN_SECONDS = 35
"""A worker gives its jobs 30 seconds to finish."""


class ProcessWillNotStop(PenguinError):
    """The process {pid} ({name}) did not stop within {seconds} seconds."""

    code = "process_will_not_stop"
    hint = "Look at its log, then end it with `kill -9 {pid}`; its jobs run again elsewhere."


@dataclass(frozen=True)
class Process:
    """A running part of the platform."""

    name: str
    pid: int
    started: str


class Processes:
    """The parts that run from one home directory."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "run" / "processes"

    @contextmanager
    def registered(self, name: str) -> Generator[None]:
        """Be listed as `name` while the block runs."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{name}-{os.getpid()}.json"
        unlisted = path.with_suffix(".new")
        with unlisted.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            json.dump(asdict(Process(name, os.getpid(), clock.now().isoformat())), file)
            file.flush()
            unlisted.rename(path)  # listed only once locked, or a reader would take it for a dead one's
            try:
                yield
            finally:
                path.unlink(missing_ok=True)

    @contextmanager
    def only_one(self, name: str) -> Generator[bool]:
        """Whether nobody else is `name` here while the block runs. The lock dies with its process."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{name}.lock").open("w") as file:
            os.set_inheritable(file.fileno(), False)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def alive(self) -> list[Process]:
        """What runs now. Removes what dead processes left."""
        found: list[Process] = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                file = path.open()
            except FileNotFoundError:
                continue
            with file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    found.append(Process(**json.load(file)))
                else:
                    path.unlink(missing_ok=True)
        return found

    def stop(self) -> list[Process]:
        """Ask all to finish (SIGTERM) and wait for it. Raises `ProcessWillNotStop`."""
        stopping = self.alive()
        for process in stopping:
            with suppress(ProcessLookupError):  # it ended by itself, or with its supervisor
                os.kill(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + DRAIN_SECONDS
        while remaining := self.alive():
            if time.monotonic() > deadline:
                raise ProcessWillNotStop(pid=remaining[0].pid, name=remaining[0].name, seconds=DRAIN_SECONDS)
            time.sleep(0.05)
        return stopping
