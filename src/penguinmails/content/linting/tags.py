"""The tags of a template language in a text: where they are, and the text without them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

MASK: Final = "\ue000"
"""Stands for each character of a tag: a private sign, which no name, address or attribute holds."""

_CLOSERS: Final[Mapping[str, Mapping[str, str]]] = {
    "minijinja": {"{{": "}}", "{%": "%}", "{#": "#}"},
    "eta": {"<%": "%>"},
}
_OPENERS: Final = {"minijinja": re.compile(r"\{[{%#]"), "eta": re.compile(r"<%")}
_RAW: Final = re.compile(r"[-+]?\s*raw\s*[-+]?")
_ENDRAW: Final = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")


class Kind(Enum):
    """What a tag does."""

    OUTPUT = auto()
    STATEMENT = auto()
    NOTHING = auto()


@dataclass(frozen=True)
class Tag:
    """A tag: what is written between its signs, and where that begins in the text."""

    kind: Kind
    start: int
    end: int
    inner: str
    inner_start: int


def tags(text: str, engine: str) -> list[Tag]:
    """All tags, in order. One that is never closed is no tag: the syntax check reports it."""
    found: list[Tag] = []
    never_closed: set[str] = set()  # so that a text of nothing but openers is read once, not once an opener
    at = 0
    while opener := _OPENERS[engine].search(text, at):
        sign, start = opener[0], opener.start()
        end = -1 if sign in never_closed else text.find(_CLOSERS[engine][sign], start + 2)
        if end < 0:
            never_closed.add(sign)
            at = start + 1
            continue
        inner = text[start + 2 : end]
        if sign == "{{" and "{{" in inner:  # {{ name } and {{ name }}: the first was never closed
            at = start + 1
            continue
        at = end + 2
        kind = _kind(sign, inner)
        if sign == "{%" and _RAW.fullmatch(inner):
            kind = Kind.NOTHING
            raw_end = _ENDRAW.search(text, at)
            at = raw_end.end() if raw_end else len(text)
        found.append(Tag(kind, start, at, inner, start + 2))
    return found


def masked(text: str, found: list[Tag]) -> str:
    """The text with every character of a tag masked but line ends, so that all offsets stay."""
    pieces: list[str] = []
    at = 0
    for tag in found:
        pieces.append(text[at : tag.start])
        pieces.append(re.sub(r"[^\n]", MASK, text[tag.start : tag.end]))
        at = tag.end
    pieces.append(text[at:])
    return "".join(pieces)


def _kind(sign: str, inner: str) -> Kind:
    match sign:
        case "{{":
            return Kind.OUTPUT
        case "{#":
            return Kind.NOTHING
        case "<%":
            return Kind.OUTPUT if re.match(r"[-_]?\s*[=~]", inner) else Kind.STATEMENT
        case _:
            return Kind.STATEMENT
