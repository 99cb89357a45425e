"""Transactions: one database, one role and, for a tenant's work, one tenant and its companies.

The tenant is set once, by `SET LOCAL` with a literal, inside the transaction: `set_config()` is ignored by
Citus and a `SET` outside a transaction outlives it (ADR 0004).
"""

import select
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from types import TracebackType
from typing import Any, Final, LiteralString, Self, TypeVar, cast
from uuid import UUID

from psycopg import AsyncConnection, AsyncCursor, sql
from psycopg.pq import TransactionStatus
from psycopg.rows import RowMaker, class_row, tuple_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from penguinmails.kernel.arrays import ADAPTERS
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Home, Role, Tier

R = TypeVar("R")
Connection = AsyncConnection[tuple[Any, ...]]

TENANT_SETTING: Final = "app.current_tenant_id"
USER_SETTING: Final = "app.current_user_id"
COMPANIES_SETTING: Final = "app.current_company_ids"

# What a checked-in connection could carry over to the next tenant: cursors WITH HOLD, temporary tables,
# session settings, LISTEN, advisory locks. DISCARD ALL would also drop the prepared statements.
_RESET: Final = "CLOSE ALL; UNLISTEN *; RESET ALL; DISCARD TEMP; SELECT pg_catalog.pg_advisory_unlock_all()"


class DatabaseUnreachable(PenguinError):
    """The {home} database does not answer: {reason}."""

    code, status, transient = "database_unreachable", 503, True
    hint = "See `penguinmails doctor`; start the platform with `penguinmails up`."


class AllCompanies(Enum):
    """The scope of a member who is not limited to some companies."""

    ALL = auto()


@dataclass(frozen=True)
class Scope:
    """Whose rows a transaction may touch. Row level security enforces it; statements say it again."""

    tenant_id: UUID
    companies: AllCompanies | frozenset[UUID]
    user_id: UUID | None = None

    @classmethod
    def tenant_wide(cls, tenant_id: UUID, user_id: UUID | None = None) -> Self:
        """All companies of a tenant."""
        return cls(tenant_id, AllCompanies.ALL, user_id)


class Tx:
    """An open transaction. Whoever opened it commits; what takes a `Tx` never does."""

    def __init__(self, connection: Connection, home: Home, role: Role, scope: Scope | None) -> None:
        self.connection = connection
        self.home = home
        self.role = role
        self._scope = scope

    @property
    def scope(self) -> Scope:
        """The tenant of this transaction. A programming error where there is none."""
        if self._scope is None:
            raise RuntimeError(f"a transaction of {self.role} has no tenant")
        return self._scope

    @property
    def tenant_id(self) -> UUID:
        """The tenant's id, for the statements, which always say it."""
        return self.scope.tenant_id

    async def execute(self, query: Query, /, **params: object) -> int:
        """Run a statement; the number of rows it touched."""
        cursor = await self.connection.execute(self._text(query), params)
        return cursor.rowcount

    async def many(self, query: Query, row: type[R], /, **params: object) -> list[R]:
        """All rows, as instances of a dataclass with the same fields."""
        self._check_row(query, row)
        async with self.connection.cursor(row_factory=_instances(row)) as cursor:
            await cursor.execute(self._text(query), params)
            return await cursor.fetchall()

    async def one(self, query: Query, row: type[R], /, **params: object) -> R | None:
        """The first row or None."""
        self._check_row(query, row)
        async with self.connection.cursor(row_factory=_instances(row)) as cursor:
            await cursor.execute(self._text(query), params)
            return await cursor.fetchone()

    async def stream(
        self, query: Query, row: type[R], /, *, batch: int = 2000, **params: object
    ) -> AsyncGenerator[R]:
        """All rows one after the other, `batch` of them in memory at a time."""
        self._check_row(query, row)
        async with self.connection.cursor("stream", row_factory=class_row(row)) as cursor:
            cursor.itersize = batch
            await cursor.execute(self._text(query), params)
            async for each in cursor:
                yield each

    async def value(self, query: Query, /, **params: object) -> Any:
        """The first column of the first row, or None."""
        async with self.connection.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute(self._text(query), params)
            row = await cursor.fetchone()
        return None if row is None else row[0]

    async def each(self, query: Query, params: Sequence[dict[str, object]], /) -> None:
        """Run one statement for each of `params`, in one round trip."""
        async with self.connection.cursor() as cursor:
            await cursor.executemany(self._text(query), params)

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        """What fails inside is undone, and the transaction goes on."""
        async with self.connection.transaction():
            yield
            _refuse_swallowed_error(self.connection)

    async def freeze(self) -> None:
        """See the database as it is at the first statement, until the end, and change nothing."""
        await self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def _text(self, query: Query) -> LiteralString:
        if query.tier.home is not self.home or self.role not in query.roles:
            raise RuntimeError(f"{query.package}.{query.name} cannot run on {self.home} as {self.role}")
        return cast("LiteralString", query.text)

    @staticmethod
    def _check_row(query: Query, row: type[object]) -> None:
        if query.row != row.__name__:
            raise RuntimeError(f"{query.package}.{query.name} answers {query.row}, not {row.__name__}")


