"""The statements about engagement, as functions."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.ledger.engagement.model import (
    Concerned,
    Marks,
    MessageSeen,
    SentMessage,
    ToldBatch,
    WaitingTenant,
)

queries = Queries.load(__name__)


async def lock(tx: Tx, *, wait: bool = False) -> bool:
    """Be the tenant's only judge until the transaction ends; False where another is, unless told to wait."""
    await tx.execute(queries.make_lock, tenant_id=tx.tenant_id)
    statement = queries.lock_waiting if wait else queries.lock
    return await tx.value(statement, tenant_id=tx.tenant_id) is not None


async def next_version(tx: Tx) -> int:
    """A version higher than all before it. The caller holds the lock."""
    return await tx.value(queries.next_version, tenant_id=tx.tenant_id)


async def tenants_waiting(tx: Tx, settle: timedelta) -> list[UUID]:
    """Whose batches are to be judged or told of."""
    rows = await tx.many(queries.tenants_waiting, WaitingTenant, settle=settle)
    return [row.tenant_id for row in rows]


async def claim(tx: Tx, batches: int) -> list[UUID]:
    """The oldest batches; they are the caller's now."""
    rows = await tx.many(queries.claim_batches, ToldBatch, tenant_id=tx.tenant_id, batches=batches)
    return [row.batch_id for row in rows]


async def messages_of(tx: Tx, batch_ids: Sequence[UUID]) -> list[UUID]:
    """The messages these batches are about, by id."""
    rows = await tx.many(queries.messages_of, Concerned, tenant_id=tx.tenant_id, batch_ids=list(batch_ids))
    return sorted(row.message_id for row in rows)


async def judge_again(tx: Tx, message_ids: Sequence[UUID], batch_ids: Sequence[UUID]) -> None:
    """Queue messages for the judge whose `sent` came in with these batches."""
    await tx.execute(
        queries.judge_again,
        tenant_id=tx.tenant_id,
        message_ids=list(message_ids),
        batch_ids=list(batch_ids),
    )


async def sent_messages(tx: Tx, message_ids: Sequence[UUID]) -> list[SentMessage]:
    """Those of the messages that were sent."""
    return await tx.many(
        queries.sent_messages, SentMessage, tenant_id=tx.tenant_id, message_ids=list(message_ids)
    )


async def sent_to_leads(tx: Tx, lead_ids: Collection[UUID]) -> list[SentMessage]:
    """All that leads were ever sent."""
    return await tx.many(queries.sent_to_leads, SentMessage, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def marks_of(tx: Tx, message_ids: Collection[UUID]) -> dict[UUID, Marks]:
    """What is known of messages beside that they were sent."""
    rows = await tx.many(queries.marks_of, Marks, tenant_id=tx.tenant_id, message_ids=list(message_ids))
    return {row.message_id: row for row in rows}


async def signs_of(tx: Tx, message_ids: Sequence[UUID]) -> list[MessageSeen]:
    """The first sign of each message that it arrived."""
    return await tx.many(queries.signs_of, MessageSeen, tenant_id=tx.tenant_id, message_ids=list(message_ids))


async def tell_unsent_again(tx: Tx, within: timedelta) -> int:
    """Queue hits of the last days whose messages have no `sent`, of all tenants; how many batches."""
    return await tx.execute(queries.tell_unsent_again, within=within)
