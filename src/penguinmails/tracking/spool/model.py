"""A hit, and how it lies on disk."""

import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Final, Self

HEADER: Final = b"PMHITS1\n"
"""The first bytes of a segment."""
MARKER: Final = b"\x9dHIT"
"""The first bytes of a record: where one is damaged, the next is found by them."""
LONGEST_BODY: Final = 8192
_FRAME: Final = struct.Struct("<4sII")
_BODY: Final = struct.Struct("<16sQBBHH")
FRAME_BYTES: Final = _FRAME.size
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Way(IntEnum):
    """How a link was used. Values are part of the format."""

    GET = 0
    HEAD = 1
    ONE_CLICK = 2
    """A POST by a mail program (RFC 8058)."""
    PAGE = 3
    """A POST by the button of our page."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A use of a link. `id` (16 bytes) was made with it; `at` is in microseconds since 1970."""

    id: bytes
    at: int
    way: Way
    token: str
    ip: str
    agent: str

    @property
    def moment(self) -> datetime:
        """When it was."""
        return _EPOCH + timedelta(microseconds=self.at)

    @classmethod
    def unpacked(cls, body: bytes) -> Self:
        """A hit from what `packed` framed."""
        hit_id, at, way, ip_length, agent_length, token_length = _BODY.unpack_from(body)
        ip_end = _BODY.size + ip_length
        agent_end = ip_end + agent_length
        return cls(
            hit_id,
            at,
            Way(way),
            body[agent_end : agent_end + token_length].decode("ascii"),
            body[_BODY.size : ip_end].decode("ascii"),
            body[ip_end:agent_end].decode("utf-8", "replace"),
        )


def packed(hit_id: bytes, at: int, way: int, token: bytes, *, ip: bytes, agent: bytes) -> bytes:
    """A record: marker, length, checksum, and what `Hit` has, as bytes."""
    body = _BODY.pack(hit_id, at, way, len(ip), len(agent), len(token)) + ip + agent + token
    return _FRAME.pack(MARKER, len(body), zlib.crc32(body)) + body


def frame(data: bytes, at: int) -> tuple[int, int] | None:
    """Length and checksum of the record that begins there; None where none does."""
    marker, length, checksum = _FRAME.unpack_from(data, at)
    return (length, checksum) if marker == MARKER and length <= LONGEST_BODY else None
