"""Why a message was refused, from what the refusing server said: words first, then the status, then the code.

Servers agree on words far better than on codes: "550 5.7.1" stands before "user unknown", "blocked using a
list" and "message too large" alike. The words are in `refusals.txt`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from penguinmails.delivery.inbound.classifying.model import Action, Reason
from penguinmails.delivery.inbound.classifying.phrases import phrases
from penguinmails.ledger import BounceType

_LONGEST: Final = 4000

# RFC 3463, and what large providers mean by it. Without the first digit: 4 and 5 say how final it is.
_BY_STATUS: Final = {
    "1.1": Reason.NO_SUCH_MAILBOX,
    "1.2": Reason.DOMAIN_UNKNOWN,
    "1.3": Reason.NO_SUCH_MAILBOX,
    "1.6": Reason.MOVED,
    "1.7": Reason.SENDER_REFUSED,
    "1.8": Reason.SENDER_REFUSED,
    "1.9": Reason.SENDER_REFUSED,
    "1.10": Reason.NO_SUCH_MAILBOX,
    "2.1": Reason.MAILBOX_DISABLED,
    "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.TOO_BIG,
    "2.4": Reason.SERVER,
    "3.1": Reason.SERVER,
    "3.2": Reason.SERVER,
    "3.4": Reason.TOO_BIG,
    "4.1": Reason.EXPIRED,
    "4.2": Reason.NETWORK,
    "4.3": Reason.NETWORK,
    "4.4": Reason.DOMAIN_UNKNOWN,
    "4.6": Reason.NETWORK,
    "4.7": Reason.EXPIRED,
    "5.3": Reason.RATE_LIMITED,
    "7.1": Reason.POLICY,
}
_BY_SUBJECT: Final = {
    "1": Reason.OTHER,
    "3": Reason.SERVER,
    "4": Reason.NETWORK,
    "6": Reason.CONTENT,
    "7": Reason.POLICY,
}
_AUTHENTICATION_DETAILS: Final = range(20, 33)
"""X.7.20 to X.7.32: RFC 7372 and what Gmail adds to it."""

_HARD: Final = frozenset({Reason.NO_SUCH_MAILBOX, Reason.DOMAIN_UNKNOWN, Reason.NO_MAIL_HERE, Reason.MOVED})
_BLOCK: Final = frozenset(
    {
        *(Reason.SENDER_REFUSED, Reason.BLOCKED, Reason.SPAM, Reason.VIRUS, Reason.POLICY),
        *(Reason.AUTHENTICATION, Reason.CONTENT),
    }
)

_LOCAL_PART: Final = re.compile(r"""[^\s@<>(),;:"'\[\]\\]{1,64}@""")
_FRAGMENT: Final = re.compile(r"(https?://[^\s#]*)#\S*")
_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_CODE: Final = re.compile(r"(?<![\d.\-#(:])([45][0-5]\d)(?=[\s\-#:,<]|\Z)")
_FROM_CONTENT: Final = re.compile(
    r"(?:in reply to |after |to )?end of data|\(in reply to .{0,10}DATA command\)|TEXT command|>>> DATA\b",
    re.IGNORECASE,
)
_CERTAIN: Final = re.compile(r"does(?: not|n.t) have an? .{1,80} account", re.IGNORECASE)
_TO_RECIPIENT: Final = re.compile(r"RCPT[ _]?TO", re.IGNORECASE)


@dataclass(frozen=True)
class Diagnosis:
    """Why, and how final."""

    reason: Reason
    bounce_type: BounceType
    status: str | None
    code: int | None


def diagnose(words: str, status: str | None, action: Action, *, context: str = "") -> Diagnosis:
    """Why a delivery failed.

    `words` are the receiving server's, `status` the report's own (X.Y.Z), `context` what the reporting server
    wrote around it, which is looked at when the words say nothing.
    """
    first = _bare(words.partition("\n")[0])
    words, context = _bare(words), _bare(context)
    status = _best_status(words, status, context)
    code = _code(words) or _code(context)
    reason = _by_words(first) or _by_words(words) or _by_status(status) or _by_words(context) or Reason.OTHER
    if reason is Reason.NO_SUCH_MAILBOX and phrases("refusals")[Reason.MAILBOX_DISABLED].search(context):
        reason = Reason.MAILBOX_DISABLED  # the report contradicts the reply; what is there may come back
    elif reason is Reason.NO_SUCH_MAILBOX and _is_filtered(words, context, status):
        reason = Reason.REFUSED
    return Diagnosis(reason, _type(reason, status, code, action), status, code)


def _bare(text: str) -> str:
    """The text on one line, without names that people chose: "spam@" and "#spam" give no reason."""
    return _LOCAL_PART.sub("someone@", _FRAGMENT.sub(r"\1", " ".join(text[:_LONGEST].split())))


@lru_cache(maxsize=64)  # a report on a hundred recipients has one text around them all
def _by_words(text: str) -> Reason | None:
    if not text:
        return None
    return next((Reason(name) for name, words in phrases("refusals").items() if words.search(text)), None)


def _by_status(status: str | None) -> Reason | None:
    if not status:
        return None
    _, subject, detail = status.split(".")
    if subject == "7" and int(detail) in _AUTHENTICATION_DETAILS:
        return Reason.AUTHENTICATION
    found = _BY_STATUS.get(f"{subject}.{detail}") or _BY_SUBJECT.get(subject)
    return None if found is Reason.OTHER else found


def _best_status(words: str, status: str | None, context: str) -> str | None:
    """The status that says most: a detail of the words before one of the report, before X.0.0."""
    told = _STATUS.findall(f"{words} {status or ''}") or _STATUS.findall(context)
    told = [found for found in told if not found.startswith("2")]
    return next((found for found in told if not found.endswith(".0.0")), told[0] if told else None)


def _code(text: str) -> int | None:
    codes = _CODE.findall(text)
    return int(codes[0]) if codes else None


def _is_filtered(words: str, context: str, status: str | None) -> bool:
    """Whether an unknown user may be a filter's pretence: a server that knows its users refuses at RCPT TO.

    It may be when the content was seen first, or when the status says that the mailbox is there (5.2.X).
    """
    around = f"{words} {context}"
    if _TO_RECIPIENT.search(around) or _CERTAIN.search(words) or (status or "").startswith(("5.1.", "5.4.")):
        return False
    return bool(_FROM_CONTENT.search(around)) or (status or "").startswith("5.2.")


def _type(reason: Reason, status: str | None, code: int | None, action: Action) -> BounceType:
    is_transient = (status or "").startswith("4.") or (status is None and code is not None and code < 500)  # noqa: PLR2004
    if action is Action.DELAYED:
        return BounceType.SOFT
    if reason in _HARD:
        return BounceType.SOFT if is_transient else BounceType.HARD
    return BounceType.BLOCK if reason in _BLOCK else BounceType.SOFT
