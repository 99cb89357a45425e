"""Keeping bodies as long as the tenant asks, and no longer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.content.bodies.errors import HoldUnknown
from penguinmails.content.bodies.model import Hold, HoldScope, Removed, Swept, TenantOfBodies
from penguinmails.content.bodies.store import queries
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.tenancy import ContentType, RetentionPolicy, get_retention

_BATCH: Final = 500
_LOST_EVENT: Final = "bodies_missing"


async def sweep(
    databases: Databases,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Swept:
    """Obey every tenant's retention, and check that bodies and what refers to them still fit together.

    Takes away bodies and files past their time that no legal hold covers, bodies that nothing refers to,
    files that no body names, and all of tenants that were purged; counts received messages whose body is
    missing and tells operators. Commits by batches; interrupted, the next sweep goes on.
    """
    moment = now or clock.now()
    swept = Swept()
    tenants = await _tenants(databases)
    living = await _living(databases, tenants)
    for number, tenant_id in enumerate(tenants):
        if progress:
            progress(number, len(tenants), "sweeping")
        if tenant_id in living:
            await sweep_tenant(databases, Scope.tenant_wide(tenant_id), swept, moment)
        else:
            await _forget(databases, tenant_id, swept)
    return swept


async def sweep_tenant(databases: Databases, scope: Scope, swept: Swept, now: datetime) -> None:
    """`sweep` for one tenant, adding to `swept`."""
    swept.tenants += 1
    policies = {policy.content_type: policy for policy in await get_retention(databases, scope)}
    bodies, files = policies[ContentType.EMAIL_CONTENT], policies[ContentType.ATTACHMENTS]
    await _expire_bodies(databases, scope, bodies, swept, now)
    await _expire_files(databases, scope, files, swept, now)
    if not bodies.legal_hold:
        removed, size = await _repeat(databases, scope, queries.delete_orphaned_bodies, now=now, batch=_BATCH)
        swept.orphaned_bodies += removed
        swept.bytes_freed += size
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        gone = await tx.one(queries.delete_orphaned_contents, Removed, tenant_id=tx.tenant_id, now=now)
        missing = await _missing(tx, bodies, now)
        if missing:
            await raise_event(
                tx,
                event_type=_LOST_EVENT,
                severity=Severity.HIGH,
                message=f"{missing} received messages have lost their bodies before their retention ended.",
                about=str(tx.tenant_id),
            )
    swept.bodies_missing += missing
    swept.orphaned_files += gone.removed if gone else 0
    swept.bytes_freed += gone.bytes if gone else 0


async def place_hold(
    tx: Tx,
    scope: HoldScope,
    scope_id: UUID,
    *,
    reason: str,
    actor: Actor,
    user_id: UUID | None = None,
    company_id: UUID | None = None,
) -> Hold:
    """Keep all mail of a tenant, company, mailbox, campaign, lead or message until the hold is released.

    `user_id`: who placed it; None is the platform. `company_id`: whose members see the hold.
    """
    hold = await tx.one(
        queries.insert_hold,
        Hold,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        scope=scope,
        scope_id=scope_id,
        reason=reason,
        placed_by=user_id or ids.PLATFORM_TENANT,
    )
    if hold is None:
        raise RuntimeError("an inserted hold was not returned")
    await _audited(tx, "legal_hold.placed", hold, actor)
    return hold


async def release_hold(tx: Tx, hold_id: UUID, *, actor: Actor, user_id: UUID | None = None) -> Hold:
    """Let retention go on for what the hold covered. Raises `HoldUnknown`."""
    hold = await tx.one(
        queries.release_hold,
        Hold,
        tenant_id=tx.tenant_id,
        hold_id=hold_id,
        released_by=user_id or ids.PLATFORM_TENANT,
    )
    if hold is None:
        raise HoldUnknown(hold=hold_id)
    await _audited(tx, "legal_hold.released", hold, actor)
    return hold


async def list_holds(tx: Tx) -> list[Hold]:
    """The tenant's holds, those in force first."""
    return await tx.many(queries.list_holds, Hold, tenant_id=tx.tenant_id)


async def _expire_bodies(
    databases: Databases, scope: Scope, policy: RetentionPolicy, swept: Swept, now: datetime
) -> None:
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        await tx.execute(queries.date_bodies, tenant_id=tx.tenant_id, days=policy.retention_days)
    if policy.auto_delete and not policy.legal_hold:
        removed, size = await _repeat(databases, scope, queries.delete_expired_bodies, now=now, batch=_BATCH)
        swept.expired_bodies += removed
        swept.bytes_freed += size
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        swept.held_bodies += await tx.value(queries.count_held_bodies, tenant_id=tx.tenant_id, now=now)


async def _expire_files(
    databases: Databases, scope: Scope, policy: RetentionPolicy, swept: Swept, now: datetime
) -> None:
    if policy.retention_days is None or not policy.auto_delete or policy.legal_hold:
        return
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        swept.expired_attachments += await tx.value(
            queries.drop_expired_attachments, tenant_id=tx.tenant_id, days=policy.retention_days, now=now
        )


async def _repeat(databases: Databases, scope: Scope, query: Query, **params: object) -> tuple[int, int]:
    """Run a statement that removes a batch until there is none left; how many, and their bytes."""
    removed = size = 0
    while True:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            batch = await tx.one(query, Removed, tenant_id=tx.tenant_id, **params)
        if batch is None or not batch.removed:
            return removed, size
        removed += batch.removed
        size += batch.bytes


async def _missing(tx: Tx, policy: RetentionPolicy, now: datetime) -> int:
    kept = timedelta(days=policy.retention_days) if policy.retention_days is not None else None
    since = ids.uuid7_floor(now - kept) if kept else UUID(int=0)
    return await tx.value(queries.count_missing_bodies, tenant_id=tx.tenant_id, since=since)


async def _tenants(databases: Databases) -> list[UUID]:
    async with databases.worker(Tier.CONTENT) as tx:
        return [row.tenant_id for row in await tx.many(queries.tenants_with_bodies, TenantOfBodies)]


async def _living(databases: Databases, tenants: list[UUID]) -> set[UUID]:
    async with databases.worker(Tier.OLTP) as tx:
        rows = await tx.many(queries.living_tenants, TenantOfBodies, tenant_ids=tenants)
    return {row.tenant_id for row in rows}


async def _forget(databases: Databases, tenant_id: UUID, swept: Swept) -> None:
    swept.tenants_gone += 1
    async with databases.worker(Tier.CONTENT) as tx:
        for query in (queries.delete_bodies_of_gone_tenant, queries.delete_contents_of_gone_tenant):
            gone = await tx.one(query, Removed, tenant_id=tenant_id)
            swept.bytes_freed += gone.bytes if gone else 0


async def _audited(tx: Tx, action: str, hold: Hold, actor: Actor) -> None:
    new = {"scope": hold.scope, "scope_id": hold.scope_id, "reason": hold.reason}
    await record_change(tx, actor, action, hold.id, new=new)
