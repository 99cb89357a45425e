"""Attacks 1 to 29 of docs/isolation.md over every table and view; 26 and 30 have files of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from psycopg import errors, sql

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Role, Tier
from tests.isolation.attacks import PARTS, REFUSED, attempt, blind_to_own_rows, foreign_rows, q
from tests.isolation.catalogue import Relation
from tests.isolation.world import Connection, World, become, set_locally, staged
from tests.servers import Clone

SHORT_LIST_READABLE_BY_APP = {
    "oltp.feature_flags",
    "oltp.permissions",
    "oltp.plan_prices",
    "oltp.plans",
    "oltp.staff_role_permissions",
    "oltp.staff_roles",
    "queue.job_queues",
}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_attack_reaches_a_foreign_row(
    superuser: Connection,
    world: World,
    owned_tables: list[Relation],
    part: int,
    record_property: Callable[[str, object], None],
) -> None:
    reached = {
        f"{name} on {table}": rows
        for table in owned_tables[part::PARTS]
        for name, rows in foreign_rows(superuser, world, table)
    }
    record_property("isolation: attacks tried", len(reached))
    record_property("isolation: foreign rows reached", sum(reached.values()))
    assert not {name: rows for name, rows in reached.items() if rows}


def test_everybody_sees_their_own_rows(
    superuser: Connection, world: World, owned_tables: list[Relation]
) -> None:
    blind = {str(table): blind_to_own_rows(superuser, world, table) for table in owned_tables}
    assert not {name: rows for name, rows in blind.items() if rows}


def test_every_table_has_somebody_to_attack(
    superuser: Connection, world: World, owned_tables: list[Relation]
) -> None:
    """Both tenants own a row in every table, or the attacks would pass on emptiness."""
    empty = [
        str(table)
        for table in owned_tables
        for whose in (world.mine(table), world.theirs(table))
        if not superuser.execute(
            q("SELECT 1 FROM {table} WHERE {whose} LIMIT 1", table, whose=whose)
        ).fetchone()
    ]
    assert not empty


def test_a_real_login_reads_nothing_foreign(
    app: Connection, world: World, owned_tables: list[Relation]
) -> None:
    """The same without a superuser's session behind it: attacks 1 to 5 by a real login of `app`."""
    for table in owned_tables:
        for settings in ({}, world.member.settings(), {"app.current_tenant_id": "garbage"}):
            with app.transaction(force_rollback=True):
                set_locally(app, settings)
                hidden = world.not_mine(table) if settings else sql.SQL("true") + sql.SQL("")
                assert attempt(app, q("SELECT count(*) FROM {table} WHERE {x}", table, x=hidden)) == 0, table


def test_8_no_foreign_key_reaches_into_another_tenant(superuser: Connection) -> None:
    loose = superuser.execute(
        """
        SELECT con.conrelid::regclass::text || '.' || con.conname
          FROM pg_constraint con
          JOIN pg_class child ON child.oid = con.conrelid
          JOIN pg_namespace n ON n.oid = child.relnamespace AND n.nspname = ANY (ARRAY['oltp', 'content', 'olap', 'queue', 'notifications'])
         WHERE con.contype = 'f' AND con.conparentid = 0
           AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = con.conrelid AND a.attname = 'tenant_id')
           AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = con.confrelid AND a.attname = 'tenant_id')
           AND NOT EXISTS (SELECT FROM unnest(con.conkey, con.confkey) AS pair (mine, theirs)
                             JOIN pg_attribute m ON m.attrelid = con.conrelid AND m.attnum = pair.mine AND m.attname = 'tenant_id'
                             JOIN pg_attribute t ON t.attrelid = con.confrelid AND t.attnum = pair.theirs AND t.attname = 'tenant_id')
        """
    ).fetchall()
    assert loose == []


