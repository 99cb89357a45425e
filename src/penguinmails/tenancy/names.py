"""Names, slugs and e-mail addresses as they are stored: one form each, so that equal means equal."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from penguinmails.tenancy.errors import EmailInvalid, NameInvalid

NAME_LENGTH: Final = 100
SLUG_LENGTH: Final = 60

# Control, surrogate and private characters, line separators, and what has no shape: soft hyphens, the marks
# that turn the direction of text around. Persian and Hindi need the two joiners.
_UNWELCOME: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS: Final = frozenset("\u200c\u200d")
_SPACES: Final = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

# RFC 5321 §4.1.2: a dot-string before the @, and after it a domain of two labels or more. Quoted strings and
# address literals are legal, and nobody who can receive mail at a business has one.
_LOCAL: Final = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def clean_name(raw: str, *, what: str = "name", longest: int = NAME_LENGTH) -> str:
    """The name as it is stored: composed (NFC), one space between words. Raises `NameInvalid`."""
    composed = unicodedata.normalize("NFC", raw)
    name = _SPACES.sub(" ", composed).strip()
    if any(unicodedata.category(sign) in _UNWELCOME and sign not in _JOINERS for sign in name):
        raise NameInvalid(what=what, reason="it holds characters that cannot be seen")
    if not name or not any(sign.isalnum() for sign in name):
        raise NameInvalid(what=what, reason="it holds no letter and no digit")
    if len(name) > longest:
        raise NameInvalid(what=what, reason=f"it has {len(name)} characters, and {longest} is the most")
    return name


def slug(name: str) -> str:
    """The name as part of an address: lower-case ASCII letters, digits and single hyphens.

    A name without any of them (北京) becomes `workspace`.
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)
    return words.strip("-")[:SLUG_LENGTH].rstrip("-") or "workspace"


def free_slug(name: str, taken: Collection[str]) -> str:
    """The slug of `name`, with the first number from 2 on that makes it new where it is taken."""
    base = slug(name)
    if base not in taken:
        return base
    number = 2
    while (candidate := f"{base[: SLUG_LENGTH - 1 - len(str(number))].rstrip('-')}-{number}") in taken:
        number += 1
    return candidate


def normalise_email(raw: str) -> str:
    """The address as it is stored and compared: trimmed and lower-case. Raises `EmailInvalid`.

    Syntax only; nothing is looked up. An international domain is written in its `xn--` form, because two
    spellings of one address would be two users.
    """
    if not raw.strip().isascii():  # before lower(), which makes an ASCII k of the Kelvin sign
        raise EmailInvalid(email=raw, reason="it has letters outside ASCII")
    email = raw.strip().lower()
    local, at, domain = email.rpartition("@")
    labels = domain.split(".")
    if not at or not local or not domain:
        raise EmailInvalid(email=raw, reason="it is not of the form name@domain")
    if len(local) > 64 or len(email) > 254:  # noqa: PLR2004 - RFC 5321 §4.5.3.1
        raise EmailInvalid(email=raw, reason="it is too long")
    if not _LOCAL.fullmatch(local):
        raise EmailInvalid(
            email=raw, reason="the part before the @ has a character that is not allowed there"
        )
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():  # noqa: PLR2004 - a name and a top level
        raise EmailInvalid(email=raw, reason="the part after the @ is not a domain name")
    return email
