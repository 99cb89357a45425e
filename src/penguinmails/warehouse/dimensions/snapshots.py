"""What a day's facts say of the state of things: copied in while the day lasts, outside verify."""

from datetime import UTC, timedelta
from typing import Final

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.dimensions import store
from penguinmails.warehouse.periods import lock_tenant

_BACK: Final = timedelta(days=7)
"""How far back facts that came in late, and have no snapshot, get the present one."""


async def copy_snapshots(databases: Databases) -> int:
    """Copy statuses, scores and volumes into today's facts (UTC) of every tenant; how many rows changed.

    Yesterday's keep what was copied last. Commits, a tenant at a time, under its lock: the rollup changes
    the same rows.
    """
    today = clock.now().astimezone(UTC).date()
    since = today - _BACK
    async with databases.worker(Tier.OLAP) as tx:
        tenants = await store.tenants_sending(tx, since)
    changed = 0
    for tenant_id in tenants:
        async with databases.tenant(Tier.OLAP, Scope.tenant_wide(tenant_id)) as tx:
            await lock_tenant(tx, tenant_id)
            changed += await store.copy_snapshots(tx, today, since)
    return changed
