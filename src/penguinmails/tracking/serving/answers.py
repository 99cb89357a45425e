"""Answers, as ASGI messages made once."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from starlette.types import Receive, Send

Headers = Sequence[tuple[bytes, bytes]]

LONGEST_BODY: Final = 16_384
"""Bytes of a form."""
_PIXEL: Final = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
_UNSTORED: Final = (
    (b"cache-control", b"no-store, no-cache, must-revalidate, private"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
_PAGE_HEADERS: Final = (
    *_UNSTORED,
    (b"content-type", b"text/html; charset=utf-8"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    ),
)
# All that RFC 3986 lets stand; the rest of a destination, such as an umlaut, is percent-encoded.
_STANDING: Final = "%/:=&?~#+!$,;'@()*[]"


class Answer:
    """An answer that can be given many times."""

    def __init__(self, status: int, headers: Headers, body: bytes = b"") -> None:
        length = (b"content-length", b"%d" % len(body))
        self._start = {"type": "http.response.start", "status": status, "headers": [*headers, length]}
        self._body = {"type": "http.response.body", "body": body}
        self._head = {"type": "http.response.body", "body": b""}

    async def give(self, send: Send, *, head: bool = False) -> None:
        """Send it, without its body to a HEAD."""
        await send(self._start)
        await send(self._head if head else self._body)


PIXEL: Final = Answer(200, ((b"content-type", b"image/gif"), *_UNSTORED, (b"pragma", b"no-cache")), _PIXEL)


def redirect(url: bytes) -> Answer:
    """302 to a destination that was signed."""
    location = url if _is_plain(url) else quote(url, safe=_STANDING).encode()
    return Answer(302, ((b"location", location), *_UNSTORED))


def page(text: str, status: int = 200, *more: tuple[bytes, bytes]) -> Answer:
    """A page of HTML."""
    return Answer(status, (*_PAGE_HEADERS, *more), text.encode())


def words(text: str, status: int = 200, *more: tuple[bytes, bytes]) -> Answer:
    """A line of text."""
    return Answer(status, ((b"content-type", b"text/plain; charset=utf-8"), *_UNSTORED, *more), text.encode())


async def read_body(receive: Receive) -> bytes | None:
    """What was posted; None where it is longer than a form of ours."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part: bytes = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > LONGEST_BODY:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _is_plain(url: bytes) -> bool:
    return url.isascii() and b" " not in url and b'"' not in url and b"<" not in url and b"\\" not in url
