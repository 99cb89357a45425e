"""A batch's columns as texts for the server to split: see the statements that take them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from penguinmails.audiences.imports.model import FIELDS, Row

SEPARATOR: Final = "\x1f"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def packed(values: Sequence[str]) -> str | None:
    """The values in one text. None where all are empty, which the server takes for as many NULLs."""
    text = SEPARATOR.join(values)
    if len(text) < len(values):  # nothing but separators
        return None
    if text.count(SEPARATOR) != len(values) - 1 or "\0" in text or not _storable(text):
        return SEPARATOR.join(clean(value).replace(SEPARATOR, "") for value in values)
    return text


def as_json(value: Mapping[str, Any]) -> str:
    """An object as PostgreSQL takes it: without U+0000, which its text cannot hold."""
    text = _encode(value)
    if "\\u0000" in text:
        text = _encode(_without_nul(value))
    return text


def as_array(values: Iterable[str]) -> str:
    """An array literal; empty for none."""
    quoted = ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return "{" + quoted + "}" if quoted else ""


def clean(text: str) -> str:
    """The text as PostgreSQL can store it: no U+0000, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def lead_columns(rows: Sequence[Row]) -> dict[str, str | None]:
    """What the statements that write leads take: `id` and the columns that an import fills."""
    by_field = zip(*(row.fields for row in rows), strict=True)
    columns = {name: packed(values) for name, values in zip(FIELDS, by_field, strict=True)}
    columns["id"] = packed([row.id for row in rows])
    columns["custom"] = packed([as_json(row.custom) if row.custom else "" for row in rows])
    columns["tags"] = packed([as_array(row.tags) for row in rows])
    return columns


def new_lead_columns(rows: Sequence[Row]) -> dict[str, str | None]:
    """What the statement that makes leads takes."""
    return lead_columns(rows) | {
        "email": packed([row.email for row in rows]),
        "is_role": packed(["t" if row.is_role else "" for row in rows]),
        "is_disposable": packed(["t" if row.is_disposable else "" for row in rows]),
    }


def _storable(text: str) -> bool:
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return False
    return True


def _without_nul(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "")
        case Mapping():
            return {_without_nul(key): _without_nul(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [_without_nul(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value
