"""Attack 30: every policy and every flag is broken in turn, and the attacks must notice each."""

from collections.abc import Callable, Iterator

import pytest
from psycopg import sql

from tests.isolation.attacks import PARTS, blind_to_own_rows, foreign_rows
from tests.isolation.catalogue import Relation
from tests.isolation.world import Connection, World, staged


def mutants(connection: Connection, table: Relation) -> Iterator[tuple[str, sql.Composed]]:
    """The ways in which the guard of a table may be lost, as DDL."""
    yield "not enabled", sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(table.path)
    yield "not forced", sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(table.path)
    policies = connection.execute(
        "SELECT polname, polqual IS NOT NULL, polwithcheck IS NOT NULL, pg_get_expr(polqual, polrelid)"
        "  FROM pg_policy WHERE polrelid = %s::regclass AND polroles @> ARRAY['penguinmails_app'::regrole::oid]",
        [str(table)],
    ).fetchall()
    assert policies, f"{table} has no policy for app"
    for name, has_using, has_check, using in policies:
        policy = sql.Identifier(name)
        yield f"{name} dropped", sql.SQL("DROP POLICY {} ON {}").format(policy, table.path)
        if has_using:
            yield (
                f"{name} USING true",
                sql.SQL("ALTER POLICY {} ON {} USING (true)").format(policy, table.path),
            )
        if has_check:
            yield (
                f"{name} CHECK true",
                sql.SQL("ALTER POLICY {} ON {} WITH CHECK (true)").format(policy, table.path),
            )
        if table.company and "company" in (using or ""):
            tenant_only = sql.SQL(
                "{} = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::uuid)"
            ).format(sql.Identifier(table.tenant or ""))
            yield (
                f"{name} without companies",
                sql.SQL("ALTER POLICY {} ON {} USING ({})").format(policy, table.path, tenant_only),
            )


@pytest.mark.parametrize("part", range(PARTS))
def test_30_every_broken_guard_is_noticed(
    superuser: Connection,
    world: World,
    owned_tables: list[Relation],
    part: int,
    record_property: Callable[[str, object], None],
) -> None:
    noticed, survived = 0, list[str]()
    for table in owned_tables[part::PARTS]:
        before = blind_to_own_rows(superuser, world, table)
        for name, ddl in mutants(superuser, table):
            with staged(superuser):
                superuser.execute(ddl)
                if blind_to_own_rows(superuser, world, table) > before or any(
                    reached for _, reached in foreign_rows(superuser, world, table)
                ):
                    noticed += 1
                else:
                    survived.append(f"{table}: {name}")
    record_property("isolation: broken guards", noticed + len(survived))
    record_property("isolation: broken guards noticed", noticed)
    assert survived == []
