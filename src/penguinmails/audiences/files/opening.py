"""Opening a file of leads, whatever it is."""

import re
from collections.abc import Iterator
from pathlib import Path

from penguinmails.audiences.files.delimited import DelimitedReader
from penguinmails.audiences.files.errors import FileEmpty, FileUnreadable, FormatUnknown
from penguinmails.audiences.files.model import FileFormat, FileRow, Layout, RowReader
from penguinmails.audiences.files.records import RecordReader
from penguinmails.audiences.files.workbooks import OLE, WorkbookReader


class LeadFile:
    """A file of leads: how it is laid out, and its rows as often as they are asked for."""

    def __init__(self, path: Path, reader: RowReader) -> None:
        self.path = path
        self.layout: Layout = reader.layout
        self._reader = reader

    def rows(self, after: int = 0) -> Iterator[FileRow]:
        """The rows that begin after line `after`, in the order of the file; blank ones are left out.

        A row that cannot be read has a `fault`. Raises `FileUnreadable` where nothing after it
        can be, either.
        """
        if after <= 0:
            return self._reader.rows()
        return (row for row in self._reader.rows() if row.line > after)


def open_file(
    path: Path | str,
    *,
    format: str | None = None,  # noqa: A002 - what the layout calls it
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> LeadFile:
    """Look at a file and say how it is laid out. Whatever is not given is recognised.

    Blocks while it reads: in an event loop, call it in a thread. Raises `FileUnreadable`, `FileEmpty`,
    `FileTooLarge`, `FormatUnknown`, `EncodingUnknown`, `DelimiterInvalid` and `SheetUnknown`.
    """
    path = Path(path)
    if format is not None and format not in set(FileFormat):
        raise FormatUnknown(format=format)
    try:
        match FileFormat(format) if format else _format_of(path):
            case FileFormat.CSV:
                reader: RowReader = DelimitedReader(path, path.name, encoding=encoding, delimiter=delimiter)
            case FileFormat.XLSX:
                reader = WorkbookReader(path, path.name, sheet=sheet)
            case FileFormat.JSON:
                reader = RecordReader(path, path.name, encoding=encoding)
    except OSError as error:
        raise FileUnreadable(path.name, error.strerror or str(error)) from error
    return LeadFile(path, reader)


def _format_of(path: Path) -> FileFormat:
    with path.open("rb") as file:
        start = file.read(1 << 12)
    if not start:
        raise FileEmpty(name=path.name)
    if start.startswith((b"PK\x03\x04", OLE)):
        return FileFormat.XLSX
    # By what is in it, for names lie; no CSV's first cell is an opened object.
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return FileFormat.JSON if re.match(rb'\{\s*["}]|\[\s*[{\]]', text) else FileFormat.CSV
