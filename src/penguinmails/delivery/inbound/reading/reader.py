"""A mail from its octets."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final

from penguinmails.delivery.inbound.reading import limits
from penguinmails.delivery.inbound.reading.addresses import read_address, read_addresses
from penguinmails.delivery.inbound.reading.decoding import decode_text, decode_transfer, read_parameters
from penguinmails.delivery.inbound.reading.entities import Entity, find_entities, normal_lines, read_head
from penguinmails.delivery.inbound.reading.html import html_to_text
from penguinmails.delivery.inbound.reading.model import Address, AttachedFile, Headers, Part, Received

_ID: Final = re.compile(r"<\s*([^<>\s]{1,900})\s*>")
_BARE_ID: Final = re.compile(r"[^<>\s,;]{1,400}@[^<>\s,;]{1,400}")
_BLANKS: Final = b" \t\n"
_RETURNED: Final = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"}
)
_STATUS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ARRIVED_BY: Final = (
    *("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-RCPT-TO"),
    *("Original-Recipient", "X-Forwarded-To", "Apparently-To"),
)
_LONGEST_DATE: Final = 200


def read_mail(raw: bytes) -> Received:
    """Read a mail. Never raises; what cannot be read is missing."""
    octets = normal_lines(raw)
    headers, entities = find_entities(octets)
    parts = tuple(_part(octets, entity) for entity in entities)
    sender = _addresses(headers, "From") or _addresses(headers, "Sender")
    mime_type, parameters = read_parameters(headers.get("Content-Type") or "")
    html = "\n".join(part.text for part in _bodies(parts, "text/html")) or None
    text = "\n".join(part.text for part in _bodies(parts, "text/plain")).strip()
    answered = _ids(headers.get("In-Reply-To"))
    return Received(
        headers=headers,
        content_type=mime_type,
        report_type=parameters.get("report-type", "").lower() or None,
        from_email=sender[0].email if sender else None,
        from_name=sender[0].name if sender else None,
        to=_addresses(headers, "To"),
        cc=_addresses(headers, "Cc"),
        reply_to=_addresses(headers, "Reply-To"),
        subject=headers.get("Subject") or "",
        date=_date(headers.get("Date")),
        message_id=next(iter(_ids(headers.get("Message-ID"))), None),
        in_reply_to=answered[0] if answered else None,
        references=tuple(_ids(headers.get("References"))),
        auto_submitted=_auto_submitted(headers),
        return_path=_return_path(headers),
        delivered_to=_delivered_to(headers),
        text=text or (html_to_text(html) if html else ""),
        html=html,
        parts=parts,
        attachments=tuple(_files(parts)),
        delivery_status=tuple(block for part in _of(parts, _STATUS) for block in _blocks(part.text)),
        feedback=_fields(parts, "message/feedback-report"),
        disposition=_fields(parts, "message/disposition-notification"),
        original=next((read_headers(part.text) for part in _of(parts, _RETURNED)), None),
    )


def read_headers(text: str) -> Headers:
    """The headers at the beginning of a text, such as those of a message somebody returned."""
    raw = normal_lines(text.encode("utf-8", "replace"))
    return read_head(raw, 0, len(raw))[0]


def _part(raw: bytes, entity: Entity) -> Part:
    disposition, parameters = read_parameters(entity.headers.get("Content-Disposition") or "")
    name = parameters.get("filename") or entity.parameters.get("name")
    encoding = entity.headers.get("Content-Transfer-Encoding")
    is_text = entity.mime_type.startswith(("text/", "message/"))
    text = ""
    if is_text:
        octets = decode_transfer(raw[entity.start : min(entity.end, entity.start + limits.TEXT)], encoding)
        text = decode_text(octets, entity.parameters.get("charset")).replace("\r\n", "\n").replace("\0", "")
    return Part(
        mime_type=entity.mime_type,
        headers=entity.headers,
        text=text,
        name=name or None,
        is_attached=disposition == "attachment" or bool(name and disposition != "inline") or not is_text,
        size=_size(raw, entity, encoding),
    )


def _size(raw: bytes, entity: Entity, encoding: str | None) -> int:
    length = entity.end - entity.start
    if (encoding or "").strip().lower() != "base64":
        return max(0, length)
    signs = length - sum(raw.count(blank, entity.start, entity.end) for blank in _BLANKS)
    return max(0, signs * 3 // 4 - raw.count(b"=", max(entity.start, entity.end - 4), entity.end))


def _bodies(parts: Iterable[Part], mime_type: str) -> list[Part]:
    return [part for part in parts if part.mime_type == mime_type and not part.is_attached]


def _of(parts: Iterable[Part], mime_types: frozenset[str]) -> list[Part]:
    return [part for part in parts if part.mime_type in mime_types]


def _files(parts: Iterable[Part]) -> Iterable[AttachedFile]:
    for part in parts:
        if part.is_attached and part.mime_type not in _STATUS:
            yield AttachedFile(part.name or "", part.mime_type, part.size)


def _blocks(text: str) -> list[Headers]:
    blocks = (read_headers(block) for block in re.split(r"\n[ \t]*\n", text))
    return [block for block in blocks if block]


def _fields(parts: Sequence[Part], mime_type: str) -> Headers | None:
    found = [read_headers(part.text.lstrip()) for part in parts if part.mime_type == mime_type]
    return found[0] if found else None


def _addresses(headers: Headers, name: str) -> tuple[Address, ...]:
    found = (address for value in headers.addressed(name) for address in read_addresses(value))
    return tuple(islice(found, limits.ADDRESSES))


def _ids(value: str | None) -> list[str]:
    if not value:
        return []
    return (_ID.findall(value) or _BARE_ID.findall(value))[: limits.REFERENCES]


def _date(value: str | None) -> datetime | None:
    if not value or len(value) > _LONGEST_DATE:
        return None
    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _auto_submitted(headers: Headers) -> str | None:
    word, _ = read_parameters(headers.get("Auto-Submitted") or "")
    return word.partition("(")[0].strip() or None


def _return_path(headers: Headers) -> str | None:
    value = headers.get("Return-Path")
    if value is None:
        return None
    return read_address(value) or ("" if value.strip() in {"<>", ""} else None)


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    values = (value for name in _ARRIVED_BY for value in headers.all(name))
    found = (read_address(value.removeprefix("rfc822;")) for value in values)
    return tuple(dict.fromkeys(address for address in found if address))
