"""Rewriting a rendered message. Pure: the same input gives the same bytes."""

import re
from collections.abc import Mapping
from typing import Final

from penguinmails.tracking.errors import DestinationRefused
from penguinmails.tracking.rewriting.markup import hrefs, quoted
from penguinmails.tracking.rewriting.utm import encoded, with_utm
from penguinmails.tracking.tokens.links import Links
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
    if ref.consent == "off":
        return html
    clicks = clicks and ref.consent == "full"
    parameters = encoded(utm)
    pieces: list[str] = []
    done = 0
    if clicks or parameters:
        own = f"{links.base}/"
        for begin, end, url in hrefs(html):
            if not url[:8].lower().startswith(_WEB) or url.startswith(own):
                continue
            target = with_utm(url, parameters) if parameters else url
            if clicks:
                try:
                    target = links.click(ref, target)
                except DestinationRefused:
                    continue
            pieces += (html[done:begin], quoted(target))
            done = end
    added = (_honeypot(links.honeypot(ref)) if clicks else "") + (_pixel(links.open(ref)) if opens else "")
    if added:
        at = _end_of_body(html, done)
        pieces += (html[done:at], added)
        done = at
    pieces.append(html[done:])
    return "".join(pieces)


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


def _end_of_body(html: str, after: int) -> int:
    at = html.rfind("</body>", after)
    if at < 0:
        at = max((found.start() for found in _BODY_END.finditer(html, after)), default=len(html))
    return at


def _pixel(url: str) -> str:
    # Not display:none, which some programs take as a reason not to fetch it.
    return f'<img src="{url}" alt="" width="1" height="1" border="0" style="height:1px;width:1px;border:0">'


def _honeypot(url: str) -> str:
    return (
        f'<a href="{url}" rel="nofollow" aria-hidden="true" tabindex="-1"'
        ' style="display:none;mso-hide:all;font-size:0;max-height:0;overflow:hidden"></a>'
    )
