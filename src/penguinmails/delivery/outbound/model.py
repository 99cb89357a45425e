"""A planned message, and what became of one: what crosses between campaigns and delivery."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic, as_payload
from penguinmails.kernel.tiers import Tier

PLANNED: Final = Topic("message.planned", Tier.CONTENT, items="messages")
"""`{"messages": [PlannedMessage.payload(), …]}`: to be sent; a second delivery changes nothing."""
WITHDRAWN: Final = Topic("message.withdrawn", Tier.CONTENT)
"""`{"enrolments": [id, …], "reason": text}`: unsent messages of these enrolments are cancelled."""
HELD: Final = Topic("campaign.held", Tier.CONTENT)
"""`{"campaign_id", "held": bool, "version"}`: nothing of a campaign is sent while it is held."""
SETTLED: Final = Topic("message.settled", Tier.OLTP, items="messages")
"""`{"messages": [Settled.payload(), …]}`: what became of messages, once each and again on new evidence."""
ANSWERED: Final = Topic("message.answered", Tier.OLTP, items="answers")
"""`{"answers": [Answer.payload(), …]}`: what came back to messages."""


class Kind(StrEnum):
    """What an outgoing message is for."""

    CAMPAIGN = "campaign"
    TEST = "test"
    WARMUP = "warmup"
    REPLY = "reply"
    MANUAL = "manual"
    SYSTEM = "system"


class Ended(StrEnum):
    """The states in which a message is settled."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """Refused for good, or deferred until it expired."""
    UNCERTAIN = "uncertain"
    """The connection broke after DATA: nobody knows. Never sent again by itself."""
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True)
class Tracking:
    """How a message is tracked. `consent` is the lead's: off, last_date_only or full."""

    opens: bool = True
    clicks: bool = True
    consent: str = "full"
    utm: dict[str, str] = field(default_factory=dict[str, str])
    """Added to links: utm_source, utm_medium, utm_campaign …"""


@dataclass(frozen=True)
class PlannedMessage:
    """One message to send. `message_id` (UUIDv7) and `planned` are made once.

    `merge_data` is what the template may say, without links: those are made when it is composed.
    `subject` overrides the template's. With `parent_message_id` it goes into that message's thread, as a
    reply under its subject. `campaign_type` is what suppressions of one type of campaign are compared with.
    """

    message_id: UUID
    kind: Kind
    mailbox_id: UUID
    planned: datetime
    from_email: str
    to_email: str
    company_id: UUID
    template_id: UUID
    template_version: int
    render_seed: int
    merge_data: dict[str, Any]
    campaign_id: UUID | None = None
    step_id: UUID | None = None
    variant_id: UUID | None = None
    enrolment_id: UUID | None = None
    lead_id: UUID | None = None
    parent_message_id: UUID | None = None
    priority: int = 100
    from_name: str | None = None
    reply_to: str | None = None
    to_name: str | None = None
    subject: str | None = None
    receiving_provider: str | None = None
    campaign_type: str | None = None
    tracking: Tracking = field(default_factory=Tracking)
    keep_body: bool = False

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is not known is left out."""
        return as_payload(self)


@dataclass(frozen=True)
class Settled:
    """What became of a message. `version` rises with each later word on the same message.

    `at` is when it was attempted, or when it was cancelled. `reason`: suppressed, paused, replied, rendering,
    expired, no_such_mailbox … in a word; `words` says more to people.
    """

    message_id: UUID
    kind: Kind
    state: Ended
    at: datetime
    version: int
    mailbox_id: UUID
    campaign_id: UUID | None = None
    step_id: UUID | None = None
    enrolment_id: UUID | None = None
    lead_id: UUID | None = None
    to_email: str | None = None
    bounce_type: str | None = None
    reason: str | None = None
    words: str | None = None

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is not known is left out."""
        return as_payload(self)


class AnswerKind(StrEnum):
    """What came back."""

    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Answer:
    """Something that came back to a message, as a mail or as a provider's notice.

    `address` is whom the message went to (and so who bounced, complained or answered). `classification` of a
    reply: interested, meeting, not_interested, out_of_office, unsubscribe, other, where it is known.
    """

    kind: AnswerKind
    message_id: UUID
    at: datetime
    inbound_message_id: UUID | None = None
    mailbox_id: UUID | None = None
    campaign_id: UUID | None = None
    step_id: UUID | None = None
    enrolment_id: UUID | None = None
    lead_id: UUID | None = None
    address: str | None = None
    bounce_type: str | None = None
    classification: str | None = None

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is not known is left out."""
        return as_payload(self)
