"""What a full or read-only disk looks like, said in words."""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from penguinmails.postgres.server.account import name_of
from penguinmails.postgres.server.errors import DiskFull, HomeUnwritable

FIRST_START: Final = 96 << 20
"""Bytes that a new database takes, its first write-ahead log included, and some to work with."""
LATER_START: Final = 20 << 20
"""Bytes that a start takes: a segment of write-ahead log and small files."""

_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_REFUSED: Final = {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.ENOLCK, errno.ENOTSUP}
_FULL_IN_WORDS: Final = ("No space left on device", "Disk quota exceeded")


@contextmanager
def writing(folder: Path, needed: int) -> Generator[None]:
    """Turn the errors of writing below `folder` into `DiskFull` and `HomeUnwritable`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise full(folder, needed) from error
        if error.errno in _REFUSED:
            place, reason = error.filename or folder, error.strerror
            raise HomeUnwritable(path=place, reason=reason, user=name_of(os.geteuid())) from error
        raise


def require(folder: Path, needed: int) -> None:
    """Raise `DiskFull` unless an ordinary account can write so many bytes below `folder`."""
    if _free(folder)[0] < needed:
        raise full(folder, needed)


def explains(words: str, folder: Path) -> bool:
    """Whether a full disk is why a program failed. The disk may be too full for the reason to be logged."""
    free, files = _free(folder)
    return any(text in words for text in _FULL_IN_WORDS) or free < 1 << 20 or files == 0


def full(folder: Path, needed: int) -> DiskFull:
    """The error, with today's figures."""
    free, files = _free(folder)
    figures = f"{free / (1 << 20):.0f} MiB" if files else "no inodes"
    return DiskFull(folder=folder, free=figures, needed=f"{needed >> 20} MiB")


def _free(folder: Path) -> tuple[int, int]:
    # f_bavail, not f_bfree: what is reserved for root is of no use to the server.
    place = next(path for path in (folder, *folder.parents) if path.exists())
    figures = os.statvfs(place)
    unlimited = figures.f_files == 0  # file systems that count no inodes say 0 of 0
    return figures.f_bavail * figures.f_frsize, 1 if unlimited else figures.f_favail
