"""The statements about events, as functions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.ledger.events.model import Inserted, Month
from penguinmails.ledger.events.reading import document

queries = Queries.load(__name__)


async def insert(tx: Tx, tenant_id: UUID, batch_id: UUID, rows: Sequence[dict[str, Any]]) -> Inserted:
    """Add events and queue the batch; what of it was new."""
    inserted = await tx.one(
        queries.insert_events,
        Inserted,
        tenant_id=tenant_id,
        batch_id=batch_id,
        rows=len(rows),
        events=document(rows),
    )
    return inserted or Inserted(0, None, None)


async def insert_late(tx: Tx, tenant_id: UUID, rows: Sequence[dict[str, Any]]) -> int:
    """Keep events of archived months; how many were new."""
    return await tx.value(queries.insert_late, tenant_id=tenant_id, events=document(rows))


async def months(tx: Tx) -> list[str]:
    """The months the ledger has partitions for, oldest first."""
    return [month.name for month in await tx.many(queries.months, Month)]


async def archived_months(tx: Tx, tenant_id: UUID) -> set[str]:
    """The months whose events of a tenant are in the archive."""
    return {month.name for month in await tx.many(queries.archived_months, Month, tenant_id=tenant_id)}
