r"""The one byte string for a JSON value, whoever holds it: the sender, PostgreSQL's jsonb, or the verifier.

Keys sorted by code point, no spaces, UTF-8 with only `"`, `\\` and the control characters escaped (the short
escapes where JSON has them). Numbers are decimals as jsonb writes them: no exponent, the digits after the
point kept (`1.50` is not `1.5`), no negative zero.
"""

import json
import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

from penguinmails.audit.errors import ValueNotPlain


def canonical(value: Any) -> bytes:
    """The canonical bytes of a JSON value, as `plain` or `from_jsonb` give it."""
    return _text(value).encode()


def from_jsonb(text: str | None) -> Any:
    """What a jsonb column holds, read from its text with every digit kept. SQL NULL is None."""
    return None if text is None else json.loads(text, parse_int=Decimal, parse_float=Decimal)


def plain(value: Any, path: str = "the value") -> Any:
    """The value as JSON holds it: identifiers, times, enums and decimals become text, sets sorted lists.

    Raises `ValueNotPlain`, naming the path, for what jsonb would refuse or change: NUL, lone surrogates, NaN,
    infinities, keys that are not text, and types JSON does not have.
    """
    match value:
        case None | bool() | int() | float() | str() | Enum():
            return _plain_scalar(value, path)
        case UUID() | Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return _plain_object(cast("Mapping[object, Any]", value), path)
        case AbstractSet():
            items = [plain(item, f"{path}[]") for item in cast("AbstractSet[Any]", value)]
            return sorted(items, key=canonical)
        case list() | tuple():
            items = cast("Sequence[Any]", value)
            return [plain(item, f"{path}[{index}]") for index, item in enumerate(items)]
        case _:
            raise ValueNotPlain(path=path, reason=f"JSON holds no {type(value).__name__}")


def _plain_scalar(value: float | str | Enum | None, path: str) -> Any:
    match value:
        case Enum():
            return plain(value.value, path)
        case str():
            return _checked(value, path)
        case float() if not math.isfinite(value):
            raise ValueNotPlain(path=path, reason=f"{value} is no JSON number")
        case _:
            return value


def _plain_object(value: Mapping[object, Any], path: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise ValueNotPlain(path=path, reason=f"the key {key!r} is not text")
        result[_checked(key, f"a key of {path}")] = plain(item, f"{path}.{key}")
    return result


def _checked(text: str, path: str) -> str:
    if "\0" in text:
        raise ValueNotPlain(path=path, reason="PostgreSQL's text holds no NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueNotPlain(path=path, reason="it holds half of a surrogate pair") from None
    return str(text)  # an instance of a str subclass, say a StrEnum's member, no longer


def _text(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float() | Decimal():
            return _number(value)
        case Mapping():
            items = sorted(cast("Mapping[str, Any]", value).items())
            return "{" + ",".join(f"{_text(key)}:{_text(item)}" for key, item in items) + "}"
        case Sequence():
            return "[" + ",".join(_text(item) for item in cast("Sequence[Any]", value)) + "]"
        case _:
            raise ValueNotPlain(path="the value", reason=f"JSON holds no {type(value).__name__}")


def _number(value: float | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    # repr gives the shortest digits that read back as the same float; they are what json sends to PostgreSQL.
    text = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    return text.removeprefix("-") if text.strip("-0.") == "" else text
