"""What is done to a template's HTML once: styles are inlined, the preheader goes in."""

import html as entities
import re
from typing import Final

import css_inline

from penguinmails.content.rendering.errors import TemplateBroken
from penguinmails.content.rendering.markup import Place, Walker
from penguinmails.content.rendering.tokens import (
    Output,
    Spin,
    Statement,
    Text,
    Token,
    held,
    hold,
    hold_in_comment,
)

ELEMENT_LIMIT: Final = 4_000
"""Start tags. Nested they make 8,000 levels at most (a cell in a table is four); css-inline overflows its
stack, which ends the process, somewhat above 10,000."""
WORK_LIMIT: Final = 300_000_000
"""Characters times elements: each rule of a style may be copied to each element."""

_ELEMENT: Final = re.compile("<[a-zA-Z]")
_DOCUMENT: Final = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)
_STYLE: Final = re.compile(r"<style\b", re.IGNORECASE)
_EMPTY_STYLE: Final = re.compile(r"<style\b[^>]{0,200}>\s{0,200}</style>", re.IGNORECASE)
_BODY: Final = re.compile(r"<body\b", re.IGNORECASE)
_TAG: Final = re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_WRAPPED: Final = re.compile(
    r"\A\s*<html[^>]*>\s*<head>(.*?)</head>\s*<body>(.*)</body>\s*</html>\s*\Z", re.DOTALL | re.IGNORECASE
)
_REVEALED: Final = re.compile(r"<!\[(?:if\b[^>]{0,200}|endif)\]>", re.IGNORECASE)
_HIDDEN: Final = (
    '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{}'
    # so that what follows does not appear behind it in the list of a mailbox
    + "&#847;&zwnj;&nbsp;" * 40
    + "</div>"
)
_INLINER: Final = css_inline.CSSInliner(
    inline_style_tags=True,
    keep_style_tags=True,
    keep_at_rules=True,
    remove_inlined_selectors=True,
    keep_link_tags=True,
    load_remote_stylesheets=False,
)


def has_styles(html: str) -> bool:
    """Whether there is anything to inline; HTML without a style element stays as it is, to the byte."""
    return _STYLE.search(html) is not None


def commented(tokens: list[Token]) -> str:
    """The HTML with its tokens held, for reading: those among a tag's attributes need not be found again."""
    pieces: list[str] = []
    walker = Walker()
    for number, token in enumerate(tokens):
        if isinstance(token, Text):
            for _ in walker.walk(token.text):
                pass
            pieces.append(token.text)
        else:
            pieces.append(hold_in_comment(number) if walker.place is Place.TEXT else hold(number))
    return "".join(pieces)


def refuse_excess(html: str, part: str) -> None:
    """Raise TemplateBroken for HTML that tools could only work on with a deep stack, much memory or long."""
    elements = len(_ELEMENT.findall(html))
    if elements > ELEMENT_LIMIT:
        raise TemplateBroken(part, 1, f"it has more than {ELEMENT_LIMIT:,} elements")
    if elements * len(html) > WORK_LIMIT:
        raise TemplateBroken(part, 1, f"{len(html):,} characters with {elements:,} elements are too much")


