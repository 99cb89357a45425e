"""Lists, those on them, and what became of an attempt to put leads on one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

MAILABLE: Final = frozenset({"active", "replied"})
"""The states of a lead in which it may be written to (`leads.status`)."""


class OptIn(StrEnum):
    """What it takes to be on a list."""

    SINGLE = "single"
    DOUBLE = "double"
    """The owner of the address has answered a mail."""


class MemberStatus(StrEnum):
    """How a lead stands to a list."""

    PENDING = "pending"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"


class ConsentSource(StrEnum):
    """Where a consent was given or taken back (`consent_events.source`)."""

    FORM = "form"
    IMPORT = "import"
    API = "api"
    ONE_CLICK = "one_click"
    UNSUBSCRIBE_PAGE = "unsubscribe_page"
    REPLY = "reply"
    FEEDBACK_LOOP = "feedback_loop"
    STAFF = "staff"
    """The platform's operators."""
    MEMBER = "member"
    """A member of the tenant."""


@dataclass(frozen=True)
class MailingList:
    """A list. `company_id` None: it is the whole tenant's. `contact_count`: subscribed, lead not deleted."""

    id: UUID
    company_id: UUID | None
    name: str
    description: str | None
    opt_in: str
    is_public: bool
    contact_count: int
    created: datetime
    deleted: datetime | None


@dataclass(frozen=True)
class ListMember:
    """A lead on a list. `confirm_mails`: how often it was asked to confirm, last at `confirm_sent`."""

    lead_id: UUID
    email: str
    status: str
    source: str | None
    joined: datetime
    confirm_mails: int
    confirm_sent: datetime | None
    confirmed: datetime | None
    unsubscribed: datetime | None


@dataclass(frozen=True)
class Reachable:
    """A lead that a broadcast to a list may go to."""

    lead_id: UUID
    company_id: UUID | None
    email: str


@dataclass(frozen=True)
class Candidate:
    """A lead somebody wants on a list. Its row is locked against deletion."""

    lead_id: UUID
    company_id: UUID | None
    email: str
    status: str


@dataclass(frozen=True)
class LeadId:
    """One of several leads."""

    lead_id: UUID


@dataclass(frozen=True)
class Joined:
    """A lead that has just been put on a list. `again`: it had left before."""

    lead_id: UUID
    again: bool


@dataclass(frozen=True)
class Left:
    """A lead that has just left a list."""

    lead_id: UUID
    company_id: UUID | None
    email: str


@dataclass(frozen=True)
class Asked:
    """A pending member who is asked (again) to confirm. `round` tells this time on the list from others."""

    lead_id: UUID
    email: str
    confirm_mails: int
    round: datetime


@dataclass(frozen=True)
class Added:
    """What became of the leads somebody wanted on a list: each is in exactly one of these."""

    subscribed: int = 0
    pending: int = 0
    """Asked by mail."""
    already: int = 0
    """Subscribed or pending before."""
    left_before: int = 0
    """Had left the list, or all lists; not put back."""
    suppressed: int = 0
    unmailable: int = 0
    """Bounced, complained or unsubscribed from everything."""


@dataclass(frozen=True)
class Standing:
    """Everything a confirmation depends on."""

    list_id: UUID
    list_name: str
    list_description: str | None
    list_deleted: datetime | None
    tenant_name: str
    company_name: str | None
    lead_id: UUID
    company_id: UUID | None
    email: str
    lead_status: str
    lead_deleted: bool
    status: str
    confirm_token_hash: bytes | None
    confirm_sent: datetime | None
    confirmed: datetime | None
    round: datetime


@dataclass(frozen=True)
class Question:
    """What a confirmation page shows before anything is confirmed."""

    list_name: str
    list_description: str | None
    sender: str
    address: str
    """Masked: `j…@example.org`."""
    text: str
    """What the person agrees to, in words. Kept as part of the proof."""
    confirmed: datetime | None
    """When it has been answered already."""


@dataclass(frozen=True)
class Confirmation:
    """A subscription that was confirmed. `now`: by this request, and not before."""

    list_id: UUID
    list_name: str
    lead_id: UUID
    confirmed: datetime
    now: bool


@dataclass(frozen=True)
class TenantOfLists:
    """A tenant with something to be looked after."""

    tenant_id: UUID


@dataclass(frozen=True)
class Drift:
    """A list whose count is not what counting finds."""

    list_id: UUID
    kept: int
    counted: int


@dataclass(frozen=True)
class MembershipIn:
    """A lead in a list. `consenting`: subscribed, and confirmed where the list asks for it."""

    lead_id: UUID
    list_id: UUID
    consenting: bool
