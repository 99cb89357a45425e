"""What shipping hands on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic, as_payload
from penguinmails.kernel.tiers import Tier

LEFT: Final = Topic("lead.unsubscribed", Tier.OLTP)
"""`Left.payload()`: somebody unsubscribed by a link. May come more than once for one message."""


@dataclass(frozen=True)
class Left:
    """Somebody who unsubscribed. `method`: one_click (RFC 8058) or unsubscribe_page."""

    message_id: UUID
    at: datetime
    method: str
    lead_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is not known is left out."""
        return as_payload(self)
