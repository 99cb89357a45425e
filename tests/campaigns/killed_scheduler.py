"""A scheduler that kills its process without a word before its nth statement or commit."""

import asyncio
from collections.abc import Mapping

from penguinmails.campaigns import Scheduler
from penguinmails.kernel.tiers import Home, Role
from tests.dying import MortalDatabases


def run_scheduler(addresses: Mapping[tuple[Home, Role], str], left: int) -> None:
    """Enrol in pages of 40 and plan in batches of 25 until nothing is left, or die at the `left`th step."""
    asyncio.run(_run(addresses, left))


async def _run(addresses: Mapping[tuple[Home, Role], str], left: int) -> None:
    async with MortalDatabases(addresses, left) as databases:
        scheduler = Scheduler(databases, batch=25, page=40)
        while await scheduler.turn():
            pass
