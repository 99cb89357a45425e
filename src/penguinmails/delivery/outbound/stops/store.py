"""The statements about stops, as functions."""

from uuid import UUID

from penguinmails.delivery.outbound.stops.model import SendStop
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def stop(tx: Tx, tenant_id: UUID, reason: str, stopped_by: str) -> None:
    """Nothing of this tenant from now on."""
    await tx.execute(queries.stop, tenant_id=tenant_id, reason=reason, stopped_by=stopped_by)


async def resume(tx: Tx, tenant_id: UUID) -> bool:
    """It may be sent again; whether it was stopped."""
    return bool(await tx.execute(queries.resume, tenant_id=tenant_id))


async def listed(tx: Tx) -> list[SendStop]:
    """All stops, the oldest first."""
    return await tx.many(queries.list_stops, SendStop)
