"""Rewriting a rendered message. Pure: the same input gives the same bytes."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from penguinmails.tracking.errors import DestinationRefused
from penguinmails.tracking.rewriting.markup import quoted
from penguinmails.tracking.rewriting.pieces import cut
from penguinmails.tracking.rewriting.utm import encoded, with_utm
from penguinmails.tracking.tokens.links import LONGEST_URL, Links, destination
from penguinmails.tracking.tokens.model import Ref

_BODY_END: Final = re.compile(r"</body[ \t\n\f\r>]", re.IGNORECASE)
_URL: Final = re.compile(r"https?://[^\s<>\"'`|\\^{}]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)]*_"
_WEB: Final = ("http://", "https://")


def rewrite_html(
    html: str, ref: Ref, links: Links, *, opens: bool, clicks: bool, utm: Mapping[str, str]
) -> str:
    """The message with what it needs to be tracked, as far as the lead allows (`ref.consent`).

    `off`: nothing is touched. `last_date_only`: a pixel, if `opens`; links lead where they led. `full`: also,
    if `clicks`, http(s) links lead by way of us, and a link that only machines see is added. Links get the
    parameters of `utm` that they do not have. `mailto:`, `tel:`, `#…`, links of `links.base` itself, and what
    is too long or strange to be followed stay as they are, and so does every other byte.
    """
    return "".join(rewrite_pieces(html, ref, links, opens=opens, clicks=clicks, utm=utm))


def rewrite_pieces(
    html: str | Sequence[str], ref: Ref, links: Links, *, opens: bool, clicks: bool, utm: Mapping[str, str]
) -> list[str]:
    """As `rewrite_html`, in pieces, for those who rewrite many messages of one template.

    Pieces that come in every time (the same objects) are read once, and come out as the same objects.
    """
    if ref.consent == "off":
        return [html] if isinstance(html, str) else list(html)
    clicks = clicks and ref.consent == "full"
    parameters = encoded(utm)
    pen = links.pen(ref)
    if not (clicks or parameters):
        parts, done = [html] if isinstance(html, str) else list(html), 0
    else:
        parts, found = cut(html)
        done = 0
        own = f"{links.base}/"
        for number, url in found:
            if url.startswith(own) or not url[:8].lower().startswith(_WEB):
                continue
            if clicks:
                target = _target(url, parameters) if len(url) <= LONGEST_URL else None
                if target is None:
                    continue
                parts[number] = quoted(pen.click(target))
            else:
                parts[number] = quoted(with_utm(url, parameters))
            done = number + 1
    added = (_honeypot(pen.honeypot()) if clicks else "") + (_pixel(pen.open()) if opens else "")
    if added:
        _insert(parts, done, added)
    return parts


def rewrite_text(text: str, ref: Ref, links: Links, *, utm: Mapping[str, str], clicks: bool = False) -> str:
    """A plain text with the parameters of `utm` in its links, which people see and so stay what they are.

    With `clicks` they lead by way of us. Nothing is touched where the lead's consent is `off`; the rest is as
    in `rewrite_html`.
    """
    clicks = clicks and ref.consent == "full"
    parameters = encoded(utm)
    if ref.consent == "off" or not (clicks or parameters):
        return text
    own = f"{links.base}/"

    def rewritten(found: re.Match[str]) -> str:
        whole = found[0]
        url = whole.rstrip(_TRAILING)
        if whole.startswith(own):
            return whole
        target = with_utm(url, parameters)
        if clicks:
            try:
                target = links.click(ref, target)
            except DestinationRefused:
                return whole
        return target + whole[len(url) :]

    return _URL.sub(rewritten, text)


@lru_cache(maxsize=1000)
def _target(url: str, parameters: tuple[tuple[str, str], ...]) -> bytes | None:
    """Where a link leads in the end; None where it cannot be followed."""
    try:
        return destination(with_utm(url, parameters))
    except DestinationRefused:
        return None


@lru_cache(maxsize=100)
def _halves(text: str, at: int) -> tuple[str, str]:
    """The same objects each time."""
    return text[:at], text[at:]


def _insert(parts: list[str], after: int, added: str) -> None:
    """Put it where the body ends, behind the parts in front of `after`."""
    for number in range(len(parts) - 1, after - 1, -1):
        at = parts[number].rfind("</body>")
        if at >= 0:
            before, behind = _halves(parts[number], at)
            parts[number : number + 1] = before, added, behind
            return
    rest = "".join(parts[after:])
    at = max((found.start() for found in _BODY_END.finditer(rest)), default=len(rest))
    if at == len(rest):
        parts.append(added)
    else:
        parts[after:] = [rest[:at], added, rest[at:]]


def _pixel(url: str) -> str:
    # Not display:none, which some programs take as a reason not to fetch it.
    return f'<img src="{url}" alt="" width="1" height="1" border="0" style="height:1px;width:1px;border:0">'


def _honeypot(url: str) -> str:
    return (
        f'<a href="{url}" rel="nofollow" aria-hidden="true" tabindex="-1"'
        ' style="display:none;mso-hide:all;font-size:0;max-height:0;overflow:hidden"></a>'
    )
