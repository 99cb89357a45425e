"""What is handed on about messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic, as_payload
from penguinmails.kernel.tiers import Tier

MESSAGE_ENGAGED: Final = Topic("message.engaged", Tier.OLTP, items="messages")
"""`{"messages": [MessageEngaged.payload(), …]}`: what came of delivered messages, of one tenant."""
MESSAGE_SEEN: Final = Topic("message.seen", Tier.CONTENT, items="messages")
"""`{"messages": [MessageSeen.payload(), …]}`: they arrived, though no `sent` is known of them."""


@dataclass(frozen=True)
class MessageEngaged:
    """A whole state of a message. A higher version is a later state; what it leaves out is not so (any more).

    `opened_human` and `clicked_human` are by people only, the first of each; a click implies an open. A
    verdict that is taken back takes them back. `bounced` is None where a person has engaged all the same.
    """

    message_id: UUID
    version: int
    lead_id: UUID | None = None
    campaign_id: UUID | None = None
    step_id: UUID | None = None
    opened_human: datetime | None = None
    clicked_human: datetime | None = None
    replied: datetime | None = None
    auto_replied: datetime | None = None
    bounced: datetime | None = None
    bounce_type: str | None = None
    complained: datetime | None = None
    unsubscribed: datetime | None = None

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is None is left out."""
        return as_payload(self)


@dataclass(frozen=True)
class MessageSeen:
    """Evidence that a message arrived: when it showed, and the kind of the event that shows it."""

    message_id: UUID
    at: datetime
    evidence: str

    def payload(self) -> dict[str, Any]:
        """As JSON holds it."""
        return as_payload(self)


@dataclass(frozen=True)
class WaitingTenant:
    """A tenant with batches that wait."""

    tenant_id: UUID


@dataclass(frozen=True)
class ToldBatch:
    """A batch that is being told of."""

    batch_id: UUID


@dataclass(frozen=True)
class Concerned:
    """A message that a batch is about."""

    message_id: UUID


@dataclass(frozen=True)
class SentMessage:
    """A message that was sent: to whom, by what, when."""

    message_id: UUID
    lead_id: UUID | None
    campaign_id: UUID | None
    step_id: UUID | None
    occurred: datetime


@dataclass(frozen=True)
class Marks:
    """What is known of a message beside that it was sent."""

    message_id: UUID
    doubtful: int
    """Opens and clicks of which nobody says whose they are."""
    hits: int
    opened_human: datetime | None
    last_opened_human: datetime | None
    clicked_human: datetime | None
    last_clicked_human: datetime | None
    replied: datetime | None
    last_replied: datetime | None
    auto_replied: datetime | None
    bounced: datetime | None
    bounce_type: str | None
    complained: datetime | None
    unsubscribed: datetime | None

    @property
    def tells(self) -> bool:
        """Whether campaigns should hear of it, be it that what they heard is taken back."""
        return self.hits > 0 or any(
            (self.replied, self.auto_replied, self.bounced, self.complained, self.unsubscribed)
        )

    @property
    def bounces(self) -> bool:
        """Whether it bounced, and nobody has read it all the same."""
        return self.bounced is not None and self.opened_human is None and self.replied is None
