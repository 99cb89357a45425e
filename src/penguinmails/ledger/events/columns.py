"""Columns as PostgreSQL takes them fastest: each an array, and what no row has not sent at all.

Ids and moments are packed; whatever else a field holds is text, as `json_to_recordset` would read it, and
PostgreSQL judges it.
"""

import json
import re
from datetime import datetime
from types import NoneType
from typing import Any, Final, cast
from uuid import UUID

from penguinmails.kernel.arrays import Packed
from penguinmails.ledger.events.model import BounceType, EventKind, EventSource

_TEXTS: Final = frozenset({str, EventKind, EventSource, BounceType})
# What jsonb refuses: NUL, and half of a surrogate pair. After an escaped backslash: a needless look.
_UNSTORABLE: Final = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
_REFUSED: Final = re.compile("[\x00\ud800-\udfff]")


def document(value: Any) -> str:
    """JSON that PostgreSQL can hold; ids and moments are texts in it."""
    text = json.dumps(value, default=_plain)
    return json.dumps(cleaned(value), default=_plain) if _UNSTORABLE.search(text) else text


def cleaned(value: Any) -> Any:
    """Without the characters that PostgreSQL cannot hold."""
    match value:
        case str():
            return _REFUSED.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            return {cleaned(key): cleaned(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [cleaned(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value


def array(column: list[Any]) -> str | Packed:
    """An array; as a literal, all of it is quoted, so that escapes are all there is to look for."""
    kinds = set(map(type, column)) - {NoneType}
    if kinds == {UUID}:
        return Packed.uuids(column)
    if kinds == {datetime}:
        return Packed.moments(column)
    if not kinds <= _TEXTS:
        column = [None if value is None else _text(value) for value in column]
    text = _joined(column)
    if "\\" in text or text.count('"') != 2 * (len(column) - column.count(None)):
        text = _joined([value and value.replace("\\", "\\\\").replace('"', '\\"') for value in column])
    return text if text.isascii() and "\0" not in text else _REFUSED.sub("\N{REPLACEMENT CHARACTER}", text)


def _joined(column: list[str | None]) -> str:
    if None in column:
        return "{" + ",".join(["NULL" if value is None else '"' + value + '"' for value in column]) + "}"
    return '{"' + '","'.join(cast("list[str]", column)) + '"}'


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str) else str(value) if isinstance(value, UUID) else json.dumps(value)


def _plain(value: object) -> str:
    if isinstance(value, UUID | datetime):
        return _text(value)
    raise TypeError(f"{type(value).__name__} is nothing an event may hold")
