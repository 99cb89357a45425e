"""The statements about stops, as functions."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from penguinmails.delivery.outbound.stops.model import SendStop, Withdrawn
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)

_WITHDRAWN_KEPT: Final = timedelta(days=30)
"""As long as the key of a delivery: what was planned for an enrolment cannot arrive later than that."""


async def stop(tx: Tx, tenant_id: UUID, reason: str, stopped_by: str) -> None:
    """Nothing of this tenant from now on."""
    await tx.execute(queries.stop, tenant_id=tenant_id, reason=reason, stopped_by=stopped_by)


async def resume(tx: Tx, tenant_id: UUID) -> bool:
    """It may be sent again; whether it was stopped."""
    return bool(await tx.execute(queries.resume, tenant_id=tenant_id))


async def listed(tx: Tx) -> list[SendStop]:
    """All stops, the oldest first."""
    return await tx.many(queries.list_stops, SendStop)


async def remember_withdrawn(tx: Tx, enrolments: Sequence[UUID], reason: str) -> None:
    """These are over, for good; and forget those that were long ago."""
    await tx.execute(
        queries.remember_withdrawn, tenant_id=tx.tenant_id, enrolments=list(enrolments), reason=reason
    )
    await tx.execute(queries.forget_withdrawn, tenant_id=tx.tenant_id, older_than=_WITHDRAWN_KEPT)


async def withdrawn_among(tx: Tx, tenant_id: UUID, enrolments: Iterable[UUID | None]) -> dict[UUID, str]:
    """Which of these are over, and why."""
    known = sorted({each for each in enrolments if each is not None})
    if not known:
        return {}
    rows = await tx.many(queries.withdrawn_among, Withdrawn, tenant_id=tenant_id, enrolments=known)
    return {row.enrolment_id: row.reason for row in rows}
