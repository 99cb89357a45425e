"""Taking copies in. Nothing here commits."""

from penguinmails.billing import TERMS
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver
from penguinmails.warehouse.dimensions import store
from penguinmails.warehouse.periods import lock_tenant, rearrange


async def apply_terms(tx: Tx, delivery: Delivery) -> None:
    """What was subscribed to: open periods are cut anew by it. Takes the tenant's lock."""
    await lock_tenant(tx, tx.tenant_id)
    if await store.take_terms(tx, delivery.payload["terms"]):
        await store.copy_plan(tx)
        await rearrange(tx, tx.tenant_id)


RECEIVERS = (Receiver(TERMS, apply_terms),)
