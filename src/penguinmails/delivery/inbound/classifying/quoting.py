"""What somebody wrote anew: a reply without the mail it answers and without its signature."""

import re
from typing import Final

from penguinmails.delivery.inbound.classifying.phrases import load_words
from penguinmails.delivery.inbound.reading import Received, html_to_text

_LONGEST: Final = 20_000
_LINES: Final = 400

_WORDS: Final = load_words("quoting")
# "On Monday, Ana wrote:", which may go over three lines.
_ATTRIBUTION: Final = re.compile(
    rf"^[ \t>]*(?:{_WORDS['leads']})[^\n]{{0,200}}(?:\n[^\n]{{1,200}}){{0,2}}?"
    rf"(?:{_WORDS['wrote']})[^\n]{{0,80}}$",
    re.MULTILINE | re.IGNORECASE,
)
# The head of the mail below, as Outlook writes it.
_HEAD: Final = re.compile(
    rf"^[ \t>*]*(?:{_WORDS['from']})\*?[ \t]*:[^\n]*\n(?:[^\n]*\n){{0,2}}?"
    rf"[ \t>*]*(?:{_WORDS['sent']})\*?[ \t]*:",
    re.MULTILINE,
)
_RULE: Final = re.compile(
    rf"^[ \t]*(?:_{{20,}}|-{{2,}} *(?:{_WORDS['originals']})[^\n]*)[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_SIGNATURE: Final = re.compile(rf"^(?:{_WORDS['signatures']})$", re.MULTILINE | re.IGNORECASE)


def new_text(received: Received) -> str:
    """The words that are new in a mail, a line's quotes and everything below a quoted head left out."""
    text = received.text
    if received.html and not any(
        part.mime_type == "text/plain" and part.text.strip() for part in received.parts
    ):
        text = html_to_text(received.html, quotes=False)
    return without_quotes(text)


def without_quotes(text: str) -> str:
    """The text before the first quoted mail; text below quotes stays, as some answer below."""
    text = text[:_LONGEST]
    ends = [match.start() for pattern in (_RULE, _HEAD) if (match := pattern.search(text))]
    text = text[: min(ends)] if ends else text
    match = _ATTRIBUTION.search(text)
    if match and (below := text[match.end() :]).strip():
        # Written below the quote, as some do: then only the quoted lines go.
        is_below = not text[: match.start()].strip() and _own(below).strip()
        text = below if is_below else text[: match.start()]
    text = _own(text)
    signature = next((match for match in _SIGNATURE.finditer(text) if text[: match.start()].strip()), None)
    return (text[: signature.start()] if signature else text).strip()


def _own(text: str) -> str:
    return "\n".join(line for line in text.split("\n")[:_LINES] if not line.lstrip().startswith(">"))
