"""Mail of years ago: sent, opened, clicked, bounced, judged and counted."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, LiteralString
from uuid import UUID

from psycopg import sql

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Home, Tier
from penguinmails.ledger import BounceType, Event, EventKind, EventSource, Verdict, event_id_of, ingest
from penguinmails.postgres.partitions import ensure_months
from penguinmails.postgres.session import administrator
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.rollup.service import apply
from tests.servers import Clone
from tests.warehouse.telling import judge
from tests.warehouse.worlds import Judged

LONG_AGO: Final = datetime(2024, 3, 11, 9, 0, tzinfo=UTC)
"""A Monday more than two years before any test runs."""
CAMPAIGN, STEP, COMPANY, MAILBOX = UUID(int=0xA11), UUID(int=0x511), UUID(int=0xC11), UUID(int=0xB11)
AGENT: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36"


def lead(number: int) -> UUID:
    """One of the people written to."""
    return UUID(int=0x01890000_0000_7000_8000_000000000000 + number)


def message_at(moment: datetime, number: int) -> UUID:
    """The id of a message made then."""
    return UUID(int=ids.uuid7_floor(moment).int | number)


def history(
    messages: int, *, start: datetime = LONG_AGO, first: int = 1, leads: int = 7
) -> tuple[list[Event], list[Judged]]:
    """So many campaign messages, ten minutes apart, and what came of them; the same each time."""
    chance = random.Random(first)
    events: list[Event] = []
    judged: list[Judged] = []
    for number in range(first, first + messages):
        at = start + timedelta(minutes=10 * (number - first))
        message = message_at(at, number)

        def happened(
            kind: EventKind,
            minutes: int,
            key: str = "",
            *,
            message: UUID = message,
            at: datetime = at,
            **more: Any,
        ) -> Event:
            event = Event(
                message,
                event_id_of(kind.value, message, key) if key else event_id_of(kind.value, message),
                kind,
                at + timedelta(minutes=minutes),
                EventSource.DELIVERY if kind is EventKind.SENT else EventSource.TRACKING,
                company_id=COMPANY,
                **more,
            )
            events.append(event)
            return event

        happened(
            EventKind.SENT,
            1,
            message_kind="campaign",
            campaign_id=CAMPAIGN,
            step_id=STEP,
            mailbox_id=MAILBOX,
            sending_domain="bikes.example",
            receiving_provider="google",
            lead_id=lead(number % leads),
            smtp_code=250,
        )
        if number % 9 == 0:
            happened(
                EventKind.BOUNCED, 3, "dsn", bounce_type=BounceType.HARD, bounce_reason='no "such", user\n'
            )
            continue
        for which in range(chance.randrange(3)):
            hit = happened(
                EventKind.OPENED,
                5 + which,
                str(which),
                user_agent=AGENT,
                ip_address="203.0.113.9",
                device_type="desktop",
                location="DE",
                metadata={"method": "get", "größe": None},
            )
            judged.append(Judged(hit, 1, Verdict.HUMAN if which else Verdict.MACHINE))
        if number % 4 == 0:
            link = "https://example.com/offer" if number % 8 else f"https://example.com/for/{number}"
            hit = happened(EventKind.CLICKED, 9, "c", link_url=link, link_text="", user_agent=AGENT)
            judged.append(Judged(hit, 1, Verdict.HUMAN))
    return events, judged


async def prepare(clone: Clone, *days: datetime) -> None:
    """The months of these days, and the next ones, have partitions."""
    wanted = [day.date() + timedelta(days=31 * more) for day in days or (LONG_AGO,) for more in range(2)]
    async with administrator(clone.administrators[Home.OLAP]) as connection:
        await ensure_months(connection, [Tier.OLAP], wanted)


async def live(
    databases: Databases, scope: Scope, events: Sequence[Event], judged: Sequence[Judged] = ()
) -> None:
    """It happened, and is counted."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        taken = await ingest(tx, scope.tenant_id, events)
        assert (taken.refused, taken.late) == (0, 0)
        if judged:
            await judge(tx, list(judged))
    await count(databases, scope)


async def slip_in(databases: Databases, scope: Scope, event: Event) -> None:
    """A reply to the message of an event, from an ingest that had asked the archive before it was there."""
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(
            "INSERT INTO olap.email_events (tenant_id, message_id, event_id, kind, occurred, batch_id, source)"
            " VALUES (%s, %s, gen_random_uuid(), 'replied', now(), gen_random_uuid(), 'inbound')",
            [scope.tenant_id, event.message_id],
        )


async def count(databases: Databases, scope: Scope) -> None:
    """Nothing waits to be counted, judged or told."""
    async with databases.worker(Tier.OLAP) as tx:
        while await apply(tx, scope.tenant_id, rows=100_000, wait=True):
            pass
        for queue in ("judge_queue", "engagement_queue"):
            name = sql.Identifier("olap", queue)
            await tx.connection.execute(
                sql.SQL("DELETE FROM {} WHERE tenant_id = {}").format(name, sql.Literal(scope.tenant_id))
            )


async def everything(databases: Databases, scope: Scope, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """All a tenant's rows of these tables."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    async with databases.tenant(Tier.OLAP, scope) as tx:
        for table in tables:
            query = sql.SQL("SELECT r::text FROM {} r ORDER BY 1").format(sql.Identifier("olap", table))
            found[table] = await (await tx.connection.execute(query)).fetchall()
    return found


async def value(databases: Databases, scope: Scope, text: LiteralString, *params: object) -> Any:
    """The first value a query answers, as the tenant."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        cursor = await tx.connection.execute(text, params)
        row = await cursor.fetchone()
    return row and row[0]


def settings_in(folder: Path) -> ArchiveSettings:
    """An archive of its own."""
    return ArchiveSettings(archive_folder=folder / "archive", archive_journal=folder / "erasures.jsonl")
