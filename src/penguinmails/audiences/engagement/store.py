"""The statements about engagement, as functions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audiences.engagement.model import Engagement
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def find(tx: Tx, lead_id: UUID) -> Engagement | None:
    """What is known of a lead; None before the first message."""
    return await tx.one(queries.engagement_of, Engagement, tenant_id=tx.tenant_id, lead_id=lead_id)


async def take(tx: Tx, copies: Sequence[dict[str, Any]]) -> int:
    """Write states that are newer than what is there; how many."""
    return await tx.execute(queries.take_copies, tenant_id=tx.tenant_id, copies=Jsonb(list(copies)))
