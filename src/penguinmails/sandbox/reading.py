"""What a recipient's programs see of a message: its headers, its links, its images.

Nothing of the platform is used here: the sandbox reads mail as strangers do.
"""

import base64
import binascii
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from html import unescape
from typing import Final
from urllib.parse import urlsplit

_ID: Final = re.compile(rb"^message-id:[ \t]*(?:\r\n[ \t]+)?<([^>\r\n]*)>", re.IGNORECASE | re.MULTILINE)
_TAG: Final = re.compile(r"<(a|img)\b([^>]*)>(?:(.*?)</a\s*>)?", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HEAD_LINE: Final = re.IGNORECASE | re.MULTILINE
_TYPE: Final = re.compile(rb"^content-type:\s*([a-z0-9/.+-]+)", _HEAD_LINE)
_BOUNDARY: Final = re.compile(
    rb"^content-type:[^;]*;(?:.|\r\n[ \t])*?boundary=(?:\"([^\"]+)\"|([^\s;]+))", _HEAD_LINE
)
_ENCODING: Final = re.compile(rb"^content-transfer-encoding:\s*([a-z0-9-]+)", _HEAD_LINE)
_ATTACHED: Final = re.compile(rb"^content-disposition:\s*attachment", _HEAD_LINE)
_SHOWN: Final = frozenset({"text/html", "text/plain"})
_DEEPEST: Final = 8
_WEB: Final = ("http://", "https://")
LEAVING: Final = re.compile(
    r"unsubscribe|opt.?out|preferences|abmelden|abbestellen|désinscri|desuscrib|darse de baja"
    "|afmelden|uitschrijven",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Link:
    """Something to click on."""

    url: str
    hidden: bool
    """Nobody can see it, so only machines follow it."""
    leaving: bool
    """It is for unsubscribing or preferences."""


@dataclass(frozen=True)
class Mail:
    """A message as it was accepted for one recipient."""

    message_id: str
    envelope_from: str
    recipient: str
    sender: str
    """Where replies go: Reply-To, or From."""
    name: str
    subject: str
    date: str
    references: tuple[str, ...]
    text: str
    links: tuple[Link, ...]
    pixels: tuple[str, ...]
    """Images nobody can see."""
    unsubscribe_url: str | None
    unsubscribe_mailto: str | None
    one_click: bool
    automatic: bool
    headers: bytes

    @property
    def clickable(self) -> list[str]:
        """What a person would click on, each link once."""
        return list(dict.fromkeys(link.url for link in self.links if not link.hidden and not link.leaving))

    @property
    def host(self) -> str | None:
        """The host that answers for this message: of its pixel, or of its way to unsubscribe."""
        known = next(iter(self.pixels), None) or self.unsubscribe_url
        return urlsplit(known).netloc.lower() if known else None


def message_id_of(message: bytes) -> str | None:
    """The Message-ID without its brackets, found without parsing the rest; None where there is none."""
    end = message.find(b"\r\n\r\n")
    found = _ID.search(message, 0, end if end >= 0 else len(message))
    return found[1].decode("utf-8", "replace") if found else None


def read(message: bytes, *, envelope_from: str, recipient: str, message_id: str) -> Mail:
    """Read a message. Never fails: what is broken is missing."""
    headers = message[: message.find(b"\r\n\r\n") + 2]
    parsed = email.message_from_bytes(headers, policy=email.policy.compat32)
    html, text = _bodies(message)
    links, pixels = _found(html)
    urls = re.findall(r"<([^>]+)>", _header(parsed, "List-Unsubscribe"))
    name, sender = _address(_header(parsed, "From"))
    _, reply_to = _address(_header(parsed, "Reply-To"))
    references = re.findall(r"<([^<>\s]+)>", _header(parsed, "References"))
    return Mail(
        message_id=message_id,
        envelope_from=envelope_from,
        recipient=recipient,
        sender=reply_to or sender,
        name=name,
        subject=_header(parsed, "Subject"),
        date=_header(parsed, "Date"),
        references=tuple(references),
        text=text or unescape(re.sub(r"<[^>]*>", " ", html)),
        links=links,
        pixels=pixels,
        unsubscribe_url=next((url for url in urls if url.startswith(_WEB)), None),
        unsubscribe_mailto=next((url[7:] for url in urls if url.startswith("mailto:")), None),
        one_click="one-click" in _header(parsed, "List-Unsubscribe-Post").lower(),
        automatic=_header(parsed, "Auto-Submitted").lower() not in {"", "no"},
        headers=headers,
    )


def _entities(entity: bytes, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Types and decoded texts of a message's parts. The standard library's parser takes ten times as long."""
    # A part may have no headers at all.
    head, _, body = (b"\r\n" + entity).partition(b"\r\n\r\n")
    found = _TYPE.search(head)
    kind = found[1].decode("latin-1").lower() if found else "text/plain"
    if kind.startswith("multipart/") and (boundary := _BOUNDARY.search(head)) and depth < _DEEPEST:
        line = b"\r\n--" + (boundary[1] or boundary[2])
        for piece in (b"\r\n" + body).split(line)[1:]:
            if piece.startswith(b"--"):
                break
            yield from _entities(piece.partition(b"\r\n")[2], depth + 1)
    elif kind in _SHOWN and not _ATTACHED.search(head):
        encoding = _ENCODING.search(head)
        name = encoding[1].lower() if encoding else b""
        if name == b"quoted-printable":
            body = binascii.a2b_qp(body)
        elif name == b"base64":
            body = base64.b64decode(body + b"==")
        yield kind, body.decode("utf-8", "replace")


def _bodies(message: bytes) -> tuple[str, str]:
    found: dict[str, str] = {}
    try:
        for kind, text in _entities(message):
            found.setdefault(kind, text)
    except binascii.Error:
        pass  # base64 that is none: what came before it is all there is to see
    return found.get("text/html", ""), found.get("text/plain", "")


def _found(html: str) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    links: list[Link] = []
    pixels: list[str] = []
    for tag, inside, text in _TAG.findall(html):
        attributes = {
            name.lower(): unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(inside)
        }
        if tag.lower() == "a" and (url := attributes.get("href", "")).startswith(_WEB):
            style = attributes.get("style", "").replace(" ", "").lower()
            hidden = "display:none" in style or "visibility:hidden" in style
            links.append(Link(url, hidden, bool(LEAVING.search(text))))
        elif (
            tag.lower() == "img"
            and (url := attributes.get("src", "")).startswith(_WEB)
            and {attributes.get("width"), attributes.get("height")} <= {"0", "1"}
        ):
            pixels.append(url)
    return tuple(links), tuple(dict.fromkeys(pixels))


def _header(parsed: Message, name: str) -> str:
    raw = parsed.get(name)
    if raw is None:
        return ""
    flat = re.sub(r"\r?\n[ \t]+", " ", str(raw)).strip()
    try:
        return str(make_header(decode_header(flat)))
    except (ValueError, LookupError):
        return flat


def _address(header: str) -> tuple[str, str]:
    found = re.fullmatch(r"\s*(.*?)\s*<([^<>\s]+)>\s*", header)
    return (found[1].strip('" '), found[2]) if found else ("", header.strip())
