"""Rows between PostgreSQL and DuckDB: a stream of lines, summed as it passes."""

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from struct import Struct
from typing import Final
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.warehouse.archiving import store
from penguinmails.warehouse.archiving.model import NOTHING, Digest
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.tables import Table

_BLOCK: Final = 1 << 20
_HALVES: Final = Struct("<QQ")


async def digest(tx: Tx, tenant_id: UUID, table: Table, span: Span) -> Digest:
    """What a tenant's live rows of a span sum up to."""
    live = NOTHING
    async with aclosing(_said(tx, tenant_id, table, span, ordered=False)) as said:
        async for lines in said:
            live += await asyncio.to_thread(_sums, lines)
    return live


async def pour(tx: Tx, tenant_id: UUID, table: Table, span: Span, writer: int) -> Digest:
    """Write a tenant's live rows of a span to a descriptor, in the file's order; what they sum up to.

    Raises `BrokenPipeError` where nobody reads on.
    """
    live = NOTHING
    async with aclosing(_said(tx, tenant_id, table, span, ordered=True)) as said:
        async for lines in said:
            await asyncio.to_thread(_write, writer, lines)
            live += await asyncio.to_thread(_sums, lines)
    return live


async def insert(tx: Tx, tenant_id: UUID, table: Table, pages: Iterable[str]) -> int:
    """Insert pages of lines, where the rows are not there; how many were not. As a worker, for COPY."""
    count = 0
    remaining = iter(pages)
    while page := await asyncio.to_thread(next, remaining, None):
        async with tx.connection.cursor() as cursor, cursor.copy(store.copying_back(table)) as copy:
            await copy.write(page)
        count += await store.insert_copied(tx, tenant_id, table)
    return count


async def _said(
    tx: Tx, tenant_id: UUID, table: Table, span: Span, *, ordered: bool
) -> AsyncGenerator[list[bytes]]:
    """The lines of rows, some together: each is what COPY says of one row, its line feed included."""
    await store.speak_alike(tx)
    lines: list[bytes] = []
    size = 0
    query = store.copying(tenant_id, table, span, ordered=ordered)
    async with tx.connection.cursor() as cursor, cursor.copy(query) as copy:
        async for line in copy:
            lines.append(bytes(line))
            size += len(lines[-1])
            if size >= _BLOCK:
                yield lines
                lines, size = [], 0
    if lines:
        yield lines


def _write(descriptor: int, lines: list[bytes]) -> None:
    view = memoryview(b"".join(lines))
    while view:
        view = view[os.write(descriptor, view) :]


def _sums(lines: list[bytes]) -> Digest:
    first = second = 0
    for line in lines:
        high, low = _HALVES.unpack(hashlib.md5(line, usedforsecurity=False).digest())
        # Which half DuckDB calls the first.
        first += low
        second += high
    return Digest(len(lines), first, second)
