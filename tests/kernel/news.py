"""News that the handoff's tests send, and tables in each receiving tier that show what arrived.

`news` has no key: what arrives twice is there twice. `copies` keeps the newest version of an entity.
"""

from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Delivery, Receiver, Topic, send
from penguinmails.kernel.sql import parse
from penguinmails.kernel.tiers import Home, Role, Tier
from tests.servers import Clone

DESTINATIONS = (Tier.CONTENT, Tier.OLAP, Tier.NOTIFICATIONS)
SOURCES = {Home.MAIN: Tier.OLTP, Home.CONTENT: Tier.CONTENT, Home.OLAP: Tier.OLAP}
TOLD = {tier: Topic(f"news.told_{tier}", tier) for tier in DESTINATIONS}
COPIED = Topic("entity.copied", Tier.OLAP)

_STATEMENTS = """
-- name: tell :exec
INSERT INTO {tier}.news (tenant_id, note) VALUES (%(tenant_id)s, %(note)s);

-- name: copy :exec
INSERT INTO {tier}.copies AS copy (tenant_id, id, version, value)
VALUES (%(tenant_id)s, %(id)s, %(version)s, %(value)s)
ON CONFLICT (tenant_id, id) DO UPDATE SET version = excluded.version, value = excluded.value
 WHERE copy.version < excluded.version;
"""
STATEMENTS = {tier: parse("tests.kernel", _STATEMENTS.replace("{tier}", tier)) for tier in DESTINATIONS}
_TABLES = """
CREATE TABLE {tier}.news (tenant_id uuid NOT NULL, note text NOT NULL);
CREATE TABLE {tier}.copies (tenant_id uuid, id int, version int NOT NULL, value text, PRIMARY KEY (tenant_id, id));
GRANT SELECT, INSERT, UPDATE ON {tier}.news, {tier}.copies TO penguinmails_app;
"""


def add_tables(clone: Clone) -> None:
    """Make the tables in every receiving tier."""
    for tier in DESTINATIONS:
        with psycopg.connect(clone.administrators[tier.home], autocommit=True) as connection:
            connection.execute(sql.SQL(_TABLES).format(tier=sql.Identifier(tier)))


async def _tell(tx: Tx, delivery: Delivery) -> None:
    tier = next(tier for tier in DESTINATIONS if TOLD[tier].name == delivery.topic)
    await tx.execute(STATEMENTS[tier]["tell"], tenant_id=tx.tenant_id, note=delivery.payload["note"])


async def _copy(tx: Tx, delivery: Delivery) -> None:
    await tx.execute(STATEMENTS[Tier.OLAP]["copy"], tenant_id=tx.tenant_id, **delivery.payload)


RECEIVERS = (*(Receiver(topic, _tell) for topic in TOLD.values()), Receiver(COPIED, _copy))


async def tell(
    databases: Databases, scope: Scope, notes: Iterable[str], *, to: Tier, by: Tier = Tier.OLTP
) -> None:
    """Send each note in one transaction of the sending tier."""
    async with databases.tenant(by, scope) as tx:
        for note in notes:
            await send(tx, TOLD[to], {"note": note})


@dataclass(frozen=True)
class Seen:
    """Everything a handoff leaves behind."""

    news: dict[Tier, list[str]]
    waiting: int
    parked: int
    keys: int


def look(clone: Clone, tenant_id: UUID) -> Seen:
    """Everything the tables hold of a tenant, by a superuser."""
    with _administrators(clone) as connections:

        def rows(tier: Tier, query: str) -> list[tuple[Any, ...]]:
            return _rows(connections[tier.home], tier, query, tenant_id)

        news = {
            tier: [note for (note,) in rows(tier, f"SELECT note {_OF.format('news')} ORDER BY note")]
            for tier in DESTINATIONS
        }
        waiting, parked, keys = (
            sum(rows(tier, f"SELECT count(*) {_OF.format(table)}")[0][0] for tier in SOURCES.values())
            for table in ("handoff_outbox", "handoff_parked", "handoff_inbox")
        )
    return Seen(news, waiting, parked, keys)


_OF = "FROM {{tier}}.{} WHERE tenant_id = %s"


def copies(clone: Clone, tenant_id: UUID) -> dict[int, tuple[int, str]]:
    """Each entity's version and value."""
    with _administrators(clone) as connections:
        query = f"SELECT id, version, value {_OF.format('copies')}"
        rows = _rows(connections[Home.OLAP], Tier.OLAP, query, tenant_id)
    return {entity: (version, value) for entity, version, value in rows}


def let_retry(clone: Clone) -> None:
    """As if the pauses after a failure were over."""
    with _administrators(clone) as connections:
        for tier in SOURCES.values():
            connections[tier.home].execute(
                sql.SQL("UPDATE {}.handoff_outbox SET not_before = now()").format(sql.Identifier(tier))
            )


def end_sessions(clone: Clone) -> None:
    """End whatever a killed process left in the databases, and wait until it is gone."""
    for address in set(clone.administrators.values()):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IN (%s, %s)",
                [Role.APP.value, Role.WORKER.value],
            )


@contextmanager
def _administrators(clone: Clone) -> Generator[dict[Home, psycopg.Connection[tuple[Any, ...]]]]:
    """One connection to each database, whose transaction commits at the end."""
    with ExitStack() as stack:
        opened = {
            address: stack.enter_context(psycopg.connect(address))
            for address in set(clone.administrators.values())
        }
        yield {home: opened[address] for home, address in clone.administrators.items()}


def _rows(
    connection: psycopg.Connection[tuple[Any, ...]], tier: Tier, query: str, tenant_id: UUID
) -> list[tuple[Any, ...]]:
    return connection.execute(query.replace("{tier}", tier).encode(), [tenant_id]).fetchall()
