"""Taking copies in, and reading them. Nothing here commits."""

from uuid import UUID

from penguinmails.audiences.engagement import store
from penguinmails.audiences.engagement.model import ENGAGED, Engagement
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver


async def engagement_of(tx: Tx, lead_id: UUID) -> Engagement | None:
    """What a lead did with what it was sent; None before the first message."""
    return await store.find(tx, lead_id)


async def apply(tx: Tx, delivery: Delivery) -> None:
    """Take a batch of states in; which of them are older than what is there changes nothing."""
    await store.take(tx, delivery.payload["leads"])


RECEIVERS = (Receiver(ENGAGED, apply),)
