"""The attacks that are the same for every table. Each answers how many foreign rows it reached.

Numbers are those of the list of thirty in docs/isolation.md. What PostgreSQL refuses reached nothing. An
attack runs in a transaction that is undone, with the scene set by a superuser before it becomes `app`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import errors, sql
from psycopg.types.json import Jsonb

from penguinmails.kernel.tiers import Role
from tests.isolation.catalogue import Relation
from tests.isolation.world import Connection, Person, World, become, count, staged

REFUSED = (
    errors.InsufficientPrivilege,
    errors.InvalidTextRepresentation,
    errors.FeatureNotSupported,
    errors.ForeignKeyViolation,
    errors.ActiveSqlTransaction,
    errors.WrongObjectType,
    errors.GeneratedAlways,
)
PARTS = 8
"""Into how many tests the tables are dealt, so that all workers of a run share them."""

NOBODY = {"app.current_tenant_id": "", "app.current_user_id": "", "app.current_company_ids": ""}
Attack = Callable[[Connection, World, Relation], int]


@dataclass(frozen=True)
class Numbered:
    """An attack and its number in the list."""

    number: int
    name: str
    run: Attack


ATTACKS: list[Numbered] = []


def attack(number: int) -> Callable[[Attack], Attack]:
    def register(function: Attack) -> Attack:
        ATTACKS.append(Numbered(number, function.__name__, function))
        return function

    return register


def attempt(connection: Connection, query: sql.Composed, parameters: list[Any] | None = None) -> int:
    """Rows that a statement reached: counted where it answers one number, else touched. Refused is none."""
    try:
        with connection.transaction():
            cursor = connection.execute(query, parameters)
            if cursor.description is not None and cursor.description[0].name == "count":
                row = cursor.fetchone()
                return row[0] if row else 0
            return max(cursor.rowcount, 0)
    except REFUSED:
        return 0


def q(text: LiteralString, table: Relation, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL(text).format(table=table.path, **parts)


def victims_row(connection: Connection, world: World, table: Relation) -> dict[str, Any]:
    """One of the victim's rows, as superuser sees it."""
    row = connection.execute(
        q("SELECT to_jsonb(t) FROM {table} t WHERE {theirs} LIMIT 1", table, theirs=world.theirs(table))
    ).fetchone()
    assert row, f"{table} has no row of the other tenant to attack: add one to migrations/rows"
    return row[0]


def insertion(table: Relation, tail: LiteralString = "") -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.writable))
    return q(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)"
        + tail,
        table,
        columns=columns,
    )


def take_away(connection: Connection, world: World, table: Relation) -> None:
    """Remove the victim's rows, so that only row level security can refuse to put one back."""
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute(q("DELETE FROM {table} WHERE {theirs}", table, theirs=world.theirs(table)))


def owner_column(table: Relation) -> sql.Identifier:
    return sql.Identifier(table.tenant or table.user or "")


def touched(table: Relation) -> sql.Identifier:
    """A column that an update may name: the owner's, or another where that one is computed."""
    owner = table.tenant or table.user or ""
    return sql.Identifier(owner if owner in table.writable else table.writable[0])


def given_to(table: Relation, owner: object) -> sql.Composed:
    """The assignment that makes a row somebody else's."""
    if (table.schema, table.name) == ("queue", "jobs"):  # whose a job is is computed from its headers
        return sql.SQL("headers = jsonb_build_object('tenant_id', {}::text)").format(sql.Literal(owner))
    return sql.SQL("{} = {}").format(owner_column(table), sql.Literal(owner))


# ── reading, with nobody, somebody and rubbish set ────────────────────────────────────────────────────────


@attack(1)
def select_unset(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.APP, {})
    return attempt(connection, q("SELECT count(*) FROM {table}", table))


@attack(2)
def update_unset(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.APP, {})
    return attempt(connection, q("UPDATE {table} SET {own} = {own}", table, own=touched(table)))


@attack(3)
def delete_unset(connection: Connection, world: World, table: Relation) -> int:
    connection.execute("SET LOCAL session_replication_role = replica")
    become(connection, Role.APP, {})
    return attempt(connection, q("DELETE FROM {table}", table))


