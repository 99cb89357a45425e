"""The rollup's statements, as functions. They take the tenant, for a worker's transaction has none."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from psycopg import sql

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.warehouse.rollup import statements
from penguinmails.warehouse.rollup.model import (
    CampaignOfDays,
    Claim,
    Concerned,
    Day,
    Freshness,
    Listed,
    Page,
    SetAside,
    Span,
    Waiting,
)

queries = Queries.load(__name__)


async def plan_for_batches(tx: Tx) -> None:
    """Plan the rest of the transaction for many rows: the statistics of a new tenant say that it has none.

    A nested loop is then the worst plan, and a generic plan as good as any, without its time each turn.
    """
    await tx.connection.execute(
        "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB';"
        " SET LOCAL plan_cache_mode = force_generic_plan"
    )


async def wait_at_most(tx: Tx, *, seconds: int) -> None:
    """Wait no longer than that for a lock: then `LockNotAvailable`."""
    await tx.connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(f"{seconds}s")))


async def lock(tx: Tx, tenant_id: UUID) -> bool:
    """Take the tenant's lock; False where another has it."""
    if await tx.value(queries.lock, tenant_id=tenant_id) is not None:
        return True
    if await tx.value(queries.is_known, tenant_id=tenant_id):
        return False
    await tx.execute(queries.make_lock, tenant_id=tenant_id)
    return await tx.value(queries.lock, tenant_id=tenant_id) is not None


async def lock_waiting(tx: Tx, tenant_id: UUID) -> None:
    """Take the tenant's lock, waiting for whoever has it."""
    if not await tx.value(queries.is_known, tenant_id=tenant_id):
        await tx.execute(queries.make_lock, tenant_id=tenant_id)
    await tx.value(queries.lock_waiting, tenant_id=tenant_id)


async def tenants_waiting(tx: Tx) -> list[UUID]:
    """Whose batches wait, the oldest first."""
    return [row.tenant_id for row in await tx.many(queries.tenants_waiting, Waiting)]


async def claim(tx: Tx, tenant_id: UUID, rows: int) -> Claim:
    """Take batches from the queue: about so many rows, at least a batch where there is one."""
    claim = await tx.one(queries.claim, Claim, tenant_id=tenant_id, rows=rows)
    return claim or Claim(0, 0, 0, None, None, None, [])


async def apply(tx: Tx, tenant_id: UUID, claim: Claim) -> int:
    """Refold the claimed messages and add what changed; how many were folded."""
    return await tx.value(
        statements.queries.apply,
        tenant_id=tenant_id,
        message_ids=claim.message_ids,
        low=claim.low,
        high=claim.high,
    )


async def days_of_messages(tx: Tx, tenant_id: UUID, claim: Claim) -> list[date]:
    """All days on which claimed messages were sent, by any report."""
    rows = await tx.many(
        queries.days_of_messages,
        Day,
        tenant_id=tenant_id,
        message_ids=claim.message_ids,
        low=claim.low,
        high=claim.high,
    )
    return [row.day for row in rows]


async def set_aside(tx: Tx, tenant_id: UUID, error: str) -> SetAside | None:
    """Keep the oldest batch out of the next claims."""
    return await tx.one(queries.set_aside, SetAside, tenant_id=tenant_id, error=error)


async def count_turn(tx: Tx, tenant_id: UUID, batches: int, messages: int) -> None:
    """Remember that a turn was done."""
    await tx.execute(queries.count_turn, tenant_id=tenant_id, batches=batches, messages=messages)


async def freshness(tx: Tx, tenant_id: UUID) -> Freshness:
    """What waits of one tenant."""
    found = await tx.one(queries.freshness, Freshness, tenant_id=tenant_id)
    return found or Freshness(None, 0, 0)


async def freshness_of_all(tx: Tx) -> Freshness:
    """What waits of all tenants."""
    found = await tx.one(queries.freshness_of_all, Freshness)
    return found or Freshness(None, 0, 0)


async def clear_queue(tx: Tx, tenant_id: UUID) -> None:
    """Forget what waits: everything is about to be counted."""
    await tx.execute(queries.clear_queue, tenant_id=tenant_id)


async def delete_orphans(tx: Tx, tenant_id: UUID, span: Span) -> int:
    """Delete states whose messages the ledger does not know; how many."""
    return await tx.execute(queries.delete_orphans, tenant_id=tenant_id, since=span.since, until=span.until)


async def next_page(tx: Tx, tenant_id: UUID, after: UUID, size: int) -> UUID | None:
    """The last message of the next so many events; None after the end."""
    page = await tx.one(queries.next_page, Page, tenant_id=tenant_id, after=after, size=size)
    return page.last if page else None


async def messages_of(tx: Tx, tenant_id: UUID, span: Span, size: int) -> list[Listed]:
    """The messages sent in a span, by their states or by their events, in pages of so many."""
    return await tx.many(
        queries.messages_of_days,
        Listed,
        tenant_id=tenant_id,
        since=span.since,
        until=span.until,
        size=size,
    )


async def refold_page(tx: Tx, tenant_id: UUID, after: UUID, last: UUID) -> set[date]:
    """Write the states of a page of messages; the days that changed."""
    rows = await tx.many(statements.queries.refold_page, Day, tenant_id=tenant_id, after=after, last=last)
    return {row.day for row in rows}


async def refold_listed(tx: Tx, tenant_id: UUID, listed: Listed) -> set[date]:
    """Write the states of messages; the days that changed."""
    rows = await tx.many(
        statements.queries.refold_listed,
        Day,
        tenant_id=tenant_id,
        message_ids=listed.message_ids,
        low=listed.low,
        high=listed.high,
    )
    return {row.day for row in rows}


async def days_sent(tx: Tx, tenant_id: UUID, span: Span, days: Collection[date]) -> set[date]:
    """The days of a span, and of `days`, on which something was sent."""
    rows = await tx.many(
        queries.days_sent, Day, tenant_id=tenant_id, since=span.since, until=span.until, days=list(days)
    )
    return {row.day for row in rows}


async def archived_through(tx: Tx, tenant_id: UUID) -> date | None:
    """The latest day of sending of a message that is in the archive; None where none is."""
    return await tx.value(queries.archived_through, tenant_id=tenant_id)


async def campaigns_of(tx: Tx, tenant_id: UUID, span: Span, days: Collection[date]) -> list[UUID]:
    """The campaigns that sent in a span, or on one of `days`, and none of whose mail is archived."""
    rows = await tx.many(
        queries.campaigns_of_days,
        CampaignOfDays,
        tenant_id=tenant_id,
        since=span.since,
        until=span.until,
        days=list(days),
    )
    return [row.campaign_id for row in rows]


async def recount(tx: Tx, tenant_id: UUID, span: Span, concerned: Concerned) -> None:
    """Count all tables anew from the states: of days, or, where they have no cohorts, of campaigns."""
    for name, dated in statements.STEPS:
        said: dict[str, object] = (
            {"since": span.since, "until": span.until, "days": concerned.days}
            if dated
            else {"campaigns": concerned.campaigns}
        )
        await tx.value(statements.queries[name], tenant_id=tenant_id, **said)
