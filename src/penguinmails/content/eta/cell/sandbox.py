"""Shutting this process in: no privileges, files, network or children, and only the system calls it needs.

Each step is told apart, because kernels and containers refuse different ones; what was refused is reported.
"""

import contextlib
import ctypes
import os
import platform
import resource
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

NOBODY: Final = 65534

_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 4, 22, 38
_SECCOMP_MODE_FILTER: Final = 2
_CLONE_NEWUSER, _CLONE_NEWIPC, _CLONE_NEWNET = 0x10000000, 0x08000000, 0x40000000
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
_PROT_EXEC: Final = 4

# Classic BPF (linux/filter.h, linux/bpf_common.h): load a word, jump if equal, jump if bits are set, return.
_LOAD, _EQUAL, _BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _THIRD_ARGUMENT = 0, 4, 16 + 2 * 8  # offsets in struct seccomp_data

# AUDIT_ARCH of linux/audit.h, then numbers of asm/unistd.h. `mapping` may not make memory executable.
CALLS: Final[dict[str, tuple[int, dict[str, int]]]] = {
    "x86_64": (
        0xC000003E,
        {
            "read": 0, "write": 1, "munmap": 11, "brk": 12, "rt_sigprocmask": 14, "rt_sigreturn": 15,
            "mremap": 25, "madvise": 28, "setitimer": 38, "exit": 60, "gettimeofday": 96, "futex": 202,
            "restart_syscall": 219, "clock_gettime": 228, "exit_group": 231, "getrandom": 318,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "read": 63, "write": 64, "exit": 93, "exit_group": 94, "futex": 98, "setitimer": 103,
            "clock_gettime": 113, "restart_syscall": 128, "rt_sigprocmask": 135, "rt_sigreturn": 139,
            "gettimeofday": 169, "brk": 214, "munmap": 215, "mremap": 216, "madvise": 233, "getrandom": 278,
        },
    ),
}  # fmt: skip
_MAPPINGS: Final = {"x86_64": (9, 10), "aarch64": (222, 226)}  # mmap, mprotect


def shut_in(memory: int, seconds: int) -> dict[str, bool]:
    """Give up everything, for good. `memory`: bytes of address space; `seconds`: CPU time of the whole life.

    Answers which steps this kernel allowed: network, root (an empty one), user, privileges, limits, seccomp.
    """
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    libc = ctypes.CDLL(None, use_errno=True)
    held: dict[str, bool] = {}
    as_root = os.geteuid() == 0
    spaces = _CLONE_NEWNET | _CLONE_NEWIPC | (0 if as_root else _CLONE_NEWUSER)
    held["network"] = libc.unshare(spaces) == 0
    held["root"] = as_root and _empty_root()
    if as_root:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    held["user"] = os.geteuid() != 0
    held["privileges"] = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    held["limits"] = _limit(memory, seconds)
    held["seccomp"] = filter_calls(libc)
    return held


def _empty_root() -> bool:
    """Make a folder that no longer exists the root: there is nothing in it, and nothing can be made in it."""
    folder = Path(f"/tmp/.eta-{os.getpid()}-{os.urandom(8).hex()}")  # noqa: S108 - it is gone at once
    try:
        folder.mkdir(0o700)
        os.chdir(folder)
        folder.rmdir()
        os.chroot(".")
        os.chdir("/")
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            folder.rmdir()
        return False
    return True


def _limit(memory: int, seconds: int) -> bool:
    wanted = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    for kind, value in wanted.items():
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):
            return False
    return True


def filter_calls(libc: ctypes.CDLL) -> bool:
    """Install the list of system calls; any other ends the process."""
    machine = platform.machine()
    if machine not in CALLS:
        return False
    program = b"".join(_instructions(machine))
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a length, padding, a pointer.
    description = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    pointer = ctypes.create_string_buffer(description, len(description))
    done: int = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, pointer, 0, 0)
    return done == 0


def _instructions(machine: str) -> Iterator[bytes]:
    architecture, calls = CALLS[machine]
    yield _one(_LOAD, _ARCHITECTURE)
    yield _one(_EQUAL, architecture, 1, 0)
    yield _one(_RETURN, _KILL_PROCESS)
    yield _one(_LOAD, _NUMBER)
    for number in calls.values():
        yield _one(_EQUAL, number, 0, 1)
        yield _one(_RETURN, _ALLOW)
    mmap, mprotect = _MAPPINGS[machine]
    yield _one(_EQUAL, mmap, 2, 0)
    yield _one(_EQUAL, mprotect, 1, 0)
    yield _one(_RETURN, _KILL_PROCESS)
    yield _one(_LOAD, _THIRD_ARGUMENT)
    yield _one(_BITS, _PROT_EXEC, 0, 1)
    yield _one(_RETURN, _KILL_PROCESS)
    yield _one(_RETURN, _ALLOW)


def _one(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
