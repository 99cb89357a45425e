"""What a received mail is."""

from penguinmails.delivery.inbound.classifying.automatic import auto_reason, is_automatic, is_mass_mail
from penguinmails.delivery.inbound.classifying.bounces import (
    by_status,
    by_words,
    is_report,
    original_recipient,
)
from penguinmails.delivery.inbound.classifying.complaints import read_feedback
from penguinmails.delivery.inbound.classifying.intents import asks_for_removal, read_intent
from penguinmails.delivery.inbound.classifying.model import AutoReason, Classified, Intent, MailKind
from penguinmails.delivery.inbound.classifying.notices import Notice, read_notice
from penguinmails.delivery.inbound.classifying.quoting import new_text
from penguinmails.delivery.inbound.reading import Headers, Received


def classify(received: Received) -> Classified:
    """Say what a mail is and what it says. Pure, and never raises.

    Only a mail that looks like a machine's report by its sender and form can be a bounce: a person who quotes
    one, or sends one on, has still written a reply.
    """
    feedback = read_feedback(received)
    if feedback:
        original = received.original or Headers()
        return Classified(
            kind=MailKind.COMPLAINT if feedback.is_complaint else MailKind.REPORT,
            original_message_id=_message_id(original),
            original_recipient=next(iter(feedback.recipients), None),
            feedback=feedback,
        )
    if received.disposition is not None or received.report_type == "disposition-notification":
        return _receipt(received)
    return _bounce(received) or _letter(received)


def _receipt(received: Received) -> Classified:
    """RFC 8098: read, deleted, dismissed. Nobody's address failed."""
    fields = received.disposition or Headers()
    message_id = (fields.get("Original-Message-ID") or "").strip(" <>") or received.in_reply_to
    return Classified(kind=MailKind.REPORT, original_message_id=message_id)


def _bounce(received: Received) -> Classified | None:
    if not is_report(received):
        return None
    notice = read_notice(received)
    bounces, has_fields = by_status(received, notice)
    if not has_fields:
        bounces = by_words(received, notice)
    elif not bounces:
        return Classified(MailKind.REPORT, original_message_id=_original_id(received, notice))
    if not bounces:
        return None
    return Classified(
        kind=MailKind.BOUNCE,
        bounces=tuple(bounces),
        original_message_id=_original_id(received, notice),
        original_recipient=original_recipient(received, notice, bounces),
    )


def _letter(received: Received) -> Classified:
    text = new_text(received)
    original = received.in_reply_to or next(reversed(received.references), None)
    is_request = asks_for_removal(received.subject, text)
    if not is_request and is_automatic(received, text):
        reason = auto_reason(received, text)
        away = reason is AutoReason.VACATION
        return Classified(
            kind=MailKind.AUTO_REPLY,
            original_message_id=original,
            auto_reason=reason,
            reply_intent=Intent.OUT_OF_OFFICE if away else None,
            confidence=0.9 if away else None,
            reply_text=text,
        )
    if not is_request and is_mass_mail(received):
        return Classified(kind=MailKind.OTHER, original_message_id=original)
    intent, confidence = read_intent(received.subject, text)
    return Classified(
        kind=MailKind.REPLY,
        original_message_id=original,
        reply_intent=intent,
        confidence=confidence,
        reply_text=text,
    )


def _original_id(received: Received, notice: Notice) -> str | None:
    return _message_id(notice.returned) or received.in_reply_to or next(reversed(received.references), None)


def _message_id(headers: Headers) -> str | None:
    return (headers.get("Message-ID") or "").strip(" <>") or None
