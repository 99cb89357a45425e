"""How full the spool is, for people who look after it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from penguinmails.kernel import clock
from penguinmails.tracking.spool import places
from penguinmails.tracking.spool.model import HEADER
from penguinmails.tracking.spool.reading import read_segment
from penguinmails.tracking.spool.refused import refused


@dataclass(frozen=True)
class SpoolState:
    """The spool of this machine. `oldest` is when the first hit came that is not shipped yet."""

    folder: Path
    writers: int
    waiting_bytes: int
    oldest: datetime | None
    lag_seconds: float
    refused: int
    """Hits that the databases would not take, in segments."""


def spool_state(root: Path | None = None) -> SpoolState:
    """How much waits to be shipped, and since when. Reads files only: works without a database."""
    folder = root or places.spool_folder()
    waiting = 0
    moments: list[datetime] = []
    found = places.places(folder)
    for place in found:
        size, moment = _waiting_in(place)
        waiting += size
        if moment is not None:
            moments.append(moment)
    oldest = min(moments, default=None)
    lag = 0.0 if oldest is None else max(0.0, (clock.now() - oldest).total_seconds())
    writers = sum(places.is_written(place) for place in found)
    return SpoolState(folder, writers, waiting, oldest, round(lag, 3), len(refused(folder)))


def _waiting_in(place: Path) -> tuple[int, datetime | None]:
    cursor = places.cursor(place)
    waiting, oldest = 0, None
    for number, path in places.segments(place).items():
        if number < cursor.segment:
            continue
        start = max(cursor.offset if number == cursor.segment else 0, len(HEADER))
        try:
            size = path.stat().st_size - start
            hits = read_segment(path, start, 1, closed=False).hits if size > 0 and oldest is None else []
        except FileNotFoundError:  # shipped since we looked
            continue
        waiting += max(0, size)
        oldest = hits[0].moment if hits else oldest
    return waiting, oldest
