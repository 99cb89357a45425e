"""What a server's answer means. Pure."""

import re
from typing import Final

from penguinmails.delivery.smtp.exchange import Outcome, Stage
from penguinmails.ledger import BounceType

_HARD: Final = {
    "5.1.0": "no_such_mailbox",
    "5.1.1": "no_such_mailbox",
    "5.1.2": "no_such_domain",
    "5.1.3": "address_invalid",
    "5.1.6": "mailbox_moved",
    "5.1.10": "no_such_mailbox",
    "5.2.1": "mailbox_disabled",
    "5.4.4": "no_such_domain",
}
"""RFC 3463 and RFC 7505: what will not change by waiting."""
_SOFT: Final = {
    "5.2.2": "mailbox_full",
    "5.2.3": "too_large",
    "5.3.4": "too_large",
    "5.7.28": "too_much_mail",
}
_UNKNOWN: Final = re.compile(
    r"unknown (?:user|recipient|address|mailbox)|user unknown"
    r"|no such (?:user|recipient|mailbox|address|person)"
    r"|does(?: not|n't) exist|(?:recipient|mailbox|address|user|account) (?:is )?(?:not (?:found|known|exist)"
    r"|unknown|invalid|disabled|unavailable|rejected)|invalid (?:recipient|mailbox|address|user)"
    r"|no mailbox here|not a valid (?:user|recipient|mailbox)|undeliverable address",
    re.IGNORECASE,
)
_FULL: Final = re.compile(r"quota|mailbox (?:is )?full|insufficient storage|over ?limit", re.IGNORECASE)
_BLOCKED: Final = re.compile(
    r"spam|block|black ?list|deny|denied|policy|reputation|dmarc|\bspf\b|dkim|banned|content|unsolicited"
    r"|rbl|abuse|not authori[sz]ed|relay",
    re.IGNORECASE,
)
_TRANSACTION_FAILED: Final = 554
_OF_THE_ADDRESS: Final = re.compile(r"4\.[12]\.")
_SES: Final = re.compile(r"(?:Ok|OK) ([0-9a-f]{16}-[0-9a-f-]{20,})")
_SES_HOST: Final = re.compile(r"email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com")
_BRACKETED: Final = re.compile(r"OK <([^<>\s@]+@[^<>\s@]+)>")
_MICROSOFT: Final = ("office365.com", "outlook.com", "outlook.de", "hotmail.com")


def bounce_of(outcome: Outcome) -> tuple[BounceType, str]:
    """How final a 5xx is, and why, in a word. The enhanced code decides, else the words, else the moment."""
    enhanced, text = outcome.enhanced or "", outcome.text
    if enhanced in _HARD:
        return BounceType.HARD, _HARD[enhanced]
    if enhanced in _SOFT:
        return BounceType.SOFT, _SOFT[enhanced]
    if enhanced.startswith("5.7."):
        return BounceType.BLOCK, "refused_by_policy"
    if outcome.stage is Stage.RECIPIENT and _UNKNOWN.search(text):
        return BounceType.HARD, "no_such_mailbox"
    if _FULL.search(text):
        return BounceType.SOFT, "mailbox_full"
    if _BLOCKED.search(text) or outcome.code == _TRANSACTION_FAILED:
        return BounceType.BLOCK, "refused_by_policy"
    if outcome.stage is Stage.RECIPIENT and outcome.code in (550, 551, 553):
        return BounceType.HARD, "no_such_mailbox"
    if outcome.stage in (Stage.DATA, Stage.MESSAGE):
        return BounceType.BLOCK, "message_refused"
    return BounceType.SOFT, "refused"


def is_of_the_address(outcome: Outcome) -> bool:
    """Whether a 4xx concerns one recipient (4.1.x, 4.2.x), not all that its provider takes."""
    return bool(_OF_THE_ADDRESS.match(outcome.enhanced or ""))


def provider_id(host: str, text: str, ours: str) -> str | None:
    """The Message-ID that a provider put in the place of ours, as far as its answer tells; without brackets.

    Amazon SES answers "Ok ID" and writes ID@REGION.amazonses.com, or @email.amazonses.com in us-east-1.
    Microsoft answers "2.0.0 OK <ID> …" with the id the message has by then. Gmail keeps ours.
    """
    host = host.lower()
    if region := _SES_HOST.fullmatch(host):
        found = _SES.search(text)
        domain = "email" if region[1] == "us-east-1" else region[1]
        return found and f"{found[1]}@{domain}.amazonses.com"
    if host.endswith(_MICROSOFT):
        found = _BRACKETED.search(text)
        return found[1] if found and found[1] != ours else None
    return None
