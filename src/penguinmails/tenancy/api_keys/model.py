"""Keys with which a tenant's programs get in."""

import hashlib
import secrets
import string
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from penguinmails.kernel.db import Scope

MARK: Final = "pm_live_"
"""What every key starts with, so that people and secret scanners know one when they see it."""
PREFIX_LENGTH: Final = 12
"""How much of a key is stored readable and shown in lists."""

_SECRET_BYTES: Final = 32
_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
# 62 ** 43 > 2 ** 256: letters and digits only, so that a double click selects the whole key.
_DIGITS: Final = 43
KEY_LENGTH: Final = len(MARK) + _DIGITS


class ApiScope(StrEnum):
    """What a key may be used for. Writing does not include reading."""

    CAMPAIGNS_READ = "campaigns:read"
    """Campaigns, steps, enrolments, templates."""
    CAMPAIGNS_WRITE = "campaigns:write"
    LEADS_READ = "leads:read"
    """Leads, lists, segments, suppressions, the inbox."""
    LEADS_WRITE = "leads:write"
    MESSAGES_SEND = "messages:send"
    """Replies and single messages."""
    ANALYTICS_READ = "analytics:read"
    """Reports and exports of figures."""
    INFRASTRUCTURE_READ = "infrastructure:read"
    """Domains, mailboxes, warm-up."""
    INFRASTRUCTURE_WRITE = "infrastructure:write"


@dataclass(frozen=True)
class ApiKey:
    """A key as lists show it. `company_id` None: all companies. The key itself is not kept."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    company_id: UUID | None
    created: datetime
    expires: datetime | None
    last_used: datetime | None
    revoked: datetime | None


@dataclass(frozen=True)
class NewKey:
    """A key just made: the only time `key` is shown."""

    key: str
    api_key: ApiKey


@dataclass(frozen=True)
class PresentedKey:
    """What is needed to judge a key that somebody presents."""

    tenant_id: UUID
    id: UUID
    company_id: UUID | None
    key_hash: bytes
    scopes: list[str]
    last_used: datetime | None


@dataclass(frozen=True)
class Principal:
    """Who presented a valid key: what it may touch, and what for."""

    scope: Scope
    key_id: UUID
    scopes: frozenset[ApiScope]


def generate() -> str:
    """A new key of 256 random bits."""
    return MARK + encode(int.from_bytes(secrets.token_bytes(_SECRET_BYTES)))


def encode(number: int) -> str:
    """256 bits as 43 letters and digits."""
    signs: list[str] = []
    for _ in range(_DIGITS):
        number, digit = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[digit])
    return "".join(reversed(signs))


def digest(key: str) -> bytes:
    """What is stored of a key. SHA-256 is enough: 256 random bits cannot be guessed, however fast."""
    return hashlib.sha256(key.encode()).digest()


def well_formed(key: str) -> bool:
    """Whether it can be a key at all."""
    return (
        len(key) == KEY_LENGTH
        and key.startswith(MARK)
        and all(sign in _ALPHABET for sign in key.removeprefix(MARK))
    )
