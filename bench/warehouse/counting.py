"""Counting: the rollup of all that was loaded, and a full refold of all facts, from nothing and where all is right."""

import asyncio
from typing import Final

from psycopg import AsyncConnection, sql

from bench.warehouse.load import Loaded
from bench.warehouse.measuring import measured
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.warehouse import FACTS, Rollup, refold_all

WORKERS: Final = 2


async def main(databases: Databases, loaded: Loaded) -> list[dict[str, object]]:
    """A row each. Leaves the facts counted, cleaned up after and with statistics, as autovacuum would in time."""
    counted = await measured("rollup of the backlog", loaded.events, lambda: drain(databases))
    tables = sql.SQL(", ").join(
        sql.Identifier("olap", table) for table in ("message_states", *(fact.table for fact in FACTS))
    )
    address = databases.address(Tier.OLAP.home, Role.OWNER)
    async with await AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(sql.SQL("TRUNCATE {}").format(tables))
    anew = await measured("full refold, from nothing", loaded.events, lambda: refold(databases, loaded))
    again = await measured("full refold, all is right", loaded.events, lambda: refold(databases, loaded))
    async with await AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute("VACUUM ANALYZE")
    return [counted, anew, again]


async def drain(databases: Databases) -> None:
    """Two rollers until nothing waits."""

    async def roll() -> None:
        rollup = Rollup(databases)
        while await rollup.turn():
            pass

    await asyncio.gather(*(roll() for _ in range(WORKERS)))


async def refold(databases: Databases, loaded: Loaded) -> None:
    """All tenants, two at a time, the largest first."""
    waiting = list(reversed(loaded.tenants))

    async def work() -> None:
        while waiting:
            await refold_all(databases, waiting.pop())

    await asyncio.gather(*(work() for _ in range(WORKERS)))
