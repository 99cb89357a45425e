"""JSON: an object a line, or one array of objects. Objects in objects become `outer.inner` columns."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from penguinmails.audiences.files.encodings import ON_ERROR, UNDECODABLE, known, recognise
from penguinmails.audiences.files.errors import FileEmpty, FileTooLarge, FileUnreadable
from penguinmails.audiences.files.model import MOST_COLUMNS, FileFormat, FileRow, Layout

_LONGEST_LINE: Final = 1 << 20
_LARGEST_ARRAY: Final = 100 << 20
_DEEPEST: Final = 20
_BLANK: Final = " \t\r\n"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACE: Final = re.compile(rf"[{_BLANK}]*")

# Numbers as they are written: 1.10 stays 1.10.
_decoder: Final = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_plain: Final = json.JSONEncoder(ensure_ascii=False).encode


class RecordReader:
    """The objects of a file. All of it is read once to know its columns; lines in constant memory."""

    def __init__(self, path: Path, name: str, *, encoding: str | None) -> None:
        self._path = path
        self._name = name
        self._encoding = known(encoding) if encoding else recognise(path)
        self._is_array = self._begins_with_bracket()
        if self._is_array and path.stat().st_size > _LARGEST_ARRAY:
            raise FileTooLarge(name, "one JSON array of more than 100 MB; write one object a line")
        self.layout = self._lay_out()

    def rows(self) -> Iterator[FileRow]:
        """Every object; a line that is none is a fault. Raises `FileUnreadable` where an array breaks off."""
        columns = self.layout.columns
        for line, record, fault in self._records():
            if any(record.values()):
                yield FileRow(line, tuple([record.get(column) or None for column in columns]), fault)
            elif fault:
                yield FileRow(line, (None,) * len(columns), fault)

    def _lay_out(self) -> Layout:
        columns: dict[str, None] = {}
        wrong: str | None = None
        for line, record, fault in self._records():
            wrong = wrong or (f"line {line} is no JSON object" if fault else None)
            columns.update(dict.fromkeys(record))
            if len(columns) > MOST_COLUMNS:
                raise FileTooLarge(self._name, f"its objects have more than {MOST_COLUMNS} different keys")
        if wrong and not columns:
            raise FileUnreadable(self._name, wrong)
        if not columns:
            raise FileEmpty(name=self._name)
        return Layout(
            format=FileFormat.JSON,
            encoding=self._encoding,
            delimiter=None,
            sheet=None,
            columns=tuple(columns),
        )

    def _records(self) -> Iterator[tuple[int, dict[str, str], str | None]]:
        return self._of_array() if self._is_array else self._of_lines()

    def _of_lines(self) -> Iterator[tuple[int, dict[str, str], str | None]]:
        with self._path.open(encoding=self._encoding, errors=ON_ERROR) as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), ""), start=1):
                if len(line) >= _LONGEST_LINE:
                    raise FileUnreadable(
                        self._name, f"line {number} has more than {_LONGEST_LINE:,} characters"
                    )
                if line.isspace():
                    continue
                try:
                    value = _decoder.decode(line)
                except json.JSONDecodeError as error:
                    yield number, {}, f"json_invalid: {error.msg} at character {error.colno}."
                except RecursionError:
                    yield number, {}, "json_invalid: It is nested too deep."
                else:
                    yield number, *self._read(value, line)

    def _of_array(self) -> Iterator[tuple[int, dict[str, str], str | None]]:
        text = self._path.read_text(encoding=self._encoding, errors=ON_ERROR).lstrip("\ufeff")
        position, line = text.index("[") + 1, 1 + text.count("\n", 0, text.index("["))
        while True:
            start = _next(text, position)
            line += text.count("\n", position, start)
            if text.startswith("]", start):
                return
            try:
                value, position = _decoder.raw_decode(text, start)
            except json.JSONDecodeError as error:
                raise FileUnreadable(self._name, f"line {error.lineno}: {error.msg}") from None
            except RecursionError:
                raise FileUnreadable(self._name, f"line {line}: it is nested too deep") from None
            yield line, *self._read(value, text[start:position])
            line += text.count("\n", start, position)
            end = _next(text, position)
            line += text.count("\n", position, end)
            if text.startswith(",", end):
                end += 1
            elif not text.startswith("]", end):
                raise FileUnreadable(self._name, f"line {line}: a comma or ] is missing")
            position = end

    def _read(self, value: Any, source: str) -> tuple[dict[str, str], str | None]:
        if not isinstance(value, dict):
            return {}, "json_no_object: It is no object like {...}."
        record: dict[str, str] = {}
        _flatten(value, "", record, 0)  # pyright: ignore[reportUnknownArgumentType]
        wrong = UNDECODABLE in source
        return record, f"encoding: It holds bytes that are no letters in {self._encoding}." if wrong else None

    def _begins_with_bracket(self) -> bool:
        with self._path.open(encoding=self._encoding, errors=ON_ERROR) as file:
            while text := file.read(1 << 12):
                if text := text.lstrip(_BLANK + "\ufeff"):
                    return text.startswith("[")
        raise FileEmpty(name=self._name)


def _flatten(value: Mapping[str, Any], prefix: str, into: dict[str, str], depth: int) -> None:
    for key, item in value.items():
        name = _name(prefix + key)
        if isinstance(item, dict) and depth < _DEEPEST:
            _flatten(item, f"{name}.", into, depth + 1)  # pyright: ignore[reportUnknownArgumentType]
        elif (text := _text(item)) or name not in into:
            into[name] = text


def _text(item: Any) -> str:
    match item:
        case str():
            return _storable(item)
        case None:
            return ""
        case bool():
            return "true" if item else "false"
        case list():
            parts = [_text(part) for part in item]  # pyright: ignore[reportUnknownVariableType]
            return ", ".join(part for part in parts if part)
        case _:
            return _storable(_plain(item))


@lru_cache(MOST_COLUMNS)
def _name(key: str) -> str:
    return " ".join(_storable(key).split()) or "(no name)"


def _storable(text: str) -> str:
    # JSON can say what no text may hold: NUL, and half a pair of surrogates.
    text = text.replace("\0", "")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _next(text: str, position: int) -> int:
    return cast("re.Match[str]", _SPACE.match(text, position)).end()
