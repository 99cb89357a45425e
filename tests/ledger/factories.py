"""Events for tests."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Topic
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import (
    Event,
    EventKind,
    EventSource,
    Ingested,
    Judge,
    LedgerSettings,
    event_id_of,
    ingest,
)

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
MAILBOX, COMPANY = UUID(int=0x71), UUID(int=0x72)


def moment(seconds: float = 0) -> datetime:
    """Yesterday noon and so many seconds: always a month the ledger has."""
    noon = (clock.now() - timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    return noon.astimezone(UTC) + timedelta(seconds=seconds)


def sent(message_id: UUID, at: datetime | None = None, **more: Any) -> Event:
    """A message was accepted."""
    said: dict[str, Any] = {
        "company_id": COMPANY,
        "message_kind": "manual",
        "mailbox_id": MAILBOX,
        "sending_domain": "bikes.example.com",
        "receiving_provider": "google",
    }
    return Event(
        message_id,
        event_id_of("sent", message_id),
        EventKind.SENT,
        at or moment(),
        EventSource.DELIVERY,
        **(said | more),
    )


def campaign_sent(
    message_id: UUID,
    campaign_id: UUID,
    step_id: UUID,
    lead_id: UUID,
    at: datetime | None = None,
    **more: Any,
) -> Event:
    """A message of a campaign was accepted."""
    return sent(
        message_id,
        at,
        **(
            {"message_kind": "campaign", "campaign_id": campaign_id, "step_id": step_id, "lead_id": lead_id}
            | more
        ),
    )


def happened(message_id: UUID, kind: EventKind, at: datetime, key: str = "", **more: Any) -> Event:
    """Something that happened to a message."""
    if kind is EventKind.CLICKED:
        more = {"link_url": "https://example.com/offer"} | more
    return Event(
        message_id,
        event_id_of(kind.value, message_id, key),
        kind,
        at,
        more.pop("source", EventSource.TRACKING),
        company_id=COMPANY,
        **more,
    )


async def take_in(databases: Databases, scope: Scope, events: Sequence[Event]) -> Ingested:
    """Ingest as the tenant, committed."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return await ingest(tx, scope.tenant_id, events)


async def rows(databases: Databases, scope: Scope, text: str, *params: object) -> list[tuple[Any, ...]]:
    """Whatever SQL answers, as the tenant."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        cursor = await tx.connection.execute(text, params)  # pyright: ignore[reportArgumentType]
        return await cursor.fetchall()


def message() -> UUID:
    """The id of a message."""
    return ids.uuid7()


def cut_up(events: Sequence[Event], seed: int, *, pieces: int = 5) -> list[list[Event]]:
    """The events in some order and some pieces, some of them twice."""
    chance = random.Random(seed)
    order = [*events, *chance.choices(events, k=min(4, len(events)))]
    chance.shuffle(order)
    cuts = sorted({chance.randrange(1, len(order)) for _ in range(chance.randrange(pieces))} | {len(order)})
    return [order[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


def judge_of(databases: Databases) -> Judge:
    """A judge that waits for nothing."""
    return Judge(databases, LedgerSettings(judge_settle=0))


async def settle(databases: Databases) -> None:
    """Judge and tell until nothing waits."""
    judge = judge_of(databases)
    while await judge.turn():
        pass


async def verdicts(databases: Databases, scope: Scope) -> dict[UUID, tuple[str, str]]:
    """The verdict and reason that count, by event."""
    found = await rows(
        databases,
        scope,
        "SELECT DISTINCT ON (event_id) event_id, verdict, reason FROM olap.event_verdicts"
        " ORDER BY event_id, rule_version DESC",
    )
    return {event: (verdict, reason) for event, verdict, reason in found}


async def handed_on(databases: Databases, scope: Scope, topic: Topic) -> list[dict[str, Any]]:
    """The payloads of a topic that wait in the outbox, oldest first."""
    found = await rows(
        databases,
        scope,
        "SELECT payload FROM olap.handoff_outbox WHERE topic = %s ORDER BY handoff_id",
        topic.name,
    )
    return [payload for (payload,) in found]
