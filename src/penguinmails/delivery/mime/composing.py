"""A letter as bytes."""

import re
from base64 import encodebytes
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from penguinmails.delivery.mime.addresses import header_address
from penguinmails.delivery.mime.errors import HeaderRefused
from penguinmails.delivery.mime.headers import (
    address_line,
    check_id,
    clean,
    file_parameters,
    id_line,
    text_line,
    unsubscribe_lines,
)
from penguinmails.delivery.mime.model import Attachment, Letter
from penguinmails.delivery.mime.quoted_printable import encode_body

_REFERENCES: Final = 20
"""More of a thread tells readers nothing, and headers that grow with each answer are refused in the end."""
_HEADER_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,70}")
_MIME_TYPE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,63}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,63}")
_LONGEST_NAME: Final = 255
_NAMES: Final = (
    "from to cc bcc sender reply-to subject date message-id in-reply-to references return-path received"
    " list-unsubscribe list-unsubscribe-post auto-submitted mime-version dkim-signature"
)
_OURS: Final = frozenset(_NAMES.split())


class _Entity(NamedTuple):
    """A part or a whole: the lines of its headers, and its body in pieces, the last of which ends in CRLF."""

    head: str
    body: list[bytes]

    def encoded(self) -> list[bytes]:
        return [self.head.encode(), b"\r\n\r\n", *self.body]


class Built(NamedTuple):
    """A message without a signature: its headers, and its body in pieces, which meet at the ends of lines.

    Between head and body stands an empty line, which is in neither.
    """

    head: bytes
    body: list[bytes]

    def joined(self) -> bytes:
        """The message."""
        return b"".join([self.head, b"\r\n\r\n", *self.body])


def compose(letter: Letter) -> bytes:
    """The message, without a signature. The same letter gives the same bytes. Raises `HeaderRefused`."""
    return build(letter).joined()


def build(letter: Letter) -> Built:
    """As `compose`, for those who sign it: what many letters share are the same objects in all of them."""
    lines = [*_head(letter), *_added(letter), "MIME-Version: 1.0"]
    content = _content(letter)
    return Built("\r\n".join([*lines, content.head]).encode(), content.body)


def _head(letter: Letter) -> list[str]:
    def address(header: str, value: str) -> str:
        return header_address(header, value, smtputf8=letter.smtputf8)

    if letter.date.tzinfo is None:
        raise HeaderRefused("Date", str(letter.date), "it has no zone")
    lines = [
        _from_line(letter.from_name or "", letter.from_email, letter.smtputf8),
        address_line("To", clean(letter.to_name or ""), address("To", letter.to_email)),
        text_line("Subject", clean(letter.subject)),
        _date_line(letter.date.isoformat(timespec="seconds")),
        f"Message-ID: <{check_id('Message-ID', letter.message_id)}>",
    ]
    if letter.reply_to:
        lines.append(f"Reply-To: {address('Reply-To', letter.reply_to)}")
    references = letter.references
    if len(references) > _REFERENCES:
        references = (references[0], *references[1 - _REFERENCES :])
    threads = (
        id_line("In-Reply-To", [letter.in_reply_to] if letter.in_reply_to else []),
        id_line("References", references),
    )
    lines += [line for line in threads if line]
    lines += unsubscribe_lines(letter.unsubscribe_url, letter.unsubscribe_mailto)
    if letter.auto_submitted:
        # RFC 3834 §5: so that nobody's holiday answers it.
        lines.append("Auto-Submitted: auto-generated")
    return lines


@lru_cache(maxsize=500)
def _from_line(name: str, email: str, smtputf8: bool) -> str:
    """Few people write many letters."""
    return address_line("From", clean(name), header_address("From", email, smtputf8=smtputf8))


@lru_cache(maxsize=16)
def _date_line(second: str) -> str:
    """`second` as ISO 8601 has it: 10 µs, spent once a second."""
    return f"Date: {format_datetime(datetime.fromisoformat(second))}"


def _added(letter: Letter) -> list[str]:
    lines: list[str] = []
    for name, value in letter.headers.items():
        if not _HEADER_NAME.fullmatch(name):
            raise HeaderRefused(name, value, "that is no name of a header")
        if name.lower() in _OURS or name.lower().startswith(("content-", "resent-", "arc-")):
            raise HeaderRefused(name, value, "this header is not for adding")
        if clean(value) != value.strip(" "):
            raise HeaderRefused(name, value, "it holds a character that cannot be seen")
        lines.append(text_line(name, value.strip(" ")))
    return lines


def _content(letter: Letter) -> _Entity:
    # "=_" never stands in quoted-printable or base64, so no body can hold the boundary (RFC 2045 §6.7).
    stem = f"=_{sha256(letter.message_id.encode()).hexdigest()[:32]}"
    has_html = letter.html is not None
    inline = [file for file in letter.attachments if file.content_id and has_html]
    attached = [file for file in letter.attachments if not (file.content_id and has_html)]
    has_text = any(letter.text or ()) or not has_html
    parts = [_text("plain", letter.text)] if has_text else []
    if letter.html is not None:
        html = _text("html", letter.html)
        parts.append(_multipart("related", f"{stem}r", [html, *map(_file, inline)]) if inline else html)
    content = parts[0] if len(parts) == 1 else _multipart("alternative", f"{stem}a", parts)
    return _multipart("mixed", f"{stem}m", [content, *map(_file, attached)]) if attached else content


def _text(subtype: str, text: str | Sequence[str] | None) -> _Entity:
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"
    return _Entity(head, encode_body(text or ""))


def _file(file: Attachment) -> _Entity:
    if not _MIME_TYPE.fullmatch(file.mime_type):
        raise HeaderRefused(
            "Content-Type", file.mime_type, "it is no type of a file, such as application/pdf"
        )
    # RFC 2046 §5: messages and multiparts may not be in base64; as a plain file they may.
    has_parts = file.mime_type.lower().startswith(("message/", "multipart/"))
    mime_type = "application/octet-stream" if has_parts else file.mime_type
    name = _file_name(file.name)
    disposition = "inline" if file.content_id else "attachment"
    lines = [
        f"Content-Type: {mime_type}",
        f"Content-Disposition: {disposition}{file_parameters('filename', name)}",
        "Content-Transfer-Encoding: base64",
    ]
    if file.content_id:
        lines.append(f"Content-ID: <{check_id('Content-ID', file.content_id)}>")
    return _Entity("\r\n".join(lines), [encodebytes(file.content).replace(b"\n", b"\r\n") or b"\r\n"])


def _file_name(name: str) -> str:
    # No folders, which some mail programs would write into; and no longer than file systems take.
    cleaned = clean(name.replace("/", "_").replace("\\", "_"))[:_LONGEST_NAME].strip()
    return cleaned or "file"


def _multipart(subtype: str, boundary: str, parts: list[_Entity]) -> _Entity:
    line = f"--{boundary}\r\n".encode()
    body = [piece for part in parts for piece in (line, *part.encoded())]
    body.append(f"--{boundary}--\r\n".encode())
    return _Entity(f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"', body)
