"""One large load: what reports, a campaign with its messages, and verifying a sample take, and how much room it needs.

What 100 million events would take is told beside it. Room, loading and counting are taken to grow with the events, which
is the most: facts by day grow with campaigns and days only. A report is taken to grow as it does from the median tenant
to the largest; a page of messages is not taken to grow. Verifying a sample folds as many messages whatever there is, and
adds all facts up: it is taken to grow with the events.
"""

import math
import os
import time
from typing import Final, LiteralString
from uuid import UUID

from psycopg import AsyncConnection

from bench.warehouse import load, reports
from bench.warehouse.counting import refold
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.warehouse import Extent, verify_tenant
from penguinmails.warehouse.reports.messages import campaign_messages

EVENTS: Final = int(os.environ.get("PENGUINMAILS_SOAK_EVENTS", "20000000"))
EXTRAPOLATED: Final = 100_000_000
SAMPLE: Final = 10_000
_RUNS: Final = 30

# The client's own time would be loaded with it: the server makes the sender's rows of what it was told was sent.
_CAMPAIGN: Final[tuple[LiteralString, ...]] = (
    "INSERT INTO oltp.tenants (id, name) VALUES (%(tenant_id)s, 'Largest')",
    "INSERT INTO oltp.companies (tenant_id, id, name, slug) VALUES (%(tenant_id)s, %(company_id)s, 'Largest', 'largest')",
    "INSERT INTO oltp.campaigns (tenant_id, id, company_id, name) VALUES (%(tenant_id)s, %(campaign_id)s, %(company_id)s, 'A')",
)
_MESSAGES: Final[LiteralString] = """
INSERT INTO content.email_messages (tenant_id, message_id, company_id, kind, state, mailbox_id, campaign_id, step_id,
       variant_id, lead_id, planned, next_attempt, from_email, to_email, queued, accepted)
SELECT tenant_id, message_id, company_id, 'campaign', 'accepted', mailbox_id, campaign_id, step_id, variant_id, lead_id,
       first_sent, first_sent, 'hello@bikes.example.com', 'rider@example.com', first_sent, first_sent
  FROM olap.message_states
 WHERE tenant_id = %(tenant_id)s AND message_kind = 'campaign'
"""
_BUSIEST: Final[LiteralString] = """
SELECT campaign_id, company_id
  FROM olap.campaign_lead_counts
 WHERE tenant_id = %(tenant_id)s
 ORDER BY sent DESC, campaign_id
 LIMIT 1
"""
_MIDDLE: Final[LiteralString] = """
SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY message_id)
  FROM olap.message_states
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s
"""
_SIZES: Final[LiteralString] = """
SELECT coalesce(parent.relname, c.relname)::text, sum(pg_table_size(c.oid))::bigint, sum(pg_indexes_size(c.oid))::bigint
  FROM pg_class c
  LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
  LEFT JOIN pg_class parent ON parent.oid = i.inhparent
 WHERE c.relnamespace = 'olap'::regnamespace AND c.relkind = 'r'
 GROUP BY 1
HAVING sum(pg_total_relation_size(c.oid)) > 1000000
 ORDER BY sum(pg_total_relation_size(c.oid)) DESC
"""


async def main(databases: Databases, events: int = EVENTS) -> list[dict[str, object]]:
    """A row a measurement."""
    start = time.perf_counter()
    loaded = await load.load(databases, events)
    rows = [_growing("loading", loaded, time.perf_counter() - start)]
    start = time.perf_counter()
    await refold(databases, loaded)
    rows.append(_growing("counting", loaded, time.perf_counter() - start))
    rows += await _mail(databases, loaded)
    rows += await _reports(databases, loaded)
    start = time.perf_counter()
    verified = await verify_tenant(databases, loaded.tenants[0], extent=Extent(sample=SAMPLE))
    found = f"{verified.rows_that_differ} differences"
    rows.append(
        _growing(f"verify, {SAMPLE:,} messages of the largest: {found}", loaded, time.perf_counter() - start)
    )
    return rows + await _sizes(databases, loaded)