def test_8_a_child_cannot_take_another_tenants_parent(superuser: Connection, world: World) -> None:
    references = superuser.execute(
        """
        SELECT con.conrelid::regclass::text, con.confrelid::regclass::text,
               (SELECT array_agg(a.attname::text ORDER BY p.i) FROM unnest(con.conkey) WITH ORDINALITY p (n, i)
                  JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = p.n),
               (SELECT array_agg(a.attname::text ORDER BY p.i) FROM unnest(con.confkey) WITH ORDINALITY p (n, i)
                  JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = p.n)
          FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
         WHERE con.contype = 'f' AND con.conparentid = 0 AND NOT c.relispartition AND cardinality(con.conkey) > 1
        """
    ).fetchall()
    assert references
    taken: list[str] = []
    for child, parent, child_columns, parent_columns in references:
        pairs = [pair for pair in zip(child_columns, parent_columns, strict=True) if pair[0] != "tenant_id"]
        with staged(superuser):
            theirs = superuser.execute(
                sql.SQL("SELECT {} FROM {} WHERE tenant_id = %s LIMIT 1").format(
                    sql.SQL(", ").join(sql.Identifier(column) for _, column in pairs), _path(parent)
                ),
                [world.other],
            ).fetchone()
            assert theirs, parent
            become(superuser, Role.APP, world.member.settings())
            assignments = sql.SQL(", ").join(
                sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(value))
                for (column, _), value in zip(pairs, theirs, strict=True)
            )
            try:
                with superuser.transaction():
                    touched = superuser.execute(
                        sql.SQL("UPDATE {} SET {}").format(_path(child), assignments)
                    ).rowcount
                    superuser.execute("SET CONSTRAINTS ALL IMMEDIATE")
            except (*REFUSED, errors.IntegrityError):
                touched = 0
            if touched:
                taken.append(f"{child} -> {parent}")
    assert taken == []


def _path(name: str) -> sql.Composed:
    schema, table = name.split(".")
    return sql.SQL("{}.{}").format(sql.Identifier(schema), sql.Identifier(table))


def test_9_every_unique_key_of_a_tenants_table_starts_with_the_tenant(superuser: Connection) -> None:
    """A key without the tenant tells by its duplicate error what others have. Two tables mean just that."""
    loose = superuser.execute(
        """
        SELECT i.indexrelid::regclass::text
          FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped
         WHERE i.indisunique AND NOT c.relispartition AND i.indkey[0] <> t.attnum
           AND n.nspname = ANY (ARRAY['oltp', 'content', 'olap', 'queue', 'notifications'])
         ORDER BY 1
        """
    ).fetchall()
    assert {row[0] for row in loose} <= KEYS_WITHOUT_TENANT, loose


KEYS_WITHOUT_TENANT = {
    # One tenant in the world verified a domain, signed in to a mailbox, is a customer of Stripe's.
    "oltp.verified_domains_pkey",
    "oltp.connected_mailboxes_pkey",
    "oltp.stripe_customers_pkey",
    # PgQueuer's own keys: its claims run over all tenants, and app reads none of these rows.
    "queue.jobs_pkey",
    "queue.jobs_unique_dedupe_key",
    "queue.jobs_picked_slot_idx",
}


def test_14_nobody_is_granted_a_leaf(
    superuser: Connection, every_relation: list[Relation], world: World
) -> None:
    leaves = [relation for relation in every_relation if relation.leaf]
    assert leaves
    for role in Role:
        if role in (Role.OWNER, Role.BACKUP):  # backup reads all by pg_read_all_data
            continue
        with staged(superuser):
            become(superuser, role, world.member.settings())
            for leaf in leaves:
                with pytest.raises(errors.InsufficientPrivilege), superuser.transaction():
                    superuser.execute(q("SELECT FROM {table}", leaf))


def test_15_views_show_what_their_tables_show(
    superuser: Connection, every_relation: list[Relation], world: World
) -> None:
    views = [relation for relation in every_relation if relation.kind == "v"]
    options = dict(
        superuser.execute(
            "SELECT n.nspname || '.' || c.relname, coalesce(c.reloptions::text, '') FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'v'"
        ).fetchall()
    )
    for view in views:
        assert "security_invoker=true" in options[str(view)], view
        if view.owned:
            for name, rows in foreign_rows(superuser, world, view):
                assert rows == 0, f"{name} on {view}"


def test_16_materialized_views_are_the_operators(
    superuser: Connection, every_relation: list[Relation]
) -> None:
    matviews = [relation for relation in every_relation if relation.kind == "m"]
    assert matviews
    for view in matviews:
        with staged(superuser):
            become(superuser, Role.APP, {})
            with pytest.raises(errors.InsufficientPrivilege), superuser.transaction():
                superuser.execute(q("SELECT FROM {table}", view))


def test_17_no_function_runs_with_its_owners_rights(superuser: Connection) -> None:
    definers = superuser.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    ).fetchall()
    assert definers == []


