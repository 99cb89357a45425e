"""What a person means by a reply, as far as single expressions tell."""

import re
from typing import Final

from penguinmails.delivery.inbound.classifying.model import Intent
from penguinmails.delivery.inbound.classifying.phrases import phrases

_LOOKED_AT: Final = 2000
_SHORT: Final = 250
"""Whoever wants to be left alone says so and no more; in long letters the same words mean other things."""
_REQUEST: Final = re.compile(
    r"^\W*(?:re: ?)?(?:please )?(?:unsubscribe|remove|stop|opt[- ]?out|abmelden|austragen|désabonne\w*|baja"
    r"|uitschrijven)\b.{0,40}$",
    re.IGNORECASE,
)


def asks_for_removal(subject: str, text: str) -> bool:
    """Whether a mail is what mail programs send for people who press "unsubscribe" (RFC 2369 §3.2)."""
    return bool(_REQUEST.match(subject)) and len(text) <= _SHORT


def read_intent(subject: str, text: str) -> tuple[Intent | None, float | None]:
    """The intent and how sure it is, 0 to 1; None where no expression is known."""
    if asks_for_removal(subject, text):
        return Intent.UNSUBSCRIBE, 0.95
    text = text[:_LOOKED_AT].strip()
    found = [Intent(name) for name, words in phrases("intents").items() if words.search(text)]
    if not found:
        return None, None
    is_short = len(text) <= _SHORT
    # In the order of the file: who refuses politely also says what is interesting, and who asks for a call
    # is interested. Every other meaning found makes the first less sure.
    rivals = (
        len([intent for intent in found if {intent, found[0]} != {Intent.MEETING, Intent.INTERESTED}]) - 1
    )
    confidence = (0.9 if is_short else 0.75) - 0.15 * min(rivals, 3)
    return found[0], round(confidence, 2)
