"""An HTML text in pieces, cut at its links: what a piece of a template holds is looked for once.

A piece is read from where the text is between two tags, which does not depend on what stands before it. Where
a tag (a comment, a style) is still open at a piece's end, it is read again with what follows it, up to where
it is closed; from there on the next piece is read by itself again. What is cut out of pieces that come again
are the same objects each time.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from penguinmails.tracking.rewriting.markup import Link, closed, hrefs

_LONGEST_REMEMBERED: Final = 64_000
_MOST_OPEN: Final = 32
"""Pieces that one tag may go through, before the text is read as a whole: each reads it again."""


class Cut(NamedTuple):
    """A text in parts, each value of a link's `href` one by itself; which they are, and what they say."""

    parts: list[str]
    links: list[tuple[int, str]]


class _Read(NamedTuple):
    parts: list[str]
    links: list[tuple[int, str]]
    rest: str
    """What is open at the end."""


def cut(text: str | Sequence[str]) -> Cut:
    """Joined, the parts are the text; the links are those of `hrefs`."""
    if isinstance(text, str):
        return _cut(text, list(hrefs(text)))
    parts: list[str] = []
    links: list[tuple[int, str]] = []
    rest, opened = "", 0
    for piece in text:
        if not rest:
            if "<" not in piece:
                parts.append(piece)
                continue
            begin = 0
        else:
            opened += 1
            if opened > _MOST_OPEN:
                return cut("".join(text))
            whole = rest + piece
            found, end = closed(whole, 0, len(rest))
            begin = max(0, end - len(rest))
            until = ~end if end < 0 else len(rest) + begin  # still open, from some place on
            _add(parts, links, _cut(whole[:until], found))
            if end < 0:
                rest = whole[until:]
                continue
        read = _read if len(piece) <= _LONGEST_REMEMBERED else _read.__wrapped__
        more, found, rest = read(piece, begin)
        if found:
            _add(parts, links, Cut(more, found))
        else:
            parts += more
    if rest:
        _add(parts, links, cut(rest))
    return Cut(parts, links)


def _add(parts: list[str], links: list[tuple[int, str]], found: Cut) -> None:
    first = len(parts)
    links += [(first + number, url) for number, url in found.links]
    parts += found.parts


@lru_cache(maxsize=1000)
def _read(piece: str, begin: int) -> _Read:
    text = piece[begin:]
    links, end = closed(text, 0, len(text))
    until = ~end if end < 0 else len(text)
    return _Read(*_cut(text[:until], links), text[until:])


def _cut(text: str, links: Sequence[Link]) -> Cut:
    result = Cut([], [])
    done = 0
    for begin, end, url in links:
        result.links.append((len(result.parts) + 1, url))
        result.parts.extend((text[done:begin], text[begin:end]))
        done = end
    if done < len(text):
        result.parts.append(text[done:])
    return result
