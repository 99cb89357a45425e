"""The ledger: events taken in, hits judged, what people did handed on.

Batches of 500, each a transaction of its own with what it queues; all keys, checks, indexes, partitions and policies
are in force, and the events are handed in as a sender hands them on (payloads, read and cleaned). The floor is a bare
COPY of as many rows of the same columns into a table without any of them. CPU is of this process and of the server's
processes. Telling is what follows 5,000 sent events a second: each lead's whole state is folded and handed on.
"""

import json
import os
import resource
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from psycopg import AsyncConnection, sql

from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Delivery
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.ledger import (
    EVENTS,
    RECEIVERS,
    Event,
    EventKind,
    EventSource,
    Judge,
    LedgerSettings,
    event_id_of,
)

EVENTS_IN = int(os.environ.get("BENCH_EVENTS", "50000"))
BATCH = 500
TICKS = os.sysconf("SC_CLK_TCK")
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
_TAKE = next(receiver for receiver in RECEIVERS if receiver.topic == EVENTS)


async def main(databases: Databases) -> list[dict[str, object]]:
    """Take in, again, judge and tell; answer a row a measurement."""
    scope = Scope.tenant_wide(ids.uuid7())
    company, mailbox, campaign, step = (ids.uuid7() for _ in range(4))
    messages = [ids.uuid7() for _ in range(EVENTS_IN)]
    now = clock.now()
    accepted = [
        Event(
            message, event_id_of("sent", message), EventKind.SENT, now, EventSource.DELIVERY, company_id=company,
            message_kind="campaign", campaign_id=campaign, step_id=step, mailbox_id=mailbox,
            sending_domain="bikes.example.com", receiving_provider="google", lead_id=ids.uuid7(),
        ).payload()
        for message in messages
    ]  # fmt: skip
    hits = [
        Event(
            message, event_id_of("hit", message), EventKind.OPENED, now, EventSource.TRACKING, company_id=company,
            user_agent=CHROME, ip_address=f"81.{n >> 8 & 255}.{n & 255}.9", metadata={"method": "get"},
        ).payload()
        for n, message in enumerate(messages)
    ]  # fmt: skip
    judge = Judge(databases, LedgerSettings(judge_settle=0))

    async def turns() -> None:
        while await judge.turn():
            pass

    await turns()  # what other measurements have left to be told is none of this one's
    table = [await floor(databases, accepted)]
    table.append(await measured("sent events taken in", lambda: take_in(databases, scope, accepted)))
    table.append(await measured("the same again: nothing new", lambda: take_in(databases, scope, accepted)))
    table.append(await measured("told: every lead's state", turns))
    table.append(await measured("opens taken in", lambda: take_in(databases, scope, hits)))
    table.append(await measured("judged, and told", turns))
    return table


async def take_in(databases: Databases, scope: Scope, events: list[dict[str, object]]) -> None:
    """As the relay would."""
    for start in range(0, len(events), BATCH):
        payload = {"events": json.loads(json.dumps(events[start : start + BATCH]))}
        delivery = Delivery(scope.tenant_id, ids.uuid7(), EVENTS.name, payload, clock.now(), 0)
        async with databases.tenant(Tier.OLAP, scope) as tx:
            await _TAKE.apply(tx, delivery)


async def measured(what: str, work: Callable[[], Awaitable[None]]) -> dict[str, object]:
    """Run once; time and CPU an event."""
    ours, theirs, start = own_cpu(), server_cpu(), time.perf_counter()
    await work()
    return row(what, time.perf_counter() - start, own_cpu() - ours, server_cpu() - theirs)


async def floor(databases: Databases, events: list[dict[str, object]]) -> dict[str, object]:
    """The same columns, copied into a table that has nothing."""
    columns = sorted(events[0])
    names = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in columns)
    async with await AsyncConnection.connect(databases.address(Tier.OLAP.home, Role.OWNER)) as connection:
        await connection.execute(sql.SQL("CREATE TEMPORARY TABLE bare ({})").format(names))

        async def copy() -> None:
            async with connection.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as target:
                for event in events:
                    await target.write_row([str(event[name]) for name in columns])

        return await measured("the floor: COPY without anything", copy)


def own_cpu() -> float:
    """Seconds this process has worked."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def server_cpu() -> float:
    """Seconds the processes of the server have worked, those that live."""
    master = int((KernelSettings.load().home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == master:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def row(what: str, seconds: float, ours: float, theirs: float) -> dict[str, object]:
    """A line of the results."""
    return {
        "what": what,
        "events": EVENTS_IN,
        "seconds": round(seconds, 1),
        "events/s": round(EVENTS_IN / seconds),
        "µs of ours each": round(ours / EVENTS_IN * 1e6, 1),
        "µs of the server each": round(theirs / EVENTS_IN * 1e6, 1),
    }
