"""What a suppression is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class Reason(StrEnum):
    """Why somebody must not be written to; the strongest first."""

    OBJECTED = "objected"
    """They used their right to object."""
    ERASED = "erased"
    """They had themselves erased."""
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    REPLIED_NO = "replied_no"
    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCES = "soft_bounces"
    MANUAL = "manual"
    POLICY = "policy"
    IMPORTED = "imported"

    @property
    def strength(self) -> int:
        """0 for the strongest."""
        return _STRENGTH.index(self)

    @property
    def was_their_will(self) -> bool:
        """Whether the person themselves took a consent back; the proof of it is a consent event."""
        return self in _CONSENT

    @property
    def is_lasting(self) -> bool:
        """Whether it is withdrawn only where the person asked for it."""
        return self in (Reason.OBJECTED, Reason.ERASED, Reason.COMPLAINED)

    @property
    def consent_event(self) -> str:
        """The kind of the consent event it leaves."""
        return _CONSENT[self]

    @property
    def lead_status(self) -> str:
        """What leads of the address become."""
        return _LEAD_STATUS.get(self, "unsubscribed")


_STRENGTH: Final = tuple(Reason)
_CONSENT: Final = {
    Reason.OBJECTED: "objected",
    Reason.COMPLAINED: "complained",
    Reason.UNSUBSCRIBED: "unsubscribed",
    Reason.REPLIED_NO: "unsubscribed",
}
_LEAD_STATUS: Final = {
    Reason.COMPLAINED: "complained",
    Reason.HARD_BOUNCE: "bounced",
    Reason.SOFT_BOUNCES: "bounced",
}
WEAKER_STATUSES: Final = {
    "bounced": ["active", "replied"],
    "unsubscribed": ["active", "replied", "bounced"],
    "complained": ["active", "replied", "bounced", "unsubscribed"],
}
"""Which statuses of a lead a new one takes the place of."""


class Source(StrEnum):
    """How it became known."""

    ONE_CLICK = "one_click"
    UNSUBSCRIBE_PAGE = "unsubscribe_page"
    BOUNCE = "bounce"
    FEEDBACK_LOOP = "feedback_loop"
    REPLY = "reply"
    IMPORT = "import"
    API = "api"
    MEMBER = "member"
    STAFF = "staff"
    SYSTEM = "system"

    @property
    def of_consent(self) -> str:
        """The nearest source that a consent event knows."""
        return _CONSENT_SOURCE.get(self, self.value)


_CONSENT_SOURCE: Final = {Source.BOUNCE: "feedback_loop", Source.SYSTEM: "api"}


class CampaignType(StrEnum):
    """What kind of mail a suppression may be limited to."""

    OUTREACH = "outreach"
    MARKETING = "marketing"
    NEWSLETTER = "newsletter"
    TRANSACTIONAL = "transactional"


class Kind(StrEnum):
    """What is suppressed."""

    ADDRESS = "address"
    DOMAIN = "domain"


@dataclass(frozen=True)
class Target:
    """An address or a domain, normalised."""

    kind: Kind
    value: str


@dataclass(frozen=True)
class Suppression:
    """An entry. `hint` shows as much of the target as may be shown; erasure empties it."""

    id: UUID
    scope: str
    company_id: UUID | None
    campaign_type: str | None
    target: str
    hint: str | None
    reason: str
    source: str
    note: str | None
    expires: datetime | None
    created: datetime


@dataclass(frozen=True)
class Entry:
    """What is compared of an entry."""

    id: UUID
    target_hash: bytes
    reason: str
    expires: datetime | None


@dataclass(frozen=True)
class Hit:
    """An entry that forbids a message."""

    target_hash: bytes


@dataclass(frozen=True)
class Outcome:
    """What a suppression of many changed: new entries, entries with a stronger reason or a longer life."""

    added: int = 0
    strengthened: int = 0
    known: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.added + other.added, self.strengthened + other.strengthened, self.known + other.known
        )
