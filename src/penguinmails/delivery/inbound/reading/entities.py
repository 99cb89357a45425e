"""Where headers and parts are in the octets of a mail; nothing is copied, and nothing is read twice."""

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from penguinmails.delivery.inbound.reading import limits
from penguinmails.delivery.inbound.reading.decoding import decode_header, header_line, read_parameters
from penguinmails.delivery.inbound.reading.model import Headers

_NAME: Final = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_PARAMETER: Final = re.compile(rb"[A-Za-z-]{1,30}=[^:]")
_ADDRESSED: Final = frozenset({"from", "sender", "reply-to", "to", "cc"})
_LONGEST_BOUNDARY: Final = 200
"""RFC 2046 allows 70; some write more."""


@dataclass(frozen=True)
class Entity:
    """A part in `raw`, whose body is from `start` to `end`."""

    headers: Headers
    mime_type: str
    parameters: dict[str, str]
    start: int
    end: int


def normal_lines(raw: bytes) -> bytes:
    """The octets with LF line ends, without what mailbox files put before a mail."""
    raw = raw[: limits.SIZE]
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    raw = raw.lstrip(b"\n")
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    return raw


def read_head(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers from `start` on, and where the body begins."""
    pairs: list[tuple[str, bytes]] = []
    position, stop = start, min(end, start + limits.HEAD)
    while position < stop:
        line_end = raw.find(b"\n", position, stop)
        line_end = stop if line_end < 0 else line_end
        line = raw[position:line_end]
        following = min(line_end + 1, end)
        if not line:
            position = following
            break
        # A parameter that begins its line without a space is a fold that some relay has broken.
        if pairs and (line[:1] in b" \t" or (pairs[-1][1].endswith(b";") and _PARAMETER.match(line))):
            pairs.append(("", line))
        elif match := _NAME.match(line):
            pairs.append((match[1].decode("ascii"), line[match.end() :]))
        elif not line.startswith((b">From ", b"From ")) and line.strip():
            break
        position = following
    return _unfolded(pairs), position


def _unfolded(lines: list[tuple[str, bytes]]) -> Headers:
    found: list[tuple[str, list[bytes]]] = []
    for name, value in lines:
        if name:
            if len(found) >= limits.HEADERS:
                break
            found.append((name, [value]))
        else:
            found[-1][1].append(value)
    whole = [(name, b"".join(values)) for name, values in found]
    return Headers(
        tuple((name, decode_header(value)) for name, value in whole),
        tuple((name, header_line(value)) for name, value in whole if name.lower() in _ADDRESSED),
    )


def find_entities(raw: bytes) -> tuple[Headers, list[Entity]]:
    """The headers of the mail, and its parts without parts of their own, in order."""
    headers, start = read_head(raw, 0, len(raw))
    top = _entity(headers, start, len(raw), "text/plain")
    leaves: list[Entity] = []
    # The last is looked at next; parts are pushed the other way round, to come out in order.
    waiting: list[tuple[Entity, int]] = [(top, 0)]
    while waiting and len(leaves) < limits.PARTS:
        entity, depth = waiting.pop()
        parts = _parts(raw, entity, limits.PARTS) if depth < limits.DEPTH else []
        if parts:
            waiting += [(part, depth + 1) for part in reversed(parts)]
        else:
            # Parts that cannot be found are read as what people would see: the text as it stands.
            is_broken = entity.mime_type.startswith("multipart/") and depth < limits.DEPTH
            leaves.append(replace(entity, mime_type="text/plain") if is_broken else entity)
    return headers, leaves


def _entity(headers: Headers, start: int, end: int, default: str) -> Entity:
    mime_type, parameters = read_parameters(headers.get("Content-Type") or "")
    return Entity(headers, mime_type if "/" in mime_type else default, parameters, start, end)


def _parts(raw: bytes, entity: Entity, most: int) -> list[Entity]:
    boundary = entity.parameters.get("boundary", "").rstrip()
    if not (
        entity.start and entity.mime_type.startswith("multipart/") and 0 < len(boundary) <= _LONGEST_BOUNDARY
    ):
        return []
    marked = re.escape(boundary.encode("utf-8", "replace"))
    # A body begins behind the line's end of its head: from there on a plain prefix finds every boundary.
    pattern = re.compile(rb"\n--" + marked + rb"(--)?[ \t]*(?=\n|\Z)")
    parts: list[Entity] = []
    opened: int | None = None
    default = "message/rfc822" if entity.mime_type == "multipart/digest" else "text/plain"
    for match in islice(pattern.finditer(raw, entity.start - 1, entity.end), most + 1):
        if opened is not None:
            parts.append(_part(raw, opened, max(opened, match.start()), default))
        opened = None if match[1] else min(match.end() + 1, entity.end)
        if match[1]:
            break
    if opened is not None:
        parts.append(_part(raw, opened, entity.end, default))
    return parts


def _part(raw: bytes, start: int, end: int, default: str) -> Entity:
    headers, body = read_head(raw, start, end)
    return _entity(headers, min(body, end), end, default)
