"""Rows between PostgreSQL and DuckDB: a stream of lines, summed as it passes."""

import asyncio
import hashlib
import os
import struct
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Final
from uuid import UUID

from psycopg import sql

from penguinmails.kernel.db import Tx
from penguinmails.warehouse.archiving import store
from penguinmails.warehouse.archiving.model import NOTHING, Digest
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.tables import Table

_BLOCK: Final = 1 << 20


async def pour(tx: Tx, tenant_id: UUID, table: Table, span: Span, writer: int) -> Digest:
    """Write a tenant's live rows of a span to a descriptor, in the file's order; what they sum up to.

    Raises `BrokenPipeError` where nobody reads on.
    """
    live = NOTHING
    async with aclosing(_said(tx, store.copying(tenant_id, table, span))) as said:
        async for lines in said:
            await asyncio.to_thread(_write, writer, lines)
            live += await asyncio.to_thread(_sums, lines)
    return live


async def delete(tx: Tx, tenant_id: UUID, table: Table, span: Span) -> Digest:
    """Delete a tenant's live rows of a span; what just these rows sum up to. As a worker."""
    gone = NOTHING
    async with aclosing(_said(tx, store.deleting(tenant_id, table, span))) as said:
        async for lines in said:
            gone += await asyncio.to_thread(_sums, lines)
    return gone


async def insert(tx: Tx, tenant_id: UUID, table: Table, pages: Iterable[str]) -> int:
    """Insert pages of lines, where the rows are not there; how many were not. As a worker, for COPY."""
    count = 0
    async with aclosing(_ahead(pages)) as coming:
        async for page in coming:
            async with tx.connection.cursor() as cursor, cursor.copy(store.copying_back(table)) as copy:
                await copy.write(page)
            count += await store.insert_copied(tx, tenant_id, table)
    return count


async def _said(tx: Tx, query: sql.Composed) -> AsyncGenerator[list[bytes]]:
    """The lines of rows, some together: each is what COPY says of one row, its line feed included."""
    await store.speak_alike(tx)
    lines: list[bytes] = []
    size = 0
    async with tx.connection.cursor() as cursor, cursor.copy(query) as copy:
        async for line in copy:
            lines.append(bytes(line))
            size += len(lines[-1])
            if size >= _BLOCK:
                yield lines
                lines, size = [], 0
    if lines:
        yield lines


async def _ahead(pages: Iterable[str]) -> AsyncGenerator[str]:
    """Each page, while the next one is made."""
    remaining = iter(pages)
    coming = asyncio.create_task(asyncio.to_thread(next, remaining, None))
    try:
        while page := await coming:
            coming = asyncio.create_task(asyncio.to_thread(next, remaining, None))
            yield page
    finally:
        await asyncio.wait([coming])


def _write(descriptor: int, lines: list[bytes]) -> None:
    view = memoryview(b"".join(lines))
    while view:
        view = view[os.write(descriptor, view) :]


def _sums(lines: list[bytes]) -> Digest:
    hashes = b"".join([hashlib.md5(line, usedforsecurity=False).digest() for line in lines])
    halves = struct.unpack(f"<{2 * len(lines)}Q", hashes)
    # The later half is what DuckDB calls the first.
    return Digest(len(lines), sum(halves[1::2]), sum(halves[::2]))
