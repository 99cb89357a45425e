"""Starting the server over data that are complete and that nobody else serves."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from penguinmails.kernel.errors import PenguinError
from penguinmails.postgres.server import configuration, disk, processes
from penguinmails.postgres.server.account import Account
from penguinmails.postgres.server.errors import ServerNotStarted, ServerSilent
from penguinmails.postgres.server.layout import Layout
from penguinmails.postgres.server.programs import Programs

START_SECONDS: Final = 600
"""Replaying the write-ahead log after a crash takes a while on a slow disk."""

_LONGEST_LOG: Final = 32 << 20
_LAST_WORDS: Final = 1 << 16


def launch(
    layout: Layout, account: Account, programs: Programs, settings: Mapping[str, str], in_use: int
) -> None:
    """Start the server and wait until it answers. It and all its processes hold `in_use` while they live.

    Raises `DiskFull`, `ServerNotStarted`, or `ServerSilent` where it is not done in `START_SECONDS`.
    """
    _forget_the_dead(layout)
    mode = 0o644 if account.separate else 0o600
    if not layout.custom.exists():
        _write(layout.custom, configuration.CUSTOM, mode)
    _write(layout.folder / "pg_hba.conf", configuration.ACCESS, mode)
    _write(layout.folder / "postgresql.conf", configuration.text(settings, layout.custom), mode)
    with os.fdopen(_open_log(layout.log), "ab") as log:
        begin = log.seek(0, os.SEEK_END)
        # The folder is named by a dot, because pg_ctl puts a name unquoted into a command line for the shell.
        done = account.run(
            [programs["pg_ctl"], "start", "--pgdata=.", *_options(layout)],
            cwd=layout.data,
            output=log,
            keep=(in_use,),
        )
    if done.returncode:
        raise _reason(layout, begin)


def _forget_the_dead(layout: Layout) -> None:
    """Remove a number of a process that somebody else has now: PostgreSQL would take him for the server."""
    lines = processes.recorded(layout.data)
    # That of a dead process stays: PostgreSQL finds beside it the shared memory to look after.
    if not lines or not lines[0].isdigit() or processes.somebody_has(lines[0]):
        (layout.data / "postmaster.pid").unlink(missing_ok=True)
    (layout.socket / f".s.PGSQL.{configuration.PORT}.lock").unlink(missing_ok=True)


def _options(layout: Layout) -> list[str]:
    fixed = configuration.fixed(layout.folder, layout.socket)
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in fixed.items())
    return ["--silent", "--wait", f"--timeout={START_SECONDS}", f"--options={options}"]


def _open_log(path: Path) -> int:
    if path.exists() and path.stat().st_size > _LONGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def _write(path: Path, text: str, mode: int) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(text)
    draft.chmod(mode)
    draft.replace(path)


def _reason(layout: Layout, begin: int) -> PenguinError:
    server = processes.postmaster(layout.data)
    if server is not None:
        return ServerSilent(pid=server.pid, seconds=START_SECONDS, log=layout.log)
    with layout.log.open("rb") as file:
        file.seek(max(begin, layout.log.stat().st_size - _LAST_WORDS))
        words = file.read().decode("utf-8", "replace")
    if disk.explains(words, layout.folder):
        return disk.full(layout.folder, disk.LATER_START)
    return ServerNotStarted(reason=_message(words), log=layout.log)


def _message(words: str) -> str:
    lines = words.splitlines()
    # The fatal message about a file of settings only says that it has errors; the one before says which.
    for level in ("PANIC: ", "FATAL: ", "LOG: ", "pg_ctl: "):
        for line, following in reversed(list(zip(lines, [*lines[1:], ""], strict=True))):
            _, found, text = line.partition(level)
            if found and "contains errors" not in text:
                detail = following.partition("DETAIL: ")[2]
                return f"{text.strip()}. {detail.strip()}".strip(" .")
    return "it said nothing"
