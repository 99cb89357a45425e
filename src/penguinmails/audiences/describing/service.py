"""Telling the warehouse of leads. Nothing here commits."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from penguinmails.audiences.describing.model import LEADS, LeadCopy
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import as_payload, send
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)

_AT_ONCE: Final = 1000


async def describe(tx: Tx, lead_ids: Sequence[UUID]) -> None:
    """Hand on how these leads are now, deleted or not. Whoever calls has changed their status, just now."""
    for start in range(0, len(lead_ids), _AT_ONCE):
        some = list(lead_ids[start : start + _AT_ONCE])
        leads = await tx.many(queries.describe, LeadCopy, tenant_id=tx.tenant_id, lead_ids=some)
        if leads:
            await send(tx, LEADS, {"leads": [as_payload(lead) for lead in leads]})
