"""Rows of two tenants for every table, from migrations/rows."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.postgres import partitions
from penguinmails.postgres.session import Connection, acting_as, administrator

FOLDER = Path(__file__).parents[1] / "migrations" / "rows"

THEIR_MONTH = date(2024, 6, 10)
"""When everything in the rows happens: the time in their version 7 ids."""


async def load_rows(administrators: Mapping[Home, str]) -> None:
    """Load them all, in the order of the migrations."""
    for tier in Tier:
        async with administrator(administrators[tier.home]) as connection:
            await partitions.ensure_months(connection, [tier], [THEIR_MONTH])
            for path in sorted((FOLDER / tier).glob("*.sql")):
                await load(connection, path)


async def load(connection: Connection, path: Path) -> None:
    """Load one file, as the worker: forced row level security binds the owner."""
    async with acting_as(connection, Role.WORKER):
        await connection.execute(path.read_bytes())
