"""Lists as PostgreSQL's arrays, faster: what a batch of rows is written by.

psycopg looks at each element by itself, with a regular expression, to see whether it needs quotes. Where all
elements are of one plain kind they are quoted at once: 100 texts take 6 µs so, and 90 there.

Where thousands are sent at once, ids and moments can be `Packed`: neither side has to write or read text.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from struct import pack
from typing import Any, Final, Self
from uuid import UUID

import psycopg
from psycopg.adapt import AdaptersMap, Dumper
from psycopg.pq import Format
from psycopg.types.array import ListDumper

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NULL: Final = b"\xff\xff\xff\xff"
_BETWEEN: Final = '","'
_BETWEEN_BYTES: Final = '","\\\\x'


class QuickList(ListDumper):
    """Writes what `ListDumper` writes, to the same effect."""

    def dump(self, obj: list[Any]) -> bytes | bytearray | memoryview | None:
        """The array as text."""
        kinds = set(map(type, obj))
        text = _written(kinds.pop(), obj) if len(kinds) == 1 else None
        return super().dump(obj) if text is None else text.encode()


def _written(kind: type[object], items: Sequence[Any]) -> str | None:
    """None where it takes more than joining."""
    if kind is str:
        text = '","'.join(items)
        is_plain = "\\" not in text and "\0" not in text and text.count('"') == 2 * len(items) - 2
        return f'{{"{text}"}}' if is_plain else None
    if kind is int:
        return f"{{{','.join(map(str, items))}}}"
    if kind is UUID:
        return f"{{{','.join([item.hex for item in items])}}}"
    if kind is datetime:
        return f'{{"{_BETWEEN.join(map(str, items))}"}}'
    if kind is bytes:
        return f'{{"\\\\x{_BETWEEN_BYTES.join(map(bytes.hex, items))}"}}'
    if kind is type(None):
        return f"{{{','.join(['NULL'] * len(items))}}}"
    return None


class Packed(bytes):
    """A list as array_recv of PostgreSQL reads it. The statement casts it: `%(ids)s::uuid[]`."""

    @classmethod
    def uuids(cls, items: Sequence[UUID | None]) -> Self:
        """A `uuid[]`."""
        return cls._of("uuid", [item and item.int.to_bytes(16) for item in items])

    @classmethod
    def moments(cls, items: Sequence[datetime | None]) -> Self:
        """A `timestamptz[]`, of moments that know their time zone."""
        return cls._of(
            "timestamptz",
            [item and ((item - _EPOCH) // _MICROSECOND).to_bytes(8, signed=True) for item in items],
        )

    @classmethod
    def _of(cls, kind: str, items: list[bytes | None]) -> Self:
        size = next((len(item) for item in items if item is not None), 0).to_bytes(4)
        head = pack(">5i", 1, None in items, psycopg.adapters.types[kind].oid, len(items), 1)
        return cls(head + b"".join([_NULL if item is None else size + item for item in items]))


class PackedDumper(Dumper):
    """Sends `Packed` as it is."""

    format = Format.BINARY

    def dump(self, obj: Packed) -> Packed:
        """The array."""
        return obj


ADAPTERS: Final = AdaptersMap(psycopg.adapters)
"""psycopg's, with lists written by `QuickList`, and `Packed`."""
ADAPTERS.register_dumper(list, QuickList)
ADAPTERS.register_dumper(Packed, PackedDumper)
