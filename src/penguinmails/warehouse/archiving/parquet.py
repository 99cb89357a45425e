"""Files of rows, by DuckDB: writing them from a pipe, reading them back. Blocking: call from a thread."""
# ruff: noqa: S608 - selects made of the catalogue's names, ids and dates; nothing a person wrote

import hashlib
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from penguinmails.warehouse.archiving.errors import ArchiveCorrupt, ArchiveFull, ArchiveMemory, ArchiveMissing
from penguinmails.warehouse.archiving.model import ArchiveFile, Digest
from penguinmails.warehouse.archiving.tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Level 9 takes a twentieth off level 3, for twice its time; delta encodings are version 2's. Measured on a
# million events.
_LAYOUT: Final = (
    "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, PARQUET_VERSION v2, ROW_GROUP_SIZE 122880"
)
_THREADS: Final = 2
_LONGEST_LINE: Final = 4 << 20
_BUFFER: Final = 16 << 20


@dataclass(frozen=True)
class Span:
    """Rows of a file by key: from `low`, before `high`. None: from the first, to the last."""

    low: str | None = None
    high: str | None = None


@contextmanager
def engine(folder: Path, memory: str) -> Generator["DuckDBPyConnection"]:
    """A DuckDB of its own, in memory, that may use `folder` for what it cannot hold."""
    # Half a second to import, which no command should pay that reads no archive.
    import duckdb  # noqa: PLC0415

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(folder / ".spill"),
        "threads": _THREADS,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=config) as duck:
        duck.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        yield duck


@contextmanager
def speaking(path: Path) -> Generator[None]:
    """Say what DuckDB has against a file. Raises `ArchiveFull`, `ArchiveMemory`, `ArchiveCorrupt`."""
    import duckdb  # noqa: PLC0415

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise ArchiveMemory(path=path) from error
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as error:
        text = str(error)
        if "No space left" in text or "Could not write" in text or "disk space" in text:
            raise ArchiveFull(folder=path.parent) from error
        raise ArchiveCorrupt(path=path, reason=text.partition("\n")[0]) from error


def write(
    duck: "DuckDBPyConnection", table: Table, pipes: Sequence[int], path: Path, tenant_id: UUID
) -> None:
    """Write what comes through pipes, lines of rows in the file's order, to a new file."""
    names = ", ".join(f"'/dev/fd/{pipe}'" for pipe in pipes)
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in table.csv_types().items())
    source = (
        f"read_csv([{names}], columns = {{{types}}}, auto_detect = false, header = false, delim = ',',"
        " quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, parallel = false,"
        # Said by its name: left to itself the reader takes a carriage return in quotes for the end of a line.
        " new_line = '\\n',"
        f" max_line_size = {_LONGEST_LINE}, buffer_size = {_BUFFER})"
    )
    with speaking(path), _one_thread(duck):
        duck.execute(
            f"COPY (SELECT {table.stored()} FROM {source} WHERE tenant_id = '{tenant_id}'::UUID)"
            f" TO {_quoted(path)} ({_LAYOUT})"
        )


@contextmanager
def _one_thread(duck: "DuckDBPyConnection") -> Generator[None]:
    # With two, DuckDB begins the file when it has all rows: it collects them to keep their order.
    duck.execute("SET threads = 1")
    try:
        yield
    finally:
        duck.execute(f"SET threads = {_THREADS}")


def rewrite(duck: "DuckDBPyConnection", table: Table, source: str, path: Path) -> None:
    """Write a select over a file's columns to a new file, in the file's order."""
    with speaking(path):
        duck.execute(
            f"COPY (SELECT {table.stored_again()} FROM ({source}) ORDER BY {table.order})"
            f" TO {_quoted(path)} ({_LAYOUT})"
        )


def relation(table: Table, path: Path, tenant_id: UUID, span: Span = Span()) -> str:
    """A file's rows as a select. The tenant is said here, whatever the file holds."""
    conditions = [f"tenant_id = '{tenant_id}'::UUID"]
    kind = "UUID" if table.key == "message_id" else "DATE"
    if span.low is not None:
        conditions.append(f"{table.key} >= '{span.low}'::{kind}")
    if span.high is not None:
        conditions.append(f"{table.key} < '{span.high}'::{kind}")
    return (
        f"SELECT * FROM (SELECT {table.read()} FROM read_parquet({_quoted(path)}))"
        f" WHERE {' AND '.join(conditions)}"
    )


def digest(duck: "DuckDBPyConnection", table: Table, path: Path, tenant_id: UUID) -> Digest:
    """What the rows of a file sum up to."""
    with speaking(path):
        return digest_of(duck, table, relation(table, path, tenant_id))


def digest_of(duck: "DuckDBPyConnection", table: Table, source: str) -> Digest:
    """What the rows of a select sum up to."""
    return _digest(
        duck.execute(
            f"SELECT {_SUMS} FROM (SELECT md5_number({table.line()}) AS hash FROM ({source}))"
        ).fetchone()
    )


