"""Taking in: the ledger's `ingest` in batches of 5,000, beside COPY of the same rows into the same table.

Two writers each. And the naive way to have counts at once, a trigger that adds each row to its campaign's: against COPY
into as good a copy of the table without it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Final, LiteralString
from uuid import UUID

from psycopg import AsyncConnection, sql

from bench.ledger import CHROME
from bench.warehouse.load import BATCH
from bench.warehouse.measuring import measured, rate
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Connection, Databases
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.ledger import Event, EventKind, EventSource, event_id_of, ingest

TAKEN: Final = 100_000
_WRITERS: Final = 2
_COLUMNS: Final = (
    "tenant_id", "batch_id", "message_id", "event_id", "company_id", "kind", "occurred", "source", "message_kind",
    "campaign_id", "step_id", "mailbox_id", "sending_domain", "receiving_provider", "lead_id", "user_agent",
    "ip_address", "client", "device_type", "metadata",
)  # fmt: skip
_TRIGGER: Final[tuple[LiteralString, ...]] = (
    "CREATE TABLE olap.bench_plain (LIKE olap.email_events INCLUDING ALL)",
    "CREATE TABLE olap.bench_counted (LIKE olap.email_events INCLUDING ALL)",
    "CREATE TABLE olap.bench_counts (campaign_id uuid PRIMARY KEY, events bigint NOT NULL)",
    (
        "CREATE FUNCTION olap.bench_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO olap.bench_counts AS c VALUES (coalesce(new.campaign_id, new.company_id), 1)"
        " ON CONFLICT (campaign_id) DO UPDATE SET events = c.events + 1; RETURN NULL; END $$"
    ),
    "CREATE TRIGGER bench_count AFTER INSERT ON olap.bench_counted FOR EACH ROW EXECUTE FUNCTION olap.bench_count()",
)
_DROP: Final[LiteralString] = (
    "DROP TABLE olap.bench_plain, olap.bench_counted, olap.bench_counts; DROP FUNCTION olap.bench_count()"
)


def events_of(count: int) -> list[Event]:
    """So many events of one tenant, two of five a sending and the others opens of it, as they come in."""
    now = clock.now()
    company, mailbox, campaign, step = (ids.uuid7() for _ in range(4))
    made: list[Event] = []
    while len(made) < count:
        message = ids.uuid7()
        made.append(
            Event(
                message, event_id_of("sent", message), EventKind.SENT, now, EventSource.DELIVERY, company_id=company,
                message_kind="campaign", campaign_id=campaign, step_id=step, mailbox_id=mailbox,
                sending_domain="bikes.example.com", receiving_provider="google", lead_id=ids.uuid7(),
            )
        )  # fmt: skip
        for n in range(1 + len(made) % 2):
            made.append(
                Event(
                    message, event_id_of("hit", message, str(n)), EventKind.OPENED, now, EventSource.TRACKING,
                    company_id=company, user_agent=CHROME, ip_address=f"81.{len(made) >> 8 & 255}.{len(made) & 255}.9",
                    metadata={"method": "get"},
                )
            )  # fmt: skip
    return made[:count]


async def main(databases: Databases) -> list[dict[str, object]]:
    """COPY, ingest, and the trigger; a row each."""
    floor = await _copied(databases, "COPY into the ledger's table: the floor", "email_events", Role.WORKER)
    tenants = [ids.uuid7() for _ in range(_WRITERS)]
    batches = _batches(tenants)

    async def take(tenant_id: UUID, events: list[Event]) -> None:
        async with databases.worker(Tier.OLAP) as tx:
            taken = await ingest(tx, tenant_id, events)
        assert taken.new == len(events)

    ours = await measured("ingest", TAKEN, lambda: _by_two(tenants, batches, take))
    ours["result"] = f"{rate(ours) / rate(floor):.2f} of COPY"
    async with await _owner(databases) as connection:
        for statement in _TRIGGER:
            await connection.execute(statement)
    try:
        plain = await _copied(databases, "COPY into a copy of it", "bench_plain", Role.OWNER)
        naive = await _copied(databases, "the same with a trigger that counts", "bench_counted", Role.OWNER)
    finally:
        async with await _owner(databases) as connection:
            await connection.execute(_DROP)
    naive["result"] = f"{rate(naive) / rate(plain):.2f} of COPY"
    return [floor, ours, plain, naive]


def _batches(tenants: list[UUID]) -> dict[UUID, list[list[Event]]]:
    made = {tenant: events_of(TAKEN // _WRITERS) for tenant in tenants}
    return {
        tenant: [events[start : start + BATCH] for start in range(0, len(events), BATCH)]
        for tenant, events in made.items()
    }


async def _by_two(
    tenants: list[UUID],
    batches: dict[UUID, list[list[Event]]],
    take: Callable[[UUID, list[Event]], Awaitable[None]],
) -> None:
    async def write(tenant: UUID) -> None:
        for events in batches[tenant]:
            await take(tenant, events)

    await asyncio.gather(*(write(tenant) for tenant in tenants))


async def _copied(databases: Databases, what: str, table: str, role: Role) -> dict[str, object]:
    tenants = [ids.uuid7() for _ in range(_WRITERS)]
    texts = {tenant: [_text(tenant, events) for events in own] for tenant, own in _batches(tenants).items()}
    target = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier("olap", table), sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    )

    async def write(connection: Connection, tenant: UUID) -> None:
        for text in texts[tenant]:
            async with connection.cursor() as cursor, cursor.copy(target) as copy:
                await copy.write(text)

    address = databases.address(Tier.OLAP.home, role)
    async with AsyncExitStack() as stack:  # open until the measurement ends: only the living are counted
        connections = [
            await stack.enter_async_context(await AsyncConnection.connect(address, autocommit=True))
            for _ in tenants
        ]
        return await measured(what, TAKEN, lambda: asyncio.gather(*map(write, connections, tenants)))


def _text(tenant: UUID, events: list[Event]) -> str:
    batch = ids.uuid7()
    lines: list[str] = []
    for event in events:
        row = {"tenant_id": tenant, "batch_id": batch, **event.payload(), "metadata": "{}"}
        if event.kind is EventKind.OPENED:
            row |= {
                "client": "chrome",
                "device_type": "desktop",
                "ip_address": str(row["ip_address"])[:-1] + "0/24",
            }
        lines.append("\t".join(str(row.get(column, "\\N")) for column in _COLUMNS))
    return "\n".join(lines) + "\n"


async def _owner(databases: Databases) -> Connection:
    return await AsyncConnection.connect(databases.address(Tier.OLAP.home, Role.OWNER), autocommit=True)
