"""Cutting attachments out of a message so that it can be put together again to the byte.

Base64 is the one encoding that can be made anew exactly: the same bytes, line length and line ends give the
same text. A part is cut out only where that was tried and held, so nothing depends on how well other programs
encode.
"""

import base64
import binascii
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Final, cast

from penguinmails.content.rendering.plain import plain

WORTH_CUTTING: Final = 1024
"""Smaller files stay in the message: a row of their own would take more."""
LARGEST: Final = 26_214_400
"""25 MB, the limit of an attachment; a larger one stays in the message and has no row."""
LONGEST_NAME: Final = 255
"""Bytes of a file's name, as file systems take it."""
_LONGEST_SUFFIX: Final = 20
_ENDS: Final = {"crlf": b"\r\n", "lf": b"\n"}
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class File:
    """An attachment that was found. `cut_at` None: it stays in the message, its `content` too."""

    part: int
    filename: str
    original_filename: str | None
    mime_type: str
    content: bytes
    content_id: str | None
    disposition: str
    cut_at: int | None = None
    line_length: int | None = None
    line_end: str | None = None


@dataclass(frozen=True)
class Cut:
    """A message less what was cut out of it."""

    rest: bytes
    files: tuple[File, ...]
    headers: dict[str, list[str]]
    text: str


def parse(raw: bytes) -> Message:
    """The message's structure. Any bytes have one: what is not mail is a text without headers."""
    return BytesParser(policy=policy.compat32).parsebytes(raw)


def cut(raw: bytes) -> Cut:
    """Cut a message apart. `join` of the result is `raw`, always."""
    message = parse(raw)
    files: list[File] = []
    rest = bytearray()
    copied = searched = 0
    for number, part in enumerate(message.walk()):
        if not is_file(part):
            continue
        file = _file(number, part)
        if len(file.content) > LARGEST:
            continue
        found = _locate(raw, part, file.content, searched) if len(file.content) >= WORTH_CUTTING else None
        if found:
            start, end, line_length, line_end = found
            rest += raw[copied:start]
            copied = searched = end
            file = _cut(file, len(rest), line_length, line_end)
        files.append(file)
    rest += raw[copied:]
    result = Cut(bytes(rest), tuple(files), headers_of(message), readable(message))
    pieces = [
        (file.cut_at, file.content, file.line_length or 0, file.line_end or "lf")
        for file in files
        if file.cut_at is not None
    ]
    if join(result.rest, pieces) != raw:
        raise RuntimeError("a message that was cut apart did not fit together")
    return result


def join(rest: bytes, pieces: Sequence[tuple[int, bytes, int, str]]) -> bytes:
    """The message of its rest and (cut_at, content, line_length, line_end) in the order of `cut_at`."""
    whole = bytearray()
    copied = 0
    for at, content, line_length, line_end in pieces:
        whole += rest[copied:at]
        whole += encode(content, line_length, _ENDS[line_end])
        copied = at
    whole += rest[copied:]
    return bytes(whole)


def encode(content: bytes, line_length: int, end: bytes) -> bytes:
    """Base64 in lines, without an end of the last line (RFC 2045 §6.8)."""
    text = base64.b64encode(content)
    return end.join(text[at : at + line_length] for at in range(0, len(text), line_length))


def part_content(raw: bytes, number: int) -> bytes:
    """The decoded bytes of one part of a message, by its number in the order of appearance."""
    for at, part in enumerate(parse(raw).walk()):
        if at == number:
            return _decoded(part)
    return b""


def is_file(part: Message) -> bool:
    """Whether people would call the part a file: it has a name, says so, or is no text."""
    if part.is_multipart():
        return False
    if part.get_content_disposition() == "attachment" or _name(part):
        return True
    return part.get_content_maintype() not in ("text", "message", "multipart")


