"""What the server is told: who may connect, how much memory it takes, what it logs."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PORT: Final = 5432
"""Only part of the socket's name: nothing listens on the network."""

ACCESS: Final = """\
# Written by penguinmails at every start. Passwords for everybody, through the socket only.
local  all          all  scram-sha-256
local  replication  all  scram-sha-256
"""

_HEADER: Final = """\
# Written by penguinmails at every start: what you change here is lost.
# Put your own settings into {custom}; they win.

"""
CUSTOM: Final = "# Your own settings, read at the next start: shared_buffers = '4GB'\n"
"""The first content of the operator's file."""

_MEBIBYTE: Final = 1 << 20
_GROUP_LIMITS: Final = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - looked at, not written to
_ROOMY: Final = 256 * _MEBIBYTE


def text(settings: Mapping[str, str], custom: Path) -> str:
    """postgresql.conf: our settings for this machine, then `settings`, then the operator's own file."""
    ours = _sized(memory(), _capacity(custom.parent)) | dict(settings)
    lines = (f"{name} = {_quoted(value)}" for name, value in ours.items())
    return _HEADER.format(custom=custom) + "\n".join(lines) + f"\n\ninclude = {_quoted(str(custom))}\n"


def fixed(folder: Path, socket: Path) -> dict[str, str]:
    """What no configuration file may change; goes onto the command line, which wins over all of them."""
    return {
        "config_file": str(folder / "postgresql.conf"),
        "hba_file": str(folder / "pg_hba.conf"),
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
    }


def memory() -> int:
    """Bytes of memory this machine, or the container around us, has."""
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for name in _GROUP_LIMITS:
        try:
            limit = Path(name).read_text("ascii").strip()
        except OSError:
            continue
        if limit.isdigit():
            sizes.append(int(limit))
    return min(sizes)


def _capacity(folder: Path) -> int:
    """Bytes of the file system that a folder is on."""
    figures = os.statvfs(folder)
    return figures.f_blocks * figures.f_frsize


def _sized(memory: int, disk: int) -> dict[str, str]:
    return {
        "max_connections": "200",
        "shared_buffers": _megabytes(memory // 8, 32, 1024),
        "effective_cache_size": _megabytes(memory // 2, 64, 16384),
        "maintenance_work_mem": _megabytes(memory // 32, 32, 256),
        "work_mem": "8MB",
        "dynamic_shared_memory_type": _shared_memory_type(),
        "random_page_cost": "1.1",
        "jit": "off",
        "wal_compression": "pglz",
        "checkpoint_timeout": "15min",
        # With less, a large load is checkpointed twice a minute, and pages are logged whole after each:
        # while 20 million events were counted, a twelfth of all work was the compression of such pages.
        "max_wal_size": _megabytes(disk // 32, 1024, 8192),
        "min_wal_size": "128MB",
        "summarize_wal": "on",
        # A reader of the log that went away must not fill the disk.
        "max_slot_wal_keep_size": "4GB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "logging_collector": "off",
        "log_line_prefix": "%m [%p] %q%u@%d %a ",
        "log_lock_waits": "on",
        # Imports and launches fill tables in seconds; what is planned before their first statistics is slow.
        "autovacuum_naptime": "5s",
        # But what grows all the time is then sampled every five seconds: with the usual tenth, statistics
        # were a third of all work while a warehouse was filled; with this, a fifth.
        "autovacuum_analyze_scale_factor": "0.3",
        "log_min_duration_statement": "5s",
        # Parameters are people's data.
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }


def _shared_memory_type() -> str:
    # Containers get 64 MB of /dev/shm, and a parallel query that finds it full fails.
    try:
        return "posix" if _capacity(_SHARED_MEMORY) >= _ROOMY else "sysv"
    except OSError:
        return "sysv"


def _megabytes(size: int, least: int, most: int) -> str:
    return f"{min(max(size // _MEBIBYTE, least), most)}MB"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