class Placed:
    """HTML with its tokens held so that an HTML parser keeps each where it is.

    A condition among the attributes of a tag is held as one attribute, with all that stands in it: css-inline
    puts attributes in an order of its own.
    """

    def __init__(self, tokens: list[Token], part: str) -> None:
        self.tokens, self.part = tokens, part
        self._groups: dict[int, str] = {}
        self._open: list[str] = []
        self._first = self._depth = 0
        pieces: list[str] = []
        walker = Walker()
        before = ""
        for number, token in enumerate(tokens):
            if isinstance(token, Text):
                for _ in walker.walk(token.text):
                    pass
                (self._open if self._depth else pieces).append(token.text)
                before = token.text[-1:]
                continue
            pieces.append(self._held(number, token, walker.place, before))
            before = ""
        self.html = "".join(pieces)

    def restored(self, html: str) -> str:
        """HTML with what was held as one attribute in its place."""
        for number, text in self._groups.items():
            html = html.replace(f'{hold(number)}=""', text).replace(f" {hold(number)} ", f" {text} ")
        return html

    def _held(self, number: int, token: Output | Statement | Spin, place: Place, before: str) -> str:
        if self._depth or place is Place.TAG:
            return self._held_in_tag(number, token, place, before)
        return hold_in_comment(number) if place is Place.TEXT else hold(number)

    def _held_in_tag(self, number: int, token: Output | Statement | Spin, place: Place, before: str) -> str:
        if place not in (Place.TAG, Place.VALUE):
            raise refused(
                self.part, token, "begins or ends in the middle of a tag; let it take in whole tags"
            )
        if not self._depth:
            if before.isalnum():
                raise refused(self.part, token, "is part of a name in a tag; put it into a value")
            self._first, self._open = number, []
        self._open.append(hold(number))
        if isinstance(token, Statement):
            self._depth += {"if": 1, "for": 1, "endif": -1, "endfor": -1}.get(token.word, 0)
        if self._depth:
            return ""
        self._groups[self._first] = "".join(self._open)
        return f" {hold(self._first)} "


def refused(part: str, token: Token, reason: str) -> TemplateBroken:
    """The refusal of a template at one of its tokens."""
    line = token.line if isinstance(token, (Output, Statement)) else 1
    raw = "" if isinstance(token, Text) else token.raw
    return TemplateBroken(part, line, f"{raw} {reason}")


def inlined(tokens: list[Token], part: str) -> str:
    """The HTML with the rules of its style elements as style attributes; media queries and `:hover` stay.

    Nothing is fetched. Tokens are held. Raises TemplateBroken where a merge tag would be lost on the way.
    """
    placed = Placed(tokens, part)
    html = placed.html
    revealed: list[str] = []

    def cover(match: re.Match[str]) -> str:
        revealed.append(match[0])
        return f"<!--revealed {len(revealed) - 1}-->"

    covered = _REVEALED.sub(cover, html)
    try:
        result = _INLINER.inline(covered)
    except css_inline.InlineError as error:
        raise TemplateBroken(part, 1, f"its styles cannot be read: {error}") from error
    result = _EMPTY_STYLE.sub("", result)
    if not _DOCUMENT.search(html) and (wrapped := _WRAPPED.match(result)):
        result = wrapped[1] + wrapped[2]
    for number, text in enumerate(revealed):
        result = result.replace(f"<!--revealed {number}-->", text)
    result = placed.restored(result)
    _refuse_loss(placed.restored(html), result, tokens, part)
    return result


def with_preheader(html: str, preheader: str) -> str:
    """The HTML with the preheader (already escaped, its tokens held) hidden at the start of its body."""
    hidden = _HIDDEN.format(preheader)
    name = _BODY.search(html)
    body = _TAG.match(html, name.end()) if name else None
    return html[: body.end()] + hidden + html[body.end() :] if body else hidden + html


def escaped(tokens: list[Token]) -> list[Token]:
    """Plain text's tokens for use in HTML."""
    return [Text(entities.escape(token.text)) if isinstance(token, Text) else token for token in tokens]


def _refuse_loss(before: str, after: str, tokens: list[Token], part: str) -> None:
    """Statements stand as often and in the same order as before, values at least once.

    A value in a rule of a style element is copied to every element that the rule is for.
    """
    wanted, found = held(before), held(after)
    values = set(wanted) - set(found)
    structure = [number for number in wanted if not isinstance(tokens[number], Output)]
    if values or structure != [number for number in found if not isinstance(tokens[number], Output)]:
        token = tokens[min(values or structure or found)]
        raise refused(part, token, "would be lost when styles are inlined; put it into text or a value")
