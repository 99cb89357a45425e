"""Counting what waits, of one tenant."""

from datetime import datetime
from typing import Final
from uuid import UUID

import psycopg
import structlog
from psycopg.errors import LockNotAvailable, NotNullViolation

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.warehouse.periods import ensure_periods
from penguinmails.warehouse.rollup import store
from penguinmails.warehouse.rollup.model import Claim, Freshness

_log = structlog.stdlib.get_logger()

SHORT: Final = 200
"""Batches that a report may have to wait for."""
_REPORT_ROWS: Final = 20_000
UNCOUNTABLE: Final = (psycopg.DataError, psycopg.IntegrityError)
"""What the database says of a batch it will never take as it is, such as that a day has no partition."""


async def apply(tx: Tx, tenant_id: UUID, *, rows: int, wait: bool = False) -> int:
    """Count the oldest batches of a tenant that hold about so many rows; how many batches those were.

    In an open transaction on OLAP, of the tenant (all companies) or of a worker; the caller commits, and
    without that nothing is lost: the batches wait on. Takes the tenant's lock first; where another has it,
    answers 0, or with `wait` waits for it.
    """
    if wait:
        await store.lock_waiting(tx, tenant_id)
    elif not await store.lock(tx, tenant_id):
        return 0
    return await _apply_locked(tx, tenant_id, rows)


async def apply_oldest(tx: Tx, tenant_id: UUID) -> int:
    """As `apply`, of the oldest batch alone; if it cannot be counted, it is set aside and operators told.

    How many batches are dealt with either way. One set aside is tried again after ten minutes.
    """
    if not await store.lock(tx, tenant_id):
        return 0
    try:
        async with tx.savepoint():
            return await _apply_locked(tx, tenant_id, 1)
    except UNCOUNTABLE as error:
        reason = str(error).partition("\n")[0]
        if (batch := await store.set_aside(tx, tenant_id, reason)) is not None:
            _log.warning("warehouse.rollup.set_aside", tenant_id=str(tenant_id), reason=reason)
            await raise_event(
                tx,
                event_type="rollup_set_aside",
                severity=Severity.HIGH,
                message="Events cannot be counted; reports lack them, and they are tried again.",
                details={"batch_id": str(batch.batch_id), "rows": batch.rows, "reason": reason},
                about=str(tenant_id),
                tenant_id=tenant_id,
            )
        return 1


async def _apply_locked(tx: Tx, tenant_id: UUID, rows: int) -> int:
    await store.plan_for_batches(tx)
    claim = await store.claim(tx, tenant_id, rows)
    if not claim.batches:
        return 0
    await ensure_periods(tx, tenant_id, claim.new_days)
    messages = await _count(tx, tenant_id, claim) if claim.messages else 0
    await store.count_turn(tx, tenant_id, claim.batches, messages)
    return claim.batches


async def _count(tx: Tx, tenant_id: UUID, claim: Claim) -> int:
    try:
        async with tx.savepoint():
            return await store.apply(tx, tenant_id, claim)
    except NotNullViolation:
        # A fact without its period: another report of the sending, of a batch that is not claimed yet or has
        # just come in, says a day nobody has made a period for. Rare, so it is looked for only then.
        await ensure_periods(tx, tenant_id, await store.days_of_messages(tx, tenant_id, claim))
        return await store.apply(tx, tenant_id, claim)


async def catch_up(databases: Databases, scope: Scope, *, batches: int = SHORT) -> datetime | None:
    """Before a report: count what waits of the tenant, if it is no more than so many batches.

    Since when the oldest that is still waiting has waited; None where the facts are current. Never waits
    longer than a second for another that counts. Commits its own; counts for all companies of the tenant.
    """
    async with databases.worker(Tier.OLAP) as tx:
        waiting = await store.freshness(tx, scope.tenant_id)
    if waiting.oldest is None or waiting.batches > batches:
        return waiting.oldest
    try:
        async with databases.worker(Tier.OLAP) as tx:
            await store.wait_at_most(tx, seconds=1)
            await apply(tx, scope.tenant_id, rows=_REPORT_ROWS, wait=True)
    except LockNotAvailable:
        _log.info("warehouse.rollup.busy", tenant_id=str(scope.tenant_id))
    except UNCOUNTABLE as error:  # the rollup looks for the batch and sets it aside
        _log.warning("warehouse.rollup.failed", tenant_id=str(scope.tenant_id), error=str(error))
    async with databases.worker(Tier.OLAP) as tx:
        return (await store.freshness(tx, scope.tenant_id)).oldest


async def freshness(tx: Tx, tenant_id: UUID | None = None) -> Freshness:
    """What the facts do not hold yet: of a tenant, or as a worker without one, of all."""
    if tenant_id is None:
        return await store.freshness_of_all(tx)
    return await store.freshness(tx, tenant_id)
