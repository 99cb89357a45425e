"""An HTML text in pieces, cut at its links: what a piece of a template holds is looked for once.

A piece is read from where the text is between two tags, which does not depend on what stands before it. Where
a tag (a comment, a style) is still open at a piece's end, it is read again with what follows it, up to where
it is closed; from there on the next piece is read by itself again. What is cut out of pieces that come again
are the same objects each time.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from penguinmails.tracking.rewriting.markup import Link, closed, hrefs, said

_LONGEST_REMEMBERED: Final = 64_000
_MOST_OPEN: Final = 32
"""Pieces that one tag may go through, before the text is read as a whole: each reads it again."""


class Cut(NamedTuple):
    """A text in parts, each value of a link's `href` one by itself; which they are, and what they say."""

    parts: list[str]
    links: list[tuple[int, str]]


class _Filled(NamedTuple):
    """A tag with a link, in the quotes of which there is a value, when the text around that is known."""

    before: str
    opening: str
    """The first quote, and what stands between that and the value."""
    closing: str
    after: str
    end: int
    """Of the tag, in the piece behind the value."""

    @property
    def quote(self) -> str:
        return self.opening[0]


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
    rest, opened, at = "", 0, 0
    # Of a template values and texts take turns. Where no value holds a tag, only its links are stopped at.
    quiet = {} if "<" in "".join(text[::2]) else _quiet(tuple(text[1::2]))
    while at < len(text):
        if not rest and at in quiet:
            parts += text[at : quiet[at]]
            at = quiet[at]
            continue
        piece = text[at]
        at += 1
        if not rest:
            if "<" not in piece:
                parts.append(piece)
                continue
            begin = 0
        elif (filled := at < len(text) and _around(rest, text[at])) and filled.quote not in piece:
            value = f"{filled.opening}{piece}{filled.closing}"
            _add(parts, links, Cut([filled.before, value, filled.after], [(1, said(value))]))
            piece, begin = text[at], filled.end
            at += 1
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
        rest = _take(parts, links, piece, begin)
    if rest:
        _add(parts, links, cut(rest))
    return Cut(parts, links)


@lru_cache(maxsize=500)
def _around(rest: str, piece: str) -> _Filled | None:
    """How a tag ends that is open in front of a value; None where that is not in the quotes of its link."""
    at = len(rest)
    whole = f"{rest}0{piece}"
    links, end = closed(whole, 0, at + 1)
    if end < 0 or len(links) != 1:
        return None
    first, last, _ = links[0]
    if not (first < at and last > at + 1 and whole[first] in "\"'" and whole[first] == whole[last - 1]):
        return None
    return _Filled(whole[:first], whole[first:at], whole[at + 1 : last], whole[last:end], end - at - 1)


@lru_cache(maxsize=500)
def _quiet(texts: tuple[str, ...]) -> dict[int, int]:
    """The stretches without links of pieces of which these are every second: from where, to where."""
    ends: dict[int, int] = {}
    end = 0
    for number in reversed(range(len(texts))):
        text = texts[number]
        if len(text) <= _LONGEST_REMEMBERED and _read(text, 0) == _Read([text], [], ""):
            end = end or 2 * number + 2
            ends[2 * number] = end
        else:
            end = 0
    return ends


def _take(parts: list[str], links: list[tuple[int, str]], piece: str, begin: int) -> str:
    """Add a piece from a place between two tags; what is open at its end."""
    read = _read if len(piece) <= _LONGEST_REMEMBERED else _read.__wrapped__
    more, found, rest = read(piece, begin)
    if found:
        _add(parts, links, Cut(more, found))
    else:
        parts += more
    return rest


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
