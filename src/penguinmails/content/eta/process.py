"""One isolated process, seen from outside: started, asked with a deadline, killed when it does not answer."""

import contextlib
import importlib.util
import json
import math
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from penguinmails.content.eta.errors import EtaUnavailable

_HERE: Final = Path(__file__).parent
_PROGRAM: Final = "import sys; sys.path.append(sys.argv[3]); from cell import serving; serving.main()"
_START: Final = 30.0  # seconds of patience with a machine that is busy
_FRAME: Final = 4


@dataclass(frozen=True)
class Limits:
    """What one render may use, and its process: CPU seconds, bytes, characters of output.

    `patience` is how long a render may take by the clock: only a process that hangs, or a machine that
    starves it, gets that far. A process is replaced after `renders`, and may use the CPU time they may use.
    """

    seconds: float = 1.0
    memory: int = 32 << 20
    stack: int = 512 << 10
    output: int = 4 << 20
    address_space: int = 256 << 20
    renders: int = 10_000
    patience: float = 15.0


@dataclass(frozen=True)
class Isolation:
    """Which walls stand around the process on this machine."""

    network: bool
    root: bool
    user: bool
    privileges: bool
    limits: bool
    seccomp: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """What does not stand, in words. `seccomp` alone closes files, network and processes; without it that
        hangs on the others.
        """
        words = {
            "seccomp": "system calls are not filtered (the kernel refused seccomp)",
            "network": "the network is not taken away (the kernel refused a network namespace)",
            "root": "the file system is in sight (an empty root needs a start as root)",
            "user": "it runs as root",
            "privileges": "programs may raise its privileges",
            "limits": "memory, files and processes are not limited",
        }
        return tuple(words[wall] for wall in words if not getattr(self, wall))


class CellDied(Exception):
    """The process ended, or was ended, instead of answering. `number` is the signal, 0 for none."""

    def __init__(self, number: int, *, late: bool = False) -> None:
        self.number, self.late = number, late
        super().__init__(number)

    @property
    def out_of_time(self) -> bool:
        """Whether it was ended because it took too long."""
        return self.late or self.number in {signal.SIGPROF, signal.SIGXCPU}


class Cell:
    """One process. For one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.shipped: set[str] = set()
        self._asked = 0
        library = importlib.util.find_spec("_quickjs")
        if library is None or library.origin is None:
            raise EtaUnavailable(reason="quickjs-ng is not installed")
        bounds = {name: getattr(limits, name) for name in ("seconds", "memory", "stack", "output")}
        settings = {
            "bounds": bounds,
            "address_space": limits.address_space,
            "life": math.ceil(limits.renders * (limits.seconds + 1)),
        }
        # -I and -S: no environment, no user's folder, no site-packages. TZ: dates read the same everywhere.
        command = [
            sys.executable,
            "-I",
            "-S",
            "-B",
            "-c",
            _PROGRAM,
            library.origin,
            json.dumps(settings),
            str(_HERE),
        ]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"TZ": "UTC0"},
                cwd="/",
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            raise EtaUnavailable(reason=str(error)) from error
        if self._process.stdin is None or self._process.stdout is None:
            raise EtaUnavailable(reason="it has no pipes")
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        try:
            _, text = self._receive(time.monotonic() + _START)
            self.isolation = Isolation(**json.loads(text))
        except (CellDied, TypeError, ValueError) as error:
            self.kill()
            raise EtaUnavailable(reason=f"it ended before it was ready ({error})") from error

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_worn(self) -> bool:
        """Whether it has done enough."""
        return self._asked >= self.limits.renders

    def ask(self, header: dict[str, Any], data: str = "") -> tuple[str, str]:
        """The answer's kind and text. CellDied when there is none in time; the process is then gone."""
        self._asked += 1
        head, body = json.dumps(header).encode(), data.encode()
        deadline = time.monotonic() + self.limits.patience
        request = b"".join((len(head).to_bytes(_FRAME), head, len(body).to_bytes(_FRAME), body))
        try:
            self._send(request, deadline)
            return self._receive(deadline)
        except CellDied:
            self.kill()
            raise

    def kill(self) -> None:
        """End the process, whatever it does, and what was open to it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _send(self, request: bytes, deadline: float) -> None:
        view = memoryview(request)
        while view:
            try:
                view = view[os.write(self._in, view) :]
            except BlockingIOError:
                self._wait(self._in, select.POLLOUT, deadline)
            except BrokenPipeError:
                raise self._died() from None

    def _receive(self, deadline: float) -> tuple[str, str]:
        length = int.from_bytes(self._exactly(_FRAME, deadline))
        # UTF-8 has at most three bytes for each UTF-16 unit; an error's text is short.
        if not 0 < length <= 3 * self.limits.output + 65536:
            raise CellDied(0)
        body = self._exactly(length, deadline)
        try:
            answer = body.decode()
        except UnicodeDecodeError:
            raise CellDied(0) from None
        return answer[0], answer[1:]

    def _exactly(self, count: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while count:
            try:
                part = os.read(self._out, count)
            except BlockingIOError:
                self._wait(self._out, select.POLLIN, deadline)
                continue
            if not part:
                raise self._died()
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise CellDied(0, late=True)

    def _died(self) -> CellDied:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return CellDied(max(0, -self._process.wait(5)))
        return CellDied(0)
