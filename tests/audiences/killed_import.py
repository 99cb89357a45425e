"""An import that kills itself without a word before its nth statement or commit, as a process of its own.

    python -m tests.audiences.killed_import N < order.json

`order`: `addresses` (home to role to connection string), `tenant_id`, `import_id`, `batch`, and `undo` to undo
instead. Without a kill it ends with 0.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
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


async def main(order: dict[str, Any], left: int) -> None:
    """Run the import, or undo it."""

    def address(home: Home, role: Role) -> str:
        return order["addresses"][home.value][role.value]

    scope, import_id = Scope.tenant_wide(UUID(order["tenant_id"])), UUID(order["import_id"])
    async with MortalDatabases(address, Countdown(left)) as databases:
        if order["undo"]:
            await run_undo(databases, scope, import_id, batch=order["batch"])
        else:
            await run_import(databases, scope, import_id, ImportSettings(import_batch=order["batch"]))


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin), int(sys.argv[1])))