@pytest.mark.parametrize(
    ("number", "statement"),
    [
        (18, "CREATE TEMP TABLE leads (id int)"),
        (18, "CREATE SCHEMA shadow"),
        (18, "CREATE TABLE public.leads (id int)"),
        (18, "CREATE VIEW oltp.all_leads AS SELECT * FROM oltp.leads"),
        (
            19,
            "CREATE FUNCTION oltp.leak(text) RETURNS bool COST 0.0000001 LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'",
        ),
        (19, "CREATE FUNCTION pg_temp.leak(text) RETURNS bool LANGUAGE sql AS 'SELECT true'"),
        (19, "CREATE OPERATOR public.~~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)"),
        (21, "SET ROLE penguinmails_worker"),
        (21, "SET ROLE penguinmails_owner"),
        (21, "SET ROLE penguinmails_auth"),
        (21, "SET ROLE penguinmails_staff"),
        (21, "SET ROLE penguinmails_backup"),
        (21, "SET ROLE postgres"),
        (21, "SET SESSION AUTHORIZATION penguinmails_worker"),
        (21, "ALTER ROLE penguinmails_app BYPASSRLS"),
        (21, "CREATE ROLE mallory SUPERUSER"),
        (21, "ALTER TABLE oltp.leads DISABLE ROW LEVEL SECURITY"),
        (21, "ALTER TABLE oltp.leads NO FORCE ROW LEVEL SECURITY"),
        (21, "DROP POLICY tenant_isolation ON oltp.leads"),
        (25, "CREATE TEMP TABLE stash AS SELECT 1"),
        (29, "COPY (SELECT 1) TO PROGRAM 'true'"),
        (29, "COPY (SELECT 1) TO '/tmp/stolen'"),
        (29, "SELECT pg_read_file('PG_VERSION')"),
        (29, "SELECT lo_import('/etc/passwd')"),
        (29, "SELECT payload, headers FROM queue.jobs"),
        (29, "SELECT * FROM queue.job_logs"),
    ],
)
def test_app_is_refused(app: Connection, number: int, statement: str) -> None:
    with pytest.raises((errors.InsufficientPrivilege, errors.UndefinedObject)), app.transaction():
        app.execute(statement.encode())


def test_21_what_app_gives_away_is_not_given(app: Connection) -> None:
    with app.transaction(force_rollback=True):
        app.execute("GRANT SELECT ON oltp.leads TO PUBLIC")  # a warning, since app has no grant option
        granted = app.execute(
            "SELECT FROM pg_class, aclexplode(relacl) acl WHERE oid = 'oltp.leads'::regclass AND acl.grantee = 0"
        )
        assert granted.rowcount == 0


def test_29_app_changes_no_setting_of_the_server(app: Connection) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("ALTER SYSTEM SET row_security = off")


async def sleep_too_long(databases: Databases, scope: Scope) -> None:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute("SET LOCAL statement_timeout = '5ms'")
        await tx.connection.execute("SELECT pg_sleep(5)")


async def test_22_to_25_nothing_is_carried_to_the_next_checkout(
    rows_clone: Clone, world: World, superuser: Connection
) -> None:
    """Session SET, rollback, cancel, timeout, WITH HOLD, prepared plans and advisory locks, over one connection."""
    async with Databases(rows_clone.address, pool_size=1) as databases:
        own, other = Scope.tenant_wide(world.own), Scope.tenant_wide(world.other)

        async def tenants_seen(scope: Scope) -> set[Any]:
            async with databases.tenant(Tier.OLTP, scope) as tx:
                cursor = await tx.connection.execute("SELECT DISTINCT tenant_id FROM oltp.companies")
                return {row[0] for row in await cursor.fetchall()}

        assert await tenants_seen(other) == {world.other}
        async with databases.tenant(Tier.OLTP, other) as tx:
            for setting in ("app.current_tenant_id", "app.current_company_ids"):
                value = world.other if "tenant" in setting else "all"
                await tx.connection.execute(f"SET {setting} = '{value}'".encode())
            await tx.connection.execute("DECLARE kept CURSOR WITH HOLD FOR SELECT * FROM oltp.companies")
            await tx.connection.execute("SELECT pg_advisory_lock(4711)")
            await tx.connection.execute("LISTEN anything")
            await tx.connection.execute("PREPARE stolen AS SELECT tenant_id FROM oltp.companies")
        async with databases.tenant(Tier.OLTP, own) as tx:
            cursor = await tx.connection.execute("EXECUTE stolen")
            assert {row[0] for row in await cursor.fetchall()} == {world.own}
            for query in (
                "SELECT FROM pg_cursors WHERE name = 'kept'",
                "SELECT FROM pg_listening_channels()",
            ):
                assert (await tx.connection.execute(query)).rowcount == 0
        assert superuser.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711"
        ).fetchone() == (0,)
        with pytest.raises(errors.QueryCanceled):
            await sleep_too_long(databases, other)
        assert await tenants_seen(own) == {world.own}
        with pytest.raises(ZeroDivisionError):
            async with databases.tenant(Tier.OLTP, other):
                raise ZeroDivisionError
        assert await tenants_seen(own) == {world.own}


