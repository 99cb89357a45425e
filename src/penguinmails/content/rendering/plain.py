"""The text part, made from the HTML: what a person would read, links with their addresses."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import count
from typing import Final

import nh3

from penguinmails.content.rendering.tokens import (
    CLOSE,
    COMMENT,
    OPEN,
    Output,
    Spin,
    Statement,
    Text,
    Token,
    held_text,
    released,
    without_comments,
)

_PARAGRAPHS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "figure", "table", "hr"}
)
_LINES: Final = frozenset(
    {
        "div",
        "tr",
        "li",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "nav",
        "aside",
        "address",
    }
    | {"center", "form", "fieldset", "figcaption", "br"}
)
_SILENT: Final = {"style", "script", "title", "template"}
_KEPT: Final = (nh3.ALLOWED_TAGS | _PARAGRAPHS | _LINES | {"font", "u", "big"}) - _SILENT
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_PIECES: Final = re.compile(f"({OPEN}[0-9]+{CLOSE})")
_PLAIN_LINK: Final = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)


def plain(html: str, tokens: Sequence[Token] = ()) -> str:
    """The HTML as plain text. Tokens held in it keep their order; of what is hidden only conditions stay."""
    reader = _Reader(tokens)
    reader.feed(without_comments(_well_formed(html)))
    reader.close()
    return tidy("".join(reader.out))


def _well_formed(html: str) -> str:
    """The HTML as a browser understands it, written without faults.

    Python's parser needs hours for 100 KB of certain faults. The signs of held tokens are covered by words:
    they could not stand in an address.
    """
    base = next(word for word in (f"qz{number}" for number in count()) if word not in html)
    words = {OPEN: f"{base}o", CLOSE: f"{base}c", COMMENT: f"{base}m"}
    for sign, word in words.items():
        html = html.replace(sign, word)
    html = nh3.clean(
        html,
        tags=_KEPT,
        clean_content_tags=_SILENT,
        attributes={
            "*": {"hidden", "style"},
            "a": {"href", "hidden", "style"},
            "img": {"alt", "hidden", "style"},
        },
        strip_comments=False,
        link_rel=None,
    )
    for sign, word in words.items():
        html = html.replace(word, sign)
    return html


def plain_tokens(tokens: list[Token]) -> list[Token]:
    """The same for a row of tokens."""
    return released(plain(held_text(tokens), tokens), tokens)


def tidy(text: str) -> str:
    """Without blanks at line ends, without more than one empty line in a row, ended by a line end."""
    text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return f"{text}\n" if text else ""


def closed_up(text: str) -> str:
    """Without the empty lines that a condition leaves which does not hold."""
    if "\n\n\n" in text or text.startswith("\n"):
        text = re.sub(r"\n{3,}", "\n\n", text.lstrip("\n"))
    return text


def leaves_gaps(tokens: Sequence[Token]) -> bool:
    """Whether text made from HTML must be closed up: a condition or an alternative takes in line ends."""
    depth = 0
    for token in tokens:
        match token:
            case Statement(word="if" | "for") | Spin(raw="{"):
                depth += 1
            case Statement(word="endif" | "endfor") | Spin(raw="}"):
                depth -= 1
            case Text(text) if depth and "\n" in text:
                return True
            case _:
                pass
    return False


class _Reader(HTMLParser):
    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens = tokens
        self.out: list[str] = []
        self.breaks = 0
        """Line ends that are due before the next words."""
        self.blank = False
        """A blank is due before the next words."""
        self.fresh = 2
        """Line ends that `out` ends with; at the start as many as one could want."""
        self.silent: list[str] = []
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []
        self.kept = 0
        """`pre` elements one is in."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        hidden = "hidden" in values or _HIDDEN.search(values.get("style", ""))
        if self.silent or hidden:
            if tag not in _VOID:
                self.silent.append(tag)
            return
        self._break(tag)
        match tag:
            case "td" | "th":
                self.blank = self.blank or not self.fresh
            case "ul" | "ol":
                self.lists.append(0 if tag == "ol" else None)
            case "li":
                self._bullet()
            case "a":
                self._flush()
                self.links.append((values.get("href", "").strip(), len(self.out)))
            case "img":
                self.handle_data(values.get("alt", ""))
            case "hr":
                self.handle_data("---")
                self._break(tag)
            case "pre":
                self.kept += 1
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                while self.silent.pop() != tag:
                    pass
            return
        match tag:
            case "ul" | "ol" if self.lists:
                self.lists.pop()
            case "a" if self.links:
                self._end_link()
            case "pre" if self.kept:
                self.kept -= 1
            case _:
                pass
        if tag != "br":
            self._break(tag)

    def handle_data(self, data: str) -> None:
        for piece in _PIECES.split(data):
            if self.silent:
                if piece.startswith(OPEN) and not isinstance(self.tokens[int(piece[1:-1])], Output):
                    self.out.append(piece)
            elif piece.startswith(OPEN):
                self._flush()
                if isinstance(self.tokens[int(piece[1:-1])], Output):
                    self._emit(piece)
                else:
                    self.out.append(piece)
            elif self.kept:
                self._flush()
                self._emit(piece)
            else:
                self._words(piece)

    def _words(self, piece: str) -> None:
        words = piece.split()
        if not words:
            self.blank = self.blank or bool(piece)
            return
        self.blank = self.blank or piece[0].isspace()
        self._flush()
        self._emit(" ".join(words))
        self.blank = piece[-1].isspace()

    def _emit(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.fresh = 0

    def _flush(self) -> None:
        if self.breaks > self.fresh:
            self.out.append("\n" * (self.breaks - self.fresh))
            self.fresh = self.breaks
        elif self.blank and not self.fresh and not self.breaks:
            self.out.append(" ")
        self.breaks, self.blank = 0, False

    def _break(self, tag: str) -> None:
        wanted = 2 if tag in _PARAGRAPHS else 1 if tag in _LINES else 0
        if tag in ("ul", "ol") and self.lists:
            wanted = 1
        if tag == "br":
            self.breaks += 1
        self.breaks = max(self.breaks, wanted)

    def _bullet(self) -> None:
        self._flush()
        depth = max(len(self.lists) - 1, 0)
        number = self.lists[-1] if self.lists else None
        if self.lists and number is not None:
            self.lists[-1] = number + 1
        self.out.append("  " * depth + (f"{number + 1}. " if number is not None else "- "))
        self.fresh = 1
        self.breaks = 0

    def _end_link(self) -> None:
        href, start = self.links.pop()
        shown = "".join(self.out[start:]).strip()
        bare = _PLAIN_LINK.sub("", href).rstrip("/")
        if not href or href.startswith("#") or bare in (shown, _PLAIN_LINK.sub("", shown).rstrip("/")):
            return
        if not shown:
            self.blank = True
            self._flush()
            self._emit(href)
            return
        self.blank = False
        self._emit(f" ({href})")
