"""Delimited files: whatever was written is read, and what is broken costs its own line."""

import codecs
import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.audiences.files import FileRow, LeadFile, open_file
from penguinmails.audiences.files.errors import (
    DelimiterInvalid,
    EncodingUnknown,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    FormatUnknown,
)

CELL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff") | st.sampled_from(',;\t|"\r\n'),
    max_size=12,
)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def opened(content: str | bytes, **known: str) -> tuple[LeadFile, list[FileRow]]:
    with tempfile.TemporaryDirectory() as folder:
        file = open_file(written(Path(folder) / "leads.csv", content), **known)
        return file, list(file.rows())


def cells_of(rows: Sequence[FileRow]) -> list[tuple[str | None, ...]]:
    return [row.cells for row in rows]


@settings(max_examples=200)
@given(
    table=st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)
    ),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(ENCODINGS),
    # The csv module quotes a line's end only where it is part of the one it writes.
    style=st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\n", csv.QUOTE_ALL)]),
)
def test_what_a_csv_writer_wrote_comes_back(
    table: list[list[str]], delimiter: str, encoding: str, style: tuple[str, Literal[0, 1]]
) -> None:
    newline, quoting = style
    width = len(table[0])
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow([f"heading {number}" for number in range(width)])
    writer.writerows(table)
    _, rows = opened(buffer.getvalue().encode(encoding), encoding=encoding, delimiter=delimiter)
    assert [row.fault for row in rows] == [None] * len(rows)
    kept = [row for row in table if any(cell.strip() for cell in row)]
    assert cells_of(rows) == [tuple(cell or None for cell in row) for row in kept]


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True),
            st.text("abcdefgh öüñ\n\"'", max_size=10).map(str.strip),
            st.integers(0, 999).map(str),
        ),
        min_size=3,
        max_size=20,
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from(ENCODINGS),
)
def test_delimiter_and_encoding_are_recognised(
    table: list[tuple[str, str, str]], delimiter: str, encoding: str
) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows([("E-Mail", "Name", "Number"), *table])
    file, rows = opened(buffer.getvalue().encode(encoding))
    assert file.layout.columns == ("E-Mail", "Name", "Number")
    assert file.layout.delimiter == delimiter
    assert [(a, b or "", c) for a, b, c in cells_of(rows)] == table


@given(st.binary(max_size=300) | st.text('a,;"\n\r\t\0 @x', max_size=200).map(str.encode))
def test_no_bytes_end_in_a_traceback(content: bytes) -> None:
    try:
        file, rows = opened(content)
    except (FileEmpty, FileUnreadable):
        return
    for row in rows:
        assert len(row.cells) == len(file.layout.columns)
        assert not any("\0" in cell or "\udcff" in cell for cell in row.cells if cell)
    assert [row.line for row in rows] == sorted({row.line for row in rows})


@given(st.text('ab,"\n', max_size=200), st.integers(0, 30))
def test_reading_goes_on_after_a_line(text: str, after: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = open_file(written(Path(folder) / "leads.csv", "email,name\n" + text))
        assert list(file.rows(after)) == [row for row in file.rows() if row.line > after]


def test_a_line_is_where_an_editor_shows_it() -> None:
    _, rows = opened('email,note\na@b.c,"one\ntwo\r\nthree"\n\n,\nd@e.f,x\n')
    assert [(row.line, row.cells) for row in rows] == [
        (2, ("a@b.c", "one\ntwo\r\nthree")),
        (7, ("d@e.f", "x")),
    ]


@pytest.mark.parametrize("blank", ["", ",", " , \t", '"\r","\n"'])
def test_a_row_of_nothing_but_blanks_is_no_row(blank: str) -> None:
    _, rows = opened(f"email,name\n{blank}\na@b.c,A\n")
    assert cells_of(rows) == [("a@b.c", "A")]


def test_short_rows_are_filled_and_long_ones_refused() -> None:
    _, rows = opened("email,first,last\na@b.c\nd@e.f,D,E,,\ng@h.i,G,H,I\n")
    assert cells_of(rows) == [("a@b.c", None, None), ("d@e.f", "D", "E"), ("g@h.i", "G", "H")]
    assert [row.fault and row.fault.partition(":")[0] for row in rows] == [None, None, "too_many_cells"]


def test_a_quote_left_open_costs_its_own_line() -> None:
    lines = [f"lead{number}@b.example,Lead {number},x" for number in range(2000)]
    lines[700] = 'lead700@b.example,"Lead 700,x'
    _, rows = opened("email,name,note\n" + "\n".join(lines) + "\n")
    assert len(rows) == 2000
    (broken,) = [row for row in rows if row.fault]
    assert broken.line == 702
    assert broken.cells[0] == "lead700@b.example"
    assert broken.fault
    assert broken.fault.startswith("unclosed_quote: ")


def test_a_quote_left_open_does_not_swallow_the_next_quoted_row() -> None:
    _, rows = opened('email,name\na@b.c,"open\nd@e.f,"Doe, Dan"\ng@h.i,G\n')
    assert [(row.line, row.cells, bool(row.fault)) for row in rows] == [
        (2, ("a@b.c", '"open'), True),
        (3, ("d@e.f", "Doe, Dan"), False),
        (4, ("g@h.i", "G"), False),
    ]


def test_a_quote_left_open_on_the_last_line_is_said() -> None:
    _, rows = opened('email,name\na@b.c,A\nd@e.f,"open')
    assert [bool(row.fault) for row in rows] == [False, True]


def test_a_cell_that_is_too_long_is_a_fault() -> None:
    _, rows = opened(f"email,name\na@b.c,{'x' * 140_000}\nd@e.f,D\n")
    assert [row.fault and row.fault.partition(":")[0] for row in rows] == ["cell_too_long", None]


def test_quotes_that_never_make_sense_end_the_reading() -> None:
    # Each line closes what the one before opened, and opens anew: one endless cell, whichever line begins it.
    with pytest.raises(FileUnreadable, match="quotation marks"):
        opened("email,name\n" + 'a","\n' * 5000)


def test_a_line_without_end_is_no_file_of_leads() -> None:
    with pytest.raises(FileUnreadable, match="a line of more than"):
        opened("email,name\n" + "x" * (1 << 21))


def test_nul_is_left_out() -> None:
    _, rows = opened(b"email,name\na@b.c,J\0o\n")
    assert cells_of(rows) == [("a@b.c", "Jo")]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Vorname;Name;E-Mail\r\nJürgen;Groß;j@b.example\r\nAndré;Lefèvre;a@b.example\r\n", "cp1252"),
        ("Name;Betrag\r\nJørgen Ås;5 €\r\nÆgir;„x“\r\n", "cp1252"),
        ("jméno;příjmení\r\nAntonín;Dvořák\r\nZdeněk;Žižka\r\nŁukasz;Wiśniewski\r\n", "cp1250"),
        ("Имя;Фамилия\r\nИван;Петров\r\nОльга;Смирнова\r\n", "cp1251"),  # noqa: RUF001
        ("名前;会社\r\n山田太郎;株式会社\r\n鈴木一郎;東京電力\r\n", "shift_jis"),
    ],
)
def test_old_encodings_are_recognised_and_can_be_said(text: str, encoding: str) -> None:
    file, rows = opened(text.encode(encoding))
    assert codecs.lookup(str(file.layout.encoding)).name == encoding
    assert opened(text.encode(encoding), encoding=encoding)[1] == rows
    flat = [cell for row in rows for cell in row.cells]
    assert flat == [cell for line in text.splitlines()[1:] for cell in line.split(";")]


