"""What a received mail is: a reply, an automatic answer, a bounce, a complaint, a report, or none of these.

    classified = classify(read_mail(raw))

Rules only, so that everything said of a mail can be looked up. `bounces` reads reports about deliveries, by
the standard or by their words (`notices` finds those, `diagnosing` says what they mean), `complaints`
feedback reports, `automatic` knows machines' answers, `quoting` and `intents` read people's. The words
themselves are in text files (`phrases`): `refusals`, `reports`, `notices`, `automatic`, `quoting` and
`intents`.
"""

from penguinmails.delivery.inbound.classifying.classifier import classify
from penguinmails.delivery.inbound.classifying.model import (
    Action,
    AutoReason,
    Bounced,
    Classified,
    Feedback,
    Intent,
    MailKind,
    Reason,
)
from penguinmails.delivery.inbound.classifying.quoting import without_quotes

__all__ = [
    "Action",
    "AutoReason",
    "Bounced",
    "Classified",
    "Feedback",
    "Intent",
    "MailKind",
    "Reason",
    "classify",
    "without_quotes",
]
