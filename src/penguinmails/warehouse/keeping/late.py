"""Events that came after their message was archived: told once a day, in no figure."""

from uuid import UUID

from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.warehouse.keeping.hits import queries
from penguinmails.warehouse.keeping.model import Late


async def late_events(databases: Databases, tenant_id: UUID | None = None) -> list[Late]:
    """Late events by tenant and month of their message; of one tenant, or for operators of all."""
    async with databases.worker(Tier.OLAP) as tx:
        return await tx.many(queries.late, Late, tenant_id=tenant_id)


async def report_late(databases: Databases) -> int:
    """Tell operators, a tenant at a time, of late events they have not heard of; how many. Commits."""
    told: dict[UUID, dict[str, int]] = {}
    for each in await late_events(databases):
        if each.unreported:
            told.setdefault(each.tenant_id, {})[each.month] = each.unreported
    for tenant_id, months in told.items():
        async with databases.worker(Tier.OLAP) as tx:
            await tx.execute(queries.mark_reported, tenant_id=tenant_id)
            await raise_event(
                tx,
                event_type="late_events",
                severity=Severity.LOW,
                message=f"{sum(months.values())} events came for archived messages; they are in no figure.",
                details={"months": months},
                about=str(tenant_id),
                tenant_id=tenant_id,
            )
    return sum(sum(months.values()) for months in told.values())
