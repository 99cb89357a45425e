"""The folders of the spool: who writes where, and how far each is shipped."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from penguinmails.kernel.settings import KernelSettings

_LOCK: Final = "writer.lock"
_CURSOR: Final = "shipped.json"
_SUFFIX: Final = ".hits"
REFUSED: Final = "refused"
"""The folder of what the databases would not take, in the form of a place."""


def spool_folder() -> Path:
    """Where this platform's spool is."""
    return KernelSettings.load().home / "tracking" / "spool"


@dataclass
class Claim:
    """A place that one writer has; it is free when the process ends, kill -9 included."""

    folder: Path
    _file: int

    def release(self) -> None:
        """Leave it to the next."""
        os.close(self._file)


@dataclass(frozen=True)
class Cursor:
    """How far a place is shipped: all segments before `segment`, and that one up to `offset`."""

    segment: int = 0
    offset: int = 0


def claim(root: Path) -> Claim:
    """The first place nobody writes to, made where all are taken."""
    number = 1
    while True:
        folder = root / f"{number:03d}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            number += 1
        else:
            sync(root)
            return Claim(folder, file)


def places(root: Path) -> list[Path]:
    """All places, the refused hits' left out."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if path.is_dir() and path.name != REFUSED)


def is_written(place: Path) -> bool:
    """Whether somebody writes there now."""
    try:
        file = os.open(place / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def segments(place: Path) -> dict[int, Path]:
    """The segments of a place, in their order."""
    found = {int(path.stem): path for path in place.glob(f"*{_SUFFIX}") if path.stem.isdigit()}
    return dict(sorted(found.items()))


def next_segment(place: Path) -> Path:
    """The name of a new segment: above all that are there or were shipped."""
    number = max([cursor(place).segment, *segments(place)], default=0) + 1
    return place / f"{number:012d}{_SUFFIX}"


def cursor(place: Path) -> Cursor:
    """How far a place is shipped."""
    try:
        return Cursor(**json.loads((place / _CURSOR).read_text("ascii")))
    except FileNotFoundError:
        return Cursor()


def move_cursor(place: Path, to: Cursor) -> None:
    """Remember how far a place is shipped, for good, and remove the segments before that."""
    draft = place / f"{_CURSOR}.new"
    with draft.open("w", encoding="ascii") as file:
        json.dump({"segment": to.segment, "offset": to.offset}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(place / _CURSOR)
    sync(place)
    for number, path in segments(place).items():
        if number < to.segment:
            path.unlink()


def sync(folder: Path) -> None:
    """Make the names in a folder last."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
