"""Workbooks (XLSX), by calamine, which unpacks a sheet in memory: so what it will take is counted first."""

import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from penguinmails.audiences.files.errors import FileEmpty, FileTooLarge, FileUnreadable, SheetUnknown
from penguinmails.audiences.files.headings import column_names, is_heading
from penguinmails.audiences.files.model import MOST_COLUMNS, FileFormat, FileRow, Layout, fitted

OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""What workbooks of before 2007 begin with, and those with a password."""

_MOST_BYTES: Final = 512 << 20
_MOST_CELLS: Final = 10_000_000
_BLOCK: Final = 1 << 20
# A row or a cell, and where it says it is, <c r="AB12">: calamine makes room for all cells before it.
_PLACE: Final = re.compile(
    rb"""<(?:\w+:)?(?:(row)|c)(?=[\s/>])(?:[^>]*?\sr\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["'])?"""
)

Value = int | float | str | bool | time | date | datetime | timedelta


class WorkbookReader:
    """The rows of one sheet. The sheet is in memory while it is read."""

    def __init__(self, path: Path, name: str, *, sheet: str | None) -> None:
        self._path = path
        self._name = name
        _look_inside(path, name)
        self._sheet = self._load(sheet)
        self.layout = self._lay_out()

    def rows(self) -> Iterator[FileRow]:
        """Every row after the heading that is not blank."""
        width = len(self.layout.columns)
        heading = self.layout.heading or 0
        for line, cells in self._records():
            if line > heading and any(map(str.strip, cells)):
                yield fitted(line, cells, width)

    def _load(self, wanted: str | None) -> CalamineSheet:
        try:
            with self._path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
                sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
                names = [sheet.name for sheet in sheets]
                if wanted is not None and wanted not in names:
                    raise SheetUnknown(name=self._name, sheet=wanted, sheets=", ".join(names))
                seen = [sheet.name for sheet in sheets if sheet.visible is SheetVisibleEnum.Visible]
                for name in [wanted] if wanted is not None else seen or names:
                    found = book.get_sheet_by_name(name)
                    if found.start is not None:
                        return found
        except PasswordError:
            raise FileUnreadable(self._name, "it is protected by a password") from None
        except CalamineError as error:
            raise FileUnreadable(self._name, f"the workbook is damaged ({error})") from error
        raise FileEmpty(name=self._name)

    def _lay_out(self) -> Layout:
        first = next(((line, cells) for line, cells in self._records() if any(map(str.strip, cells))), None)
        if first is None:
            raise FileEmpty(name=self._name)
        line, cells = first
        if len(cells) > MOST_COLUMNS:
            raise FileTooLarge(self._name, f"it has {len(cells)} columns, and {MOST_COLUMNS} are the most")
        heading = is_heading(cells)
        return Layout(
            format=FileFormat.XLSX,
            encoding=None,
            delimiter=None,
            sheet=self._sheet.name,
            columns=column_names(cells if heading else [""] * len(cells)),
            heading=line if heading else None,
        )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        # The sheet's rows come from the first on; its columns begin with the first that holds something.
        for line, row in enumerate(self._sheet.iter_rows(), start=1):
            yield line, [_text(value) for value in row]


def _text(value: Value) -> str:
    """A cell as somebody would have typed it. Errors such as #N/A come as nothing."""
    match value:
        case str():
            return value.replace("\0", "")
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case int() | timedelta():
            return str(value)


def _look_inside(path: Path, name: str) -> None:
    """Refuse what is no workbook, and one that is small on disk and would fill the memory."""
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise FileUnreadable(name, "it is protected by a password, or from before Excel 2007")
    try:
        with ZipFile(path) as parts:
            entries = {entry.filename: entry for entry in parts.infolist()}
            if "xl/workbook.xml" not in entries:
                raise FileUnreadable(name, "it is a ZIP file, but no XLSX workbook")
            if sum(entry.file_size for entry in entries.values()) > _MOST_BYTES:
                raise _too_many_bytes(name)
            for part in entries:
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    _count_cells(parts, part, name)
    except (BadZipFile, EOFError, RuntimeError, zlib.error) as error:
        raise FileUnreadable(name, f"the workbook is damaged ({error})") from error


def _count_cells(parts: ZipFile, part: str, name: str) -> None:
    widest = deepest = read = row = column = 0
    rest = b""
    with parts.open(part) as sheet:
        while block := sheet.read(_BLOCK):
            read += len(block)
            if read > _MOST_BYTES:  # a directory can lie about sizes
                raise _too_many_bytes(name)
            end = block.rfind(b"<")
            if end < 0 and len(rest) > _BLOCK:
                raise FileUnreadable(name, "the workbook is damaged (a cell without end)")
            block, rest = (rest + block[:end], block[end:]) if end >= 0 else (b"", rest + block)
            for is_row, letters, digits in _PLACE.findall(block):
                if is_row:
                    row, column = int(digits or row + 1), 0
                else:
                    column = _number(letters) if letters else column + 1
                    row = int(digits or row)
                    widest = max(widest, column)
                deepest = max(deepest, row)
    if widest * deepest > _MOST_CELLS:
        size = f"{deepest:,} rows of {widest:,} columns"
        raise FileTooLarge(name, f"a sheet has {size}, and {_MOST_CELLS:,} cells are the most")


def _too_many_bytes(name: str) -> FileTooLarge:
    return FileTooLarge(name, f"unpacked it has more than {_MOST_BYTES >> 20} MB")


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
