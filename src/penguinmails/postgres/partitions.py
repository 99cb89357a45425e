"""Monthly partitions, made ahead of time: nothing that grows has a default partition to catch what is late.

A parent partitioned by a uuid is split at the first version 7 UUID of each month, one partitioned by a date
or timestamp at the first day. Leaves are called `<table>_p2026_11`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from psycopg import sql
from psycopg.errors import DeadlockDetected, LockNotAvailable

from penguinmails.kernel import clock
from penguinmails.kernel.ids import uuid7_floor
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres.errors import PartitionsBlocked
from penguinmails.postgres.session import SHORT_LOCKS, Connection, become, patiently, rows

AHEAD: Final = 6
"""Months after the current one that `ensure` prepares."""
ALARM: Final = 2
"""`Horizon.alarming` below this many months."""

_PARENTS: Final = """
SELECT nspname AS schema, relname AS "table", typname::text AS key, attname::text AS key_column,
       ARRAY(SELECT leaf.relname::text FROM pg_inherits JOIN pg_class leaf ON leaf.oid = inhrelid
              WHERE inhparent = parent.oid ORDER BY 1) AS leaves
  FROM pg_partitioned_table
  JOIN pg_class parent ON parent.oid = partrelid
  JOIN pg_namespace ON pg_namespace.oid = relnamespace
  JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
  JOIN pg_type ON pg_type.oid = atttypid
 WHERE nspname = ANY (%(tiers)s) AND partstrat = 'r' AND partnatts = 1 AND NOT parent.relispartition
 ORDER BY 1, 2
"""
_SHORT_WAIT: Final = "SET LOCAL lock_timeout = '2s'"
_EXISTS: Final = """
SELECT count(*) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
  JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = %s AND relname = %s
"""


@dataclass(frozen=True)
class Parent:
    """A partitioned table and its leaves, oldest first."""

    schema: str
    table: str
    key: str
    """Type of `key_column`."""
    key_column: str
    leaves: list[str]

    @property
    def name(self) -> str:
        """`olap.email_events`."""
        return f"{self.schema}.{self.table}"


@dataclass(frozen=True)
class Horizon:
    """How far ahead a partitioned table takes rows."""

    table: str
    until: date | None
    """The first day that has no partition; None where there is none from this month on."""
    months_ahead: int
    """Whole months after the current one that are prepared; -1 where the current one is missing."""

    @property
    def alarming(self) -> bool:
        """Whether somebody should look: rows will soon be refused."""
        return self.months_ahead < ALARM


async def parents(connection: Connection, tiers: Iterable[Tier]) -> list[Parent]:
    """The tables of these tiers that are partitioned by range of one column."""
    return await rows(connection, _PARENTS, Parent, tiers=[tier.value for tier in tiers])


async def ensure(connection: Connection, tiers: Iterable[Tier], *, ahead: int = AHEAD) -> list[str]:
    """Make the missing leaves from last month to `ahead` months after this one; see `ensure_months`."""
    today = clock.now().date()
    return await ensure_months(connection, tiers, months(_shift(today, -1), _shift(today, ahead)))


async def ensure_months(connection: Connection, tiers: Iterable[Tier], wanted: Iterable[date]) -> list[str]:
    """Make the missing leaves of the months in which these days lie, for rows of the past or far ahead.

    The connection is the owner's or an administrator's, in autocommit. One transaction a leaf, under a short
    lock timeout; reading and writing the table goes on meanwhile. Returns the names of what was made.
    Raises `PartitionsBlocked`.
    """
    firsts = sorted({day.replace(day=1) for day in wanted})
    made: list[str] = []
    for parent in await parents(connection, tiers):
        for month in firsts:
            leaf = leaf_name(parent.table, month)
            if leaf not in parent.leaves and await _make(connection, parent, leaf, month):
                made.append(f"{parent.schema}.{leaf}")
    return made


async def drop_empty(connection: Connection, parent: Parent, before: date) -> list[str]:
    """Detach and drop the leaves of months that ended before a day and hold no row; their names.

    The connection is an administrator's, in autocommit. One transaction a leaf, under a short lock timeout,
    in which nobody can add a row. Raises `PartitionsBlocked`.
    """
    dropped: list[str] = []
    for leaf in parent.leaves:
        month = _month_of(leaf)
        if _shift(month, 1) <= before and await _drop(connection, parent, leaf, month):
            dropped.append(f"{parent.schema}.{leaf}")
    return dropped


async def horizon(connection: Connection, tiers: Iterable[Tier]) -> list[Horizon]:
    """How far ahead each partitioned table is prepared without a hole."""
    this = clock.now().date().replace(day=1)
    return [_horizon(parent, this) for parent in await parents(connection, tiers)]


def analyzing(tier: Tier, table: str) -> sql.Composed:
    """The statement that renews a table's statistics; its owner's."""
    return sql.SQL("ANALYZE {}").format(sql.Identifier(tier.value, table))


def leaf_name(table: str, month: date) -> str:
    """`email_events_p2026_11`."""
    return f"{table}_p{month:%Y_%m}"


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _shift(month, 1)


def bound(key: str, month: date) -> str:
    """Where the partition of a month begins, as a literal of the key's type."""
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    match key:
        case "uuid":
            return str(uuid7_floor(start))
        case "date":
            return month.isoformat()
        case "timestamptz":
            return start.isoformat()
        case _:
            raise ValueError(f"no monthly partitions by {key}")