def headers_of(message: Message) -> dict[str, list[str]]:
    """The headers by name in lower case, each with its values in order, unfolded."""
    headers: dict[str, list[str]] = {}
    for name, value in cast("list[tuple[str, object]]", message.items()):
        clean = re.sub(r"\r?\n[ \t]+", " ", str(value)).replace("\x00", "")
        headers.setdefault(name.lower(), []).append(_storable(clean))
    return headers


def readable(message: Message) -> str:
    """What a person reads: the first text part, or text made from the first HTML part."""
    html = ""
    for part in message.walk():
        if part.is_multipart() or is_file(part):
            continue
        if part.get_content_type() == "text/plain":
            return _storable(_text(part))
        if part.get_content_type() == "text/html" and not html:
            html = _text(part)
    return _storable(plain(html).strip()) if html else ""


def html_of(message: Message) -> str | None:
    """The first HTML part, decoded; None where there is none."""
    for part in message.walk():
        if not part.is_multipart() and not is_file(part) and part.get_content_type() == "text/html":
            return _text(part)
    return None


def _cut(file: File, at: int, line_length: int, line_end: str) -> File:
    return File(
        file.part,
        file.filename,
        file.original_filename,
        file.mime_type,
        file.content,
        file.content_id,
        file.disposition,
        at,
        line_length,
        line_end,
    )


def _locate(raw: bytes, part: Message, content: bytes, begin: int) -> tuple[int, int, int, str] | None:
    """Where the part's base64 text stands in the message, if it can be made anew exactly."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return None
    text = cast("str", part.get_payload()).encode("ascii", "surrogateescape")
    first = text.split(b"\n", 1)[0]
    line_end = "crlf" if first.endswith(b"\r") else "lf"
    line_length = len(first.rstrip(b"\r"))
    if not line_length:
        return None
    encoded = encode(content, line_length, _ENDS[line_end])
    if not text.startswith(encoded):
        return None
    start = raw.find(encoded, begin)
    return (start, start + len(encoded), line_length, line_end) if start >= 0 else None


def _file(number: int, part: Message) -> File:
    original = _name(part)
    mime_type = part.get_content_type()[:100]
    content_id = str(part.get("Content-ID", "")).strip().strip("<>")
    inline = part.get_content_disposition() == "inline" or (content_id and not part.get_content_disposition())
    return File(
        part=number,
        filename=safe_name(original, mime_type, number),
        original_filename=_storable(original) if original else None,
        mime_type=_storable(mime_type),
        content=_decoded(part),
        content_id=_storable(content_id) or None,
        disposition="inline" if inline else "attachment",
    )


def safe_name(original: str | None, mime_type: str, number: int) -> str:
    """A name that is safe to offer for download: no path, no control characters, at most 255 bytes long."""
    last = re.split(r"[/\\]", original or "")[-1]
    name = _UNSAFE.sub("_", _storable(last)).strip(" .")
    if not name:
        name = f"file-{number}{mimetypes.guess_extension(mime_type) or ''}"
    while len(name.encode()) > LONGEST_NAME:
        stem, dot, suffix = name.rpartition(".")
        keep_suffix = len(stem) > 1 and len(suffix) < _LONGEST_SUFFIX
        name = f"{stem[:-1]}{dot}{suffix}" if keep_suffix else name[:-1]
    return name


def _name(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except (LookupError, UnicodeError, ValueError):
        # RFC 2231 with a charset nobody knows: the part has a name, if an unreadable one.
        return "unnamed"
    if not name:
        return None
    decoded = EmailMessage(policy=policy.default)
    try:
        decoded["Subject"] = re.sub(r"[\r\n]+", " ", name)
        return str(decoded["Subject"])
    except (LookupError, UnicodeError, ValueError):
        return name


def _decoded(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, binascii.Error):
        content = None
    return content if isinstance(content, bytes) else str(part.get_payload()).encode("utf-8", "replace")


def _text(part: Message) -> str:
    content = _decoded(part)
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset)
    except (LookupError, UnicodeError):
        return content.decode("utf-8", "replace")


def _storable(text: str) -> str:
    """Text that PostgreSQL takes: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
