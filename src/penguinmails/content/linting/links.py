"""Whether the links of a message lead somewhere, and to where they say."""

import bisect
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from penguinmails.content.linting.markup import Element, Markup
from penguinmails.content.linting.model import Fault, Part
from penguinmails.content.linting.tags import MASK

LONGEST_SHOWN: Final = 2000
"""Characters of a link's text that is read as an address."""

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DOMAIN: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?=[/?#:]|$)", re.IGNORECASE)
_SHOWN: Final = re.compile(r"(?:(https?)://)?((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_LOCAL: Final = re.compile(
    r"localhost|127\.\S*|0\.0\.0\.0|10\.\S*|192\.168\.\S*|172\.(?:1[6-9]|2\d|3[01])\.\S*|\[?::1\]?"
    r"|\S+\.(?:localhost|local|internal|lan)",
    re.IGNORECASE,
)
_OTHER_SCHEMES: Final = frozenset({"tel", "sms", "geo", "webcal", "xmpp", "sip", "whatsapp", "tg"})
_CODE: Final = frozenset({"javascript", "vbscript", "data", "blob"})
# Names like Node.js or report.pdf are no addresses.
_FILE_ENDINGS: Final = frozenset(
    [
        "js",
        "ts",
        "py",
        "rb",
        "go",
        "rs",
        "md",
        "txt",
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "csv",
        "html",
        "htm",
        "php",
        "css",
        "json",
        "png",
        "jpg",
    ]
)
_UNENCODED: Final = re.compile(r"[^\x21-\x7e" + MASK + r"]|[\"<>\\^`{|}]")
_PAIRS: Final = {"(": ")", "[": "]", "{": "}"}
_IN_TEXT: Final = re.compile(r"\bhttps?:\S+|\bfile:/\S+", re.IGNORECASE)
_WRITE_WHOLE: Final = "Write the whole address, like https://example.com/page."


def check_links(part: Part, masked: str, markup: Markup) -> Iterator[Fault]:
    """Faults of every link of the HTML."""
    anchors = {element.get(key) for element in markup.elements for key in ("id", "name")}
    ends = [start for name, start, _ in markup.closings if name == "a"]
    for element in markup.elements:
        if element.name not in ("a", "area"):
            continue
        href = element.attributes.get("href")
        if href is None:
            if element.name == "a" and "name" not in element.attributes and "id" not in element.attributes:
                yield part.error(
                    "link_empty", element.offset, "This link leads nowhere: it has no href.", _WRITE_WHOLE
                )
            continue
        fault = _target(part, href.value.strip(), href.offset, anchors)
        if fault:
            yield fault
        else:
            yield from _misleading(part, masked, element, ends)


def check_text_links(part: Part, masked: str) -> Iterator[Fault]:
    """Faults of the addresses in a plain text."""
    for match in _IN_TEXT.finditer(masked):
        # The stop and the bracket after an address belong to the sentence.
        address = re.sub(r"[).,;:!?'\"]+$", "", match[0])
        fault = _whole(part, address, match.start())
        if fault and fault.code in ("link_local", "link_broken"):
            yield fault


def _target(part: Part, target: str, at: int, anchors: set[str | None]) -> Fault | None:
    if not target:
        return part.error("link_empty", at, "This link leads nowhere: its href is empty.", _WRITE_WHOLE)
    if target.startswith("#"):
        if target[1:] and target[1:] in anchors:
            return None
        return part.error(
            "link_placeholder", at, f"This link leads nowhere: {target} is a placeholder.", _WRITE_WHOLE
        )
    if target[0] == MASK:
        return None
    return _whole(part, target, at)


def _whole(part: Part, target: str, at: int) -> Fault | None:
    match = _SCHEME.match(target)
    scheme = match[1].lower() if match else ""
    shown = target.replace(MASK, "…")[:80]
    if not scheme or "." in scheme:
        if _DOMAIN.match(target.lstrip("/")) and not target.startswith(("./", "../")):
            bare = shown.lstrip("/")
            return part.error(
                "link_without_scheme", at, f"{shown} begins with no https://.", f"Write https://{bare}"
            )
        return part.error(
            "link_relative",
            at,
            f"{shown} names a page of no site: mail has no address it starts from.",
            _WRITE_WHOLE,
        )
    if scheme in _CODE:
        return part.error(
            "link_script", at, f"Mail programs refuse links that begin with {scheme}:.", _WRITE_WHOLE
        )
    if scheme == "file":
        return part.error("link_local", at, f"{shown} is a file of your own machine.", _WRITE_WHOLE)
    if scheme == "mailto":
        address = target[7:].partition("?")[0].strip()
        if not address or (MASK not in address and "@" not in address):
            return part.error(
                "mailto_empty", at, "This mailto: link has no address.", "Write mailto:name@example.com."
            )
        return None
    if scheme in _OTHER_SCHEMES:
        return None
    return _web(part, target, at, scheme, shown)


def _web(part: Part, target: str, at: int, scheme: str, shown: str) -> Fault | None:
    if scheme not in ("http", "https") or not target[len(scheme) :].startswith("://"):
        return part.error(
            "link_broken", at, f"{shown} is no web address.", "Write it with https:// before it."
        )
    if re.search(r"\s", target):
        return part.error(
            "link_spaces", at, f"There is a space in {shown}.", "Take it out, or write it as %20."
        )
    if _unbalanced(target):
        return part.error(
            "link_brackets",
            at,
            f"A bracket in {shown} is not closed, or was never opened.",
            "Take it out, or write it as %28, %29, %5B or %5D.",
        )
    odd = _UNENCODED.search(target)
    if odd:
        encoded = "".join(f"%{byte:02X}" for byte in odd[0].encode("utf-8", "replace"))
        return part.error(
            "link_unencoded",
            at,
            f"{odd[0]!r} may not stand in an address: {shown}",
            f"Write it as {encoded}; a domain in its xn-- form.",
        )
    try:
        host = urlsplit(target).hostname or ""
    except ValueError:
        host = ""
    if _LOCAL.fullmatch(host):
        return part.error("link_local", at, f"Only your own network reaches {host}.", _WRITE_WHOLE)
    if MASK not in host and not _DOMAIN.fullmatch(host) and not re.fullmatch(r"[\d.]+|[\da-f:]+", host):
        return part.error("link_broken", at, f"{shown} names no site.", _WRITE_WHOLE)
    return None


def _unbalanced(target: str) -> bool:
    expected: list[str] = []
    for sign in target:
        if sign in _PAIRS:
            expected.append(_PAIRS[sign])
        elif sign in _PAIRS.values() and (not expected or expected.pop() != sign):
            return True
    return bool(expected)


def _misleading(part: Part, masked: str, element: Element, ends: list[int]) -> Iterator[Fault]:
    following = bisect.bisect_left(ends, element.after)
    href = element.get("href") or ""
    text = masked[element.after : ends[following]] if following < len(ends) else ""
    text = re.sub(r"<[^>]*>", "", text).strip() if len(text) < LONGEST_SHOWN else ""
    shown = _SHOWN.fullmatch(text)
    if shown is None or (not shown[1] and shown[2].rpartition(".")[2].lower() in _FILE_ENDINGS):
        return
    try:
        host = (urlsplit(href).hostname or "").removeprefix("www.")
    except ValueError:
        return
    seen = shown[2].lower().removeprefix("www.")
    if (
        host
        and MASK not in host
        and not (host == seen or host.endswith(f".{seen}") or seen.endswith(f".{host}"))
    ):
        yield part.error(
            "link_misleading",
            element.offset,
            f"This link shows {seen} and leads to {host}, as phishing does.",
            "Show words instead of an address, or the address it leads to.",
        )
