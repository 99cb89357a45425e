"""The data directory: whether it is one, whose and of which version, and making it in one step."""

import os
import shutil
from pathlib import Path
from typing import Final

from penguinmails.postgres.server import disk, programs
from penguinmails.postgres.server.account import Account, name_of
from penguinmails.postgres.server.errors import (
    ClusterNotCreated,
    DataForeign,
    DataVersionMismatch,
    HomeForeign,
)
from penguinmails.postgres.server.layout import Layout
from penguinmails.postgres.server.programs import Programs

SUPERUSER: Final = "postgres"

INITDB: Final = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--data-checksums",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--text-search-config=english",
    "--no-instructions",
)


def exists(layout: Layout) -> bool:
    """Whether there is a data directory with something in it. Raises `HomeForeign` where one may not look."""
    try:
        return any(layout.data.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return os.path.lexists(layout.data)  # a file, or a link to a disk that is not there
    except PermissionError:
        raise _foreign(layout.data, os.geteuid()) from None


def check(layout: Layout, account: Account) -> None:
    """Raise `HomeForeign`, `DataForeign` or `DataVersionMismatch` unless our programs can serve the data."""
    if not layout.data.is_dir():
        raise DataForeign(folder=layout.data, reason="it is no folder, or a link to none")
    if layout.data.stat().st_uid != account.uid:
        raise _foreign(layout.data, account.uid)
    found, built = major(layout), programs.version().partition(".")[0]
    if found is None:
        raise DataForeign(folder=layout.data, reason="there is no PG_VERSION")
    if found != built:
        raise DataVersionMismatch(folder=layout.data, found=found, built=built)
    if not (layout.data / "global" / "pg_control").is_file():
        raise DataForeign(folder=layout.data, reason="there is no global/pg_control")


def major(layout: Layout) -> str | None:
    """The major version of PostgreSQL that made the data; None where nothing says so."""
    try:
        return (layout.data / "PG_VERSION").read_text("ascii").strip()
    except FileNotFoundError:
        return None


def create(layout: Layout, account: Account, tools: Programs, password: str, in_use: int) -> None:
    """Make the data directory. After a crash at any moment there is all of it or none.

    The processes that make it hold `in_use`. Raises `ClusterNotCreated` or `DiskFull`.
    """
    discard(layout)
    try:
        layout.draft.mkdir(mode=0o700)
        if account.separate:
            os.chown(layout.draft, account.uid, account.gid)
        _write_password(layout.first_password, password, account)
        done = account.run(
            [tools["initdb"], *INITDB, f"--pwfile={layout.first_password}", f"--pgdata={layout.draft}"],
            # By this folder its processes are found when this one is killed.
            cwd=layout.draft,
            keep=(in_use,),
        )
        if done.returncode:
            if disk.explains(done.stdout, layout.folder):
                raise disk.full(layout.folder, disk.FIRST_START)
            raise ClusterNotCreated(reason=_last_error(done.stdout))
        # initdb has brought all of it to the disk; what is left is the name.
        _publish(layout)
    finally:
        discard(layout)


def discard(layout: Layout) -> None:
    """Remove what an interrupted `create` left."""
    layout.first_password.unlink(missing_ok=True)
    if layout.draft.exists():
        shutil.rmtree(layout.draft)


def _write_password(path: Path, password: str, account: Account) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        if account.separate:
            os.fchown(file.fileno(), account.uid, account.gid)
        file.write(password)


def _publish(layout: Layout) -> None:
    try:
        layout.draft.rename(layout.data)
    except OSError as error:
        # An empty folder gives way; one that is a disk of its own, or a link, does not.
        raise ClusterNotCreated(reason=f"{layout.data} cannot be replaced: {error.strerror}") from error
    _sync(layout.folder)


def _last_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line or "FATAL" in line]
    return (errors or lines or ["initdb said nothing"])[-1].rstrip(".")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _foreign(path: Path, expected: int) -> HomeForeign:
    return HomeForeign(path=path, owner=name_of(path.stat().st_uid), expected=name_of(expected))
