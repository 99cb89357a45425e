"""What an author may write into a draft, and the form it is kept in."""

import re
import unicodedata
from dataclasses import replace
from typing import Final

from penguinmails.content.templates.drafts.model import Draft
from penguinmails.content.templates.errors import TemplateInvalid

LONGEST_SUBJECT: Final = 255
LONGEST_LINE: Final = 1000
LARGEST: Final = 1_000_000
"""Characters of a part. A message that large reaches nobody; the linter speaks up at a tenth of it."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def clean_draft(draft: Draft) -> Draft:
    """The draft in the one form it is kept in: lines end in LF, single lines are trimmed, '' is nothing.

    Raises `TemplateInvalid`.
    """
    subject = _line(draft.subject, "subject", LONGEST_SUBJECT) or ""
    category = _line(draft.category, "category", 60)
    language = _line(draft.language, "language", 35)
    if language and not _LANGUAGE.fullmatch(language):
        raise TemplateInvalid(
            what="language", reason=f"{language} is no language tag like en, de or pt-BR (RFC 5646)"
        )
    return replace(
        draft,
        subject=subject,
        html=clean_text(draft.html, "HTML"),
        text=clean_text(draft.text, "text") or None if draft.text is not None else None,
        preheader=_line(draft.preheader, "preheader", LONGEST_LINE),
        category=category.casefold() if category else None,
        language=language,
        description=_line(draft.description, "description", LONGEST_LINE),
    )


def clean_text(text: str, what: str) -> str:
    """A longer text whose lines end in LF, without a byte order mark. Raises `TemplateInvalid`."""
    if len(text) > LARGEST:
        raise TemplateInvalid(
            what=what, reason=f"it has {len(text):,} characters, and {LARGEST:,} is the most"
        )
    _storable(text, what)
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _line(text: str | None, what: str, longest: int) -> str | None:
    if text is None:
        return None
    _storable(text, what)
    line = text.strip()
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in line):
        raise TemplateInvalid(what=what, reason="it is more than one line, or holds a control character")
    if len(line) > longest:
        raise TemplateInvalid(what=what, reason=f"it has {len(line)} characters, and {longest} is the most")
    return line or None


def _storable(text: str, what: str) -> None:
    if "\0" in text:
        raise TemplateInvalid(what=what, reason="it holds a NUL character")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise TemplateInvalid(what=what, reason="it holds half a character (a lone surrogate)")