async def _make(connection: Connection, parent: Parent, leaf: str, month: date) -> bool:
    made = False

    async def attempt() -> None:
        nonlocal made
        made = await _attach(connection, parent, leaf, month)

    try:
        await patiently(attempt)
    except (LockNotAvailable, DeadlockDetected) as error:
        raise PartitionsBlocked(table=parent.name) from error
    return made


async def _attach(connection: Connection, parent: Parent, leaf: str, month: date) -> bool:
    names = {
        "parent": sql.Identifier(parent.schema, parent.table),
        "leaf": sql.Identifier(parent.schema, leaf),
        "first": sql.Literal(bound(parent.key, month)),
        "next": sql.Literal(bound(parent.key, _shift(month, 1))),
    }
    async with connection.transaction():
        await connection.execute(SHORT_LOCKS)
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (parent.name,))
        await become(connection, Role.OWNER)
        cursor = await connection.execute(_EXISTS, (parent.schema, leaf))
        if (await cursor.fetchone() or (0,))[0]:
            return False
        # CREATE TABLE … PARTITION OF would lock the parent against everybody; ATTACH lets them go on.
        await connection.execute(
            sql.SQL(
                "CREATE TABLE {leaf} (LIKE {parent} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE"
                " INCLUDING COMPRESSION INCLUDING CONSTRAINTS);"
                "ALTER TABLE {leaf} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
                "ALTER TABLE {parent} ATTACH PARTITION {leaf} FOR VALUES FROM ({first}) TO ({next})"
            ).format(**names)
        )
    return True


async def _drop(connection: Connection, parent: Parent, leaf: str, month: date) -> bool:
    dropped = False

    async def attempt() -> None:
        nonlocal dropped
        dropped = await _detach(connection, parent, leaf, month)

    try:
        await patiently(attempt)
    except (LockNotAvailable, DeadlockDetected) as error:
        raise PartitionsBlocked(table=parent.name) from error
    return dropped


async def _detach(connection: Connection, parent: Parent, leaf: str, month: date) -> bool:
    names = {
        "parent": sql.Identifier(parent.schema, parent.table),
        "leaf": sql.Identifier(parent.schema, leaf),
        "key": sql.Identifier(parent.key_column),
        "first": sql.Literal(bound(parent.key, month)),
        "next": sql.Literal(bound(parent.key, _shift(month, 1))),
    }
    some = sql.SQL("SELECT 1 FROM {parent} WHERE {key} >= {first} AND {key} < {next} LIMIT 1").format(**names)
    async with connection.transaction():
        # Most months have rows: nobody waits for a lock that is taken in vain.
        if await _any(connection, some):
            return False
        await connection.execute(_SHORT_WAIT)
        await become(connection, Role.OWNER)
        await connection.execute(sql.SQL("LOCK TABLE ONLY {parent} IN ACCESS EXCLUSIVE MODE").format(**names))
        if await _any(connection, some):
            return False
        await become(connection, Role.OWNER)
        await connection.execute(
            sql.SQL("ALTER TABLE {parent} DETACH PARTITION {leaf}; DROP TABLE {leaf}").format(**names)
        )
    return True


async def _any(connection: Connection, some: sql.Composed) -> bool:
    # Forced row level security hides all rows from the owner; the worker sees those of every tenant.
    await connection.execute("RESET ROLE")
    await become(connection, Role.WORKER)
    cursor = await connection.execute(some)
    found = await cursor.fetchone()
    await connection.execute("RESET ROLE")
    return found is not None


def _month_of(leaf: str) -> date:
    year, month = leaf.rsplit("_p", 1)[1].split("_")
    return date(int(year), int(month), 1)


def _horizon(parent: Parent, this: date) -> Horizon:
    month, ahead = this, -1
    while leaf_name(parent.table, month) in parent.leaves:
        month, ahead = _shift(month, 1), ahead + 1
    return Horizon(parent.name, month if ahead >= 0 else None, ahead)


def _shift(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
