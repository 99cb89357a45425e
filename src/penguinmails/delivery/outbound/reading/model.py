"""What was sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class SentMessage:
    """A message of a campaign and where it stands. `rfc_message_id` is without angle brackets."""

    message_id: UUID
    rfc_message_id: str | None
    campaign_id: UUID
    step_id: UUID | None
    variant_id: UUID | None
    mailbox_id: UUID | None
    lead_id: UUID | None
    to_email: str | None
    state: str
    reason: str | None
    settled: datetime
    """When it was accepted or rejected; of one that waits, when it last changed."""


@dataclass(frozen=True)
class StateCount:
    """How many messages are in a state."""

    state: str
    messages: int
