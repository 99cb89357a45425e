"""The statements about events, as functions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.ledger.events.columns import columns, document
from penguinmails.ledger.events.model import Month

queries = Queries.load(__name__)


async def insert(tx: Tx, tenant_id: UUID, batch_id: UUID, rows: Sequence[dict[str, Any]]) -> int:
    """Add events, which are in the order of their keys, and queue the batch; how many were new."""
    return await tx.value(queries.insert_events, tenant_id=tenant_id, batch_id=batch_id, **columns(rows))


async def insert_late(tx: Tx, tenant_id: UUID, rows: Sequence[dict[str, Any]]) -> int:
    """Keep events of archived months; how many were new."""
    return await tx.value(queries.insert_late, tenant_id=tenant_id, events=document(rows))


async def months(tx: Tx) -> list[str]:
    """The months the ledger has partitions for, oldest first."""
    return [month.name for month in await tx.many(queries.months, Month)]


async def archived_months(tx: Tx, tenant_id: UUID) -> set[str]:
    """The months whose events of a tenant are in the archive."""
    return {month.name for month in await tx.many(queries.archived_months, Month, tenant_id=tenant_id)}
