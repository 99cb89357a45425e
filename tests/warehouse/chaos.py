"""A writer or a roller for the test of everything at once, as a process of its own, until it is killed.

A writer says `.` for each commit; both say what went wrong and go on.
"""

import asyncio
import random
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.ledger import BounceType, Event, EventKind, EventSource, Verdict, event_id_of, ingest
from penguinmails.warehouse import Rollup, WarehouseSettings
from tests.warehouse.telling import judge
from tests.warehouse.worlds import CAMPAIGNS, LEADS, LINKS, MAILBOXES, STEPS, Judged, first_day

MESSAGES = 120
"""Of each tenant, shared by all writers."""
KINDS = [
    EventKind.SENT, EventKind.SENT, EventKind.OPENED, EventKind.OPENED, EventKind.CLICKED, EventKind.REPLIED,
    EventKind.BOUNCED, EventKind.UNSUBSCRIBED,
]  # fmt: skip


def event_of(chance: random.Random, number: int, key: str) -> Event:
    """Something that happened to one of the messages. All writers tell the same of its sending."""
    born = first_day() + timedelta(days=number % 20)
    one = UUID(int=ids.uuid7_floor(born).int | number)
    kind = chance.choice(KINDS)
    if kind is EventKind.SENT:
        campaign, company = CAMPAIGNS[number % 3]
        return Event(
            one,
            event_id_of("sent", one, str(version := chance.randrange(2))),
            kind,
            born + timedelta(days=3 * version, minutes=number),
            EventSource.DELIVERY,
            company_id=company,
            message_kind="campaign",
            campaign_id=campaign,
            step_id=STEPS[number % 2],
            lead_id=LEADS[number % 3],
            mailbox_id=MAILBOXES[company][0],
        )
    return Event(
        one,
        event_id_of(kind.value, one, key),
        kind,
        born + timedelta(minutes=chance.randrange(30_000)),
        EventSource.TRACKING,
        bounce_type=chance.choice(list(BounceType)) if kind is EventKind.BOUNCED else None,
        link_url=chance.choice(LINKS) if kind is EventKind.CLICKED else None,
        device_type="mobile" if kind in (EventKind.OPENED, EventKind.CLICKED) else None,
    )


async def write(databases: Databases, scopes: Sequence[Scope], seed: int) -> None:
    """Tell of events, and judge hits, in transactions that stay open for a while."""
    chance, turn = random.Random(seed), 0
    while True:
        turn += 1
        scope = chance.choice(scopes)
        events = [
            event_of(chance, chance.randrange(MESSAGES), f"{seed} {turn} {n}")
            for n in range(chance.randrange(1, 30))
        ]
        hits = [event for event in events if event.kind in (EventKind.OPENED, EventKind.CLICKED)]
        try:
            async with databases.tenant(Tier.OLAP, scope) as tx:
                await ingest(tx, scope.tenant_id, events)
                await asyncio.sleep(chance.choice([0, 0, 0.005, 0.03]))
                if hits and chance.random() < 0.5:
                    await judge(
                        tx, [Judged(hit, 1, chance.choice(list(Verdict))) for hit in chance.sample(hits, 1)]
                    )
                    await asyncio.sleep(chance.choice([0, 0, 0.02]))
        except (psycopg.Error, DatabaseUnreachable) as error:
            await trouble(error)
        else:
            sys.stdout.write(".\n")
            sys.stdout.flush()


async def roll(databases: Databases) -> None:
    """Count, in turns of all sizes."""
    chance = random.Random()
    while True:
        rollup = Rollup(databases, WarehouseSettings(warehouse_rows=chance.choice([100, 500, 20_000])))
        try:
            if not await rollup.turn():
                await asyncio.sleep(0.01)
        except (psycopg.Error, DatabaseUnreachable) as error:
            await trouble(error)


async def trouble(error: Exception) -> None:
    """Say so; the server is killed again and again."""
    sys.stderr.write(f"{type(error).__name__}: {error}\n")
    sys.stderr.flush()
    await asyncio.sleep(0.05)


def run(
    part: str,
    seed: int,
    tenants: Sequence[UUID],
    addresses: Mapping[tuple[Home, Role], str],
    said: Path,
) -> None:
    """Go on until killed. What it says goes into `said`, and what went wrong into a file `.err` beside it."""

    async def work() -> None:
        scopes = [Scope.tenant_wide(tenant) for tenant in tenants]
        async with Databases(lambda home, role: addresses[home, role]) as databases:
            await (write(databases, scopes, seed) if part == "writer" else roll(databases))

    with said.open("w") as sys.stdout, said.with_suffix(".err").open("w") as sys.stderr:
        asyncio.run(work())
