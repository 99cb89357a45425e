"""What people did with messages, as the ledger judged it: for conditions of later steps."""

from penguinmails.campaigns.following import store
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver
from penguinmails.ledger import MESSAGE_ENGAGED


async def apply(tx: Tx, delivery: Delivery) -> None:
    """Take copies in; an older one changes nothing, and a verdict that was taken back takes its open back."""
    await store.note_engagement(tx, delivery.payload["messages"])


RECEIVERS = (Receiver(MESSAGE_ENGAGED, apply),)
