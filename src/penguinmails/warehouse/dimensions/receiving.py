"""Taking copies in. Nothing here commits."""

from penguinmails.audiences import LEADS
from penguinmails.billing import TERMS
from penguinmails.campaigns import CAMPAIGNS, SENDERS
from penguinmails.infrastructure import MAILBOXES
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver
from penguinmails.tenancy import COMPANIES, TENANTS
from penguinmails.warehouse.dimensions import store
from penguinmails.warehouse.periods import lock_tenant, rearrange


async def apply_terms(tx: Tx, delivery: Delivery) -> None:
    """What was subscribed to: open periods are cut anew by it. Takes the tenant's lock."""
    await lock_tenant(tx, tx.tenant_id)
    if await store.take_terms(tx, delivery.payload["terms"]):
        await store.copy_plan(tx)
        await rearrange(tx, tx.tenant_id)


async def apply_tenants(tx: Tx, delivery: Delivery) -> None:
    """The tenant, with the plan that may have been heard of before it."""
    await store.take_tenants(tx, delivery.payload["tenants"])
    await store.copy_plan(tx)


async def apply_companies(tx: Tx, delivery: Delivery) -> None:
    """Companies."""
    await store.take_companies(tx, delivery.payload["companies"])


async def apply_campaigns(tx: Tx, delivery: Delivery) -> None:
    """Campaigns, steps and variants."""
    await store.take_campaigns(tx, delivery.payload["campaigns"])


async def apply_senders(tx: Tx, delivery: Delivery) -> None:
    """Which mailboxes campaigns use."""
    await store.take_senders(tx, delivery.payload["mailboxes"])


async def apply_mailboxes(tx: Tx, delivery: Delivery) -> None:
    """Mailboxes."""
    await store.take_mailboxes(tx, delivery.payload["mailboxes"])


async def apply_leads(tx: Tx, delivery: Delivery) -> None:
    """Leads whose status changed."""
    await store.take_leads(tx, delivery.payload["leads"])


RECEIVERS = (
    Receiver(TERMS, apply_terms),
    Receiver(TENANTS, apply_tenants),
    Receiver(COMPANIES, apply_companies),
    Receiver(CAMPAIGNS, apply_campaigns),
    Receiver(SENDERS, apply_senders),
    Receiver(MAILBOXES, apply_mailboxes),
    Receiver(LEADS, apply_leads),
)
