"""The six logins, what each may do in general, and what nobody may do. Grants on tables: `policies`."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, LiteralString

from psycopg import sql
from psycopg.errors import InternalError_

from penguinmails.kernel.tiers import Role
from penguinmails.postgres.session import SEARCH_PATH, Connection, rows


@dataclass(frozen=True)
class Shape:
    """Attributes and session settings of a login."""

    bypasses_policies: bool = False
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


_EVERYONE: Final = {"search_path": SEARCH_PATH, "row_security": "on"}

SHAPES: Final[Mapping[Role, Shape]] = {
    Role.OWNER: Shape(),
    Role.APP: Shape(
        settings={"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"},
    ),
    Role.AUTH: Shape(
        settings={"statement_timeout": "5s", "idle_in_transaction_session_timeout": "10s"},
    ),
    Role.WORKER: Shape(bypasses_policies=True, settings={"idle_in_transaction_session_timeout": "15min"}),
    Role.STAFF: Shape(
        settings={"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"},
    ),
    # No idle timeout: pg_dump's first connection waits in its transaction for the parallel ones.
    Role.BACKUP: Shape(bypasses_policies=True, settings={"default_transaction_read_only": "on"}),
}

_READ: Final = """
SELECT rolname AS name, rolcanlogin AND NOT rolinherit AS plain, rolbypassrls AS bypasses,
       rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication AS mighty
  FROM pg_roles WHERE rolname = ANY (%(names)s)
"""
_MEMBERSHIPS: Final = """
SELECT member.rolname, granted.rolname
  FROM pg_auth_members JOIN pg_roles member ON member.oid = member
  JOIN pg_roles granted ON granted.oid = roleid
 WHERE member.rolname = ANY (%(names)s) AND granted.rolname <> 'pg_read_all_data'
"""
_ME: Final = "SELECT rolname AS name, rolsuper AS superuser FROM pg_roles WHERE rolname = current_user"


@dataclass(frozen=True)
class _Found:
    name: str
    plain: bool
    bypasses: bool
    mighty: bool


@dataclass(frozen=True)
class _Me:
    name: str
    superuser: bool


async def ensure(connection: Connection, passwords: Mapping[Role, str]) -> None:
    """Create or repair the six logins with these passwords (sent as SCRAM verifiers, never in clear).

    Commits. The connection's user is a superuser, or may create roles and bypasses row level security; in
    that case it becomes a member of the owner and the worker, to act for them.
    """
    for pause in (0.05, 0.1, 0.2, 0.4, 0.8, 1.6):
        try:
            await _ensure(connection, passwords)
        except InternalError_ as error:
            # Roles belong to the whole server: somebody provisions another of its databases right now.
            if "tuple concurrently updated" not in str(error):
                raise
            await asyncio.sleep(pause)
        else:
            return
    await _ensure(connection, passwords)


async def seal(connection: Connection) -> None:
    """Take from PUBLIC what PostgreSQL gives it in this database; our roles may connect. Commits."""
    database = sql.Identifier(connection.info.dbname)
    roles = _names(*Role)
    async with connection.transaction():
        for statement in (
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, roles),
            sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO {}").format(database, _names(Role.OWNER)),
            # REFRESH MATERIALIZED VIEW CONCURRENTLY compares through a temporary table of the view's owner.
            sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(database, _names(Role.WORKER)),
        ):
            await connection.execute(statement)
        cursor = await connection.execute("SELECT to_regnamespace('public') IS NOT NULL")
        if (await cursor.fetchone() or (False,))[0]:
            await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        # What the owner makes later is nobody's until `policies` grants it.
        await connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE ALL ON FUNCTIONS FROM PUBLIC").format(
                _names(Role.OWNER)
            )
        )


async def _ensure(connection: Connection, passwords: Mapping[Role, str]) -> None:
    me = (await rows(connection, _ME, _Me))[0]
    names = [role.value for role in Role]
    async with connection.transaction():
        found = {row.name: row for row in await rows(connection, _READ, _Found, names=names)}
        for role, shape in SHAPES.items():
            await _shape(connection, role, shape, found.get(role.value))
            await _settings(connection, role, shape, passwords[role])
        cursor = await connection.execute(_MEMBERSHIPS, {"names": names})
        for member, granted in await cursor.fetchall():
            await connection.execute(
                sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(granted), sql.Identifier(member))
            )
        await connection.execute(
            sql.SQL("GRANT pg_read_all_data TO {} WITH INHERIT TRUE, SET FALSE").format(_names(Role.BACKUP))
        )
        if not me.superuser:
            await connection.execute(
                sql.SQL("GRANT {} TO {} WITH INHERIT TRUE, SET TRUE").format(
                    _names(Role.OWNER, Role.WORKER), sql.Identifier(me.name)
                )
            )


async def _shape(connection: Connection, role: Role, shape: Shape, found: _Found | None) -> None:
    name = _names(role)
    if found is None:
        await connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(name))
        found = _Found(role.value, plain=True, bypasses=False, mighty=False)
    # Only what differs: who is no superuser may not even repeat NOSUPERUSER.
    words: list[LiteralString] = []
    if not found.plain:
        words.append("LOGIN NOINHERIT")
    if found.mighty:
        words.append("NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")
    if found.bypasses != shape.bypasses_policies:
        words.append("BYPASSRLS" if shape.bypasses_policies else "NOBYPASSRLS")
    if words:
        await connection.execute(sql.SQL("ALTER ROLE {} {}").format(name, sql.SQL(" ".join(words))))


async def _settings(connection: Connection, role: Role, shape: Shape, password: str) -> None:
    name = _names(role)
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.value.encode(), b"scram-sha-256"
    ).decode()
    await connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(verifier)))
    for setting, value in {**_EVERYONE, **shape.settings}.items():
        # A list is one value for each element: quoted as a whole it would be one strange schema name.
        values = sql.SQL(", ").join(sql.Literal(part.strip()) for part in value.split(","))
        await connection.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(setting), values)
        )


def _names(*roles: Role) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(role.value) for role in roles)
