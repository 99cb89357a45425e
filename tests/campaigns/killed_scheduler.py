"""A scheduler that kills its process without a word before its nth statement or commit."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from penguinmails.campaigns import Scheduler
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Home, Role, Tier


class Countdown:
    """Dies when it is reached for the given time."""

    def __init__(self, left: int) -> None:
        self._left = left

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalTx(Tx):
    """Every statement may be the last."""

    reached: Callable[[], None]

    async def execute(self, query: Query, /, **params: object) -> int:
        self.reached()
        return await super().execute(query, **params)

    async def many(self, query: Query, row: type[Any], /, **params: object) -> list[Any]:
        self.reached()
        return await super().many(query, row, **params)


class MortalDatabases(Databases):
    """Every statement of a tenant's transaction may be the last, and every commit."""

    def __init__(self, address: Callable[[Home, Role], str], reached: Callable[[], None]) -> None:
        super().__init__(address)
        self._reached = reached

    @asynccontextmanager
    async def tenant(self, tier: Tier, scope: Scope) -> AsyncGenerator[Tx]:
        async with super().tenant(tier, scope) as tx:
            mortal = MortalTx(tx.connection, tx.home, tx.role, scope)
            mortal.reached = self._reached
            yield mortal
            self._reached()
        self._reached()


def run_scheduler(addresses: Mapping[tuple[Home, Role], str], left: int) -> None:
    """Enrol in pages of 40 and plan in batches of 25 until nothing is left, or die at the `left`th step."""
    asyncio.run(_run(addresses, left))


async def _run(addresses: Mapping[tuple[Home, Role], str], left: int) -> None:
    def address(home: Home, role: Role) -> str:
        return addresses[home, role]

    async with MortalDatabases(address, Countdown(left)) as databases:
        scheduler = Scheduler(databases, batch=25, page=40)
        while await scheduler.turn():
            pass
