"""What a template is for, as its category says, and which rules follow from that."""

from enum import Enum, auto
from typing import Final


class Purpose(Enum):
    """Who asked for the mail."""

    MARKETING = auto()
    """The reader signed up for it. CAN-SPAM, the GDPR and Gmail's rules ask for a way out of it."""
    OUTREACH = auto()
    """Nobody asked for it. A way out is asked for by law in many countries, in words in some."""
    TRANSACTIONAL = auto()
    """The reader did something and this is the answer: there is nothing to leave."""


_OUTREACH: Final = frozenset(
    {"outreach", "cold outreach", "cold", "sales", "follow-up", "follow up", "breakup"}
)
_TRANSACTIONAL: Final = frozenset(
    {"transactional", "confirmation", "opt-in", "double opt-in", "receipt", "invoice", "account", "security"}
)


def purpose_of(category: str | None) -> Purpose:
    """What a category means; one nobody knows is marketing, which has the strictest rules."""
    name = (category or "").casefold().strip()
    if name in _OUTREACH:
        return Purpose.OUTREACH
    return Purpose.TRANSACTIONAL if name in _TRANSACTIONAL else Purpose.MARKETING
