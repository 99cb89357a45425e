"""Whole tables of one tenant, for who counts them by other means."""

from dataclasses import dataclass
from typing import Any

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries, parse
from penguinmails.warehouse.facts.model import FACTS, FactTable


@dataclass(frozen=True)
class FactRow:
    """A row of a fact table: its keys, as JSON writes them, and what it counts."""

    keys: dict[str, Any]
    counts: dict[str, Any]


async def read_facts(tx: Tx, fact: FactTable) -> list[FactRow]:
    """All rows of a table that the transaction may see, of OLAP."""
    return await tx.many(queries[f"read_{fact.table}"], FactRow, tenant_id=tx.tenant_id)


def _read(fact: FactTable) -> str:
    return (
        f"-- name: read_{fact.table} :many FactRow\n-- All of a tenant. Index: {fact.table}_pkey.\n"
        f"SELECT {_object(fact.keys)} AS keys, {_object(fact.measures)} AS counts\n"
        f"  FROM {fact.name} WHERE tenant_id = %(tenant_id)s;\n"
    )


def _object(columns: tuple[str, ...]) -> str:
    pairs = ", ".join(f"'{column}', {column}" for column in columns)
    return f"jsonb_build_object({pairs})"


queries = Queries(parse(__name__.rpartition(".")[0], "\n".join(map(_read, FACTS))))
