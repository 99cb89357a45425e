"""The statements about verdicts, as functions."""

import json
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.ledger.events.agents import PROXIES
from penguinmails.ledger.verdicts.model import (
    Acceptance,
    ClaimedBatch,
    Hit,
    HitLine,
    ReasonLine,
    Touched,
    Visit,
)
from penguinmails.ledger.verdicts.spans import Span

queries = Queries.load(__name__)


async def claim(tx: Tx, settle: timedelta, batches: int) -> list[UUID]:
    """The batches that have waited long enough; they are the caller's now."""
    rows = await tx.many(
        queries.claim_batches, ClaimedBatch, tenant_id=tx.tenant_id, settle=settle, batches=batches
    )
    return [row.batch_id for row in rows]


async def messages_of(tx: Tx, batch_ids: Sequence[UUID]) -> list[UUID]:
    """The messages that events of these batches are about."""
    rows = await tx.many(queries.messages_of, Touched, tenant_id=tx.tenant_id, batch_ids=list(batch_ids))
    return [row.message_id for row in rows]


async def hits_of(tx: Tx, message_ids: Collection[UUID]) -> list[Hit]:
    """All opens and clicks of messages."""
    return await tx.many(queries.hits_of, Hit, tenant_id=tx.tenant_id, message_ids=list(message_ids))


async def acceptances_of(tx: Tx, message_ids: Collection[UUID]) -> dict[UUID, Acceptance]:
    """When messages were accepted; those of which it is not known are left out."""
    rows = await tx.many(
        queries.acceptances_of, Acceptance, tenant_id=tx.tenant_id, message_ids=list(message_ids)
    )
    return {row.message_id: row for row in rows}


async def visits_from(tx: Tx, spans: Sequence[Span]) -> list[Visit]:
    """Who was visited from networks in spans of time."""
    return await tx.many(
        queries.visits_from,
        Visit,
        tenant_id=tx.tenant_id,
        networks=[span.network for span in spans],
        froms=[span.low for span in spans],
        untils=[span.high for span in spans],
        proxies=sorted(PROXIES),
    )


async def insert(tx: Tx, batch_id: UUID, verdicts: Sequence[dict[str, Any]]) -> None:
    """Add versions, and queue them."""
    await tx.execute(
        queries.insert_verdicts, tenant_id=tx.tenant_id, batch_id=batch_id, verdicts=json.dumps(verdicts)
    )


async def messages_with_hits(tx: Tx, after: UUID, page: int) -> list[UUID]:
    """The next messages with hits, by id."""
    rows = await tx.many(queries.messages_with_hits, Touched, tenant_id=tx.tenant_id, after=after, page=page)
    return [row.message_id for row in rows]


async def lines_of(tx: Tx, message_id: UUID) -> list[HitLine]:
    """A message's hits with every version of their verdicts."""
    return await tx.many(queries.lines_of, HitLine, tenant_id=tx.tenant_id, message_id=message_id)


async def reasons(tx: Tx, after: UUID) -> list[ReasonLine]:
    """Which rule decided how often."""
    return await tx.many(queries.reasons, ReasonLine, tenant_id=tx.tenant_id, after=after)
