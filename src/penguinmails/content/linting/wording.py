"""Subject and preheader: what an inbox shows before anybody opens the message."""

import re
from collections.abc import Iterator
from typing import Final

from penguinmails.content.linting.model import Fault, Part
from penguinmails.content.linting.tags import MASK

LONGEST: Final = 255
"""What a subject may have at most: the column's limit."""
COMFORTABLE: Final = 60
"""Characters that most programs on a screen show; on a phone it is about 40."""

_FAKE: Final = re.compile(r"\s*(?:re|aw|sv|fwd?|wg|tr|rv)\s*(?:\[\d+\]|\(\d+\))?\s*:", re.IGNORECASE)
_SHORT: Final = 6
"""Letters up to which capitals may be an abbreviation: GDPR, NASA."""


def check_subject(part: Part, masked: str, shown: str | None) -> Iterator[Fault]:
    """Faults of a subject; `shown` is how it looks with sample data, where it can be rendered."""
    text = part.text
    if not text.strip():
        yield part.error(
            "subject_empty", 0, "The subject is empty.", "Say in a few words what the mail is about."
        )
        return
    length = len(masked.replace(MASK, "") if shown is None else shown)
    if len(text) > LONGEST or length > LONGEST:
        yield part.error(
            "subject_too_long",
            0,
            f"The subject has {max(len(text), length)} characters, and {LONGEST} is the most.",
            "Shorten it.",
        )
    elif length > COMFORTABLE:
        yield part.warning(
            "subject_long",
            0,
            f"The subject has about {length} characters; inboxes show {COMFORTABLE}, phones 40.",
            "Say the most important words first, or shorten it.",
        )
    letters = [sign for sign in masked.replace(MASK, "") if sign.isalpha()]
    cased = [sign for sign in letters if sign.lower() != sign.upper()]
    if len(cased) > _SHORT and all(sign == sign.upper() for sign in cased):
        yield part.warning(
            "subject_shouting", 0, "The subject is all capitals, as spam is.", "Write it like a sentence."
        )
    if _FAKE.match(text):
        yield part.error(
            "subject_fake_reply",
            0,
            f"The subject begins with {text.strip().partition(':')[0]}:, as if it were an answer.",
            "Take it out: it deceives. A follow-up in the same thread gets it by itself.",
        )


def check_preheader(part: Part, *, wanted: bool) -> Iterator[Fault]:
    """A message with HTML is shown with its first words, whatever they are, unless it says better ones."""
    if wanted and not part.text.strip():
        yield part.warning(
            "preheader_missing",
            0,
            "There is no preheader: the inbox shows the first words of the message instead.",
            "Write a line that goes on where the subject ends.",
        )
