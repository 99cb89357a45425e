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
            for _, text in sorted(rows_of(tier).items()):
                await load(connection, text)


def rows_of(tier: Tier) -> dict[int, str]:
    """The files of a tier, by the number of the migration that must have run before."""
    return {int(path.stem): path.read_text("utf-8") for path in (FOLDER / tier).glob("*.sql")}


async def load(connection: Connection, text: str) -> None:
    """Load one file as the worker, in a transaction of its own, its days being UTC's."""
    async with connection.transaction():
        await connection.execute(
            "SET LOCAL ROLE penguinmails_worker; SET LOCAL search_path = pg_catalog; SET LOCAL TIME ZONE 'UTC'"
        )
        await connection.execute(cast("LiteralString", text))