def last_day(duck: "DuckDBPyConnection", table: Table, path: Path, tenant_id: UUID) -> date | None:
    """The latest activity_date of a file; None where it has none."""
    if "activity_date" not in table.has:
        return None
    with speaking(path):
        found = duck.execute(
            f"SELECT max(activity_date)::VARCHAR FROM ({relation(table, path, tenant_id)})"
        ).fetchone()
    return None if found is None or found[0] is None else date.fromisoformat(found[0])


def cut(duck: "DuckDBPyConnection", table: Table, path: Path, tenant_id: UUID, size: int) -> list[str]:
    """Where pages of about so many of a file's rows (or all of a day) begin."""
    rows = (
        # The file is in the order of messages, so that nothing needs to be sorted, or held.
        f"SELECT message_id AS key FROM read_parquet({_quoted(path)}, file_row_number = true)"
        f" WHERE file_row_number % {size} = 0 AND tenant_id = '{tenant_id}'::UUID"
        if table.key == "message_id"
        else f"SELECT activity_date AS key FROM ({relation(table, path, tenant_id)})"
    )
    with speaking(path):
        found = duck.execute(f"SELECT DISTINCT key::VARCHAR FROM ({rows}) ORDER BY 1").fetchall()
    return [row[0] for row in found]


def digests(
    duck: "DuckDBPyConnection", table: Table, path: Path, tenant_id: UUID, cuts: Sequence[str | None]
) -> dict[int, Digest]:
    """What each page's rows of a file sum up to, by the page's number; a page without rows is left out."""
    kind = "UUID" if table.key == "message_id" else "DATE"
    duck.execute("CREATE OR REPLACE TEMP TABLE pages (page BIGINT, low VARCHAR)")
    duck.execute("INSERT INTO pages SELECT unnest(range(len($cuts))), unnest($cuts)", {"cuts": list(cuts)})
    with speaking(path):
        found = duck.execute(
            f"SELECT page, {_SUMS} FROM (SELECT md5_number({table.line()}) AS hash, {table.key} AS key"
            f" FROM ({relation(table, path, tenant_id)})) r"
            f" ASOF JOIN (SELECT page, low::{kind} AS low FROM pages) p ON r.key >= p.low GROUP BY page"
        ).fetchall()
    return {row[0]: _digest(row[1:]) for row in found}


def messages_among(
    duck: "DuckDBPyConnection", table: Table, path: Path, tenant_id: UUID, message_ids: Sequence[UUID]
) -> set[UUID]:
    """Which of these messages a file has rows of."""
    with speaking(path):
        found = duck.execute(
            f"SELECT DISTINCT message_id::VARCHAR FROM ({relation(table, path, tenant_id)})"
            " WHERE message_id IN (SELECT unnest($messages)::UUID)",
            {"messages": [str(message_id) for message_id in message_ids]},
        ).fetchall()
    return {UUID(row[0]) for row in found}


def lines(duck: "DuckDBPyConnection", table: Table, source: str, size: int) -> Iterator[str]:
    """A select's rows as PostgreSQL's COPY takes them, so many at a time."""
    cursor = duck.execute(f"SELECT {table.line()} FROM ({source})")
    while found := cursor.fetchmany(size):
        yield "".join(row[0] for row in found)


def json_rows(
    duck: "DuckDBPyConnection", table: Table, source: str, columns: Sequence[str], size: int
) -> Iterator[str]:
    """A select's rows as JSON arrays of so many, for `jsonb_populate_recordset`."""
    cursor = duck.execute(f"SELECT {table.as_json(columns)} FROM ({source})")
    while found := cursor.fetchmany(size):
        yield "[" + ",".join(row[0] for row in found) + "]"


def check(root: Path, file: ArchiveFile) -> Path:
    """The path of a file that is whole. Raises `ArchiveMissing`, `ArchiveCorrupt`."""
    path = path_of(root, file)
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise ArchiveMissing(path=path) from None
    if size != file.size_bytes:
        raise ArchiveCorrupt(path=path, reason=f"it has {size} bytes and not {file.size_bytes}")
    if checksum(path) != file.checksum:
        raise ArchiveCorrupt(path=path, reason="its checksum is another")
    return path


def path_of(root: Path, file: ArchiveFile) -> Path:
    """Where a tenant's file is. Raises `ArchiveCorrupt` for one that is not in the tenant's own folder."""
    parts = Path(file.path).parts
    if len(parts) != 2 or parts[0] != str(file.tenant_id) or parts[1] in ("..", "."):  # noqa: PLR2004 - tenant, file
        raise ArchiveCorrupt(path=file.path, reason="it is not in this tenant's folder")
    return root / file.path


def checksum(path: Path) -> bytes:
    """SHA-256 of a file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def settle(path: Path, name: Path) -> None:
    """Give a written file its name for good: nothing of it is lost by a power cut from then on."""
    with path.open("rb") as opened:
        os.fsync(opened.fileno())
    path.rename(name)
    folder = os.open(name.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


_SUMS: Final = (
    "count(*), coalesce(sum((hash >> 64)::UBIGINT), 0)::VARCHAR,"
    " coalesce(sum((hash & 18446744073709551615::UHUGEINT)::UBIGINT), 0)::VARCHAR"
)


def _digest(row: tuple[Any, ...] | None) -> Digest:
    rows, first, second = row or (0, 0, 0)
    return Digest(int(rows), int(first), int(second))


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
