"""An import, or its undoing, that kills its process without a word before its nth statement or commit."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from penguinmails.audiences.imports.running import run_import
from penguinmails.audiences.imports.settings import ImportSettings
from penguinmails.audiences.imports.undoing import run_undo
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

    async def one(self, query: Query, row: type[Any], /, **params: object) -> Any:
        self.reached()
        return await super().one(query, row, **params)

    async def value(self, query: Query, /, **params: object) -> Any:
        self.reached()
        return await super().value(query, **params)


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


@dataclass(frozen=True)
class Order:
    """What is to be done, in batches of how many rows, and the step it dies at."""

    addresses: Mapping[tuple[Home, Role], str]
    tenant_id: UUID
    import_id: UUID
    batch: int
    left: int
    undo: bool


def carry_out(order: Order) -> None:
    """Run the import, or undo it, to the end or to death."""
    asyncio.run(_carry_out(order))


async def _carry_out(order: Order) -> None:
    def address(home: Home, role: Role) -> str:
        return order.addresses[home, role]

    scope = Scope.tenant_wide(order.tenant_id)
    async with MortalDatabases(address, Countdown(order.left)) as databases:
        if order.undo:
            await run_undo(databases, scope, order.import_id, batch=order.batch)
        else:
            await run_import(databases, scope, order.import_id, ImportSettings(import_batch=order.batch))
