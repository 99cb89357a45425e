"""JSON files: an object a line or one array, flattened to columns."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.audiences.files import FileRow, LeadFile, open_file
from penguinmails.audiences.files.errors import FileEmpty, FileTooLarge, FileUnreadable

VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def opened(content: str | bytes, **known: str) -> tuple[LeadFile, list[FileRow]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        file = open_file(path, **known)
        return file, list(file.rows())


def test_objects_become_rows() -> None:
    lead = {
        "email": "a@b.c",
        "company": {"name": "Acme", "address": {"city": "Bonn"}},
        "tags": ["x", 1, None, "y"],
    }
    more: dict[str, Any] = {
        "email": "d@e.f",
        "score": 1.10,
        "vip": True,
        "none": None,
        "list": [{"a": 1}],
        "company": {},
    }
    text = json.dumps(lead) + "\n\n" + json.dumps(more).replace("1.1,", "1.10,") + "\n"
    file, rows = opened(text)
    assert file.layout.format == "json"
    assert [row.line for row in rows] == [1, 3]
    first, second = (
        {
            column: cell
            for column, cell in zip(file.layout.columns, row.cells, strict=True)
            if cell is not None
        }
        for row in rows
    )
    assert first == {
        "email": "a@b.c",
        "company.name": "Acme",
        "company.address.city": "Bonn",
        "tags": "x, 1, y",
    }
    assert second == {"email": "d@e.f", "score": "1.10", "vip": "true", "list": '{"a": "1"}'}


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read_with_the_lines_of_its_objects(indent: int | None) -> None:
    leads = [{"email": f"{name}@b.example", "note": "x\ny"} for name in "abc"]
    file, rows = opened(" \n" + json.dumps(leads, indent=indent))
    assert file.layout.columns == ("email", "note")
    assert [row.cells for row in rows] == [(lead["email"], lead["note"]) for lead in leads]
    assert [row.line for row in rows] == ([2, 2, 2] if indent is None else [3, 7, 11])


def test_a_broken_line_is_a_fault_of_its_own() -> None:
    _, rows = opened('{"email": "a@b.c"}\n{"email": \n[1]\n"x"\n{"email": "d@e.f"}\n' + "[" * 100_000 + "\n")
    assert [(row.line, row.fault and row.fault.partition(":")[0]) for row in rows] == [
        (1, None),
        (2, "json_invalid"),
        (3, "json_no_object"),
        (4, "json_no_object"),
        (5, None),
        (6, "json_invalid"),
    ]


@pytest.mark.parametrize(
    "text", ['[{"a": 1}', '[{"a": 1} {"a": 2}]', '[{"a": 1},\n{"a": ]', '[{"a":' * 50_000]
)
def test_an_array_that_breaks_off_says_where(text: str) -> None:
    with pytest.raises(FileUnreadable, match=r"line [12]"):
        opened(text)


def test_what_no_text_can_hold_is_replaced() -> None:
    _, rows = opened('{"na\\u0000me": "J\\u0000o\\ud800x\\udcff", "x": "\\ud83d\\ude00"}\n')
    assert rows == [FileRow(1, ("Jo\ufffdx\ufffd", "\U0001f600"), None)]


def test_a_byte_that_is_no_utf8_is_a_fault() -> None:
    good = b'{"email": "j\xc3\xbcrgen@b.example"}\n' * 20
    _, rows = opened(good + b'{"email": "j\xfcrgen@b.example"}\n')
    assert [row.line for row in rows if row.fault] == [21]
    assert rows[-1].cells == ("j\ufffdrgen@b.example",)


@given(st.lists(st.dictionaries(st.text(max_size=6), VALUE, max_size=4), max_size=5), st.booleans())
def test_any_objects_are_read(objects: list[dict[str, Any]], as_array: bool) -> None:
    lines = [json.dumps(each) for each in objects]
    text = f"[{','.join(lines)}]" if as_array else "\n".join(lines)
    try:
        file, rows = opened(text, format="json")
    except FileEmpty:
        return
    assert len(rows) <= len(objects)
    for row in rows:
        assert row.fault is None
        assert len(row.cells) == len(file.layout.columns)
        assert all(cell is None or cell.encode() for cell in row.cells)


@given(st.binary(max_size=200) | st.text('{}[]",:a1\n \\ud', max_size=100).map(str.encode))
def test_no_bytes_end_in_a_traceback(content: bytes) -> None:
    try:
        opened(content, format="json")
    except (FileEmpty, FileUnreadable):
        return


def test_limits_are_said() -> None:
    with pytest.raises(FileTooLarge, match="different keys"):
        opened("".join(f'{{"key{number}": 1}}\n' for number in range(1200)))
    with pytest.raises(FileUnreadable, match="line 2 has more than"):
        opened('{"a": 1}\n{"a": "' + "x" * (1 << 21))
    with pytest.raises(FileUnreadable, match="line 1 is no JSON object"):
        opened("hello\n", format="json")
