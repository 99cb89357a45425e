"""Transactions: what they promise whoever opens one."""

from contextlib import suppress
from dataclasses import dataclass
from typing import LiteralString

import psycopg
import pytest

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.sql import parse
from penguinmails.kernel.tiers import Tier
from tests.kernel import news
from tests.servers import Clone

TELL = news.STATEMENTS[Tier.OLAP]["tell"]
SETTINGS = (
    "SELECT current_setting('app.current_tenant_id', true), current_setting('app.current_user_id', true),"
    " current_setting('app.current_company_ids', true)"
)
LEFTOVERS = (
    "SELECT (SELECT count(*) FROM pg_cursors WHERE is_holdable), current_setting('work_mem'),"
    " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())"
)


async def swallow(tx: Tx) -> None:
    with suppress(psycopg.Error):
        await tx.connection.execute("SELECT 1 / 0")


async def undone(tx: Tx, failing: LiteralString | None) -> None:
    async with tx.savepoint():
        await tx.execute(TELL, tenant_id=tx.tenant_id, note="undone")
        await (tx.connection.execute(failing) if failing else swallow(tx))


async def test_an_error_that_was_swallowed_refuses_the_commit(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    """PostgreSQL would answer the COMMIT with a ROLLBACK, and nobody would know."""

    async def write_and_swallow() -> None:
        async with databases.tenant(Tier.OLAP, somebody) as tx:
            await tx.execute(TELL, tenant_id=tx.tenant_id, note="lost")
            await swallow(tx)

    with pytest.raises(RuntimeError, match="swallowed"):
        await write_and_swallow()
    assert news.look(clone, somebody.tenant_id).news[Tier.OLAP] == []


async def test_a_savepoint_undoes_what_failed_and_keeps_the_rest(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    async with databases.tenant(Tier.OLAP, somebody) as tx:
        await tx.execute(TELL, tenant_id=tx.tenant_id, note="kept")
        with pytest.raises(psycopg.errors.DivisionByZero):
            await undone(tx, "SELECT 1 / 0")
        with pytest.raises(RuntimeError, match="swallowed"):
            await undone(tx, None)
    assert news.look(clone, somebody.tenant_id).news[Tier.OLAP] == ["kept"]


async def test_a_frozen_transaction_sees_one_moment_and_writes_nothing(
    databases: Databases, somebody: Scope
) -> None:
    count = "SELECT count(*) FROM olap.news WHERE tenant_id = %s"
    async with databases.tenant(Tier.OLAP, somebody) as tx:
        await tx.freeze()
        assert await (await tx.connection.execute(count, [somebody.tenant_id])).fetchone() == (0,)
        async with databases.tenant(Tier.OLAP, somebody) as other:
            await other.execute(TELL, tenant_id=other.tenant_id, note="later")
        assert await (await tx.connection.execute(count, [somebody.tenant_id])).fetchone() == (0,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            async with tx.savepoint():
                await tx.execute(TELL, tenant_id=tx.tenant_id, note="no")


async def test_the_next_transaction_of_a_connection_knows_nothing_of_the_last(clone: Clone) -> None:
    async with Databases(clone.address, pool_size=1) as databases:
        for number in range(30):  # past psycopg's threshold for preparing statements
            company = ids.uuid7()
            scope = Scope(ids.uuid7(), frozenset({company}), ids.uuid7())
            async with databases.tenant(Tier.OLTP, scope) as tx:
                cursor = await tx.connection.execute(SETTINGS)
                assert await cursor.fetchone() == (
                    str(scope.tenant_id),
                    str(scope.user_id),
                    f"{{{company}}}",
                ), number
                await tx.connection.execute("SET work_mem = '123MB'")
                await tx.connection.execute("SELECT pg_advisory_lock(1)")
                await tx.connection.execute("DECLARE c CURSOR WITH HOLD FOR SELECT 1")
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(ids.uuid7())) as tx:
            cursor = await tx.connection.execute(LEFTOVERS)
            left = await cursor.fetchone()
            assert left is not None
            assert (left[0], left[2]) == (0, 0)
            assert left[1] != "123MB"


async def test_a_statement_runs_only_where_it_belongs(databases: Databases, somebody: Scope) -> None:
    async with databases.tenant(Tier.OLTP, somebody) as tx:
        with pytest.raises(RuntimeError, match="cannot run on main"):
            await tx.execute(TELL, tenant_id=tx.tenant_id, note="wrong database")
    async with databases.worker(Tier.OLAP) as tx:
        with pytest.raises(RuntimeError, match="as penguinmails_worker"):
            await tx.execute(TELL, tenant_id=somebody.tenant_id, note="wrong role")
        with pytest.raises(RuntimeError, match="has no tenant"):
            _ = tx.tenant_id


async def test_a_row_class_must_be_the_one_the_statement_names(databases: Databases, somebody: Scope) -> None:
    query = parse("tests", "-- name: a :one Somebody\nSELECT 1 AS n FROM olap.news")["a"]
    async with databases.tenant(Tier.OLAP, somebody) as tx:
        with pytest.raises(RuntimeError, match="answers Somebody, not Scope"):
            await tx.one(query, Scope)


async def test_rows_come_one_after_the_other_and_stop_when_nobody_asks(
    databases: Databases, tenant: Scope
) -> None:
    query = parse(
        "tests.kernel",
        "-- name: numbers :many Number\nSELECT n FROM generate_series(1, %(last)s) n"
        " WHERE NOT EXISTS (SELECT FROM oltp.leads)",
    )["numbers"]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        rows = [row.n async for row in tx.stream(query, Number, batch=7, last=100)]
        assert rows == list(range(1, 101))
        async for row in tx.stream(query, Number, batch=7, last=300_000):
            if row.n == 10:
                break
        assert await tx.one(query, Number, last=1) == Number(1)


@dataclass(frozen=True)
class Number:
    n: int
