"""Taking in: the ledger's `ingest` in batches of 5,000, beside COPY of the same rows into the same table.

Two writers each, each a process: a process that reads events is busier than one that sends prepared text, and must not
wait for another's. And the naive way to have counts at once, a trigger that adds each row to its campaign's: against COPY
into as good a copy of the table without it.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final, LiteralString
from uuid import UUID

from psycopg import AsyncConnection, sql

from bench.ledger import CHROME
from bench.warehouse.load import BATCH
from bench.warehouse.measuring import rate, row
from bench.warehouse.writers import Spent, Work, together
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Connection, Databases
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.ledger import Event, EventKind, EventSource, event_id_of, ingest
from penguinmails.postgres import connect

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
    floor = await _copied("COPY into the ledger's table: the floor", "email_events", Role.WORKER)
    ours = _row("ingest", await together([_taking] * _WRITERS))
    ours["result"] = f"{rate(ours) / rate(floor):.2f} of COPY"
    async with await _owner(databases) as connection:
        for statement in _TRIGGER:
            await connection.execute(statement)
    try:
        plain = await _copied("COPY into a copy of it", "bench_plain", Role.OWNER)
        naive = await _copied("the same with a trigger that counts", "bench_counted", Role.OWNER)
    finally:
        async with await _owner(databases) as connection:
            await connection.execute(_DROP)
    naive["result"] = f"{rate(naive) / rate(plain):.2f} of COPY"
    return [floor, ours, plain, naive]


def _batches() -> list[list[Event]]:
    events = events_of(TAKEN // _WRITERS)
    return [events[start : start + BATCH] for start in range(0, len(events), BATCH)]


@asynccontextmanager
async def _taking() -> AsyncGenerator[Work]:
    tenant_id, batches = ids.uuid7(), _batches()

    async def work() -> None:
        for events in batches:
            async with databases.worker(Tier.OLAP) as tx:
                taken = await ingest(tx, tenant_id, events)
            assert taken.new == len(events)

    async with Databases(connect.addresses(KernelSettings.load())) as databases:
        async with databases.worker(Tier.OLAP):  # connected, as who copies is
            pass
        yield work


@asynccontextmanager
async def _copying(table: str, role: Role) -> AsyncGenerator[Work]:
    tenant_id = ids.uuid7()
    texts = [_text(tenant_id, events) for events in _batches()]
    target = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier("olap", table), sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    )

    async def work() -> None:
        for text in texts:
            async with connection.cursor() as cursor, cursor.copy(target) as copy:
                await copy.write(text)

    address = connect.addresses(KernelSettings.load())(Tier.OLAP.home, role)
    async with await AsyncConnection.connect(address, autocommit=True) as connection:
        yield work


async def _copied(what: str, table: str, role: Role) -> dict[str, object]:
    return _row(what, await together([partial(_copying, table, role)] * _WRITERS))


def _row(what: str, spent: Spent) -> dict[str, object]:
    return row(what, TAKEN, spent.seconds, spent.ours, spent.theirs)


def _text(tenant: UUID, events: list[Event]) -> str:
    batch = ids.uuid7()
    lines: list[str] = []
    for event in events:
        said = {"tenant_id": tenant, "batch_id": batch, **event.payload(), "metadata": "{}"}
        if event.kind is EventKind.OPENED:
            said |= {
                "client": "chrome",
                "device_type": "desktop",
                "ip_address": str(said["ip_address"])[:-1] + "0/24",
            }
        lines.append("\t".join(str(said.get(column, "\\N")) for column in _COLUMNS))
    return "\n".join(lines) + "\n"


async def _owner(databases: Databases) -> Connection:
    return await AsyncConnection.connect(databases.address(Tier.OLAP.home, Role.OWNER), autocommit=True)
