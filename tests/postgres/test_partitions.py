"""Monthly partitions: months ahead, at the right bounds, beside the traffic."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors as pg

from penguinmails.kernel import clock
from penguinmails.kernel.ids import uuid7_floor
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres import partitions, provision
from penguinmails.postgres.errors import PartitionsBlocked
from penguinmails.postgres.partitions import bound, leaf_name, months
from penguinmails.postgres.session import Connection, administrator
from tests.postgres.fixtures_scratch import (
    TENANT_A,
    Scratch,
    Tree,
    answer,
    column,
    everywhere,
    run,
    scratch,
    tree,
)

__all__ = ["scratch", "tree"]

OLAP = (Tier.OLAP,)
SCHEMA = """
CREATE TABLE olap.messages (
    tenant_id uuid NOT NULL, message_id uuid NOT NULL, note text DEFAULT 'none' CHECK (note <> ''),
    size bigint GENERATED ALWAYS AS (length(note)) STORED,
    CONSTRAINT messages_pkey PRIMARY KEY (tenant_id, message_id)
) PARTITION BY RANGE (message_id);
CREATE INDEX messages_note_idx ON olap.messages (tenant_id, note);
CREATE TABLE olap.facts (
    tenant_id uuid NOT NULL, activity_date date NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT facts_pkey PRIMARY KEY (tenant_id, activity_date, id)
) PARTITION BY RANGE (activity_date);
CREATE TABLE olap.buckets (tenant_id uuid NOT NULL, bucket timestamptz NOT NULL) PARTITION BY RANGE (bucket);
CREATE TABLE olap.plain (tenant_id uuid NOT NULL);
"""
PARTITIONED = ["olap.buckets", "olap.facts", "olap.messages"]


@pytest.fixture
async def connection(scratch: Scratch, tree: Tree) -> AsyncGenerator[Connection]:
    """An administrator on a database with three partitioned tables, prepared as usual."""
    conninfo = await scratch.database()
    tree.write("olap/0001_all", SCHEMA)
    await provision(everywhere(conninfo), scratch.passwords, files=tree.files())
    async with administrator(conninfo) as connection:
        yield connection


async def test_six_months_ahead_and_last_month_are_there(connection: Connection) -> None:
    horizons = await partitions.horizon(connection, OLAP)

    assert [found.table for found in horizons] == PARTITIONED
    assert {found.months_ahead for found in horizons} == {partitions.AHEAD}
    assert not any(found.alarming for found in horizons)
    last = leaf_name("messages", clock.now().date().replace(day=1) - timedelta(days=1))
    assert await answer(connection, f"SELECT to_regclass('olap.{last}') IS NOT NULL") is True


async def test_making_them_again_makes_none(connection: Connection) -> None:
    assert await partitions.ensure(connection, OLAP) == []


async def test_two_at_once_make_each_once(connection: Connection) -> None:
    conninfo = f"{connection.info.dsn} password={connection.info.password}"
    async with administrator(conninfo) as other:
        made = await asyncio.gather(
            partitions.ensure(connection, OLAP, ahead=12), partitions.ensure(other, OLAP, ahead=12)
        )

    assert len(made[0]) + len(made[1]) == 6 * len(PARTITIONED)
    assert not set(made[0]) & set(made[1])


async def test_the_owners_own_login_is_enough(scratch: Scratch, connection: Connection) -> None:
    conninfo = scratch.cluster.conninfo(connection.info.dbname)
    async with scratch.as_role(conninfo, Role.OWNER) as owner:
        assert len(await partitions.ensure(owner, OLAP, ahead=7)) == len(PARTITIONED)


async def test_rows_find_their_leaf_and_the_leaf_is_like_its_parent(connection: Connection) -> None:
    await run(
        connection, f"INSERT INTO olap.messages (tenant_id, message_id) VALUES ('{TENANT_A}', uuidv7())"
    )
    await run(
        connection, f"INSERT INTO olap.facts (tenant_id, activity_date) VALUES ('{TENANT_A}', current_date)"
    )
    await run(connection, f"INSERT INTO olap.buckets VALUES ('{TENANT_A}', now())")

    this = clock.now().date()
    for table in PARTITIONED:
        leaf = leaf_name(table, this)
        assert await answer(connection, f"SELECT count(*) FROM {leaf}") == 1
    leaf = leaf_name("olap.messages", this)
    assert await answer(connection, f"SELECT note || size FROM {leaf}") == "none4"
    with pytest.raises(pg.CheckViolation):
        await run(connection, f"INSERT INTO olap.messages VALUES ('{TENANT_A}', uuidv7(), '')")
    indexes = f"SELECT count(*) FROM pg_index WHERE indrelid = '{leaf}'::regclass"
    assert await answer(connection, indexes) == 2


async def test_a_month_nobody_prepared_is_refused_until_it_is(connection: Connection) -> None:
    old = uuid7_floor(datetime(2024, 6, 10, tzinfo=UTC))
    insert = f"INSERT INTO olap.messages (tenant_id, message_id) VALUES ('{TENANT_A}', '{old}')"
    with pytest.raises(pg.CheckViolation, match="no partition"):
        await run(connection, insert)

    await partitions.ensure_months(connection, OLAP, [date(2024, 6, 10)])

    await run(connection, insert)
    assert await answer(connection, "SELECT count(*) FROM olap.messages_p2024_06") == 1


async def test_readers_and_writers_go_on_meanwhile(scratch: Scratch, connection: Connection) -> None:
    async with administrator(scratch.cluster.conninfo(connection.info.dbname)) as busy, busy.transaction():
        await run(busy, f"INSERT INTO olap.messages (tenant_id, message_id) VALUES ('{TENANT_A}', uuidv7())")
        await run(busy, "SELECT FROM olap.facts")

        made = await partitions.ensure(connection, OLAP, ahead=7)

    assert len(made) == len(PARTITIONED)


async def test_a_locked_table_is_named(
    scratch: Scratch, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "SHORT_LOCKS", "SET LOCAL lock_timeout = '20ms'")
    monkeypatch.setattr("penguinmails.postgres.session.PAUSES", (0.01,))
    async with administrator(scratch.cluster.conninfo(connection.info.dbname)) as busy, busy.transaction():
        await run(busy, "LOCK TABLE olap.messages")

        with pytest.raises(PartitionsBlocked, match=r"olap\.messages"):
            await partitions.ensure(connection, OLAP, ahead=7)


async def test_the_alarm_sounds_below_two_months(connection: Connection) -> None:
    leaves = "SELECT relid::text FROM pg_partition_tree('olap.facts') WHERE isleaf ORDER BY 1"
    for leaf in (await column(connection, leaves))[3:]:
        await run(connection, f"DROP TABLE {leaf}")

    (found,) = [one for one in await partitions.horizon(connection, OLAP) if one.table == "olap.facts"]

    assert found.months_ahead == 1
    assert found.alarming


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2200, 1, 1)), st.integers(0, 40))
def test_months_follow_each_other_without_a_hole(first: date, length: int) -> None:
    found = list(months(first, first + timedelta(days=31 * length)))

    assert found[0] == first.replace(day=1)
    assert all(later - earlier <= timedelta(days=31) for earlier, later in pairwise(found))
    assert all(day.day == 1 for day in found)


def test_bounds_are_of_the_keys_type() -> None:
    month = date(2026, 11, 1)

    assert bound("date", month) == "2026-11-01"
    assert bound("timestamptz", month) == "2026-11-01T00:00:00+00:00"
    assert bound("uuid", month) == str(uuid7_floor(datetime(2026, 11, 1, tzinfo=UTC)))