@attack(4)
def all_verbs_after_a_transaction(connection: Connection, world: World, table: Relation) -> int:
    connection.execute("SET LOCAL session_replication_role = replica")
    become(connection, Role.APP, NOBODY)  # what a setting is after the first SET LOCAL of a session has ended
    return sum(
        attempt(connection, query)
        for query in (
            q("SELECT count(*) FROM {table}", table),
            q("UPDATE {table} SET {own} = {own}", table, own=touched(table)),
            q("DELETE FROM {table}", table),
        )
    )


@attack(5)
def tenant_is_garbage(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.APP, dict.fromkeys(NOBODY, "garbage"))
    return attempt(connection, q("SELECT count(*) FROM {table}", table))


@attack(1)
def select_theirs(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.APP, world.member.settings())
    return attempt(connection, q("SELECT count(*) FROM {table} WHERE {x}", table, x=world.not_mine(table)))


@attack(2)
def update_theirs(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.APP, world.member.settings())
    return attempt(
        connection,
        q(
            "UPDATE {table} SET {own} = {own} WHERE {x}",
            table,
            own=touched(table),
            x=world.not_mine(table),
        ),
    )


@attack(3)
def delete_theirs(connection: Connection, world: World, table: Relation) -> int:
    connection.execute("SET LOCAL session_replication_role = replica")
    become(connection, Role.APP, world.member.settings())
    return attempt(connection, q("DELETE FROM {table} WHERE {x}", table, x=world.not_mine(table)))


# ── writing into, and away to, another tenant ─────────────────────────────────────────────────────────────


@attack(6)
def insert_as_them(connection: Connection, world: World, table: Relation) -> int:
    row = victims_row(connection, world, table)
    take_away(connection, world, table)
    become(connection, Role.APP, world.member.settings())
    return attempt(connection, insertion(table), [Jsonb(row)])


@attack(7)
def move_away(connection: Connection, world: World, table: Relation) -> int:
    take_away(connection, world, table)
    become(connection, Role.APP, world.member.settings())
    theirs = world.other if table.tenant else world.other_user
    return attempt(connection, q("UPDATE {table} SET {theirs}", table, theirs=given_to(table, theirs)))


@attack(9)
def probe_for_their_keys(connection: Connection, world: World, table: Relation) -> int:
    """Insert the victim's row under one's own name: a duplicate error would say that theirs exists."""
    if not table.tenant or not set(table.columns) - {table.tenant}:
        return 0
    row = victims_row(connection, world, table) | {table.tenant: str(world.own)}
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute(q("DELETE FROM {table} WHERE {mine}", table, mine=world.mine(table)))
    become(connection, Role.APP, world.member.settings())
    try:
        attempt(connection, insertion(table), [Jsonb(row)])
    except (errors.UniqueViolation, errors.ExclusionViolation):
        return 0 if (table.schema, table.name) in KEYS_SHARED_BY_ALL else 1
    except psycopg.errors.IntegrityError:
        return 0
    return 0


KEYS_SHARED_BY_ALL = {
    ("queue", "jobs"),  # numbered over all tenants, by PgQueuer
    ("oltp", "tenants"),  # its key is the tenant itself
}


@attack(10)
def take_over_by_conflict(connection: Connection, world: World, table: Relation) -> int:
    row = victims_row(connection, world, table)
    become(connection, Role.APP, world.member.settings())
    own = given_to(table, row[table.tenant or table.user or ""])
    nothing = attempt(connection, insertion(table, " ON CONFLICT DO NOTHING"), [Jsonb(row)])
    keys = primary_key(connection, table)
    if not keys:
        return nothing
    tail = sql.SQL(" ON CONFLICT ({keys}) DO UPDATE SET {own}").format(
        keys=sql.SQL(", ").join(map(sql.Identifier, keys)), own=own
    )
    try:
        return nothing + attempt(connection, insertion(table) + tail, [Jsonb(row)])
    except errors.UniqueViolation:
        return nothing


@attack(11)
def returning_what_is_hidden(connection: Connection, world: World, table: Relation) -> int:
    connection.execute("SET LOCAL session_replication_role = replica")
    become(connection, Role.APP, world.member.settings())
    reached = attempt(
        connection,
        q("UPDATE {table} SET {own} = {own} RETURNING old.{own}", table, own=touched(table)),
    )
    return max(reached - _own_rows(connection, world, table), 0)


