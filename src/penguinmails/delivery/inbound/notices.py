"""What a provider reports by itself: the place where its calls come in. Nothing here commits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from penguinmails.delivery.inbound import store
from penguinmails.delivery.inbound.classifying import Bounced
from penguinmails.delivery.inbound.model import Happening, Outgoing
from penguinmails.delivery.inbound.news import tell
from penguinmails.kernel.db import Tx
from penguinmails.ledger import EventKind

_LONGEST_KEY: Final = 1000


class NoticeKind(StrEnum):
    """What a provider can tell of a message."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class Notice:
    """One report. `provider_event_id` names it at the provider: the same one is told once.

    It names its message by our id, or by a Message-ID, ours or the provider's. `recipient`, where given,
    must be whom we wrote to. The caller has verified that the provider said it, and for which tenant.
    """

    provider: str
    provider_event_id: str
    kind: NoticeKind
    at: datetime
    message_id: UUID | None = None
    rfc_message_id: str | None = None
    recipient: str | None = None
    bounce: Bounced | None = None

    @property
    def key(self) -> str:
        """Its name among `content.message_keys`."""
        return f"provider:{self.provider}:{self.provider_event_id}"[:_LONGEST_KEY]


async def take_notice(tx: Tx, notice: Notice) -> UUID | None:
    """Tell what a provider reported, as if a mail had brought it; the message it was about.

    None where it names no message of the tenant's: then nothing is kept, and it may be told again. Told again
    it changes nothing. A transaction of the content tier.
    """
    message = await _find(tx, notice)
    if message is None:
        return None
    if await store.claim_key(tx, notice.key, message.message_id) is None:
        happening = Happening(
            kind=EventKind(notice.kind.value),
            message=message,
            at=notice.at,
            identity=notice.provider_event_id,
            bounce=notice.bounce,
            provider=notice.provider,
        )
        await tell(tx, [happening])
    return message.message_id


async def _find(tx: Tx, notice: Notice) -> Outgoing | None:
    candidates: list[Outgoing] = []
    if notice.message_id is not None:
        message = await store.find_outgoing(tx, notice.message_id)
        candidates = [message] if message else []
    elif notice.rfc_message_id is not None:
        candidates = await store.outgoing_named(tx, [notice.rfc_message_id.strip("<> ")])
    wanted = notice.recipient.strip().lower() if notice.recipient else None
    return next((each for each in candidates if wanted is None or each.to_email == wanted), None)