def test_27_statistics_and_plans_say_nothing_of_others(
    app: Connection, superuser: Connection, world: World
) -> None:
    superuser.execute("ANALYZE oltp.leads")
    victim = superuser.execute("SELECT email FROM oltp.leads WHERE tenant_id = %s", [world.other]).fetchone()
    assert victim
    assert app.execute("SELECT FROM pg_stats WHERE schemaname = 'oltp' AND tablename = 'leads'").rowcount == 0
    with pytest.raises(errors.InsufficientPrivilege), app.transaction():
        app.execute("SELECT stavalues1 FROM pg_statistic")
    with app.transaction(force_rollback=True):
        set_locally(app, world.member.settings())
        plan = app.execute("EXPLAIN (ANALYZE, VERBOSE, BUFFERS OFF) SELECT * FROM oltp.leads").fetchall()
        assert victim[0] not in str(plan)
        activity = app.execute("SELECT query FROM pg_stat_activity WHERE usename <> current_user").fetchall()
        assert {row[0] for row in activity} <= {"<insufficient privilege>", "", None}


def test_29_the_wake_up_channel_carries_no_arguments(superuser: Connection) -> None:
    """Anybody may LISTEN, so what PgQueuer's trigger sends must be the same for every tenant."""
    body = superuser.execute(
        "SELECT prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'queue' AND prosrc ~ 'pg_notify'"
    ).fetchall()
    assert body
    for (source,) in body:
        assert not any(
            column in source.lower() for column in ("new.payload", "new.headers", "row_to_json", "new.tenant")
        )


def test_app_writes_no_platform_table(superuser: Connection, every_relation: list[Relation]) -> None:
    """What belongs to no tenant is read-only for `app`, and only a short list may be read at all."""
    readable: set[str] = set()
    for table in every_relation:
        if table.owned or not table.is_table:
            continue
        with staged(superuser):
            become(superuser, Role.APP, {})
            for text in ("DELETE FROM {table}", "INSERT INTO {table} DEFAULT VALUES"):
                with pytest.raises(errors.InsufficientPrivilege), superuser.transaction():
                    superuser.execute(q(text, table))
            try:
                with superuser.transaction():
                    superuser.execute(q("SELECT FROM {table}", table))
                readable.add(str(table))
            except errors.InsufficientPrivilege:
                pass
    assert readable <= SHORT_LIST_READABLE_BY_APP, readable


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.AUTH, {"oltp.users", "oltp.sessions", "oltp.api_keys", "oltp.user_passwords"}),
        (
            Role.STAFF,
            {
                "olap.campaign_performance_summary",
                "oltp.plans",
                "oltp.plan_prices",
                "oltp.feature_flags",
                "oltp.permissions",
                "oltp.staff_roles",
                "oltp.staff_role_permissions",
                "queue.job_queues",
                "queue.job_logs",
                "queue.job_statistics",
                "queue.scheduled_jobs",
            },
        ),
    ],
)
def test_other_roles_read_their_short_list(
    superuser: Connection, every_relation: list[Relation], role: Role, allowed: set[str]
) -> None:
    """Whole rows, that is: `SELECT *`. Single columns are granted where a list says so."""
    readable: set[str] = set()
    with staged(superuser):
        become(superuser, role, {})
        for relation in every_relation:
            try:
                with superuser.transaction():
                    superuser.execute(q("SELECT * FROM {table} LIMIT 0", relation))
                readable.add(str(relation))
            except errors.InsufficientPrivilege:
                pass
    assert readable <= allowed, readable - allowed
