"""Who unsubscribed by a link: tracking has suppressed the address, here their sequences stop."""

from datetime import datetime
from uuid import UUID

from penguinmails.campaigns.following import store
from penguinmails.campaigns.following.stopping import stop, stop_leads
from penguinmails.campaigns.planning.model import Exit
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver
from penguinmails.tracking import LEFT


async def leave(tx: Tx, message_id: UUID, lead_id: UUID | None, at: datetime) -> None:
    """Stop whatever the lead is under way in, and say so of the sequence they left, over or not."""
    told = await store.lock_sent(tx, [message_id])
    await stop(tx, [(row, Exit.UNSUBSCRIBED, at) for row in told])
    leads = {row.lead_id for row in told}
    if lead_id is not None:
        leads.add(lead_id)
    await stop_leads(tx, sorted(leads), Exit.UNSUBSCRIBED, at)


async def apply(tx: Tx, delivery: Delivery) -> None:
    """Take one in."""
    said = delivery.payload
    lead_id = UUID(said["lead_id"]) if said.get("lead_id") else None
    await leave(tx, UUID(said["message_id"]), lead_id, datetime.fromisoformat(said["at"]))


RECEIVERS = (Receiver(LEFT, apply),)
