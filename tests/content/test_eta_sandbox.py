"""The walls of the process, each tried from inside by a Python that is not held by quickjs."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from penguinmails.content.eta import EtaEngine, cell
from penguinmails.content.eta.cell import sandbox

HERE = Path(cell.__file__).parent.parent
SHUT = f"""
import ctypes, mmap, os, socket, sys, threading, json
sys.path.append({str(HERE)!r})
from cell import sandbox
held = sandbox.shut_in(256 << 20, 60)
os.write(1, json.dumps(held).encode() + b"\\n")
"""


def shut_in(act: str, preface: str = SHUT) -> tuple[int, str]:
    """How a process ends, and what it says, that shuts itself in and then acts."""
    program = f"{preface}\n{act}\nos.write(1, b'done')\nos._exit(0)"
    command = [sys.executable, "-I", "-S", "-c", program]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env={}, timeout=60)
    return run.returncode, run.stdout


def test_what_rendering_needs_is_allowed() -> None:
    code, said = shut_in("x = bytearray(30 << 20); del x; import time; time.process_time(); 2 ** 10000")
    assert (code, said.splitlines()[1:]) == (0, ["done"])


@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/passwd')",
        "os.open('/x', os.O_CREAT | os.O_WRONLY)",
        "os.listdir('/')",
        "os.stat('/')",
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "threading.Thread(target=print).start()",
        "os.pipe()",
        "os.setuid(0)",
        "os.chmod('/', 0o777)",
        "os.getpid(); ctypes.CDLL(None).ptrace(16, 1, 0, 0)",
        "ctypes.CDLL(None).syscall(425, 1, 0)",
        "ctypes.CDLL(None).syscall(0x40000000)",
        "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)",
        "ctypes.CDLL(None).mprotect(ctypes.c_void_p(id(os) & ~4095), 4096, 7)",
    ],
)
def test_all_else_ends_the_process(act: str) -> None:
    code, said = shut_in(act)
    assert '"seccomp": true' in said
    assert (code, "done" in said) == (-signal.SIGSYS, False)


def test_without_the_filter_the_limits_and_the_empty_root_hold_still() -> None:
    act = (
        "for name, act in {'file': lambda: open('/etc/passwd'), 'fork': os.fork, 'socket': socket.socket,"
        " 'memory': lambda: bytearray(400 << 20)}.items():\n"
        "    try: act()\n"
        "    except (OSError, MemoryError): os.write(1, name.encode() + b'\\n')\n"
    )
    unfiltered = SHUT.replace("held = ", "sandbox.filter_calls = lambda libc: False\nheld = ")
    code, said = shut_in(act, unfiltered)
    assert code == 0
    # Only root can be given an empty root; a file cannot be opened without it either, as no descriptor is left.
    assert said.splitlines()[1:] == ["file", "fork", "socket", "memory", "done"]


def test_the_process_has_lost_what_it_could_lose() -> None:
    with EtaEngine(1) as engine:
        engine.render({"main": "x"}, "main", {}, seed=1)
        told = Path(f"/proc/{engine.pids()[0]}/status").read_text()
        status = dict(line.split(":\t", 1) for line in told.splitlines())
        walls = engine.isolation()
    assert status["Seccomp"] == "2"
    assert status["NoNewPrivs"] == "1"
    assert set(status["CapEff"]) == {"0"} or not walls.root
    assert "0" not in status["Uid"].split()
    assert not any("seccomp" in word for word in walls.missing)


def test_both_lists_name_the_same_calls() -> None:
    lists = [set(calls) for _, calls in sandbox.CALLS.values()]
    assert lists[0] == lists[1]
