"""Rows of two tenants for every table, from migrations/rows."""

from collections.abc import Mapping
from pathlib import Path

from psycopg import AsyncConnection

from penguinmails.kernel.tiers import Home, Tier

FOLDER = Path(__file__).parents[1] / "migrations" / "rows"


async def load_rows(administrators: Mapping[Home, str]) -> None:
    """Load them all, in the order of the migrations."""
    for tier in Tier:
        async with await AsyncConnection.connect(administrators[tier.home]) as connection:
            await connection.execute("SET ROLE penguinmails_worker")
            for path in sorted((FOLDER / tier).glob("*.sql")):
                await connection.execute(path.read_bytes())