def primary_key(connection: Connection, table: Relation) -> list[str]:
    rows = connection.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
        " WHERE i.indrelid = %s::regclass AND i.indisprimary",
        [str(table)],
    ).fetchall()
    return [row[0] for row in rows]


def _own_rows(connection: Connection, world: World, table: Relation) -> int:
    return attempt(connection, q("SELECT count(*) FROM {table} WHERE {mine}", table, mine=world.mine(table)))


# ── other verbs and other ways to read ────────────────────────────────────────────────────────────────────


@attack(12)
def copy_out_and_in(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.APP, world.member.settings())
    victim = str(world.other if table.tenant else world.other_user)
    reached = 0
    try:
        with connection.transaction(), connection.cursor().copy(q("COPY {table} TO STDOUT", table)) as copy:
            reached += sum(victim in bytes(line).decode(errors="replace") for line in copy)
    except REFUSED:
        pass
    try:
        with connection.transaction(), connection.cursor().copy(q("COPY {table} FROM STDIN", table)):
            reached += 1
    except REFUSED:
        pass
    return reached


@attack(13)
def truncate(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.APP, world.member.settings())
    try:
        with connection.transaction():
            connection.execute(q("TRUNCATE {table} CASCADE", table))
    except REFUSED:
        return 0
    return 1


@attack(20)
def row_security_off(connection: Connection, world: World, table: Relation) -> int:
    connection.execute("SET LOCAL row_security = off")
    become(connection, Role.APP, world.member.settings())
    return attempt(connection, q("SELECT count(*) FROM {table} WHERE {x}", table, x=world.not_mine(table)))


@attack(28)
def merge_lock_recurse_lateral(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.APP, world.member.settings())
    hidden, own, some = world.not_mine(table), owner_column(table), touched(table)
    queries = (
        q(
            "MERGE INTO {table} t USING (SELECT 1) s ON {x} WHEN MATCHED THEN UPDATE SET {some} = {some}",
            table,
            x=sql.SQL("t.") + hidden,
            some=some,
        ),
        q("SELECT {own} FROM {table} WHERE {x} FOR UPDATE", table, own=own, x=hidden),
        q(
            "WITH RECURSIVE r AS (SELECT {own} AS k FROM {table} UNION SELECT t.{own} FROM {table} t JOIN r ON t.{own} <> r.k)"
            " SELECT count(*) FROM r WHERE {x}",
            table,
            own=own,
            x=_renamed(world, table),
        ),
        q(
            "SELECT count(*) FROM (VALUES (1)) v CROSS JOIN LATERAL (SELECT * FROM {table}) t WHERE {x}",
            table,
            x=hidden,
        ),
    )
    return sum(attempt(connection, query) for query in queries)


def _renamed(world: World, table: Relation) -> sql.Composed:
    return sql.SQL("k IS DISTINCT FROM {}").format(sql.Literal(world.own if table.tenant else world.own_user))


# ── the owner of the tables, and a member of one company ──────────────────────────────────────────────────


@attack(20)
def owner_is_bound_too(connection: Connection, world: World, table: Relation) -> int:
    become(connection, Role.OWNER, world.member.settings())
    return attempt(connection, q("SELECT count(*) FROM {table}", table))


@attack(1)
def limited_member_reads(connection: Connection, world: World, table: Relation) -> int:
    return _beyond_the_company(connection, world, table, "SELECT count(*) FROM {table} WHERE {x}")


@attack(2)
def limited_member_updates(connection: Connection, world: World, table: Relation) -> int:
    return _beyond_the_company(
        connection, world, table, "UPDATE {table} SET {own} = {own} WHERE {x}", writes=True
    )


@attack(6)
def limited_member_inserts_elsewhere(connection: Connection, world: World, table: Relation) -> int:
    if not table.tenant:
        return 0
    found = connection.execute(
        q("SELECT to_jsonb(t) FROM {table} t WHERE {mine} LIMIT 1", table, mine=world.mine(table))
    ).fetchone()
    if found is None:
        return 0
    row = found[0] | ({table.company: str(world.companies[1])} if table.company else {})
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute(q("DELETE FROM {table} WHERE {mine}", table, mine=world.mine(table)))
    become(connection, Role.APP, world.limited.settings())
    inserted = attempt(connection, insertion(table), [Jsonb(row)])
    return 0 if (table.schema, table.name) in WRITTEN_WITH_ANY_CHANGE else inserted


