"""What a token says."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from uuid import UUID

CONSENTS: Final = ("off", "last_date_only", "full")
"""What a lead allows, the least first: `leads.tracking_consent`."""


class Kind(IntEnum):
    """What a link is for. Values are part of the format."""

    OPEN = 0
    CLICK = 1
    HONEYPOT = 2
    """A link that no person sees: whoever follows it is a machine."""
    UNSUBSCRIBE = 3
    PREFERENCES = 4

    @property
    def path(self) -> str:
        """Where its links lead: `o`, `c`, `u` or `p`. A honeypot looks like any other link."""
        return _PATHS[self]


_PATHS: Final = {
    Kind.OPEN: "o",
    Kind.CLICK: "c",
    Kind.HONEYPOT: "c",
    Kind.UNSUBSCRIBE: "u",
    Kind.PREFERENCES: "p",
}


@dataclass(frozen=True, slots=True)
class Ref:
    """The message a link is in, whom it went to, and what they allowed when it was sent."""

    tenant_id: UUID
    message_id: UUID
    lead_id: UUID | None = None
    company_id: UUID | None = None
    consent: str = "full"


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature is right. Clicks have a `url`; unsubscribing and preferences an `address`."""

    kind: Kind
    ref: Ref
    url: str | None = None
    address: str | None = None
