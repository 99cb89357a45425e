"""Reading segments: what is whole comes out, whatever was torn or damaged around it."""

import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from penguinmails.tracking.spool.model import FRAME_BYTES, HEADER, LONGEST_BODY, MARKER, Hit, frame

CHUNK: Final = 4 << 20


@dataclass
class Read:
    """What a look into a segment found. `end` is behind the last hit, or behind what cannot be read.

    `over`: there will never be more. `damaged`: bytes that hold no whole record and never will.
    """

    end: int
    over: bool = False
    damaged: int = 0
    hits: list[Hit] = field(default_factory=list[Hit])


def read_segment(path: Path, start: int, most: int, *, closed: bool) -> Read:
    """At most `most` hits of a segment from an offset on. Nobody writes to a `closed` one any more."""
    with path.open("rb") as file:
        begin = max(start, len(HEADER))
        file.seek(begin)
        data = file.read(CHUNK)
        whole = len(data) < CHUNK
    found = Read(end=begin)
    at = 0
    while at + FRAME_BYTES <= len(data) and len(found.hits) < most:
        length = _length_of_whole(data, at)
        if length is None:
            following = _next_whole(data, at + 1)
            if following is None:
                break
            found.damaged += following - at
            at = following
        else:
            found.hits.append(Hit.unpacked(data[at + FRAME_BYTES : at + FRAME_BYTES + length]))
            at += FRAME_BYTES + length
    if at == 0 and not whole:
        # A whole look without a record: go on, but for what may begin one.
        at = len(data) - LONGEST_BODY
        found.damaged += at
    if closed and whole and len(found.hits) < most:
        # Nobody finishes a torn tail.
        found.damaged += len(data) - at
        at = len(data)
        found.over = True
    found.end += at
    return found


def _length_of_whole(data: bytes, at: int) -> int | None:
    framed = frame(data, at)
    if framed is None:
        return None
    length, checksum = framed
    body = data[at + FRAME_BYTES : at + FRAME_BYTES + length]
    return length if len(body) == length and zlib.crc32(body) == checksum else None


def _next_whole(data: bytes, at: int) -> int | None:
    while (at := data.find(MARKER, at)) >= 0 and at + FRAME_BYTES <= len(data):
        if _length_of_whole(data, at) is not None:
            return at
        at += 1
    return None
