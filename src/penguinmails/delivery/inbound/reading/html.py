"""Plain text from the HTML of a received mail: enough to read what a person or a machine wrote."""

import re
from html import unescape
from typing import Final

from penguinmails.delivery.inbound.reading import limits

_UNSEEN: Final = re.compile(r"<(head|style|script|title)\b[^<>]*>", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_BREAK: Final = re.compile(
    r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table|p|div|tr|ul|ol|hr|blockquote)\b[^<>]*>", re.IGNORECASE
)
# Where the mail that is answered begins: Gmail, Outlook, Thunderbird, Yahoo, Apple.
_QUOTE: Final = re.compile(
    r"""<blockquote\b|<[a-z]+\s[^<>]*(?:
        class="?'?(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote|zmail_extra)
        | id="?'?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message))""",
    re.IGNORECASE | re.VERBOSE,
)
_TAG: Final = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_BLANKS: Final = re.compile(r"[ \t\u00a0]+")
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def html_to_text(html: str, *, quotes: bool = True) -> str:
    """The text, a line a block. Without `quotes` it ends where a quoted mail begins."""
    html = html[: limits.TEXT]
    if not quotes and (match := _QUOTE.search(html)):
        html = html[: match.start()]
    html = _without_unseen(_without_comments(html))
    text = _TAG.sub("", _BREAK.sub("\n", html.replace("\r", "").replace("\n", " ")))
    lines = (_BLANKS.sub(" ", line).strip() for line in unescape(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _without_comments(html: str) -> str:
    # Behind the last end no comment ends, and looking for one from every beginning takes the square.
    end = html.rfind("-->") + len("-->")
    return _COMMENT.sub(" ", html[:end]) + html[end:] if end >= len("-->") else html


def _without_unseen(html: str) -> str:
    pieces: list[str] = []
    position = 0
    endless: set[str] = set()
    for match in _UNSEEN.finditer(html):
        tag = match[1].lower()
        if match.start() < position or tag in endless:
            continue
        closing = re.compile(f"</{tag}[^<>]*>", re.IGNORECASE).search(html, match.end())
        if closing is None:
            endless.add(tag)
            continue
        pieces += [html[position : match.start()], " "]
        position = closing.end()
    return "".join([*pieces, html[position:]])
