"""Workbooks: cells as they would have been typed, and nothing that fills the memory."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportArgumentType=false
# xlsxwriter has no complete types.

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from penguinmails.audiences.files import FileRow, open_file
from penguinmails.audiences.files.errors import FileEmpty, FileTooLarge, FileUnreadable, SheetUnknown

HEADING = ("email", "name", "value")


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return path


def with_sheet(path: Path, xml: str) -> Path:
    """A workbook whose first sheet is `xml`."""
    plain = workbook(path.with_suffix(".plain"), Leads=[HEADING])
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(
                entry, xml if entry.filename == "xl/worksheets/sheet1.xml" else source.read(entry)
            )
    return path


def test_cells_are_read_as_they_would_be_typed(tmp_path: Path) -> None:
    values = [
        (5, "5"),
        (5.25, "5.25"),
        (4915112345678, "4915112345678"),
        (True, "true"),
        (
            datetime(2026, 1, 31, 14, 30),  # noqa: DTZ001 - workbooks know no zones
            "2026-01-31 14:30:00",
        ),
        (date(2026, 1, 31), "2026-01-31"),
        ("x\ny", "x\ny"),
    ]
    path = tmp_path / "values.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for line, (value, _) in enumerate(values, start=1):
            sheet.write_string(line, 0, "a@b.c")
            if isinstance(value, datetime):
                sheet.write_datetime(line, 2, value, stamp)
            else:
                sheet.write(line, 2, value)
        sheet.write_string(8, 0, "a@b.c")
        sheet.write_formula(8, 2, "=1/0", None, "#DIV/0!")
        sheet.write_string(9, 0, "a@b.c")
        sheet.write_formula(9, 2, "=1+1", None, 2)
    rows = list(open_file(path).rows())
    assert [row.cells[2] for row in rows] == [text for _, text in values] + [None, "2"]
    assert [row.line for row in rows] == list(range(2, 11))


def test_rows_have_the_number_that_excel_shows(tmp_path: Path) -> None:
    rows = [[], [], HEADING, [], ["a@b.c", "A"], ["", " "], ["d@e.f", None, 1, "more"]]
    file = open_file(workbook(tmp_path / "a.bin", Leads=rows))
    assert file.layout.columns == (*HEADING, "column 4")
    assert file.layout.heading == 3
    assert list(file.rows()) == [
        FileRow(5, ("a@b.c", "A", None, None), None),
        FileRow(7, ("d@e.f", None, "1", "more"), None),
    ]
    assert [row.line for row in file.rows(after=5)] == [7]


def test_a_sheet_is_chosen_by_name_or_is_the_first_that_shows_something(tmp_path: Path) -> None:
    path = tmp_path / "sheets.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Empty")
        hidden = book.add_worksheet("Hidden")
        hidden.hide()
        hidden.write_row(0, 0, ["secret"])
        book.add_worksheet("Leads").write_row(0, 0, HEADING)
        book.add_worksheet("More").write_row(0, 0, ["other"])
    assert open_file(path).layout.sheet == "Leads"
    assert open_file(path, sheet="More").layout.columns == ("other",)
    assert open_file(path, sheet="Hidden").layout.columns == ("secret",)
    with pytest.raises(SheetUnknown, match="Empty, Hidden, Leads, More"):
        open_file(path, sheet="Nope")
    with pytest.raises(FileEmpty):
        open_file(path, sheet="Empty")


def test_a_sheet_without_a_heading_loses_no_lead(tmp_path: Path) -> None:
    file = open_file(workbook(tmp_path / "a.xlsx", Leads=[["jane@b.example", "Jane"]]))
    assert file.layout.columns == ("column 1", "column 2")
    assert [row.line for row in file.rows()] == [1]


XML = "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{}</sheetData></worksheet>"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>',
        "<row><c r='A1'><v>1</v></c></row><row><c s='1' r = 'XFD1048576'><v>1</v></c></row>",
        '<row r="1">' + "<c><v>1</v></c>" * 1000 + '</row><row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_two_cells_far_apart_do_not_fill_the_memory(tmp_path: Path, rows: str) -> None:
    with pytest.raises(FileTooLarge, match="cells are the most"):
        open_file(with_sheet(tmp_path / "bomb.xlsx", XML.format(rows)))


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", Leads=[HEADING])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/media/x", "w") as part:
        for _ in range(520):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(FileTooLarge, match="unpacked"):
        open_file(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 but nothing more", "damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "password"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileUnreadable, match=reason):
        open_file(path)


def test_a_damaged_workbook_is_refused_in_words(tmp_path: Path) -> None:
    rows = [HEADING, *([f"lead{number}@b.example", "x" * 50, number] for number in range(500))]
    path = workbook(tmp_path / "a.xlsx", Leads=rows)
    content = bytearray(path.read_bytes())
    for start in range(100, len(content) - 400, 997):
        broken = bytearray(content)
        broken[start : start + 20] = b"\xff" * 20
        path.write_bytes(broken)
        try:
            list(open_file(path).rows())
        except (FileUnreadable, FileEmpty, SheetUnknown):
            continue
    with pytest.raises(FileUnreadable, match="damaged"):
        open_file(with_sheet(path, "<worksheet><sheetData><row"))


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("leads.csv", "email\n")
    with pytest.raises(FileUnreadable, match="no XLSX workbook"):
        open_file(path)
