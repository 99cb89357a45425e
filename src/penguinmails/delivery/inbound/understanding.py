"""A mail's bytes, read, judged, and brought into the form in which it is stored."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import structlog

from penguinmails.delivery.inbound.classifying import (
    AutoReason,
    Bounced,
    Classified,
    Intent,
    MailKind,
    classify,
)
from penguinmails.delivery.inbound.model import Understood
from penguinmails.delivery.inbound.reading import Received, read_mail

log = structlog.stdlib.get_logger()

_LONGEST_ID: Final = 900
"""An index of PostgreSQL holds 2,700 bytes; no mail program writes a Message-ID of more than 200."""
_LONGEST_ADDRESS: Final = 254
_LONGEST_TEXT: Final = 500
_MOST_REFERENCES: Final = 100
_TOKEN: Final = re.compile(r"\bbounce\+([a-z2-7]{34})@", re.IGNORECASE)


def understand(raw: bytes) -> Understood:
    """What a mail is. Never raises: where reading or judging fails, `failure` says how."""
    try:
        received = read_mail(raw)
        return _stored_form(received, classify(received))
    except Exception as error:
        log.exception("inbound.not_understood", bytes=len(raw))
        return Understood(MailKind.OTHER, failure=f"{type(error).__name__}: {error}")


def _stored_form(received: Received, judged: Classified) -> Understood:
    intent = judged.reply_intent
    if intent is None and judged.auto_reason is AutoReason.VACATION:
        intent = Intent.OUT_OF_OFFICE
    return Understood(
        kind=judged.kind,
        message_id=_id(received.message_id),
        in_reply_to=_id(received.in_reply_to),
        references=_ids(received.references[-_MOST_REFERENCES:]),
        named=_ids([judged.original_message_id]),
        tokens=_tokens(received, judged),
        from_email=_address(received.from_email),
        from_name=_text(received.from_name),
        reply_to=_address(received.reply_to[0].email) if received.reply_to else None,
        subject=_text(received.subject) or "",
        bounces=tuple(_bounce(each) for each in judged.bounces),
        original_recipient=_address(judged.original_recipient),
        intent=intent,
        confidence=judged.confidence,
    )


def _bounce(bounce: Bounced) -> Bounced:
    return replace(
        bounce,
        address=_address(bounce.address),
        status=_text(bounce.status),
        diagnostic=_text(bounce.diagnostic),
    )


def _tokens(received: Received, judged: Classified) -> tuple[str, ...]:
    """Of the bounce addresses a mail came by, as servers wrote them down, and of what it encloses."""
    places = [
        *received.delivered_to,
        (received.original.get("Return-Path") if received.original else None) or "",
        (judged.feedback.mail_from if judged.feedback else None) or "",
    ]
    found = (token.lower() for place in places for token in _TOKEN.findall(place))
    return tuple(dict.fromkeys(found))


def _ids(values: Iterable[str | None]) -> tuple[str, ...]:
    found = (_id(value) for value in values)
    return tuple(dict.fromkeys(value for value in found if value))


def _id(value: str | None) -> str | None:
    if value is None or len(value.encode("utf-8", "replace")) > _LONGEST_ID:
        return None
    return _storable(value).strip("<> ") or None


def _address(value: str | None) -> str | None:
    address = _storable(value or "").strip().strip("<>").lower()
    return address if 0 < len(address) <= _LONGEST_ADDRESS else None


def _text(value: str | None) -> str | None:
    return _storable(value)[:_LONGEST_TEXT] if value else None


def _storable(text: str) -> str:
    """Text that PostgreSQL takes: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
