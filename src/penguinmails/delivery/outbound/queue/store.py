"""The statements about outgoing messages, as functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.delivery.outbound.queue.model import Accepted, Begun, Ending, Told, Waiting, Written
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.ledger import event_id_of

queries = Queries.load(__name__)


@dataclass(slots=True)
class Attempt:
    """What is known of a message once it is composed."""

    message_id: UUID
    attempts: int
    attempting: datetime
    envelope_from: str
    verp_token: str | None
    subject: str
    digest: bytes
    in_reply_to: str | None
    references: tuple[str, ...]


@dataclass(frozen=True)
class Unsent:
    """A message that ends before anything was said to a server."""

    message_id: UUID
    state: str
    reason: str
    words: str | None = None


async def insert(tx: Tx, messages: Sequence[dict[str, Any]]) -> int:
    """Planned messages, as their payloads; how many were new."""
    return await tx.execute(queries.insert_planned, tenant_id=tx.tenant_id, messages=Jsonb(list(messages)))


async def next_messages(tx: Tx, lane: Lane, shunned: Sequence[str], most: int) -> list[Waiting]:
    """What a lane may send now, without those that go to the shunned providers."""
    return await tx.many(
        queries.next_messages,
        Waiting,
        tenant_id=lane.tenant_id,
        mailbox_id=lane.mailbox_id,
        shunned=list(shunned),
        most=most,
    )


async def next_due(tx: Tx, lane: Lane) -> datetime | None:
    """When something of a lane is due next, after now."""
    return await tx.value(queries.next_due, tenant_id=lane.tenant_id, mailbox_id=lane.mailbox_id)


async def begin(tx: Tx, lane: Lane, attempts: Sequence[Attempt], lease: timedelta) -> dict[UUID, datetime]:
    """Make them `attempting`; those that may be, with the moment."""
    ids = [attempt.message_id for attempt in attempts]
    begun = await tx.many(
        queries.begin_attempts,
        Begun,
        tenant_id=lane.tenant_id,
        fence=lane.fence,
        lease=lease,
        ids=ids,
        first=min(ids),
        last=max(ids),
        attempts=[attempt.attempts for attempt in attempts],
        attempting=[attempt.attempting for attempt in attempts],
        envelope_from=[attempt.envelope_from for attempt in attempts],
        verp_token=[attempt.verp_token for attempt in attempts],
        subject=[attempt.subject for attempt in attempts],
        digest=[attempt.digest for attempt in attempts],
        in_reply_to=[attempt.in_reply_to for attempt in attempts],
        reference_ids=[" ".join(attempt.references) for attempt in attempts],
    )
    return {each.message_id: each.attempting for each in begun}


async def accept(tx: Tx, lane: Lane, endings: Sequence[Ending]) -> Accepted:
    """Record messages that one server accepted over one address; what is to be told of those still ours."""
    ids = [ending.message_id for ending in endings]
    accepted = await tx.one(
        queries.accept_attempts,
        Accepted,
        tenant_id=lane.tenant_id,
        fence=lane.fence,
        ids=ids,
        first=min(ids),
        last=max(ids),
        event_ids=[event_id_of("sent", id_) for id_ in ids],
        smtp_code=[ending.smtp_code for ending in endings],
        smtp_enhanced=[ending.smtp_enhanced for ending in endings],
        provider_message_id=[ending.provider_message_id for ending in endings],
        remote_host=endings[0].remote_host,
        source_ip=endings[0].source_ip,
    )
    return accepted or Accepted(None, None)


async def end(tx: Tx, lane: Lane, endings: Sequence[Ending]) -> dict[UUID, int]:
    """Record what attempts came to, whatever it was; the versions of those that were still ours."""
    ids = [ending.message_id for ending in endings]
    written = await tx.many(
        queries.end_attempts,
        Written,
        tenant_id=lane.tenant_id,
        fence=lane.fence,
        ids=ids,
        first=min(ids),
        last=max(ids),
        state=[ending.state for ending in endings],
        smtp_code=[ending.smtp_code for ending in endings],
        smtp_enhanced=[ending.smtp_enhanced for ending in endings],
        smtp_conversation=[ending.smtp_conversation for ending in endings],
        remote_host=[ending.remote_host for ending in endings],
        source_ip=[ending.source_ip for ending in endings],
        provider_message_id=[ending.provider_message_id for ending in endings],
        next_attempt=[ending.next_attempt for ending in endings],
        bounce_type=[ending.bounce_type for ending in endings],
        reason=[ending.reason for ending in endings],
        words=[ending.words for ending in endings],
        storage_key=[ending.storage_key for ending in endings],
    )
    return {each.message_id: each.version for each in written}


async def end_unsent(tx: Tx, lane: Lane, unsent: Sequence[Unsent]) -> dict[UUID, int]:
    """Record what will not be sent; the versions of those that still waited."""
    ids = [each.message_id for each in unsent]
    written = await tx.many(
        queries.end_unsent,
        Written,
        tenant_id=lane.tenant_id,
        ids=ids,
        first=min(ids),
        last=max(ids),
        state=[each.state for each in unsent],
        reason=[each.reason for each in unsent],
        words=[each.words for each in unsent],
    )
    return {each.message_id: each.version for each in written}


async def withdraw(tx: Tx, enrolments: Sequence[UUID], reason: str) -> list[Told]:
    """Cancel what has not begun."""
    return await tx.many(
        queries.withdraw, Told, tenant_id=tx.tenant_id, enrolments=list(enrolments), reason=reason
    )


async def give_up(tx: Tx, tenant_id: UUID, mailbox_id: UUID) -> list[Told]:
    """What was being attempted by a lane that nobody holds is uncertain."""
    return await tx.many(queries.give_up, Told, tenant_id=tenant_id, mailbox_id=mailbox_id)


async def believe(tx: Tx, ids: Sequence[UUID]) -> list[Told]:
    """Uncertain messages that are known to have arrived."""
    return await tx.many(queries.believe, Told, tenant_id=tx.tenant_id, ids=list(ids))
