"""What was sent."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SentMessage:
    """A message of a campaign and where it stands. `rfc_message_id` is without angle brackets."""

    message_id: UUID
    rfc_message_id: str | None
    step_id: UUID | None
    mailbox_id: UUID | None
    to_email: str | None
    state: str
    reason: str | None


@dataclass(frozen=True)
class StateCount:
    """How many messages are in a state."""

    state: str
    messages: int
