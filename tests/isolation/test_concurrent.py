"""Attack 26: many tenants at once over a small pool, none of which ever sees another's row."""

import asyncio
import random
from uuid import UUID

import pytest

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.isolation.world import Connection, World
from tests.servers import Clone

FOREIGN = """
SELECT (SELECT count(*) FROM oltp.companies WHERE tenant_id <> %(tenant)s)
     + (SELECT count(*) FROM oltp.leads WHERE tenant_id <> %(tenant)s)
     + (SELECT count(*) FROM olap.email_events WHERE tenant_id <> %(tenant)s)
"""


class Disturbed(Exception):
    """A transaction that ends badly on purpose."""


async def look(databases: Databases, tenant: UUID, seed: random.Random) -> int:
    """One transaction of a tenant, in one of several tempers; the number of foreign rows it saw."""
    foreign = 0
    try:
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant)) as tx:
            cursor = await tx.connection.execute(FOREIGN, {"tenant": tenant})
            row = await cursor.fetchone()
            foreign = row[0] if row else 0
            await asyncio.sleep(0)
            if seed.random() < 0.1:
                raise Disturbed  # noqa: TRY301 - it has to cross the transaction
            if seed.random() < 0.1:
                await tx.connection.execute(f"SET app.current_tenant_id = '{tenant}'".encode())
    except Disturbed:
        pass
    return foreign


async def crowd(clone: Clone, world: World, people: int, requests: int) -> int:
    async with Databases(clone.address, pool_size=8) as databases:

        async def person(number: int) -> int:
            seed = random.Random(number)
            return sum(
                [await look(databases, seed.choice((world.own, world.other)), seed) for _ in range(requests)]
            )

        return sum(await asyncio.gather(*(person(number) for number in range(people))))


async def test_26_a_crowd_of_tenants_over_few_connections(
    rows_clone: Clone, world: World, superuser: Connection
) -> None:
    assert await crowd(rows_clone, world, people=100, requests=100) == 0


@pytest.mark.soak
async def test_26_a_crowd_of_tenants_for_long(rows_clone: Clone, world: World, superuser: Connection) -> None:
    assert await crowd(rows_clone, world, people=100, requests=10_000) == 0
