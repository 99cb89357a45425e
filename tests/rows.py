"""Rows of two tenants for every table, from migrations/rows."""

from collections.abc import Mapping
from pathlib import Path
from typing import LiteralString, cast

from psycopg import AsyncConnection

from penguinmails.kernel.tiers import Home, Tier
from penguinmails.postgres.session import Connection

FOLDER = Path(__file__).parents[1] / "migrations" / "rows"


async def load_rows(administrators: Mapping[Home, str]) -> None:
    """Load them all, in the order of the migrations."""
    for tier in Tier:
        async with await AsyncConnection.connect(administrators[tier.home], autocommit=True) as connection:
            for path in sorted((FOLDER / tier).glob("*.sql")):
                await load(connection, path)


async def load(connection: Connection, path: Path) -> None:
    """Load one file as the worker, in a transaction of its own: the rows of the migration with its number."""
    async with connection.transaction():
        await connection.execute(
            "SET LOCAL ROLE penguinmails_worker; SET LOCAL search_path = pg_catalog; SET LOCAL TIME ZONE 'UTC'"
        )
        await connection.execute(cast("LiteralString", path.read_text("utf-8")))
