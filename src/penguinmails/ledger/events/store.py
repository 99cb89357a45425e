"""The statements about events, as functions."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.ledger.events.columns import array, document
from penguinmails.ledger.events.model import Month, Place
from penguinmails.ledger.events.reading import FIELDS, METADATA, Rows

queries = Queries.load(__name__)
_NOTHING: Final[Mapping[str, object]] = dict.fromkeys(FIELDS)


async def insert(tx: Tx, tenant_id: UUID, batch_id: UUID, rows: Rows) -> int:
    """Add events and queue the batch; how many. Raises `UniqueViolation` where one is held already."""
    columns: dict[str, object] = {
        name: array(column) for name, column in rows.columns.items() if name != METADATA
    }
    if any(metadata := rows.columns.get(METADATA, ())):
        columns[METADATA] = document([each or {} for each in metadata])
    return await tx.value(
        queries.insert_events, **{**_NOTHING, **columns}, tenant_id=tenant_id, batch_id=batch_id
    )


async def unheld(tx: Tx, tenant_id: UUID, rows: Rows) -> list[int]:
    """The places of events that are not in the ledger; of those told twice, the first."""
    places = await tx.many(
        queries.unheld,
        Place,
        tenant_id=tenant_id,
        message_ids=array(rows.columns["message_id"]),
        event_ids=array(rows.columns["event_id"]),
    )
    return [place.place for place in places]


async def insert_late(tx: Tx, tenant_id: UUID, row: dict[str, Any]) -> int:
    """Keep an event of an archived month; 1 where it is new."""
    return await tx.value(queries.insert_late, tenant_id=tenant_id, events=document([row]))


async def months(tx: Tx) -> list[str]:
    """The months the ledger has partitions for, oldest first."""
    return [month.name for month in await tx.many(queries.months, Month)]


async def archived_months(tx: Tx, tenant_id: UUID) -> set[str]:
    """The months whose events of a tenant are in the archive."""
    return {month.name for month in await tx.many(queries.archived_months, Month, tenant_id=tenant_id)}
