"""What is handed on about messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic, as_payload
from penguinmails.kernel.tiers import Tier

MESSAGE_ENGAGED: Final = Topic("message.engaged", Tier.OLTP)
"""`{"messages": [MessageEngaged.payload(), …]}`: what came of delivered messages, of one tenant."""
MESSAGE_SEEN: Final = Topic("message.seen", Tier.CONTENT)
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