WRITTEN_WITH_ANY_CHANGE = {
    # The news of a member's change and the job that follows it commit with the change; neither has a company.
    ("oltp", "handoff_outbox"),
    ("content", "handoff_outbox"),
    ("olap", "handoff_outbox"),
    ("queue", "jobs"),
}


def _beyond_the_company(
    connection: Connection, world: World, table: Relation, text: LiteralString, *, writes: bool = False
) -> int:
    if not table.tenant:
        return 0
    become(connection, Role.APP, world.limited.settings())
    if table.company:
        beyond = sql.SQL("{} IS DISTINCT FROM {}").format(
            sql.Identifier(table.company), sql.Literal(world.companies[0])
        )
    elif "user_id" in table.columns and not writes:
        # One's own member row may be read, to know what one may do.
        beyond = sql.SQL("user_id IS DISTINCT FROM {}").format(sql.Literal(world.own_user))
    else:
        beyond = sql.SQL("true") + sql.SQL("")
    return attempt(connection, q(text, table, own=touched(table), x=beyond))


# ── and what must work ────────────────────────────────────────────────────────────────────────────────────


def blind_to_own_rows(connection: Connection, world: World, table: Relation) -> int:
    """How many of its own rows a member of all companies, and one of a single company, cannot see.

    Without this a table that nobody can read would pass for well guarded.
    """
    if (table.schema, table.name) == ("queue", "jobs"):  # app adds jobs and reads none
        return _jobs_refused(connection, world)
    missing = _hidden_from_its_user(connection, world, table)
    limits: list[tuple[Person, sql.Composed]] = [(world.member, world.mine(table))]
    if table.company:
        own_company = sql.SQL("{} AND {} = {}").format(
            world.mine(table), sql.Identifier(table.company), sql.Literal(world.companies[0])
        )
        limits.append((world.limited, own_company))
    for person, owned in limits:
        with staged(connection):
            there = count(connection, q("SELECT count(*) FROM {table} WHERE {owned}", table, owned=owned))
            become(connection, Role.APP, person.settings())
            missing += there - attempt(
                connection, q("SELECT count(*) FROM {table} WHERE {o}", table, o=owned)
            )
    return missing


SHOWN_TO_ITS_USER = {
    ("oltp", "tenant_users"),
    ("oltp", "member_companies"),
    ("notifications", "notifications"),
}
"""What somebody must see who has signed in and chosen no tenant yet."""


def _hidden_from_its_user(connection: Connection, world: World, table: Relation) -> int:
    if (table.schema, table.name) not in SHOWN_TO_ITS_USER:
        return 0
    with staged(connection):
        query = (
            "SELECT user_id, count(*) FROM {table} WHERE {mine} AND user_id IS NOT NULL GROUP BY 1 LIMIT 1"
        )
        found = connection.execute(q(query, table, mine=world.mine(table))).fetchone()
        assert found, f"{table} has no row of a user: add one to migrations/rows"
        user, there = found
        become(connection, Role.APP, NOBODY | {"app.current_user_id": str(user)})
        own = q("SELECT count(*) FROM {table} WHERE user_id = {user}", table, user=sql.Literal(user))
        return there - attempt(connection, own)


def _jobs_refused(connection: Connection, world: World) -> int:
    """How many of a member's own jobs cannot be added, or their numbers not be read: one of one, or none."""
    with staged(connection):
        become(connection, Role.APP, world.member.settings())
        query = sql.SQL(
            "INSERT INTO queue.jobs (priority, status, entrypoint, headers)"
            " VALUES (1, 'queued', 'nothing', jsonb_build_object('tenant_id', {}::text)) RETURNING id"
        )
        return 1 - attempt(connection, query.format(sql.Literal(world.own)))


def foreign_rows(connection: Connection, world: World, table: Relation) -> Iterator[tuple[str, int]]:
    """Run every attack on a table, one when asked for the next: its number and name, and what it reached."""
    for numbered in ATTACKS:
        with staged(connection):
            reached = numbered.run(connection, world, table)
        yield f"{numbered.number} {numbered.name}", reached
