"""Rows as tables that programs read."""

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

from penguinmails.audiences import CsvRows

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
    described = ", ".join(f'"{name}" {_type(hints[name])}' for name in names)
    values = [[_value(getattr(each, name)) for name in names] for each in rows]
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE report ({described})")
        if values:
            places = ", ".join("?" * len(names))
            connection.executemany(f"INSERT INTO report VALUES ({places})", values)  # noqa: S608 - only places
        place = str(path).replace("'", "''")
        connection.execute(f"COPY report TO '{place}' (FORMAT parquet, COMPRESSION zstd)")


def _type(hint: Any) -> str:
    if isinstance(hint, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is list:
        return f"{_TYPES[get_args(hint)[0]]}[]"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "VARCHAR"
    return _TYPES[hint]


def _value(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return value