def test_letters_far_down_a_file_count() -> None:
    ascii_part = "email;name\n" + "a@b.example;plain\n" * 200_000
    file, rows = opened((ascii_part + "j@b.example;Jürgen\n").encode("cp1252"))
    assert file.layout.encoding == "cp1252"
    assert rows[-1].cells == ("j@b.example", "Jürgen")


def test_no_letter_is_cut_where_a_sample_ends() -> None:
    for shift in range(3):
        text = "email,name\n" + "x" * shift + "a@b.example,ü€\n" * 90_000
        file, rows = opened(text)
        assert file.layout.encoding == "utf-8"
        assert not any(row.fault for row in rows)


def test_a_wrong_byte_in_a_utf8_file_is_a_fault_of_its_row() -> None:
    good = "".join(f"a{number}@b.example,Jürgen\n" for number in range(50)).encode()
    file, rows = opened(b"email,name\n" + good + b"x@b.example,J\xfcrgen\n" + b"y@b.example,\xef\xbf\xbd\n")
    assert file.layout.encoding == "utf-8"
    assert [(row.line, row.cells) for row in rows if row.fault] == [(52, ("x@b.example", "J\ufffdrgen"))]
    assert rows[-1] == FileRow(53, ("y@b.example", "\ufffd"), None)


def test_a_file_without_a_heading_loses_no_lead() -> None:
    file, rows = opened("jane@b.example,Jane\njoe@b.example,Joe\n")
    assert file.layout.columns == ("column 1", "column 2")
    assert file.layout.heading is None
    assert [row.line for row in rows] == [1, 2]


def test_headings_are_told_apart() -> None:
    file, _ = opened('\n\ufeff E-Mail ,,"First\nName",e-mail,\nx,y,z,1,2\n')
    assert file.layout.columns == ("E-Mail", "column 2", "First Name", "e-mail (2)", "column 5")
    assert file.layout.heading == 2


def test_spaces_before_quotes_belong_to_the_style() -> None:
    _, rows = opened('email, name\na@b.c, "Doe, Jane"\n')
    assert cells_of(rows) == [("a@b.c", "Doe, Jane")]


def test_the_hint_that_excel_writes_is_no_heading() -> None:
    file, rows = opened("sep=;\nemail;name\na@b.c;A, B\n")
    assert file.layout.columns == ("email", "name")
    assert rows == [FileRow(3, ("a@b.c", "A, B"), None)]


def test_a_list_of_addresses_is_a_file_too() -> None:
    file, rows = opened("a@b.example\nc@d.example\n")
    assert file.layout.columns == ("column 1",)
    assert len(rows) == 2


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n \n", b",,,\n"])
def test_a_file_with_nothing_in_it_is_refused(content: bytes) -> None:
    with pytest.raises(FileEmpty):
        opened(content)


def test_what_somebody_says_of_a_file_must_make_sense(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "email\na@b.c\n")
    with pytest.raises(EncodingUnknown):
        open_file(path, encoding="utf-9")
    with pytest.raises(EncodingUnknown):
        open_file(path, encoding="base64")
    with pytest.raises(DelimiterInvalid):
        open_file(path, delimiter=", ")
    with pytest.raises(FormatUnknown):
        open_file(path, format="pdf")
    with pytest.raises(FileUnreadable):
        open_file(tmp_path / "none.csv")
    with pytest.raises(FileUnreadable):
        open_file(tmp_path)
    with pytest.raises(FileTooLarge):
        open_file(written(tmp_path / "wide.csv", "a," * 2000 + "\n"))
