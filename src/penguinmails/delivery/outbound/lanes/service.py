"""How the lanes stand. Opens its own transactions, changes nothing."""

from dataclasses import asdict
from uuid import UUID

from penguinmails.delivery.outbound.lanes import store
from penguinmails.delivery.outbound.lanes.model import LaneState
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier


async def lane_states(databases: Databases, tenant_id: UUID) -> list[LaneState]:
    """The lanes of a tenant, by their addresses."""
    async with databases.tenant(Tier.CONTENT, Scope.tenant_wide(tenant_id)) as tx:
        return await store.states(tx)


async def platform_lanes(databases: Databases) -> dict[str, int]:
    """How many lanes there are, work now, are paused, and have something to send."""
    async with databases.worker(Tier.CONTENT) as tx:
        return asdict(await store.figures(tx))
