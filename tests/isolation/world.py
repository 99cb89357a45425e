"""Two tenants with a row in every table, and a session that can be any of their people."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from penguinmails.kernel.tiers import Role
from tests.isolation.catalogue import Relation

ALL = "all"
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Person:
    """Who attacks: a tenant, a user and the companies (`all` or an array literal) of the membership."""

    tenant: str
    user: str
    companies: str = ALL

    def settings(self) -> dict[str, str]:
        return {
            "app.current_tenant_id": self.tenant,
            "app.current_user_id": self.user,
            "app.current_company_ids": self.companies,
        }


@dataclass(frozen=True)
class World:
    """Two tenants, told apart by everything they own. `own` attacks, `other` is the victim."""

    own: UUID
    other: UUID
    own_user: UUID
    other_user: UUID
    companies: tuple[UUID, UUID]
    """Two of the attacker's own companies."""

    @property
    def member(self) -> Person:
        return Person(str(self.own), str(self.own_user))

    @property
    def limited(self) -> Person:
        """A client of the agency, limited to the first company."""
        return Person(str(self.own), str(self.own_user), "{" + str(self.companies[0]) + "}")

    def mine(self, table: Relation) -> sql.Composed:
        """The condition that a row of the table is the attacker's."""
        return sql.SQL("{} = {}").format(*self._owner(table, self.own, self.own_user))

    def theirs(self, table: Relation) -> sql.Composed:
        """The condition that a row of the table is the victim's."""
        return sql.SQL("{} = {}").format(*self._owner(table, self.other, self.other_user))

    def not_mine(self, table: Relation) -> sql.Composed:
        """The condition that a row is anybody's but the attacker's."""
        return sql.SQL("{} IS DISTINCT FROM {}").format(*self._owner(table, self.own, self.own_user))

    @staticmethod
    def _owner(table: Relation, tenant: UUID, user: UUID) -> tuple[sql.Identifier, sql.Literal]:
        if table.tenant:
            return sql.Identifier(table.tenant), sql.Literal(tenant)
        assert table.user, table
        return sql.Identifier(table.user), sql.Literal(user)


@contextmanager
def staged(connection: Connection) -> Generator[Connection]:
    """A superuser's transaction that is undone: set the scene in it, then act as somebody."""
    with connection.transaction(force_rollback=True):
        yield connection


def become(connection: Connection, role: Role, settings: Mapping[str, str]) -> None:
    """Be that role with those settings until the transaction ends."""
    set_locally(connection, settings)
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role.value)))


def set_locally(connection: Connection, settings: Mapping[str, str]) -> None:
    """The settings until the transaction ends."""
    for name, value in settings.items():
        parts = sql.SQL(".").join(sql.Identifier(part) for part in name.split("."))
        connection.execute(sql.SQL("SET LOCAL {} = {}").format(parts, sql.Literal(value)))


def count(connection: Connection, query: sql.Composed) -> int:
    """The single number a query answers."""
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]
