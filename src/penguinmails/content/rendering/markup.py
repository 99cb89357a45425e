"""Where in HTML one is: between the tags, in one, in an attribute's value, in a comment or a style."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final


class Place(Enum):
    """Where a token stands."""

    TEXT = auto()
    TAG = auto()
    VALUE = auto()
    COMMENT = auto()
    STYLE = auto()
    RAW = auto()
    """In an element whose content is no markup: a script, a title."""


_NEXT: Final = re.compile(r"<!--|</?([a-zA-Z][a-zA-Z0-9:-]*)|<[!?]")
_IN_TAG: Final = re.compile(r"""=\s*(["']?)|>""")
_RAW: Final = frozenset({"style", "script", "title", "textarea", "xmp"})


class Walker:
    """Walks through a text that tokens interrupt, and knows after each piece where it is."""

    def __init__(self) -> None:
        self.place = Place.TEXT
        self.quote = ""
        self.element = ""

    def walk(self, text: str) -> Iterator[tuple[int, int, Place]]:
        """The stretches of the text, each with its place."""
        at = 0
        while at < len(text):
            place = self.place
            end = self._step(text, at)
            yield at, end, place
            at = end

    def _step(self, text: str, at: int) -> int:
        """Read on to the next change of place; its end."""
        match self.place:
            case Place.TEXT:
                return self._in_text(text, at)
            case Place.COMMENT:
                end = text.find("-->", at)
                return self._leave(text, end, 3)
            case Place.STYLE | Place.RAW:
                found = re.compile(rf"</{self.element}(?![a-z0-9])", re.IGNORECASE).search(text, at)
                return self._leave(text, found.start() if found else -1, 0)
            case Place.VALUE:
                return self._in_value(text, at)
            case Place.TAG:
                return self._in_tag(text, at)

    def _in_text(self, text: str, at: int) -> int:
        found = _NEXT.search(text, at)
        if not found:
            return len(text)
        if found.start() > at:
            return found.start()
        if found[0] == "<!--":
            self.place = Place.COMMENT
        else:
            self.place = Place.TAG
            self.element = "" if found[0].startswith("</") else (found[1] or "").lower()
        return found.end()

    def _in_tag(self, text: str, at: int) -> int:
        found = _IN_TAG.search(text, at)
        if not found:
            return len(text)
        if found[0] == ">":
            raw = self.element in _RAW
            self.place = Place.STYLE if self.element == "style" else Place.RAW if raw else Place.TEXT
        else:
            self.place = Place.VALUE
            self.quote = found[1]
        return found.end()

    def _in_value(self, text: str, at: int) -> int:
        end = re.compile(re.escape(self.quote) if self.quote else r"[\s>]").search(text, at)
        if not end:
            return len(text)
        self.place = Place.TAG
        return end.end() if self.quote else end.start()

    def _leave(self, text: str, end: int, sign: int) -> int:
        if end < 0:
            return len(text)
        self.place = Place.TEXT
        return end + sign
