"""What row level security costs: the same indexed queries as `app` under its policies and as `worker` without.

200,000 leads of 50 tenants. Each figure is the median of 7 rounds of 300 runs, `app` and `worker` in turn, so
that a machine that slows down slows both. Both sides open a transaction for each run; the bound is 1.3.
"""

import statistics
import time
from collections.abc import Awaitable, Callable
from typing import LiteralString
from uuid import UUID

from psycopg import AsyncConnection, sql

from penguinmails.kernel import ids
from penguinmails.kernel.db import Connection, Databases, Scope, Tx
from penguinmails.kernel.tiers import Role, Tier

TENANTS, LEADS, ROUNDS, RUNS = 50, 4000, 7, 300

QUERIES: dict[str, LiteralString] = {
    "lead by key": "SELECT * FROM oltp.leads WHERE tenant_id = {tenant} AND id = {lead} AND deleted IS NULL",
    "lead by address": (
        "SELECT * FROM oltp.leads WHERE tenant_id = {tenant} AND email = 'lead77@example.com' AND deleted IS NULL"
    ),
    "page of 50 leads": (
        "SELECT * FROM oltp.leads WHERE tenant_id = {tenant} AND status = 'active' AND deleted IS NULL"
        " AND id > {lead} ORDER BY id LIMIT 50"
    ),
    "count of a tenant": "SELECT count(*) FROM oltp.leads WHERE tenant_id = {tenant} AND status = 'active' AND deleted IS NULL",
    "leads of a company": (
        "SELECT c.name, l.email FROM oltp.leads l JOIN oltp.companies c ON (c.tenant_id, c.id) = (l.tenant_id, l.company_id)"
        " WHERE l.tenant_id = {tenant} AND l.company_id = {company} AND l.id > {lead} ORDER BY l.id LIMIT 50"
    ),
}


async def main(databases: Databases) -> list[dict[str, object]]:
    """Load the leads, run the queries both ways, answer a row a query."""
    tenant, company = await load(databases)
    scope = Scope.tenant_wide(tenant)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        cursor = await tx.connection.execute("SELECT id FROM oltp.leads ORDER BY id OFFSET 2000 LIMIT 1")
        row = await cursor.fetchone()
    assert row
    lead = row[0]
    rows: list[dict[str, object]] = []
    for name, text in QUERIES.items():
        query = sql.SQL(text).format(
            tenant=sql.Literal(tenant), company=sql.Literal(company), lead=sql.Literal(lead)
        )

        async def run(tx: Tx, query: sql.Composed = query) -> float:
            start = time.perf_counter()
            for _ in range(RUNS):
                await (await tx.connection.execute(query)).fetchall()
            return (time.perf_counter() - start) / RUNS * 1e6

        ratios: list[float] = []
        times: dict[str, list[float]] = {"app": [], "worker": []}
        for _ in range(ROUNDS):
            app = await as_app(databases, scope, run)
            worker = await as_worker(databases, run)
            ratios.append(app / worker)
            times["app"].append(app)
            times["worker"].append(worker)
        rows.append(
            {
                "query": name,
                "app / worker": f"{statistics.median(ratios):.2f}",
                "app µs": f"{statistics.median(times['app']):.0f}",
                "worker µs": f"{statistics.median(times['worker']):.0f}",
            }
        )
    return rows


async def as_app(databases: Databases, scope: Scope, run: Callable[[Tx], Awaitable[float]]) -> float:
    """The queries under the policies."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await run(tx)


async def as_worker(databases: Databases, run: Callable[[Tx], Awaitable[float]]) -> float:
    """The queries without policies."""
    async with databases.worker(Tier.OLTP) as tx:
        return await run(tx)


async def load(databases: Databases) -> tuple[UUID, UUID]:
    """Fill the tables; a tenant in the middle and one of its companies."""
    chosen = (ids.uuid7(), ids.uuid7())
    async with databases.worker(Tier.OLTP) as tx:
        for number in range(TENANTS):
            tenant, company = (ids.uuid7(), ids.uuid7()) if number != TENANTS // 2 else chosen
            await fill(tx.connection, tenant, company)
    owner = databases.address(Tier.OLTP.home, Role.OWNER)
    async with await AsyncConnection.connect(owner, autocommit=True) as connection:
        await connection.execute("ANALYZE oltp.leads, oltp.companies")
    return chosen


async def fill(connection: Connection, tenant: UUID, company: UUID) -> None:
    """A tenant with one company and its leads."""
    await connection.execute("INSERT INTO oltp.tenants (id, name) VALUES (%s, 'bench')", [tenant])
    await connection.execute(
        "INSERT INTO oltp.companies (tenant_id, id, name, slug) VALUES (%s, %s, 'bench', 'bench')",
        [tenant, company],
    )
    await connection.execute(
        "INSERT INTO oltp.leads (tenant_id, company_id, email)"
        " SELECT %s, %s, 'lead' || n || '@example.com' FROM generate_series(1, %s) n",
        [tenant, company, LEADS],
    )
