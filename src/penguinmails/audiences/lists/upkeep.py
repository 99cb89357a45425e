"""What is done for lists by and by: adding up counts, checking them, letting go of what is over."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from penguinmails.audiences.lists import store
from penguinmails.audiences.lists.model import Drift
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.tenancy import RESTORABLE

UNCONFIRMED: Final = timedelta(days=30)
_BATCH: Final = 1000


async def fold_counts(databases: Databases) -> int:
    """Add up the noted changes of all tenants' counts, each in its transaction; of how many tenants."""
    async with databases.worker(Tier.OLTP) as tx:
        tenants = await store.tenants_with_changes(tx)
    return await _each(databases, [Scope.tenant_wide(tenant) for tenant in tenants], store.fold)


async def recount_all(databases: Databases) -> int:
    """Count the members of all lists of all tenants anew; how many tenants have lists. See `recount`."""
    async with databases.worker(Tier.OLTP) as tx:
        tenants = await store.tenants_with_lists(tx)
    return await _each(databases, [Scope.tenant_wide(tenant) for tenant in tenants], recount)


async def recount(tx: Tx) -> list[Drift]:
    """The tenant's lists whose count was wrong; it is right now, and operators are told. There must be none.

    Others may change members meanwhile. The caller commits; `tx` is tenant-wide.
    """
    drift = await store.count_anew(tx)
    if drift:
        await store.mend(tx)
        await raise_event(
            tx,
            event_type="list_count_drift",
            severity=Severity.HIGH,
            message=f"The member counts of {len(drift)} lists were wrong and have been put right.",
            details={str(each.list_id): {"kept": each.kept, "counted": each.counted} for each in drift[:100]},
            about="lists",
        )
    return drift


async def let_go(databases: Databases) -> tuple[int, int]:
    """Remove who never confirmed in 30 days, and lists nobody can restore; how many of each. In batches."""
    now = clock.now()
    unconfirmed = await _until_none(databases, store.queries.delete_unconfirmed, now - UNCONFIRMED)
    return unconfirmed, await _until_none(databases, store.queries.purge_lists, now - RESTORABLE)


async def _each(databases: Databases, scopes: list[Scope], work: Callable[[Tx], Awaitable[object]]) -> int:
    for scope in scopes:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await work(tx)
    return len(scopes)


async def _until_none(databases: Databases, query: Query, before: object) -> int:
    gone, batch = 0, 1
    while batch:
        async with databases.worker(Tier.OLTP) as tx:
            batch = await tx.execute(query, before=before, batch=_BATCH)
        gone += batch
    return gone
