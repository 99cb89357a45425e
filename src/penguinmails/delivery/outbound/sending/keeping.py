"""A lane's lease, prolonged while somebody works on the lane."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import psycopg

from penguinmails.delivery.outbound.lanes import store as lanes
from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.kernel.db import Databases, DatabaseUnreachable
from penguinmails.kernel.tiers import Tier


@asynccontextmanager
async def lease_kept(databases: Databases, lane: Lane, lease: timedelta) -> AsyncGenerator[None]:
    """Prolong the lease until the block ends. What it cannot do shows at the lane's next commit."""
    over = asyncio.Event()
    keeping = asyncio.create_task(_keep(databases, lane, lease, over))
    try:
        yield
    finally:
        over.set()
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def _keep(databases: Databases, lane: Lane, lease: timedelta, over: asyncio.Event) -> None:
    # Cancelling is not enough: Python 3.11's wait_for, by which the pool waits for a connection, loses a
    # cancellation that comes with the connection (python/cpython#86296); the lane would be held for ever.
    while not over.is_set():
        await asyncio.sleep(lease.total_seconds() / 3)
        with suppress(psycopg.Error, DatabaseUnreachable):
            async with databases.worker(Tier.CONTENT) as tx:
                await lanes.prolong(tx, lane, lease)
