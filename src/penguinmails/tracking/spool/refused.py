"""Hits that the databases would not take, kept until somebody has them tried again."""

import os
from collections.abc import Sequence
from pathlib import Path

from penguinmails.kernel import ids
from penguinmails.tracking.spool import places
from penguinmails.tracking.spool.model import HEADER, Hit, packed


def keep_refused(root: Path, hits: Sequence[Hit]) -> None:
    """Write hits into a segment of their own, for good."""
    folder = root / places.REFUSED
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{ids.uuid7()}.hits"
    with path.open("wb") as file:
        file.write(HEADER)
        for hit in hits:
            agent = hit.agent.encode()
            file.write(packed(hit.id, hit.at, hit.way, hit.token.encode(), ip=hit.ip.encode(), agent=agent))
        file.flush()
        os.fsync(file.fileno())
    places.sync(folder)


def refused(root: Path) -> list[Path]:
    """Segments of refused hits, the oldest first."""
    return sorted((root / places.REFUSED).glob("*.hits"))


def retry_refused(root: Path) -> int:
    """Put what was refused where it is shipped again; how many segments."""
    found = refused(root)
    if not found:
        return 0
    claim = places.claim(root)
    try:
        for path in found:
            path.rename(places.next_segment(claim.folder))
        places.sync(claim.folder)
    finally:
        claim.release()
    return len(found)
