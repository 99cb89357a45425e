"""Addresses and user agents of opens and clicks are kept for a time, and then forgotten."""

from datetime import datetime, timedelta
from typing import Final

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import ContentType, get_retention, list_tenants

queries = Queries.load(__name__)

PAGE: Final = 5_000
"""Events cleared in one transaction."""


async def clear_hits(databases: Databases, *, now: datetime | None = None) -> int:
    """Forget what of hits is past its time, by each tenant's policy (`hits`, 90 days); how many events.

    The events stay and count as before; what was judged of them stands. Commits a page at a time.
    """
    now = now or clock.now()
    cleared = 0
    for tenant in await list_tenants(databases):
        scope = Scope.tenant_wide(tenant.id)
        policies = {policy.content_type: policy for policy in await get_retention(databases, scope)}
        policy = policies.get(ContentType.HITS)
        if policy is not None and policy.retention_days is not None and not policy.legal_hold:
            cleared += await _clear(databases, scope, now - timedelta(days=policy.retention_days))
    return cleared


async def _clear(databases: Databases, scope: Scope, before: datetime) -> int:
    cleared = 0
    while True:
        async with databases.worker(Tier.OLAP) as tx:
            rows = await tx.execute(queries.clear_hits, tenant_id=scope.tenant_id, before=before, page=PAGE)
        cleared += rows
        if rows < PAGE:
            break
    async with databases.worker(Tier.OLAP) as tx:
        await tx.execute(queries.clear_late_hits, tenant_id=scope.tenant_id, before=before)
    return cleared
