"""What is done to a template's HTML once: styles are inlined, the preheader goes in."""

import html as entities
import re
from typing import Final

import css_inline

from penguinmails.content.rendering.errors import TemplateBroken
from penguinmails.content.rendering.markup import Place, Walker
from penguinmails.content.rendering.tokens import Output, Statement, Text, Token, held, hold, hold_in_comment

_DOCUMENT: Final = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)
_STYLE: Final = re.compile(r"<style\b", re.IGNORECASE)
_EMPTY_STYLE: Final = re.compile(r"<style\b[^>]*>\s*</style>", re.IGNORECASE)
_BODY: Final = re.compile(r"<body\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_WRAPPED: Final = re.compile(
    r"\A\s*<html[^>]*>\s*<head>(.*?)</head>\s*<body>(.*)</body>\s*</html>\s*\Z", re.DOTALL | re.IGNORECASE
)
_REVEALED: Final = re.compile(r"<!\[(?:if\b[^>]*|endif)\]>", re.IGNORECASE)
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


def placed(tokens: list[Token], part: str) -> str:
    """The HTML with its tokens held so that an HTML parser keeps each where it is."""
    pieces: list[str] = []
    walker = Walker()
    before = ""
    for number, token in enumerate(tokens):
        if isinstance(token, Text):
            for _ in walker.walk(token.text):
                pass
            pieces.append(token.text)
            before = token.text[-1:] or before
            continue
        match walker.place:
            case Place.TEXT:
                pieces.append(hold_in_comment(number))
            case Place.TAG:
                if before.isalnum():
                    line = token.line if isinstance(token, (Output, Statement)) else 1
                    raise TemplateBroken(
                        part, line, f"{token.raw} is part of a name of a tag; it can be in a value"
                    )
                pieces.append(f" {hold(number)} ")
            case _:
                pieces.append(hold(number))
        before = ""
    return "".join(pieces)


def inlined(html: str, tokens: list[Token], part: str) -> str:
    """The HTML with the rules of its style elements as style attributes; media queries and `:hover` stay.

    Nothing is fetched. Raises TemplateBroken where a merge tag would be lost on the way.
    """
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
    _refuse_loss(html, result, tokens, part)
    return result


def with_preheader(html: str, preheader: str) -> str:
    """The HTML with the preheader (already escaped, its tokens held) hidden at the start of its body."""
    hidden = _HIDDEN.format(preheader)
    body = _BODY.search(html)
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
        token = tokens[min(values, default=structure[0] if structure else found[0])]
        line = token.line if isinstance(token, (Output, Statement)) else 1
        raw = "" if isinstance(token, Text) else token.raw
        raise TemplateBroken(
            part, line, f"inlining its styles would lose {raw}; put it into text or an attribute's value"
        )