async def _mail(databases: Databases, loaded: load.Loaded) -> list[dict[str, object]]:
    """A page of the largest campaign's messages, the newest and one from its middle."""
    said: dict[str, object] = {"tenant_id": loaded.tenants[0]}
    async with databases.worker(Tier.OLAP) as tx:
        row = await (await tx.connection.execute(_BUSIEST, said)).fetchone()
    assert row is not None
    campaign_id: UUID = row[0]
    said |= {"campaign_id": campaign_id, "company_id": row[1]}
    async with await AsyncConnection.connect(
        databases.address(Tier.CONTENT.home, Role.WORKER), autocommit=True
    ) as connection:
        await connection.execute("SET statement_timeout = 0")
        for statement in _CAMPAIGN:
            await connection.execute(statement, said)
        await connection.execute(_MESSAGES, said)
    async with await AsyncConnection.connect(
        databases.address(Tier.OLAP.home, Role.OWNER), autocommit=True
    ) as connection:
        await connection.execute("ANALYZE")
    async with databases.worker(Tier.OLAP) as tx:
        row = await (await tx.connection.execute(_MIDDLE, said)).fetchone()
    assert row is not None
    messages, middle = row
    scope = Scope.tenant_wide(loaded.tenants[0])
    rows: list[dict[str, object]] = []
    for what, before in (("the newest", None), ("from the middle", middle)):

        async def ask(before: UUID | None = before) -> object:
            page = await campaign_messages(databases, scope, campaign_id, before=before)
            assert all(each.figures for each in page.messages)
            assert page.messages
            return page

        took = await reports.timed(ask, _RUNS)
        rows.append(_timed(f"a campaign of {messages:,} messages, 100 {what}", took, took))
    return rows


async def _reports(databases: Databases, loaded: load.Loaded) -> list[dict[str, object]]:
    """Each report, of the largest tenant, and by the median one what it grows by."""
    shares = list(load.shares())
    place = len(shares) // 2
    largest = await reports.of_tenant(databases, loaded.tenants[0])
    median = await reports.of_tenant(databases, loaded.tenants[place])
    return [
        _timed(f"report {name}", took, median[name], apart=shares[0] / (shares[0] - shares[place]))
        for name, took in largest.items()
    ]


async def _sizes(databases: Databases, loaded: load.Loaded) -> list[dict[str, object]]:
    """Bytes an event, of each table that matters."""
    async with await AsyncConnection.connect(
        databases.address(Tier.OLAP.home, Role.OWNER), autocommit=True
    ) as connection:
        tables = await (await connection.execute(_SIZES)).fetchall()
    rows: list[dict[str, object]] = []
    for name, heap, indexes in (*tables, ("all", *(sum(table[part] for table in tables) for part in (1, 2)))):
        each = (heap + indexes) / loaded.events
        rows.append(
            {
                "what": f"room of {name}",
                "p50": f"{(heap + indexes) / 2**20:,.0f} MiB",
                "p95": f"{each:,.1f} B an event, {indexes / loaded.events:,.1f} of them indexes",
                "at 100 M events": f"{each * EXTRAPOLATED / 2**30:,.1f} GiB",
            }
        )
    return rows


def _growing(what: str, loaded: load.Loaded, seconds: float) -> dict[str, object]:
    return {
        "what": f"{what} ({loaded.events:,} events)",
        "p50": f"{seconds:,.1f} s",
        "p95": "",
        "at 100 M events": f"{seconds * EXTRAPOLATED / loaded.events:,.0f} s",
    }


def _timed(what: str, took: list[float], smaller: list[float], *, apart: float = 0.0) -> dict[str, object]:
    """`apart`: the events of the larger over how many more they are than the smaller's."""
    p50, p95 = sorted(took)[len(took) // 2], sorted(took)[math.ceil(len(took) * 0.95) - 1]
    below = sorted(smaller)[len(smaller) // 2]
    growth = max(0.0, p50 - below) * apart * (EXTRAPOLATED / EVENTS - 1)
    return {
        "what": what,
        "p50": f"{p50 * 1000:,.1f} ms",
        "p95": f"{p95 * 1000:,.1f} ms",
        "at 100 M events": f"{(p95 + growth) * 1000:,.0f} ms",
    }
