"""An import, or its undoing, that kills its process without a word before its nth statement or commit."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from penguinmails.audiences.imports.running import run_import
from penguinmails.audiences.imports.settings import ImportSettings
from penguinmails.audiences.imports.undoing import run_undo
from penguinmails.kernel.db import Scope
from penguinmails.kernel.tiers import Home, Role
from tests.dying import MortalDatabases


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
    scope = Scope.tenant_wide(order.tenant_id)
    async with MortalDatabases(order.addresses, order.left) as databases:
        if order.undo:
            await run_undo(databases, scope, order.import_id, batch=order.batch)
        else:
            await run_import(databases, scope, order.import_id, ImportSettings(import_batch=order.batch))
