"""Complaints: feedback reports (RFC 5965), whole or with parts missing."""

from typing import Final

from penguinmails.delivery.inbound.classifying.addresses import EMAIL
from penguinmails.delivery.inbound.classifying.model import Feedback
from penguinmails.delivery.inbound.reading import Received

# RFC 5965 §7.3 and RFC 6591: these say nothing against the message, or nothing of a person.
_NO_COMPLAINTS: Final = frozenset({"not-spam", "auth-failure", "dmarc"})
_MOST: Final = 100


def read_feedback(received: Received) -> Feedback | None:
    """The feedback report in a mail, or None where it has none.

    Hotmail's reports have no such part, but a header that names the recipient, and the message as a part.
    """
    fields = received.feedback
    hotmail = received.headers.get("X-HmXmrOriginalRecipient")
    if fields is None and hotmail is None and received.report_type != "feedback-report":
        return None
    told = fields.as_dict() if fields else {}

    def first(name: str) -> str | None:
        return next(iter(told.get(name, [])), None)

    kind = (first("feedback-type") or first("abuse-type") or "abuse").strip().lower()
    named = [*told.get("original-rcpt-to", []), *told.get("removal-recipient", []), hotmail or ""]
    if received.original:
        named += received.original.all("X-HmXmrOriginalRecipient")
    recipients = (match[0].lower().strip(".") for value in named for match in EMAIL.finditer(value))
    sender = EMAIL.search(first("original-mail-from") or "")
    return Feedback(
        kind=kind,
        is_complaint=kind not in _NO_COMPLAINTS,
        recipients=tuple(dict.fromkeys(recipients))[:_MOST],
        mail_from=sender[0].lower() if sender else None,
        user_agent=first("user-agent"),
        source_ip=first("source-ip"),
        reported_domain=first("reported-domain"),
        arrived=first("arrival-date") or first("received-date"),
    )
