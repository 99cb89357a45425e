"""The account of the operating system that the server runs as: never root."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from penguinmails.postgres.server.errors import AccountUnavailable

NAME: Final = "penguinmails"

_SYSTEM_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_CREATE: Final = (
    "useradd",
    "--system",
    "--user-group",
    "--no-create-home",
    "--shell",
    "/usr/sbin/nologin",
    NAME,
)
_ATTEMPTS: Final = 10


@dataclass(frozen=True)
class Account:
    """Who owns the server's processes and data. `separate`: not the user of this command, which is root."""

    name: str
    uid: int
    gid: int
    separate: bool

    def run(
        self,
        command: Sequence[str | Path],
        *,
        cwd: Path = Path("/"),
        output: IO[bytes] | int = subprocess.PIPE,
        keep: tuple[int, ...] = (),
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account to its end, in a session of its own, with `keep` as open files.

        Nothing of our environment goes along: variables like PGPORT would change what the programs do.
        """
        return subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PATH": _SYSTEM_PATH, "LC_ALL": "C"},
            pass_fds=keep,
            start_new_session=True,
            umask=0o077,
            text=True,
            errors="replace",
            check=False,
            user=self.uid if self.separate else None,
            group=self.gid if self.separate else None,
            extra_groups=() if self.separate else None,
        )


def server_account() -> Account:
    """The user of this command; for root the account `penguinmails`, made when missing.

    Raises `AccountUnavailable`.
    """
    uid = os.geteuid()
    if uid != 0:
        return Account(name_of(uid), uid, os.getegid(), separate=False)
    entry = _find() or _create()
    if entry.pw_uid == 0:
        raise AccountUnavailable(
            name=NAME, reason="an account of that name is root", command=f"userdel {NAME}"
        )
    return Account(NAME, entry.pw_uid, entry.pw_gid, separate=True)


def name_of(uid: int) -> str:
    """The name of a user, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


def _find() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd:
    reason = "this system has no useradd"
    program = shutil.which(_CREATE[0], path=_SYSTEM_PATH)
    for _ in range(_ATTEMPTS if program else 0):
        done = subprocess.run(
            [str(program), *_CREATE[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        # Also when it failed: another command may have made the account meanwhile.
        if entry := _find():
            return entry
        reason = done.stderr.strip(" .\n") or f"useradd ended with {done.returncode}"
        if "lock" not in reason:
            break
        time.sleep(0.2)
    raise AccountUnavailable(name=NAME, reason=reason, command=" ".join(_CREATE))
