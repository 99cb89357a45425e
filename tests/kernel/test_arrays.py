"""Lists arrive as the arrays they were."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.adapt import PyFormat

from penguinmails.kernel.arrays import Packed, QuickList
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier


class Word(StrEnum):
    HELLO = "hello"


NASTY = [
    "",
    "a",
    'a"b',
    '"',
    '""',
    '","',
    "\\",
    "a\\",
    "{",
    "}",
    ",",
    "null",
    "NULL",
    " ",
    "\n",
    "\u2003",
    "é 👩",
    "'",
]
AT = datetime(2026, 11, 21, 8, 30, 15, 1234, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "items"),
    [
        *(("text", [one]) for one in NASTY),
        *(("text", [one, "x", one]) for one in NASTY),
        ("text", NASTY),
        ("text", []),
        ("text", [None, None]),
        ("text", ["a", None]),
        ("text", [Word.HELLO, Word.HELLO]),
        ("text", [["a", "b"], ["c", "d"]]),
        ("bigint", [1, -2, 2**62]),
        ("bigint", [1, None]),
        ("boolean", [True, False]),
        ("double precision", [1.5, -2.0]),
        ("uuid", [uuid4(), uuid4()]),
        ("timestamptz", [AT, AT.astimezone(timezone(timedelta(hours=-5, minutes=-30))), AT.replace(year=1)]),
        ("bytea", [b"", b"\\", b"\0\xff'\""]),
    ],
)
async def test_what_is_sent_comes_back(
    databases: Databases, kind: LiteralString, items: list[object]
) -> None:
    async with databases.worker(Tier.OLTP) as tx:
        assert tx.connection.adapters.get_dumper(list, PyFormat.AUTO) is QuickList
        cursor = await tx.connection.execute(f"SELECT %s::{kind}[]", [items])
        assert await cursor.fetchone() == (items,)


@pytest.mark.parametrize(
    ("kind", "pack", "items"),
    [
        ("uuid", Packed.uuids, [UUID(int=0), None, UUID(int=2**128 - 1), uuid4()]),
        ("uuid", Packed.uuids, [uuid4()]),
        ("uuid", Packed.uuids, [None, None]),
        ("timestamptz", Packed.moments, [AT, None, AT.replace(year=1), AT.replace(year=9998)]),
        ("timestamptz", Packed.moments, [AT.astimezone(timezone(timedelta(hours=-5, minutes=-30)))]),
    ],
)
async def test_what_is_packed_comes_back(
    databases: Databases, kind: LiteralString, pack: Callable[[list[object]], Packed], items: list[object]
) -> None:
    async with databases.worker(Tier.OLTP) as tx:
        cursor = await tx.connection.execute(f"SELECT %s::{kind}[]", [pack(items)])
        assert await cursor.fetchone() == (items,)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
async def test_what_is_no_text_is_refused(databases: Databases, text: str) -> None:
    with pytest.raises((psycopg.DataError, UnicodeEncodeError)):
        async with databases.worker(Tier.OLTP) as tx:
            await tx.connection.execute("SELECT %s::text[]", [[text]])
