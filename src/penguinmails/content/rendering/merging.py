"""What a merge holds, as what the engine is given: plain text, numbers and lists, nothing of Python's own."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from penguinmails.content.rendering.errors import TemplateStopped
from penguinmails.content.rendering.expressions import Path

MERGE_LIMIT: Final = 256_000
"""Characters and items that all values a template uses may have together."""
INTEGER_BITS: Final = 100
"""A longer number counts as not given; the engine's own have 128."""
_DEPTH: Final = 8
_INTEGER_BITS: Final = 100
"""A longer number counts as not given; the engine's own have 128."""

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LONE: Final = re.compile("[\ud800-\udfff]")
_LINES: Final = re.compile(r"\r\n?")
_BREAKS: Final = re.compile("[ \t]*[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029][\\s]*")


def clean(text: str) -> str:
    """Text without control characters but line ends and tabs, which a message cannot hold."""
    if text.isprintable():
        return text
    text = _CONTROLS.sub("", _LINES.sub("\n", text))
    return _LONE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Text as a header may hold it: every line break a space, no control character."""
    if not text.isprintable():
        text = clean(_BREAKS.sub(" ", text)).replace("\t", " ")
    return text.strip()


class Gatherer:
    """Takes from a merge the fields of one template."""

    def __init__(self, fields: Mapping[Path, str]) -> None:
        self.simple = [(name, path.keys[0]) for path, name in fields.items() if len(path.keys) == 1]
        self.deep = [(name, path.keys) for path, name in fields.items() if len(path.keys) > 1]

    def gather(self, merge: Mapping[str, object]) -> tuple[dict[str, object], int]:
        """The values by their names in the source, without those that are null or blank, and their length."""
        result: dict[str, object] = {}
        size = 0
        for name, key in self.simple:
            value = merge.get(key)  # pyright: ignore[reportArgumentType, reportCallIssue]
            if value is None:
                continue
            if type(value) is str and value.isprintable():
                if value and not value.isspace():
                    result[name] = value
                    size += len(value)
                continue
            size += self._put(result, name, value)
        for name, keys in self.deep:
            value = lookup(merge, keys)
            if value is None:
                continue
            if type(value) is str and value.isprintable():
                if value and not value.isspace():
                    result[name] = value
                    size += len(value)
                continue
            size += self._put(result, name, value)
        if size > MERGE_LIMIT:
            raise TemplateStopped("merge data", f"they have more than {MERGE_LIMIT:,} characters")
        return result, size

    @staticmethod
    def _put(result: dict[str, object], name: str, value: object) -> int:
        size, value = bare(value)
        if value is not None:
            result[name] = value
        return size


def lookup(values: object, keys: Sequence[str | int]) -> object:
    """What stands at a path, or None."""
    for key in keys:
        if isinstance(values, Mapping):
            words = cast("Mapping[object, object]", values)
            values = words.get(key)
        elif isinstance(values, (list, tuple)) and isinstance(key, int):
            items = cast("Sequence[object]", values)
            values = items[key] if key < len(items) else None
        else:
            return None
    return values


def bare(value: object, depth: int = 0) -> tuple[int, object]:
    """The length of a value, and the value as JSON would have it; None where it is null or blank.

    Raises TypeError for what merge data cannot hold, which is the caller's mistake, not the template's.
    """
    if depth > _DEPTH:
        raise TemplateStopped("merge data", f"lists and objects are nested more than {_DEPTH} deep")
    match value:
        case None:
            return 0, None
        case bool():
            return 5, bool(value)
        case str():
            text = clean(str.__str__(value))
            return len(text), None if not text or text.isspace() else text
        case int():
            number = int(value)
            return 40, number if number.bit_length() <= INTEGER_BITS else None
        case float():
            return 24, float(value) if math.isfinite(value) else None
        case Mapping():
            words = cast("Mapping[object, object]", value)
            pairs = {str(key): bare(item, depth + 1) for key, item in words.items()}
            size = sum(len(key) + length for key, (length, _) in pairs.items())
            return size + len(pairs), {key: item for key, (_, item) in pairs.items() if item is not None}
        case list() | tuple():
            items = cast("Sequence[object]", value)
            found = [bare(item, depth + 1) for item in items]
            size = sum(length for length, _ in found) + len(found)
            return size, [item for _, item in found if item is not None]
        case _:
            raise TypeError(f"merge data hold text, numbers, lists and objects, not {type(value).__name__}")
