"""A conversation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Thread:
    """One conversation of a mailbox with somebody."""

    id: UUID
    status: str
    last_message: datetime | None
