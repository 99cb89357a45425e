"""What happens to deleted leads once nobody can restore them."""

from datetime import datetime
from typing import Final

from penguinmails.audiences.leads import store
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import RESTORABLE

BATCH: Final = 1000


async def purge_leads(databases: Databases, *, now: datetime | None = None, batch: int = BATCH) -> int:
    """Remove for good leads that were deleted more than 30 days ago, and all that hangs on them; how many.

    Commits a batch at a time; interrupted, it goes on the next time. Suppressions and consents stay: they
    know the address by its hash only.
    """
    before = (now or clock.now()) - RESTORABLE
    purged = 0
    for tenant_id in await store.tenants_to_purge(databases, before):
        removed = batch
        while removed == batch:
            async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id)) as tx:
                removed = await store.purge(tx, before, batch)
            purged += removed
    return purged
