"""What a recipient's programs see of a message: its headers, its links, its images.

Nothing of the platform is used here: the sandbox reads mail as strangers do.
"""

import email
import email.policy
import re
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from html import unescape
from typing import Final
from urllib.parse import urlsplit

_ID: Final = re.compile(rb"^message-id:[ \t]*(?:\r\n[ \t]+)?<([^>\r\n]*)>", re.IGNORECASE | re.MULTILINE)
_TAG: Final = re.compile(r"<(a|img)\b([^>]*)>(?:(.*?)</a\s*>)?", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
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
    parsed = email.message_from_bytes(message, policy=email.policy.compat32)
    html, text = _bodies(parsed)
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
        headers=message[: message.find(b"\r\n\r\n") + 2],
    )


def _bodies(parsed: Message) -> tuple[str, str]:
    found = {"text/html": "", "text/plain": ""}
    for part in parsed.walk():
        kind = part.get_content_type()
        if kind in found and not found[kind] and part.get_filename() is None:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                found[kind] = payload.decode("utf-8", "replace")
    return found["text/html"], found["text/plain"]


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
