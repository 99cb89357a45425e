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
_BREAKS: Final = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\s*")


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
        self._top: list[tuple[str, str | int]] = []
        self._nested: dict[str | int, list[tuple[str, str | int]]] = {}
        self._deep: list[tuple[str, Path]] = []
        for path, name in fields.items():
            match path.keys:
                case (key,):
                    self._top.append((name, key))
                case (first, str(key)):
                    self._nested.setdefault(first, []).append((name, key))
                case _:
                    self._deep.append((name, path))

    def gather(self, merge: Mapping[str, object]) -> tuple[dict[str, object], int]:
        """The values by their names in the source, without those that are null or blank, and their length."""
        result: dict[str, object] = {}
        size = self._take(result, merge, self._top)
        for first, wanted in self._nested.items():
            size += self._take(result, lookup(merge, (first,)), wanted)
        for name, path in self._deep:
            length, value = bare(lookup(merge, path.keys))
            size += length
            if value is not None:
                result[name] = value
        if size > MERGE_LIMIT:
            raise TemplateStopped("merge data", f"they have more than {MERGE_LIMIT:,} characters")
        return result, size

    @staticmethod
    def _take(result: dict[str, object], values: object, wanted: list[tuple[str, str | int]]) -> int:
        if not isinstance(values, (dict, Mapping)):  # asked about dict first, which is fast
            return 0
        get = cast("Mapping[object, object]", values).get
        size = 0
        for name, key in wanted:
            value = get(key)
            if type(value) is str and value.isprintable():  # nearly always; all else is the long way round
                if value and not value.isspace():
                    result[name] = value
                    size += len(value)
            elif value is not None:
                length, value = bare(value)
                size += length
                if value is not None:
                    result[name] = value
        return size


def lookup(values: object, keys: Sequence[str | int]) -> object:
    """What stands at a path, or None."""
    for key in keys:
        if isinstance(values, (dict, Mapping)):
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
