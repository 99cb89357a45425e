"""Where the links of an HTML text are: its tags read as browsers read them, in one linear pass.

Nothing is parsed into a tree and written again, which would change what the author wrote. Comments, style and
script hold no links; what Outlook alone reads (`<!--[if mso]> … <![endif]-->`) does, and so do its shapes
(`v:roundrect`). The possessive quantifiers keep a hostile text from costing more than its length.
"""

import html
import re
from collections.abc import Generator
from functools import lru_cache
from html.entities import html5
from typing import Final, TypeAlias

_WS: Final = r"[ \t\n\f\r]"
_VALUE: Final = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)"""
# Quotes mean something behind an equals sign only: <p title=it's> is whole.
_INSIDE: Final = rf"[^>=]*+(?:={_WS}*+{_VALUE}?+[^>=]*+)*+>?+"
_ATTRIBUTE: Final = (
    rf"(?:[ \t\n\f\r/]++|(?!href[ \t\n\f\r=/>])[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:{_WS}*+={_WS}*+{_VALUE})?+)"
)
# Up to the next tag that may matter: a, area, v:…, a comment, style, script, title, textarea, xmp.
_BETWEEN: Final = re.compile(
    rf"[^<]*+(?:<(?![aAvV!?]|[sS](?:[tT][yY]|[cC])|[tT][iIeE]|[xX])(?:(?=[a-zA-Z/]){_INSIDE})?+[^<]*+)*+"
)
_LINK: Final = re.compile(
    rf"<(?:a|area|v:[a-z]++)(?=[ \t\n\f\r/]){_ATTRIBUTE}*+(?:(href{_WS}*+={_WS}*+)({_VALUE}))?+{_INSIDE}",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    rf"""<!--(?!\[if\b)[^-]*+(?:-(?!->)[^-]*+)*+
       | <[!?][^>]*+
       | <(style|script|title|textarea|xmp)(?=[ \t\n\f\r/>])[^<]*+(?:<(?!/\1)[^<]*+)*+
       | <{_INSIDE}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REFERENCE: Final = re.compile(r"&(?:#[0-9]++;?+|#[xX][0-9a-fA-F]++;?+|([a-zA-Z][a-zA-Z0-9]*+;?+)(=?+))")
# One tag that _BETWEEN passes over, and what it does not.
_PLAIN: Final = re.compile(rf"<(?:(?=[a-zA-Z/]){_INSIDE})?+")
_MAY_MATTER: Final = re.compile(r"<(?:[aAvV!?]|[sS](?:[tT][yY]|[cC])|[tT][iIeE]|[xX])")
_MORE: Final = "\0"
"""Put behind a text, it is taken in by whatever is still open there."""
_TRIMMED: Final = str.maketrans("", "", "\t\n\r")


Link: TypeAlias = tuple[int, int, str]
"""Where the value of an `href` begins and ends, and what it says."""


def hrefs(text: str) -> Generator[Link]:
    """The links of a text: where the value of each `href` begins and ends, with its quotes; what it says."""
    at, end = 0, len(text)
    while (between := _BETWEEN.match(text, at)) and between.end() < end:
        link = _LINK.match(text, between.end())
        if link is not None and link[1] is not None:
            yield *link.span(2), said(link[2])
        elif link is None:
            link = _OTHER.match(text, between.end())
        at = link.end() if link is not None else end


def closed(text: str, at: int, until: int) -> tuple[list[Link], int]:
    """As `hrefs`, for a text that goes on, from tags that begin in front of `until`; where the last one ends.

    A tag that is not surely closed by the text's end is not read: `~` the place where it begins is answered.
    """
    links: list[Link] = []
    more, last = text + _MORE, len(text) - 1
    end = at
    while 0 <= (at := more.find("<", end)) < until:
        token = link = None
        if not _MAY_MATTER.match(more, at):
            token = _PLAIN.match(more, at)
        elif not (link := _LINK.match(more, at)):
            token = _OTHER.match(more, at)
        token = link or token
        end = token.end() if token is not None else len(more)
        if end > len(text) or at == last:
            return links, ~at
        if link is not None and link[1] is not None:
            links.append((*link.span(2), said(link[2])))
    return links, end


def said(value: str) -> str:
    """What an attribute's value says: without its quotes, references resolved, trimmed as URLs are."""
    if value[0] in "\"'":
        value = value[1:-1] if value[-1] == value[0] else value[1:]
    if "&" in value:
        value = value.replace("&#x2f;", "/")  # as merge tags write each slash of an address
        value = _resolved(value) if "&" in value else value
    return value.strip(" \t\n\f\r").translate(_TRIMMED)


def quoted(url: str) -> str:
    """A URL as an attribute's value, with its quotes."""
    return f'"{html.escape(url)}"'


def _resolved(value: str) -> str:
    return _REFERENCE.sub(lambda found: _character(found[0], found[1], found[2]), value)


@lru_cache(maxsize=500)
def _character(reference: str, name: str | None, equals: str | None) -> str:
    if name is None:
        return html.unescape(reference)
    # In an attribute ?a=1&copy=2 is no copyright sign (HTML, 13.2.5.73).
    if name.endswith(";") or not equals:
        return html5.get(name, f"&{name}") + (equals or "")
    return reference
