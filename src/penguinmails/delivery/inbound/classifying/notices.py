"""The text of a report: where it ends and the returned message begins, and which addresses it blames."""

import re
from dataclasses import dataclass
from typing import Final

from penguinmails.delivery.inbound.classifying.phrases import load_words
from penguinmails.delivery.inbound.reading import Headers, Received, read_headers

_LONGEST: Final = 20_000
_MOST: Final = 100
_EMAIL: Final = r"""[^\s@<>(),;:"'\[\]\\]{1,64}@[^\s@<>(),;:"'\[\]\\]{1,253}[^\s@<>(),;:"'\[\]\\.]"""

_WORDS: Final = load_words("notices")
_HEADERS: Final = "(?:Received|X-Received|Return-Path|DKIM-Signature|ARC-Seal):"
_RETURNED: Final = re.compile(
    rf"^(?:[ \t>*=_-]*(?:{_WORDS['returned']})|{_HEADERS})[^\n]*\n",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS_LINE: Final = re.compile(
    r"^(?:Reporting-MTA|Final-Recipient|Original-Recipient):", re.IGNORECASE | re.MULTILINE
)
# A line that begins with the address: alone, or with what is said of it behind.
_ALONE: Final = re.compile(
    rf"""^[ \t*"'•-]*(?:(?:Recipient|Address|Final-Recipient|RCPT[ ]TO)\s*:\s*(?:rfc822;\s*)?)?
        <?(?P<email>{_EMAIL})>?["']?(?=\s*(?:[:;,\[(]|\.\.\.|on[ ]|Error\b|Invalid\b|\.?$))""",
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
# A sentence, or a server's line, that blames it.
_BLAMED: Final = re.compile(
    rf"(?:{_WORDS['blamed']})\s*(?:rfc822;\s*)?<?(?P<email>{_EMAIL})>?", re.MULTILINE | re.IGNORECASE
)


@dataclass(frozen=True)
class Notice:
    """What the reporting server wrote, and the headers of what it returned, as far as it did."""

    text: str
    returned: Headers
    blocks: tuple[Headers, ...]
    """Fields of a delivery status that stands in the text instead of in a part of its own."""


@dataclass(frozen=True)
class Blame:
    """An address, and what is said of it."""

    email: str
    words: str


def read_notice(received: Received) -> Notice:
    """The report's text, apart from the message it returns."""
    text = received.text[:_LONGEST]
    match = _RETURNED.search(text)
    notice, rest = (text[: match.start()], text[match.start() :]) if match else (text, "")
    returned = received.original or (read_headers(_from_header(rest)) if rest else Headers())
    blocks: list[Headers] = []
    if _STATUS_LINE.search(text):
        paragraphs = re.split(r"\n[ \t]*\n", text)
        candidates = (
            read_headers(part[found.start() :]) for part in paragraphs if (found := _STATUS_LINE.search(part))
        )
        blocks = [
            block for block in candidates if "Final-Recipient" in block or "Original-Recipient" in block
        ]
    return Notice(notice, returned, tuple(blocks[:_MOST]))


def find_blamed(notice: Notice, ours: frozenset[str], failed: tuple[str, ...]) -> list[Blame]:
    """The addresses that did not get the message, each with what is said of it.

    `failed` are those that a header names, which are then all. `ours` sent the message, and are blamed only
    when nobody else is.
    """
    found = [(match["email"].lower().rstrip("."), match.start()) for match in _ALONE.finditer(notice.text)]
    if not found:
        found = [(match["email"].lower(), match.start()) for match in _BLAMED.finditer(notice.text)]
    if failed:
        named = dict.fromkeys(failed[:_MOST])
        found = [(email, at) for email, at in found if email in named]
        known = {email for email, _ in found}
        found += [(email, -1) for email in named if email not in known]
    elif any(email not in ours for email, _ in found):
        found = [(email, at) for email, at in found if email not in ours]
    ends = sorted(at for _, at in found if at >= 0)
    blames: dict[str, Blame] = {}
    for email, at in found[:_MOST]:
        end = next((other for other in ends if other > at), len(notice.text))
        words = notice.text[at:end] if at >= 0 else notice.text
        said = blames[email].words + "\n" if email in blames else ""
        blames[email] = Blame(email, said + words)
    return list(blames.values())


def _from_header(rest: str) -> str:
    """The text from its first header line on."""
    match = re.search(r"^[A-Za-z][A-Za-z0-9-]{1,60}:", rest, re.MULTILINE)
    return rest[match.start() :] if match else ""
