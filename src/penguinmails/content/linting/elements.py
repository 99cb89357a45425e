"""What mail programs throw away or stumble over in HTML."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from penguinmails.content.linting.markup import Element, Markup
from penguinmails.content.linting.model import Fault, Part

_FRAMES: Final = frozenset({"iframe", "frame", "frameset", "object", "embed", "applet", "portal"})
_FIELDS: Final = frozenset({"form", "input", "textarea", "select"})
_IMPORT: Final = re.compile(r"@import\b[^;]*", re.IGNORECASE)
# The two joiners are letters' neighbours in Persian, Hindi and emoji; a byte order mark is only wanted first.
_JOINERS: Final = frozenset("\u200c\u200d")


def check_elements(part: Part, markup: Markup) -> Iterator[Fault]:
    """Elements that recipients never see work, and elements without an end or a beginning."""
    for element in markup.elements:
        yield from _element(part, element)
    for style, offset in markup.styles:
        for match in _IMPORT.finditer(style):
            yield part.error(
                "external_stylesheet",
                offset + match.start(),
                "Mail programs load no other stylesheets.",
                "Write its rules here.",
            )
    for element in markup.unclosed:
        yield part.error(
            "tag_unclosed",
            element.offset,
            f"<{element.name}> is never closed.",
            f"Write </{element.name}> where it ends.",
        )
    for name, offset in markup.unopened:
        yield part.error(
            "tag_unopened",
            offset,
            f"</{name}> closes nothing.",
            f"Take it out, or write <{name}> where it begins.",
        )
    for offset in markup.unfinished:
        yield part.error(
            "tag_unfinished",
            offset,
            "This tag has no > at its end, or a quote in it is not closed.",
            "Close it.",
        )


def check_signs(part: Part) -> Iterator[Fault]:
    """Characters nobody sees: they come along with copied text, break words for filters, look like tricks."""
    for offset, sign in enumerate(part.text):
        if sign.isascii() and sign.isprintable():
            continue
        hidden = unicodedata.category(sign) in ("Cf", "Co", "Cs", "Zl", "Zp", "Cc")
        if hidden and sign not in _JOINERS and sign not in "\n\t\r":
            yield part.warning(
                "invisible_characters",
                offset,
                f"There is an invisible character, U+{ord(sign):04X} {unicodedata.name(sign, 'unnamed')}.",
                "Delete it; an editor that shows hidden characters finds it.",
            )


def _element(part: Part, element: Element) -> Iterator[Fault]:
    name, at = element.name, element.offset
    if name == "script" or any(key.startswith("on") and len(key) > 2 for key in element.attributes):  # noqa: PLR2004 - more than the prefix
        yield part.error(
            "script", at, "No mail program runs scripts; many refuse the whole mail.", "Take it out."
        )
    elif name in _FRAMES:
        yield part.error(
            "frame", at, f"Mail programs take <{name}> out.", "Show a picture that is a link to it."
        )
    elif name in _FIELDS:
        yield part.error(
            "form",
            at,
            f"<{name}> does not work in most mail programs, and looks like phishing.",
            "Put a link to a page with the form.",
        )
    elif name == "link" and "stylesheet" in (element.get("rel") or "").lower():
        yield part.error(
            "external_stylesheet",
            at,
            "Mail programs load no other stylesheets.",
            "Write its rules into a <style>.",
        )
