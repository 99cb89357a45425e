"""Rows as tables that programs read."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

from penguinmails.audiences import CsvRows
from penguinmails.kernel import console

_TYPES: Final[dict[object, str]] = {
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    str: "VARCHAR",
    date: "DATE",
    datetime: "TIMESTAMPTZ",
    UUID: "UUID",
}


def write_csv(path: Path, row: type[Any], rows: Sequence[object]) -> None:
    """A line a row, safe to open in a spreadsheet."""
    names = [field.name for field in dataclasses.fields(row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = CsvRows(file, names, raw=False)
        for each in rows:
            writer.row([getattr(each, name) for name in names])
        writer.close()


def write_parquet(path: Path, row: type[Any], rows: Sequence[object]) -> None:
    """One row group, typed as the report is: a rate over nothing is NULL, an id is a UUID."""
    import duckdb  # noqa: PLC0415 - loading it takes longer than any report

    hints = get_type_hints(row)
    names = [field.name for field in dataclasses.fields(row)]
    described = ", ".join(f"{_quoted(name)}: {_quoted(_type(hints[name]))}" for name in names)
    # DuckDB reads a file a hundred times sooner than it takes rows one by one.
    lines = path.with_name(f"{path.name}.jsonl")
    with lines.open("w", encoding="utf-8") as file:
        for each in rows:
            json.dump({name: console.plain(getattr(each, name)) for name in names}, file, ensure_ascii=False)
            file.write("\n")
    source, target = _quoted(str(lines)), _quoted(str(path))
    read = f"FROM read_json({source}, format = 'newline_delimited', columns = {{{described}}})"
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({read}) TO {target} (FORMAT parquet, COMPRESSION zstd)")
    lines.unlink()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _type(hint: Any) -> str:
    if isinstance(hint, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is list:
        return f"{_TYPES[get_args(hint)[0]]}[]"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "VARCHAR"
    return _TYPES[hint]
