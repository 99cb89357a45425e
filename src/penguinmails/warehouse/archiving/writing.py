"""A month of one tenant's rows becomes a file that is proven to hold them."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.archiving import copying, parquet, store
from penguinmails.warehouse.archiving.errors import ArchiveFull, ArchiveMismatch, ArchiveUnwritable
from penguinmails.warehouse.archiving.model import Digest, Written
from penguinmails.warehouse.archiving.paging import Pages, span_of
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.piping import Pipes
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.archiving.tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_UNFINISHED: Final = ".part"
_FULL: Final = 28
TIER: Final = Tier.OLAP


def folder_of(settings: ArchiveSettings, tenant_id: object) -> Path:
    """The tenant's folder, made where it is missing. Raises `ArchiveUnwritable`, `ArchiveFull`."""
    folder = settings.folder / str(tenant_id)
    try:
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        if error.errno == _FULL:
            raise ArchiveFull(folder=folder) from error
        raise ArchiveUnwritable(folder=folder, reason=error.strerror or error) from error
    return folder


async def write(
    tx: Tx, duck: "DuckDBPyConnection", settings: ArchiveSettings, table: Table, pages: Pages
) -> Written | None:
    """Write the tenant's rows of a month, read them back in pages and compare; None where there are none.

    The lines that PostgreSQL says of the rows are summed on their way into the file, and the sums compared
    with those of the lines that the finished file makes. Nothing names the file yet.
    Raises `ArchiveMismatch`, `ArchiveFull`, `ArchiveCorrupt`, `ArchiveUnwritable`.
    """
    span = span_of(table, pages.month)
    rows = await store.count_rows(tx, tx.tenant_id, table, span)
    if not rows:
        return None
    folder = folder_of(settings, tx.tenant_id)
    name = folder / f"{table.name}-{pages.month}-{ids.uuid7()}.parquet"
    unfinished = name.with_suffix(_UNFINISHED)
    try:
        live = await _fill(tx, duck, table, unfinished, pipes=Pipes(rows), span=span)
        unfinished.chmod(0o600)
        filed = await asyncio.to_thread(pages.read, duck, table, unfinished, tx.tenant_id)
        prove(table, name, live, filed)
        written = await asyncio.to_thread(describe, duck, table, unfinished, tx.tenant_id, name, digest=filed)
        await asyncio.to_thread(settle, unfinished, name)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def describe(
    duck: "DuckDBPyConnection", table: Table, path: Path, tenant_id: UUID, name: Path, *, digest: Digest
) -> Written:
    """What is to be known of a finished file, whose rows sum up to this, under the name it will have."""
    return Written(
        table.name,
        f"{name.parent.name}/{name.name}",
        digest.rows,
        path.stat().st_size,
        parquet.checksum(path),
        digest,
        parquet.last_day(duck, table, path, tenant_id),
        table.types,
    )


def prove(table: Table, path: Path, live: Digest, filed: Digest) -> None:
    """Raise `ArchiveMismatch` unless a file holds just these rows."""
    if live.rows != filed.rows:
        raise ArchiveMismatch(
            path=path, table=table.name, reason=f"{filed.rows} rows came back of {live.rows}"
        )
    if live != filed:
        raise ArchiveMismatch(path=path, table=table.name, reason="some values came back as others")


def settle(unfinished: Path, name: Path) -> None:
    """Synced, then renamed. Raises `ArchiveFull`, `ArchiveUnwritable`."""
    try:
        parquet.settle(unfinished, name)
    except OSError as error:
        if error.errno == _FULL:
            raise ArchiveFull(folder=name.parent) from error
        raise ArchiveUnwritable(folder=name.parent, reason=error.strerror or error) from error


async def _fill(
    tx: Tx, duck: "DuckDBPyConnection", table: Table, path: Path, *, span: Span, pipes: Pipes
) -> Digest:
    """COPY into one end of the pipes, DuckDB at the other; neither holds more than some blocks.

    What the rows sum up to, as PostgreSQL said them.
    """
    writing = asyncio.create_task(asyncio.to_thread(_read_end, duck, table, pipes, path, tx))
    try:
        live = await copying.pour(tx, tx.tenant_id, table, span, pipes)
    except BrokenPipeError:
        await writing  # raises why it stopped reading
        raise
    finally:
        pipes.end()
        await asyncio.wait([writing])
    await writing
    return live


def _read_end(duck: "DuckDBPyConnection", table: Table, pipes: Pipes, path: Path, tx: Tx) -> None:
    try:
        parquet.write(duck, table, pipes.readers, path, tx.tenant_id)
    finally:
        pipes.abandon()