class Databases:
    """The pools of this process, one for each address and role, opened when first used.

    A transaction waits for a connection for at most `patience` seconds.
    """

    def __init__(
        self, address: Callable[[Home, Role], str], *, pool_size: int = 8, patience: float = 10
    ) -> None:
        self._find_address = address
        self._addresses: dict[tuple[Home, Role], str] = {}
        self._pool_size = pool_size
        self._patience = patience
        self._pools: dict[str, AsyncConnectionPool[Connection]] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()
        self._pools.clear()

    def address(self, home: Home, role: Role) -> str:
        """The connection string of a role, password included."""
        if (home, role) not in self._addresses:
            self._addresses[home, role] = self._find_address(home, role)
        return self._addresses[home, role]

    @asynccontextmanager
    async def tenant(self, tier: Tier, scope: Scope) -> AsyncGenerator[Tx]:
        """A transaction as `app`, bound to a scope. Commits at the end, rolls back on any error."""
        preamble = sql.SQL("BEGIN; SET LOCAL {} = {}; SET LOCAL {} = {}; SET LOCAL {} = {}").format(
            *_setting(TENANT_SETTING, str(scope.tenant_id)),
            *_setting(USER_SETTING, str(scope.user_id or "")),
            *_setting(COMPANIES_SETTING, _companies(scope)),
        )
        async with self._transaction(tier.home, Role.APP, preamble, scope) as tx:
            yield tx

    @asynccontextmanager
    async def worker(self, tier: Tier) -> AsyncGenerator[Tx]:
        """A transaction over all tenants, for the statements that say `-- role: worker`."""
        async with self._transaction(tier.home, Role.WORKER, sql.SQL("BEGIN"), None) as tx:
            yield tx

    @asynccontextmanager
    async def staff(self, tier: Tier) -> AsyncGenerator[Tx]:
        """A transaction of an operator: figures of all tenants, no personal data."""
        async with self._transaction(tier.home, Role.STAFF, sql.SQL("BEGIN"), None) as tx:
            yield tx

    @asynccontextmanager
    async def auth(self) -> AsyncGenerator[Tx]:
        """A transaction that may look up who somebody is, and nothing else."""
        async with self._transaction(Home.MAIN, Role.AUTH, sql.SQL("BEGIN"), None) as tx:
            yield tx

    @asynccontextmanager
    async def _transaction(
        self, home: Home, role: Role, preamble: sql.SQL | sql.Composed, scope: Scope | None
    ) -> AsyncGenerator[Tx]:
        pool = await self._pool(home, role)
        try:
            async with pool.connection() as connection:  # commits, or rolls back on any error
                await connection.execute(preamble)
                yield Tx(connection, home, role, scope)
                _refuse_swallowed_error(connection)
        except PoolTimeout as error:
            raise DatabaseUnreachable(home=home.value, reason=str(error)) from error

    async def _pool(self, home: Home, role: Role) -> AsyncConnectionPool[Connection]:
        address = self.address(home, role)
        if address not in self._pools:
            pool = AsyncConnectionPool(
                address,
                connection_class=AsyncConnection[tuple[Any, ...]],
                kwargs={
                    "autocommit": True,
                    "application_name": f"penguinmails {role.short}",
                    "context": ADAPTERS,
                },
                min_size=0,
                max_size=self._pool_size,
                timeout=self._patience,
                reset=_reset,
                check=_check,
                open=False,
            )
            self._pools[address] = pool
            await self._stack.enter_async_context(pool)
        return self._pools[address]


@lru_cache(maxsize=1000)
def _instances(kind: type[R]) -> Callable[[AsyncCursor[Any]], RowMaker[R]]:
    """A row factory for a dataclass, by position where the columns are its fields in their order.

    By name each row becomes a dictionary first, which for 26 columns takes longer than all else about it.
    """
    fields = tuple(kind.__dict__.get("__match_args__", ()))
    by_name = class_row(kind)

    def factory(cursor: AsyncCursor[Any]) -> RowMaker[R]:
        result = cursor.pgresult
        if result is None or result.nfields != len(fields):
            return by_name(cursor)
        names = (result.fname(number) for number in range(len(fields)))
        if any(name is None or name.decode() != field for name, field in zip(names, fields, strict=True)):
            return by_name(cursor)
        return lambda values: kind(*values)

    return factory


def _refuse_swallowed_error(connection: Connection) -> None:
    # PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and psycopg reports no error for it.
    if connection.info.transaction_status is not TransactionStatus.INTRANS:
        raise RuntimeError(
            "a statement of this transaction failed and its error was swallowed: use tx.savepoint()"
        )


async def _check(connection: Connection) -> None:
    # An idle connection that can be read has been closed by the server (or told something): only then is a
    # round trip worth its time.
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(connection)


async def _reset(connection: Connection) -> None:
    await connection.execute(_RESET)


def _setting(name: str, value: str) -> tuple[sql.Composable, sql.Composable]:
    return sql.SQL(cast("LiteralString", name)), sql.Literal(value)


def _companies(scope: Scope) -> str:
    if scope.companies is AllCompanies.ALL:
        return "all"
    return "{" + ",".join(sorted(str(company) for company in scope.companies)) + "}"
