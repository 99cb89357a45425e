"""What people and the daily job do with handoffs: look at them, put parked ones back, forget old keys."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases
from penguinmails.kernel.handoff.statements import OUTBOX_TIER, STATEMENTS
from penguinmails.kernel.tiers import Home

KEYS_KEPT = timedelta(days=30)
"""How long a key stops a second delivery. A backup restored later than this may deliver again."""


@dataclass(frozen=True)
class Parked:
    """A row that could not be applied and waits for a person."""

    tenant_id: UUID
    handoff_id: UUID
    topic: str
    attempts: int
    error: str
    parked: datetime


@dataclass(frozen=True)
class Waiting:
    """How far the deliveries of a database are behind. No seconds: nothing waits."""

    home: Home
    seconds: float | None


async def parked(databases: Databases, *, limit: int = 100) -> list[Parked]:
    """What is parked anywhere, of each database the `limit` oldest."""
    rows: list[Parked] = []
    for home, tier in OUTBOX_TIER.items():
        async with databases.worker(tier) as tx:
            rows += await tx.many(STATEMENTS[home].list_parked, Parked, limit=limit)
    return sorted(rows, key=lambda row: row.parked)


async def unpark(databases: Databases, tenant_id: UUID, handoff_id: UUID) -> bool:
    """Let the relay try a parked row again, from its first attempt. False where none is parked. Commits."""
    for home, tier in OUTBOX_TIER.items():
        async with databases.worker(tier) as tx:
            if await tx.execute(STATEMENTS[home].unpark, tenant_id=tenant_id, handoff_id=handoff_id):
                return True
    return False


async def waiting(databases: Databases) -> list[Waiting]:
    """The age of the oldest undelivered row of each outbox, failures that wait their turn included."""
    ages: list[Waiting] = []
    for home, tier in OUTBOX_TIER.items():
        async with databases.worker(tier) as tx:
            ages.append(Waiting(home, await tx.value(STATEMENTS[home].oldest_waiting)))
    return ages


async def forget_old_keys(databases: Databases, *, older_than: timedelta = KEYS_KEPT) -> int:
    """Delete the keys of deliveries applied long ago; how many. Commits."""
    forgotten = 0
    for home, tier in OUTBOX_TIER.items():
        async with databases.worker(tier) as tx:
            forgotten += await tx.execute(STATEMENTS[home].forget_before, before=clock.now() - older_than)
    return forgotten
