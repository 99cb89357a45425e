"""CSV and its relatives, by the csv module over lines that can be read a second time (ADR 0011)."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from penguinmails.audiences.files.encodings import ON_ERROR, UNDECODABLE, known, recognise
from penguinmails.audiences.files.errors import DelimiterInvalid, FileEmpty, FileTooLarge, FileUnreadable
from penguinmails.audiences.files.headings import column_names, is_heading
from penguinmails.audiences.files.model import MOST_COLUMNS, FileFormat, FileRow, Layout, fitted

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 1 << 16
_LONGEST_LINE: Final = 1 << 20
_MOST_LINES: Final = 500
"""Of one row. A quote that is never closed is noticed after so many."""
_MOST_READ_AGAIN: Final = 1_000_000
_EXCEL_HINT: Final = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)

_UNCLOSED: Final = 'unclosed_quote: A quotation mark (") opens here, and is not closed where a cell ends.'
_TOO_LONG: Final = f"cell_too_long: A cell has more than {csv.field_size_limit()} characters."
_UNDECODABLE: Final = "encoding: It holds bytes that are no letters in {encoding}."


class DelimitedReader:
    """Rows one after the other, in memory that does not grow with the file.

    A line number is that of the line on which a row begins. A NUL is left out, wherever it stands. A quote
    that is not closed costs the line it is on: the lines after it, which it would have swallowed, are read
    again.
    """

    def __init__(self, path: Path, name: str, *, encoding: str | None, delimiter: str | None) -> None:
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0 '):
            raise DelimiterInvalid(delimiter=repr(delimiter))
        self._path = path
        self._name = name
        self._encoding = known(encoding) if encoding else recognise(path)
        sample = self._sample()
        hint = _EXCEL_HINT.match(sample)
        self._preamble = 1 if hint else 0
        if hint:
            sample = sample[hint.end() :]
        self._delimiter = delimiter or (hint[1] if hint and hint[1] in _DELIMITERS else _delimiter_of(sample))
        # A space in front of a quote belongs to the file's style; csv writers never leave one there.
        mark = re.escape(self._delimiter)
        self._spaced = re.search(rf'{mark} +"[^"\r\n{mark}]', sample) is not None
        self.layout = self._lay_out()

    def rows(self) -> Iterator[FileRow]:
        """Every row after the heading that is not blank. Raises `FileUnreadable` where no more can be."""
        width = len(self.layout.columns)
        heading = self.layout.heading or 0
        for line, cells, fault in self._records():
            if line <= heading:
                continue
            if fault is None:
                if any(map(str.strip, cells)):
                    yield fitted(line, cells, width)
            else:
                shown = [cell.replace(UNDECODABLE, "\ufffd") or None for cell in cells[:width]]
                yield FileRow(line, (*shown, *[None] * (width - len(shown))), fault)

    def _lay_out(self) -> Layout:
        first = next(((line, row) for line, row, _ in self._records() if any(map(str.strip, row))), None)
        if first is None:
            raise FileEmpty(name=self._name)
        line, cells = first
        if len(cells) > MOST_COLUMNS:
            raise FileTooLarge(self._name, f"it has {len(cells)} columns, and {MOST_COLUMNS} are the most")
        cells = [cell.replace(UNDECODABLE, "\ufffd") for cell in cells]
        heading = is_heading(cells)
        return Layout(
            format=FileFormat.CSV,
            encoding=self._encoding,
            delimiter=self._delimiter,
            sheet=None,
            columns=column_names(cells if heading else [""] * len(cells)),
            heading=line if heading else None,
        )

    def _records(self) -> Iterator[tuple[int, list[str], str | None]]:
        with self._open() as file:
            lines = _Lines(file, self._name)
            for _ in range(self._preamble):
                file.readline()
            number = 1 + self._preamble
            while True:
                reader = csv.reader(lines.each(), delimiter=self._delimiter, skipinitialspace=self._spaced)
                held = lines.held
                fault = _UNCLOSED
                try:
                    for cells in reader:
                        if (len(held) > 1 or lines.ended) and not self._well_quoted(held):
                            break
                        if lines.undecodable:
                            lines.undecodable = False
                            yield number, cells, _UNDECODABLE.format(encoding=self._encoding)
                        else:
                            yield number, cells, None
                        number += len(held)
                        held.clear()
                    else:
                        return
                except _RowTooLong:
                    pass
                except csv.Error:  # a cell longer than the module takes
                    if len(held) == 1:
                        fault = _TOO_LONG
                yield number, self._as_it_stands(lines.again(number)), fault
                number += 1

    def _well_quoted(self, lines: list[str]) -> bool:
        strict = csv.reader(lines, delimiter=self._delimiter, skipinitialspace=self._spaced, strict=True)
        try:
            return len(list(strict)) == 1
        except csv.Error:
            return False

    def _as_it_stands(self, line: str) -> list[str]:
        # pieces of a row that makes no sense, for people to see
        return [piece[:1000].strip() for piece in line.rstrip("\r\n").split(self._delimiter, MOST_COLUMNS)]

    def _open(self) -> TextIO:
        return self._path.open(encoding=self._encoding, errors=ON_ERROR, newline="")

    def _sample(self) -> str:
        with self._open() as file:
            text = file.read(_SAMPLE).replace("\0", "")
        end = max(text.rfind("\n"), text.rfind("\r"))
        return text if len(text) < _SAMPLE or end < 0 else text[: end + 1]


class _RowTooLong(Exception):
    """Says where to stop; never seen outside."""


class _Lines:
    """The lines of a file, those of the row being read kept, so that they can be read again."""

    def __init__(self, file: TextIO, name: str) -> None:
        self.held: list[str] = []
        self.ended = False
        self.undecodable = False
        self._file = file
        self._name = name
        self._ahead: deque[str] = deque()
        self._read_again = 0

    def each(self) -> Iterator[str]:
        held, ahead, read = self.held, self._ahead, self._file.readline
        while True:
            line = ahead.popleft() if ahead else read(_LONGEST_LINE)
            if not line:
                self.ended = True
                return
            if "\0" in line:
                line = line.replace("\0", "")
            if UNDECODABLE in line:
                self.undecodable = True
            held.append(line)
            if len(held) > _MOST_LINES:
                raise _RowTooLong
            if len(line) >= _LONGEST_LINE:
                raise FileUnreadable(self._name, f"it has a line of more than {_LONGEST_LINE:,} characters")
            yield line

    def again(self, number: int) -> str:
        """Give up the first of the lines held, which is line `number`, and have the others read again."""
        first, *others = self.held
        self._ahead.extendleft(reversed(others))
        self._read_again += len(others)
        if self._read_again > _MOST_READ_AGAIN:
            raise FileUnreadable(self._name, f"up to line {number} its quotation marks make no sense")
        self.held.clear()
        self.ended = self.undecodable = False
        return first


def _delimiter_of(sample: str) -> str:
    """The one that parts the most rows of the sample into as many cells, at least two, as the first row."""
    best, score = _DELIMITERS[0], 0.0
    for delimiter in _DELIMITERS:
        widths: list[int] = []
        reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
        try:
            widths.extend(len(row) for row in islice(reader, _MOST_LINES) if any(row))
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths) / len(widths)
            if (found := alike * (1 - 1 / widths[0])) > score:
                best, score = delimiter, found
    return best
