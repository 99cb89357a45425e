"""The filters of merge tags. All say the same for the same values, at any time and on any machine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

TEXT_LIMIT: Final = 65_536
"""Characters that a filter which joins or replaces may make."""
NUMBER_LIMIT: Final = 1e15
"""Up to here a float tells whole numbers apart."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DATE: Final[dict[str, Callable[[datetime], str]]] = {
    # strftime is not used: it speaks the language of the machine
    "d": lambda day: f"{day.day:02}",
    "e": lambda day: str(day.day),
    "m": lambda day: f"{day.month:02}",
    "y": lambda day: f"{day.year % 100:02}",
    "Y": lambda day: f"{day.year:04}",
    "B": lambda day: _MONTHS[day.month - 1],
    "b": lambda day: _MONTHS[day.month - 1][:3],
    "A": lambda day: _DAYS[day.weekday()],
    "a": lambda day: _DAYS[day.weekday()][:3],
    "H": lambda day: f"{day.hour:02}",
    "M": lambda day: f"{day.minute:02}",
    "%": lambda _: "%",
}


class ValueUnfit(Exception):
    """A filter cannot do anything with a value."""


@dataclass(frozen=True)
class Filter:
    """A filter: how many values its brackets take, and its function; None = minijinja's own."""

    arguments: tuple[int, int]
    function: Callable[..., object] | None = None


def date(value: object, form: str = "%e %B %Y") -> str:
    """`2026-03-01` as `1 March 2026`, by the signs of strftime, in English."""
    if value is None or value == "":
        return ""
    try:
        day = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueUnfit(f"`{str(value)[:40]}` is no date; write it like 2026-03-01") from error
    words: list[str] = []
    signs = iter(form)
    for sign in signs:
        if sign != "%":
            words.append(sign)
            continue
        letter = next(signs, "")
        if letter not in _DATE:
            raise ValueUnfit(f"|date knows no %{letter}; it knows {' '.join('%' + known for known in _DATE)}")
        words.append(_DATE[letter](day))
    return "".join(words)


def number(value: object, decimals: int = 0, group: str = ",", point: str = ".") -> str:
    """`1234.5` as `1,234.50`: with so many decimals, groups of three set apart."""
    if value is None or value == "":
        return ""
    try:
        text = f"{float(str(value)):,.{min(max(decimals, 0), 10)}f}"
    except ValueError as error:
        raise ValueUnfit(f"`{str(value)[:40]}` is no number") from error
    return text.translate({ord(","): group, ord("."): point})


def truncate(value: object, length: int) -> str:
    """At most so many characters: cut off behind a word, with an ellipsis."""
    text = "" if value is None else str(value)
    if len(text) <= length:
        return text
    cut = text[: max(length - 1, 0)]
    whole = cut if text[len(cut)].isspace() else cut.rpartition(" ")[0] or cut
    return whole.rstrip() + "…"


def join(value: object, between: str = ", ") -> str:
    """The items of a list with something between them."""
    if value is None:
        return ""
    if not isinstance(value, list):
        return str(value)
    items = cast("list[object]", value)
    if len(items) * len(between) > TEXT_LIMIT:
        raise ValueUnfit("|join would make too long a text")
    return between.join(str(item) for item in items)


def replace(value: object, old: str, new: str) -> str:
    """A text with something replaced wherever it stands."""
    text = "" if value is None else str(value)
    if len(text) + text.count(old) * len(new) > TEXT_LIMIT:
        raise ValueUnfit("|replace would make too long a text")
    return text.replace(old, new)


def whole(value: object) -> int:
    """A whole number; nothing is 0."""
    return int(decimal(value))


def rounded(value: object, digits: int = 0) -> float:
    """A number to so many digits behind the point, a half to the even side; nothing is 0."""
    result = round(decimal(value), min(max(digits, 0), 10))
    return result if digits > 0 else int(result)


def absolute(value: object) -> float:
    """A number without its sign; nothing is 0."""
    return abs(decimal(value))


def length(value: object) -> int:
    """How many items, or characters; of nothing, 0."""
    return len(as_items(value))


def first(value: object) -> object:
    """The first item, or character."""
    return next(iter(as_items(value)), "")


def last(value: object) -> object:
    """The last item, or character."""
    items = as_items(value)
    return items[-1] if items else ""


def as_items(value: object) -> Sequence[object]:
    """A list as it is, all else as its text."""
    if isinstance(value, list):
        return cast("list[object]", value)
    return "" if value is None else str(value)


def decimal(value: object) -> float:
    """A number; nothing is 0."""
    try:
        result = float(str(value)) if value not in (None, "") else 0.0
    except ValueError as error:
        raise ValueUnfit(f"`{str(value)[:40]}` is no number") from error
    if not abs(result) < NUMBER_LIMIT:  # so neither infinite nor NaN
        raise ValueUnfit(f"`{str(value)[:40]}` is too large a number")
    return result


FILTERS: Final[dict[str, Filter]] = {
    "fallback": Filter((1, 1)),
    "default": Filter((1, 1)),
    "upper": Filter((0, 0)),
    "lower": Filter((0, 0)),
    "title": Filter((0, 0)),
    "capitalize": Filter((0, 0)),
    "trim": Filter((0, 0)),
    "urlencode": Filter((0, 0)),
    "first": Filter((0, 0), first),
    "last": Filter((0, 0), last),
    "length": Filter((0, 0), length),
    "round": Filter((0, 1), rounded),
    "abs": Filter((0, 0), absolute),
    "int": Filter((0, 0), whole),
    "float": Filter((0, 0), decimal),
    "truncate": Filter((1, 1), truncate),
    "join": Filter((0, 1), join),
    "replace": Filter((2, 2), replace),
    "date": Filter((0, 1), date),
    "number": Filter((0, 3), number),
}
NUMERIC: Final = frozenset({"int", "float", "round", "abs", "length"})
