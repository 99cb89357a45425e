"""HTML as it is written, fault for fault: its elements with their places. Reads anything, in one pass."""

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

_NAME: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)")
_INSIDE: Final = re.compile(r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+""")
_ATTRIBUTE: Final = re.compile(r"""([^\s"'<>/=]+)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_RAW: Final = frozenset({"script", "style", "textarea", "title"})
VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "v:fill",
        "v:rect",
        "o:p",
    ]
)
# HTML Living Standard §13.1.2.4: their end tags may be left away.
OPTIONAL: Final = frozenset(
    [
        "html",
        "head",
        "body",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "optgroup",
        "rt",
        "rp",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "colgroup",
        "caption",
    ]
)


@dataclass(frozen=True)
class Attribute:
    """A value as written, with character references resolved, and where it begins."""

    value: str
    raw: str
    offset: int


@dataclass(frozen=True)
class Element:
    """A start tag, with what stands between it and its end tag where that is text to read."""

    name: str
    attributes: dict[str, Attribute]
    offset: int
    after: int
    """Where its content begins."""

    def get(self, name: str) -> str | None:
        """The value of an attribute, '' where it has none, None where it is absent."""
        attribute = self.attributes.get(name)
        return None if attribute is None else attribute.value


@dataclass
class Markup:
    """What was found."""

    elements: list[Element] = field(default_factory=list[Element])
    closings: list[tuple[str, int, int]] = field(default_factory=list[tuple[str, int, int]])
    """End tags: name, where it begins, where it ends."""
    unclosed: list[Element] = field(default_factory=list[Element])
    unopened: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    unfinished: list[int] = field(default_factory=list[int])
    """Where a tag begins that no `>` ends."""
    styles: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    """What `<style>` elements hold."""


class _Open:
    """The elements that are open at a place, and how many of each name there are."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.names: Counter[str] = Counter()

    def push(self, element: Element) -> None:
        self.elements.append(element)
        self.names[element.name] += 1

    def pop(self) -> Element:
        element = self.elements.pop()
        self.names[element.name] -= 1
        return element


def read(text: str, written: str) -> Markup:
    """Read `text`, in which the tags of a template language are masked; values come from `written`."""
    found = Markup()
    stack = _Open()
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            end = text.find("-->", at)
            at = len(text) if end < 0 else end + 3
        elif text.startswith(("<!", "<?"), at):
            end = text.find(">", at)
            at = len(text) if end < 0 else end + 1
        elif (name := _NAME.match(text, at)) is None:
            at += 1
        else:
            at = _element(text, written, name, found, stack)
    found.unclosed += [element for element in stack.elements if element.name not in OPTIONAL]
    return found


def _element(text: str, written: str, name: re.Match[str], found: Markup, stack: _Open) -> int:
    inside = _INSIDE.match(text, name.end())
    end = inside.end() if inside else name.end()
    if end >= len(text) or text[end] != ">":
        found.unfinished.append(name.start())
        # At a `<` the next tag begins; an open quote swallows all the rest.
        return end if text[end : end + 1] == "<" else len(text)
    called = name[1].lower()
    if text[name.start() + 1] == "/":
        found.closings.append((called, name.start(), end + 1))
        _close(called, name.start(), found, stack)
        return end + 1
    element = Element(called, _attributes(text, written, name.end(), end), name.start(), end + 1)
    found.elements.append(element)
    if called in _RAW:
        closing = re.compile(rf"</{called}", re.IGNORECASE).search(text, end + 1)
        if closing is None:
            found.unclosed.append(element)
            return len(text)
        if called == "style":
            found.styles.append((text[end + 1 : closing.start()], end + 1))
        return text.find(">", closing.start()) + 1 or len(text)
    if called not in VOID and text[end - 1] != "/":
        stack.push(element)
    return end + 1


def _close(called: str, offset: int, found: Markup, stack: _Open) -> None:
    if not stack.names[called]:
        if called not in OPTIONAL and called not in VOID:
            found.unopened.append((called, offset))
        return
    while (element := stack.pop()).name != called:
        if element.name not in OPTIONAL:
            found.unclosed.append(element)


def _attributes(text: str, written: str, start: int, end: int) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(text, start, end):
        raw, offset = "", match.start()
        if match[2]:
            quoted = match[2][0] in "\"'"
            offset = match.start(2) + quoted
            stop = match.end(2) - quoted
            raw = text[offset:stop]
            value = html.unescape(raw) if raw == written[offset:stop] else raw
        else:
            value = ""
        found.setdefault(match[1].lower(), Attribute(value, raw, offset))
    return found
