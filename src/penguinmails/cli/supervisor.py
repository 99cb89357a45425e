"""One process that starts the parts and starts them again when they die.

It imports everything once and forks: four programs that each import it take two seconds longer to come up.
It opens no database and runs no loop, so there is nothing a fork could break.
"""

import ctypes
import importlib
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from penguinmails.cli.parts import Part
from penguinmails.cli.processes import Processes
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.settings import KernelSettings

NAME: Final = "platform"
_PR_SET_PDEATHSIG: Final = 1
_DESCRIPTORS: Final = 256
"""More than are open in a process that has only imported things."""
_LONGEST_PAUSE: Final = 30.0
_PROVEN_SECONDS: Final = 60.0
"""A part that ran so long is started again at once when it dies."""


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps parts running until SIGTERM or Ctrl-C; then lets them finish."""

    def __init__(self, settings: KernelSettings, parts: Sequence[Part], *, logs: Path | None) -> None:
        """`logs`: the folder of a log file for each part; None: all say it here."""
        self._settings = settings
        self._parts = list(parts)
        self._logs = logs
        self._running: dict[int, tuple[Part, float]] = {}
        self._pauses: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._ending = False

    def run(self) -> None:
        """Start the parts and wait. A part that ends by itself, without a fault, stays ended.

        Of two supervisors of one home the second has nothing to do, and returns.
        """
        with Processes(self._settings.home).only_one(NAME) as is_first:
            if is_first:
                self._run_part = importlib.import_module("penguinmails.cli.running").run_part
                self._keep_running()

    def _keep_running(self) -> None:
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._end)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        with Processes(self._settings.home).registered(NAME):
            self._due = {part.name: time.monotonic() for part in self._parts}
            while self._running or (self._due and not self._ending):
                self._start_due()
                select.select([reading], [], [], self._wait())
                with suppress(BlockingIOError):
                    os.set_blocking(reading, False)
                    os.read(reading, 4096)
                self._reap()

    def _end(self, number: int, frame: object) -> None:
        del number, frame
        self._ending = True
        for pid in self._running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def _wait(self) -> float | None:
        if self._ending or not self._due:
            return None
        return max(0.0, min(self._due.values()) - time.monotonic())

    def _start_due(self) -> None:
        now = time.monotonic()
        for part in self._parts:
            if not self._ending and self._due.get(part.name, now + 1) <= now:
                del self._due[part.name]
                self._running[self._fork(part)] = (part, now)

    def _fork(self, part: Part) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        if pid := os.fork():
            return pid
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            _end_with_parent()
            # The supervisor's locks and pipe are open here too; held on, they would outlive it.
            os.closerange(3, _DESCRIPTORS)
            for name in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(name, signal.SIG_DFL)
            self._say_into_file(part)
            self._run_part(part, self._settings)
            code = 0
        except PenguinError as error:
            sys.stderr.write(f"{error}\n")
        except BaseException:  # noqa: BLE001 - what a process dies of is told, then it is dead
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _say_into_file(self, part: Part) -> None:
        if self._logs is None:
            return
        file = os.open(self._logs / f"{part.name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for descriptor in (1, 2):
            os.dup2(file, descriptor)
        os.close(file)

    def _reap(self) -> None:
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            part, started = self._running.pop(pid, (None, 0.0))
            if part is None or self._ending or os.waitstatus_to_exitcode(status) == 0:
                continue
            now = time.monotonic()
            pause = 0.0 if now - started > _PROVEN_SECONDS else self._pauses.get(part.name, 0.5) * 2
            self._pauses[part.name] = min(_LONGEST_PAUSE, pause)
            self._due[part.name] = now + self._pauses[part.name]
            code = os.waitstatus_to_exitcode(status)
            sys.stderr.write(f"{part.name} ended with {code}; it starts again in {pause:g} s\n")
            sys.stderr.flush()
