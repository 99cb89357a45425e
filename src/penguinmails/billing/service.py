"""Reading subscriptions, and handing them on."""

from datetime import timedelta
from typing import Final

from penguinmails.billing import store
from penguinmails.billing.model import TERMS, Terms, terms_of
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import send
from penguinmails.kernel.tiers import Tier

_WITHIN: Final = timedelta(days=45)
"""Longer than a month and its grace: what ended in a period that is still open is told."""


async def current_terms(tx: Tx) -> list[Terms]:
    """The periods of a tenant's subscriptions, with what they allow, as they are now; none: no subscription.

    Locks their rows until `tx` ends.
    """
    return [terms_of(row) for row in await store.subscriptions(tx, _WITHIN)]


async def tell_terms(tx: Tx) -> int:
    """Hand a tenant's terms to the warehouse when `tx` commits; how many."""
    terms = await current_terms(tx)
    if terms:
        await send(tx, TERMS, {"terms": [each.payload() for each in terms]})
    return len(terms)


async def tell_terms_of_all(databases: Databases) -> int:
    """Hand over every tenant's terms; how many tenants. Commits, a tenant at a time."""
    async with databases.worker(Tier.OLTP) as tx:
        tenants = await store.tenants_subscribed(tx, _WITHIN)
    for tenant_id in tenants:
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id)) as tx:
            await tell_terms(tx)
    return len(tenants)
