"""Files that no spreadsheet evaluates, and that machines read back as they were."""

import csv
import io
import json
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from penguinmails.audiences.exports.cells import CsvRows, JsonRows, XlsxRows, defused, written

MADE = datetime(2026, 11, 20, 12, tzinfo=UTC)
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
# What people have in cells, with far more of what is dangerous.
TEXTS = st.text(st.sampled_from(f"{SIGNS}\t\r\n ;,|'\"\u200b\ufeff\u00a0aé1A") | st.characters(codec="utf-8"))
ROWS = st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=5)


def written_csv(rows: list[list[Any]], *, raw: bool) -> str:
    file = io.StringIO(newline="")
    writer = CsvRows(file, ("a", "b", "c"), raw=raw)
    for row in rows:
        writer.row(row)
    writer.close()
    return file.getvalue()


def sheets_of(path: Path) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return [book.get_sheet_by_index(index).to_python() for index in range(len(book.sheet_names))]


def evaluates(cell: str) -> bool:
    """Whether a spreadsheet would look into the cell: written apart from what it judges."""
    seen = unicodedata.normalize("NFKC", cell).lstrip(' "\t\r\n\v\f\u200b\ufeff\u00a0')
    return seen[:1] in tuple("=+-@")


@given(ROWS)
@example([["=1+1", "\uff1dcmd|' /C calc'!A0", " \t@SUM(A1)"], ["a;=1", 'b;"=2"', "c\n-3"]])
@example([["\r", "\t", "\n"], ["x\t=1", "x\r+2", '";=1']])
def test_no_cell_is_evaluated_whatever_parts_the_cells(rows: list[list[str]]) -> None:
    text = written_csv(rows, raw=False).removeprefix("\ufeff")
    for delimiter in ",;\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not any(evaluates(cell) for cell in line), (delimiter, line)
            if delimiter == ",":
                assert not any(cell[:1] in ("\t", "\r", "\n") for cell in line if cell)


@given(ROWS)
def test_what_is_harmless_stays_as_it_is(rows: list[list[str]]) -> None:
    text = written_csv(rows, raw=False).removeprefix("\ufeff")
    for row, line in zip(rows, list(csv.reader(io.StringIO(text, newline="")))[1:], strict=True):
        for cell, read in zip(row, line, strict=True):
            assert read.replace("'", "") == cell.replace("'", "")
            if not any(sign in unicodedata.normalize("NFKC", cell) for sign in "=+-@\u2212\t\r\n"):
                assert read == cell


@given(ROWS)
def test_raw_files_are_read_back_as_they_were(rows: list[list[str]]) -> None:
    text = written_csv(rows, raw=True)
    assert text.startswith('"a","b","c"\r\n')
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == rows


@given(TEXTS)
def test_defusing_twice_is_defusing_once(text: str) -> None:
    assert defused(defused(text)) == defused(text)


def test_numbers_are_numbers_and_phones_are_texts() -> None:
    (_, line) = csv.reader(io.StringIO(written_csv([[-459.99, "+49 30 1234", Decimal("-0.10")]], raw=False)))
    assert line == ["-459.99", "'+49 30 1234", "-0.10"]


def test_values_as_text() -> None:
    assert [written(value) for value in (None, True, date(2026, 2, 1), ["a", "b"], {"k": "é"}, 5)] == [
        "",
        "true",
        "2026-02-01",
        "a, b",
        '{"k": "é"}',
        "5",
    ]


@given(
    st.lists(st.lists(TEXTS | st.integers() | st.none() | st.booleans(), min_size=2, max_size=2), max_size=5)
)
def test_json_lines_are_read_back_as_they_were(rows: list[list[Any]]) -> None:
    file = io.StringIO(newline="")
    writer = JsonRows(file, ("a", "b"))
    for row in rows:
        writer.row(row)
    read = [json.loads(line) for line in file.getvalue().split("\n")[:-1]]
    assert read == [dict(zip("ab", row, strict=True)) for row in rows]


@pytest.mark.parametrize("raw", [True, False])
def test_workbooks_hold_texts_numbers_and_times(tmp_path: Path, *, raw: bool) -> None:
    path = tmp_path / "leads.xlsx"
    writer = XlsxRows(path, ("a", "b", "c"), raw=raw, created=MADE)
    writer.row(["=1+1", -5, MADE])
    writer.row(["{=1}", 12345678901234567890, date(1815, 12, 10)])
    writer.row(["https://example.org", None, True])
    writer.row(["00123", 1.5, date(2026, 2, 1)])
    writer.close()
    assert sheets_of(path)[0] == [
        ["a", "b", "c"],
        ["=1+1", -5.0, datetime(2026, 11, 20, 12)],  # noqa: DTZ001 - workbooks know no timezone
        ["{=1}", "12345678901234567890", "1815-12-10"],
        ["https://example.org", "", True],
        ["00123", 1.5, date(2026, 2, 1)],
    ]
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert ('quotePrefix="1"' in parts.read("xl/styles.xml").decode()) is not raw
        assert ('<c r="A2" t="inlineStr">' in sheet) is raw


def test_a_workbook_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    for name in ("first", "second"):
        writer = XlsxRows(tmp_path / name, ("a",), raw=False, created=MADE)
        writer.row(["=1"])
        writer.close()
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_past_a_sheets_last_row_the_next_sheet_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("penguinmails.audiences.exports.cells._SHEET_ROWS", 3)
    path = tmp_path / "leads.xlsx"
    writer = XlsxRows(path, ("n",), raw=False, created=MADE)
    for number in range(5):
        writer.row([number])
    writer.close()
    assert sheets_of(path) == [[["n"], [0.0], [1.0]], [["n"], [2.0], [3.0]], [["n"], [4.0]]]
