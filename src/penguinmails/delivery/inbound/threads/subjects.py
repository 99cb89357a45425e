"""What a subject is without what answering and forwarding put in front of it."""

import re
from typing import Final

LONGEST: Final = 500
# "Re" and "Fwd" in the languages of Europe and China, perhaps counted, as in Re[2]: or AW (3):
_PREFIX: Final = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?"
    r"(?:re|r|aw|antw|antwort|sv|vs|vá|odp|ynt|ref|res|rép|rif|bls|atb|回复|回覆|答复|fwd|fw|wg|tr|rv|i|enc|doorst|vb|vl|转发|轉寄)"
    r"\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]\s*",  # noqa: RUF001 - the colon of Chinese
    re.IGNORECASE,
)


def bare_subject(subject: str) -> str:
    """The subject without Re:, AW:, Fwd: and their like, in one line, at most 500 characters."""
    text, before = " ".join(subject.split()), None
    while text != before:
        before = text
        text = _PREFIX.sub("", text, count=1)
    return text[:LONGEST]
