"""Plain text from the HTML of a received mail: enough to read what a person or a machine wrote."""

import re
from html import unescape
from typing import Final

from penguinmails.delivery.inbound.reading import limits

_UNSEEN: Final = re.compile(r"<(head|style|script|title)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
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
    # Each of these needs its end to be there; without one, looking for it from every beginning is slow.
    if "-->" in html:
        html = _COMMENT.sub(" ", html[: html.rindex("-->") + 3]) + html[html.rindex("-->") + 3 :]
    if "</" in html:
        html = _UNSEEN.sub(" ", html)
    text = _TAG.sub("", _BREAK.sub("\n", html.replace("\r", "").replace("\n", " ")))
    lines = (_BLANKS.sub(" ", line).strip() for line in unescape(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
