"""Rows in files that people open in spreadsheets and machines read: CSV, XLSX and JSON lines.

A spreadsheet evaluates a text that begins like a formula, whoever wrote it: "CSV injection" (OWASP). Unless a
file is `raw`, such a text gets an apostrophe in front, which is how spreadsheets mark a text themselves.
Numbers are numbers and stay bare, negative ones too.
"""

import csv
import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol, TextIO
from uuid import UUID

Cell = str | int | float | Decimal | bool | date | datetime | UUID | Sequence[Any] | Mapping[str, Any] | None
"""What a row may hold. A list becomes its items with commas between, an object its JSON."""

# What a formula begins with: OWASP's list, and its wide and small forms, which East Asian spreadsheets fold.
_STARTS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
# What spreadsheets drop before they look: blanks, controls, marks without a shape, quotes opened and closed.
_DROPPED: Final = '\\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff"'
# A file with commas opened where semicolons or tabs part cells is cut there too, and at line ends.
_FORMULA: Final = re.compile(rf"(?:\A|(?<=[;\t\r\n]))(?=[{_DROPPED}]*[{_STARTS}])|\A(?=[\t\r\n])")

_PLAIN: Final = re.compile(r"[0-9A-Za-z][^;\t\r\n]*+|")

_BOM: Final = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine."""
_SHEET_ROWS: Final = 1_048_576
"""Excel's limit."""
_FIRST_YEAR: Final = 1900
"""Excel knows no day before."""
_EXACT_DIGITS: Final = 15
"""Longer numbers lose digits in a spreadsheet, which counts in IEEE 754 doubles."""


_HARMLESS: Final = frozenset({bool, int, float, Decimal, date, datetime, UUID})
"""What no spreadsheet takes for a formula, a minus in front or not."""


class Format(StrEnum):
    """What a file is written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    """One object a line."""


def defused(text: str) -> str:
    """The text as no spreadsheet takes it for a formula: with an apostrophe where one could begin."""
    # Nearly all texts begin with a letter or digit and have one line, which is told sooner than the rest.
    return text if _PLAIN.fullmatch(text) else _FORMULA.sub("'", text)


def written(cell: Cell) -> str:
    """A value as text: times in ISO 8601, `true` and `false`, nothing for None."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime() | date():
            return cell.isoformat()
        case Mapping():
            return json.dumps(_plain(cell), ensure_ascii=False)
        case Sequence():
            return ", ".join(written(item) for item in cell)
        case _:
            return str(cell)


class Writer(Protocol):
    """Takes rows of one shape, in constant memory. The file is whole after `close`."""

    def row(self, cells: Sequence[Cell]) -> None:
        """Write a row, parallel to the columns."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class CsvRows:
    """RFC 4180 with every cell quoted, in UTF-8; for people with a byte order mark, `raw` without one."""

    def __init__(self, file: TextIO, columns: Sequence[str], *, raw: bool) -> None:
        self._raw = raw
        self._csv = csv.writer(file, quoting=csv.QUOTE_ALL)
        if not raw:
            file.write(_BOM)
        self.row(columns)

    def row(self, cells: Sequence[Cell]) -> None:
        """Write a row."""
        self._csv.writerow([self._shown(cell) for cell in cells])

    def close(self) -> None:
        """Nothing is left to write."""

    def _shown(self, cell: Cell) -> str:
        if cell is None:
            return ""
        text = written(cell)
        return text if self._raw or type(cell) in _HARMLESS else defused(text)


class JsonRows:
    """One object a line (JSON lines), in UTF-8. Values keep their types; nothing is defused."""

    def __init__(self, file: TextIO, columns: Sequence[str]) -> None:
        self._file = file
        self._columns = columns

    def row(self, cells: Sequence[Cell]) -> None:
        """Write a row."""
        line = {column: _plain(cell) for column, cell in zip(self._columns, cells, strict=True)}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Nothing is left to write."""


class XlsxRows:
    """A workbook with typed cells: texts are texts and never formulas, times are in UTC.

    A suspicious text is marked as a text in its format, so that it stays one when somebody edits the cell.
    Past Excel's 1,048,576 rows it goes on in the next sheet; a text past Excel's 32,767 characters is cut.
    """

    def __init__(self, path: Path, columns: Sequence[str], *, raw: bool, created: datetime) -> None:
        # Only a workbook needs it: every command that can write a CSV would load it too.
        import xlsxwriter  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

        self._columns = columns
        self._raw = raw
        self._book: Any = xlsxwriter.Workbook(
            path, {"constant_memory": True, "tmpdir": str(path.parent), "use_zip64": True}
        )
        # The file is the same whenever it is made.
        self._book.set_properties({"created": created.astimezone(UTC).replace(tzinfo=None)})
        self._heading = self._book.add_format({"bold": True})
        self._marked = self._book.add_format({"quote_prefix": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._begin_sheet()

    def row(self, cells: Sequence[Cell]) -> None:
        """Write a row."""
        if self._next == _SHEET_ROWS:
            self._begin_sheet()
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self._next += 1

    def close(self) -> None:
        """Pack the sheets; takes as long as writing them did."""
        self._book.close()

    def abandon(self) -> None:
        """Let go of what is open, where the file is not to be finished."""
        for sheet in self._book.worksheets():
            sheet._opt_close()  # noqa: SLF001 - the library has no other way

    def _begin_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for column, name in enumerate(self._columns):
            self._sheet.write_string(0, column, name, self._heading)
        self._next = 1

    def _write(self, column: int, cell: Cell) -> None:
        sheet, row = self._sheet, self._next
        match cell:
            case None | "":
                return
            case bool():
                sheet.write_boolean(row, column, cell)
            case int() | float() | Decimal() if _is_exact(cell):
                sheet.write_number(row, column, cell)
            case datetime() if cell.year >= _FIRST_YEAR:
                sheet.write_datetime(row, column, cell.astimezone(UTC).replace(tzinfo=None), self._moment)
            case date() if not isinstance(cell, datetime) and cell.year >= _FIRST_YEAR:
                sheet.write_datetime(row, column, cell, self._day)
            case _:
                text = written(cell)
                marked = not self._raw and _FORMULA.search(text) is not None
                sheet.write_string(row, column, text, self._marked if marked else None)


def _is_exact(number: float | Decimal) -> bool:
    if isinstance(number, float):
        return math.isfinite(number)
    return len(str(number).strip("-0.")) <= _EXACT_DIGITS


def _plain(cell: Any) -> Any:
    match cell:
        case None | str() | bool() | int() | float():
            return cell
        case Decimal():
            return float(cell)
        case Mapping():
            return {key: _plain(item) for key, item in cell.items()}  # pyright: ignore[reportUnknownVariableType]
        case Sequence():
            return [_plain(item) for item in cell]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return written(cell)
