"""The statements about events, as functions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.ledger.events.model import Month, Taken
from penguinmails.ledger.events.reading import document

queries = Queries.load(__name__)


async def insert(tx: Tx, tenant_id: UUID, batch_id: UUID, rows: Sequence[dict[str, Any]]) -> list[Taken]:
    """Add events and queue the batch; those that were new."""
    return await tx.many(
        queries.insert_events, Taken, tenant_id=tenant_id, batch_id=batch_id, events=document(rows)
    )


async def insert_late(tx: Tx, tenant_id: UUID, rows: Sequence[dict[str, Any]]) -> int:
    """Keep events of archived months; how many were new."""
    return await tx.value(queries.insert_late, tenant_id=tenant_id, events=document(rows))


async def months(tx: Tx) -> list[str]:
    """The months the ledger has partitions for, oldest first."""
    return [month.name for month in await tx.many(queries.months, Month)]
