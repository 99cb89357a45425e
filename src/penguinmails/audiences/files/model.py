"""How a file of leads is laid out, and its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

MOST_COLUMNS = 1000


class FileFormat(StrEnum):
    """As `import_jobs.format` has it."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class FileRow(NamedTuple):
    """A row. `fault` is None, or `code: what is wrong with it in words`."""

    line: int
    """Where it begins in the file, from 1; a workbook's row number."""
    cells: tuple[str | None, ...]
    """One a column; None where there is nothing. Of a faulty row as many as could be told apart."""
    fault: str | None


@dataclass(frozen=True)
class Layout:
    """What a file is, and how it is read: given again to `open_file`, it is read alike."""

    format: str
    encoding: str | None
    """As Python names it; None for workbooks."""
    delimiter: str | None
    """Of CSV."""
    sheet: str | None
    """Of workbooks."""
    columns: tuple[str, ...]
    """No two alike and none empty: what has no name is called `column 3`."""
    heading: int | None = None
    """The line with the names; None where the file has none."""


class RowReader(Protocol):
    """Reads one format."""

    layout: Layout

    def rows(self) -> Iterator[FileRow]:
        """Every row after the heading that is not blank."""
        ...


def fitted(line: int, cells: list[str], width: int) -> FileRow:
    """The row with a cell for each column. More than that is a fault, unless nothing is in them."""
    if len(cells) != width:
        if len(cells) > width and any(cells[width:]):
            fault = f"too_many_cells: It has {len(cells)} cells, and the file has {width} columns."
            return FileRow(line, tuple([cell or None for cell in cells[:width]]), fault)
        cells = cells[:width] + [""] * (width - len(cells))
    return FileRow(line, tuple([cell or None for cell in cells] if "" in cells else cells), None)
