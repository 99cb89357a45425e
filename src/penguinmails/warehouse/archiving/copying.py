"""Rows between PostgreSQL and DuckDB: a stream of lines, summed as it passes."""

import asyncio
import hashlib
import struct
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import Final, TypeVar
from uuid import UUID

from psycopg import AsyncCopy, sql
from psycopg.errors import UniqueViolation

from penguinmails.kernel.db import Tx
from penguinmails.warehouse.archiving import store
from penguinmails.warehouse.archiving.model import NOTHING, Digest
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.piping import Pipes
from penguinmails.warehouse.archiving.tables import Table

T = TypeVar("T")

BLOCK: Final = 1 << 20
"""Bytes of lines that are written and summed at once."""


async def pour(tx: Tx, tenant_id: UUID, table: Table, span: Span, pipes: Pipes) -> Digest:
    """Write a tenant's live rows of a span to pipes, in the file's order; what they sum up to.

    Raises `BrokenPipeError` where nobody reads on.
    """
    return await _read(tx, store.copying(tenant_id, table, span), pipes)


async def delete(tx: Tx, tenant_id: UUID, table: Table, span: Span) -> Digest:
    """Delete a tenant's live rows of a span; what just these rows sum up to. As a worker."""
    return await _read(tx, store.deleting(tenant_id, table, span))


async def insert(tx: Tx, tenant_id: UUID, table: Table, pages: Callable[[], Iterator[str]]) -> int:
    """Insert pages of lines, where the rows are not there; how many were not. As a worker, for COPY."""
    try:
        async with tx.savepoint(), tx.connection.cursor() as cursor:
            async with cursor.copy(store.copying_back(table)) as copy, aclosing(_ahead(pages())) as coming:
                async for page in coming:
                    await copy.write(page)
            return cursor.rowcount
    except UniqueViolation:
        return await _insert_others(tx, tenant_id, table, pages())


async def _insert_others(tx: Tx, tenant_id: UUID, table: Table, pages: Iterator[str]) -> int:
    """Insert what is not there, by a table of its own: a COPY has no way around what is."""
    count = 0
    await store.begin_inserting(tx, table)
    async with aclosing(_ahead(pages)) as coming:
        async for page in coming:
            async with tx.connection.cursor() as cursor, cursor.copy(store.copying_aside(table)) as copy:
                await copy.write(page)
            count += await store.insert_copied(tx, tenant_id, table)
    return count


async def _read(tx: Tx, query: sql.Composed, pipes: Pipes | None = None) -> Digest:
    """What the rows sum up to that a COPY says; their lines go to pipes, if there are some."""
    await store.speak_alike(tx)
    total = NOTHING
    async with tx.connection.cursor() as cursor, cursor.copy(query) as copy:
        while lines := await _some(copy):
            if pipes is not None:
                await asyncio.to_thread(pipes.write, lines)
            total += await asyncio.to_thread(_sums, lines)
    return total


async def _some(copy: AsyncCopy) -> list[bytes]:
    """Lines, until it is a block of them: each is what COPY says of one row, its line feed included."""
    lines: list[bytes] = []
    size = 0
    while size < BLOCK and (line := await copy.read()):
        lines.append(bytes(line))
        size += len(line)
    return lines


async def _ahead(items: Iterator[T]) -> AsyncGenerator[T]:
    """Each item, made in a thread while the last one is used; nothing is being made when this ends."""
    coming = asyncio.create_task(asyncio.to_thread(next, items, None))
    try:
        while (item := await asyncio.shield(coming)) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, items, None))
            yield item
    finally:
        await asyncio.wait([coming])


def _sums(lines: list[bytes]) -> Digest:
    hashes = b"".join([hashlib.md5(line, usedforsecurity=False).digest() for line in lines])
    halves = struct.unpack(f"<{2 * len(lines)}Q", hashes)
    # The later half is what DuckDB calls the first.
    return Digest(len(lines), sum(halves[1::2]), sum(halves[::2]))
