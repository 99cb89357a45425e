"""Three classes of tables, tried by real logins; and drift, which is found and undone."""

from collections.abc import Mapping

import pytest
from psycopg import errors as pg

from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres import policies, provision
from penguinmails.postgres.errors import FunctionUnsafe, TableUnclassified, ViewUnsafe
from penguinmails.postgres.policies.expressions import Expressions
from penguinmails.postgres.session import Connection, administrator
from penguinmails.postgres.tables import ADD, FOUR, READ, Except, Only, Rules
from tests.postgres.fixtures_scratch import (
    TENANT_A,
    TENANT_B,
    Scratch,
    Tree,
    answer,
    column,
    everywhere,
    member,
    run,
    scratch,
)

__all__ = ["scratch"]

ONE = "01900000-0000-7000-8000-000000000a01"
TWO = "01900000-0000-7000-8000-000000000a02"
ALICE = "01900000-0000-7000-8000-0000000000a1"
BOB = "01900000-0000-7000-8000-0000000000b1"

SCHEMA = """
CREATE TABLE oltp.tenants (id uuid PRIMARY KEY);
CREATE TABLE oltp.users (id uuid PRIMARY KEY, email text, secret text);
CREATE TABLE oltp.companies (tenant_id uuid, id uuid, PRIMARY KEY (tenant_id, id));
CREATE TABLE oltp.tenant_users (tenant_id uuid, user_id uuid, PRIMARY KEY (tenant_id, user_id));
CREATE TABLE oltp.settings (tenant_id uuid PRIMARY KEY, colour text);
CREATE TABLE oltp.leads (tenant_id uuid, id bigint GENERATED ALWAYS AS IDENTITY, company_id uuid, email text);
CREATE TABLE oltp.outbox (tenant_id uuid, id uuid DEFAULT uuidv7(), created timestamptz DEFAULT now());
CREATE TABLE oltp.log (tenant_id uuid, what text, who text);
CREATE TABLE oltp.plans (name text);
CREATE VIEW oltp.live WITH (security_invoker = true) AS SELECT tenant_id, email FROM oltp.leads;
CREATE MATERIALIZED VIEW oltp.summary AS SELECT tenant_id, count(*) AS leads FROM oltp.leads GROUP BY 1;
CREATE FUNCTION oltp.double(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE TABLE oltp.events (tenant_id uuid NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
"""
RULES = Rules(
    tenant_key={"oltp.tenants": "id"},
    company_key={"oltp.companies": "id"},
    of_user={"oltp.users": "id"},
    own_rows={"oltp.tenant_users": "user_id"},
    written_by_any_member={"oltp.outbox": "created"},
    without_isolation={"oltp.plans": {Role.APP: READ, Role.WORKER: FOUR, Role.STAFF: READ}},
    narrowed={
        "oltp.users": {Role.AUTH: {"SELECT": None, "UPDATE": Only(("email",))}},
        "oltp.log": {Role.APP: ADD, Role.STAFF: {"SELECT": Except(("who",))}},
    },
    materialized={"oltp.summary": (Role.STAFF,)},
)
ROWS = f"""
INSERT INTO oltp.tenants VALUES ('{TENANT_A}'), ('{TENANT_B}');
INSERT INTO oltp.users VALUES ('{ALICE}', 'alice@a.test'), ('{BOB}', 'bob@b.test');
INSERT INTO oltp.companies VALUES ('{TENANT_A}', '{ONE}'), ('{TENANT_A}', '{TWO}'), ('{TENANT_B}', '{TENANT_B}');
INSERT INTO oltp.tenant_users VALUES ('{TENANT_A}', '{ALICE}'), ('{TENANT_B}', '{BOB}');
INSERT INTO oltp.settings VALUES ('{TENANT_A}', 'red'), ('{TENANT_B}', 'blue');
INSERT INTO oltp.leads (tenant_id, company_id, email) VALUES
    ('{TENANT_A}', '{ONE}', 'one@x.test'), ('{TENANT_A}', '{TWO}', 'two@x.test'), ('{TENANT_A}', NULL, 'all@x.test'),
    ('{TENANT_B}', '{TENANT_B}', 'b@x.test');
INSERT INTO oltp.log VALUES ('{TENANT_A}', 'signed in', 'alice'), ('{TENANT_B}', 'signed in', 'bob');
INSERT INTO oltp.outbox (tenant_id, created) VALUES ('{TENANT_A}', '2024-01-01'), ('{TENANT_B}', '2024-01-01');
INSERT INTO oltp.plans VALUES ('starter');
"""
LEADS = "SELECT email FROM oltp.leads ORDER BY id"
OF_A = ["one@x.test", "two@x.test", "all@x.test"]


@pytest.fixture(scope="module")
async def database(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with a table of each kind and rows of two tenants. Every test rolls back what it does."""
    conninfo = await scratch.database()
    tree = Tree(tmp_path_factory.mktemp("migrations"))
    tree.write("oltp/0001_all", SCHEMA)
    tree.write("oltp/0002_rows", "-- penguinmails: worker\n" + ROWS)
    await provision(everywhere(conninfo), scratch.passwords, files=tree.files(), rules=RULES)
    return conninfo


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ({}, []),
        (member(""), []),
        (member(TENANT_A, companies=""), []),
        (member(TENANT_A), OF_A),
        (member(TENANT_A, companies="{}"), []),
        (member(TENANT_A, companies="{" + ONE + "}"), ["one@x.test"]),
        (member(TENANT_A, companies="{" + ONE + "," + TWO + "}"), ["one@x.test", "two@x.test"]),
        (member(TENANT_B), ["b@x.test"]),
        (member(TENANT_B, companies="{" + ONE + "}"), []),
    ],
)
async def test_a_tenants_and_companys_rows(
    scratch: Scratch, database: str, settings: Mapping[str, str], seen: list[str]
) -> None:
    async with scratch.as_role(database, Role.APP, **settings) as connection:
        assert await column(connection, LEADS) == seen
        assert sorted(await column(connection, "SELECT email FROM oltp.live")) == sorted(seen)


@pytest.mark.parametrize(
    "settings",
    [member("garbage"), member("garbage", companies="garbage"), member(TENANT_A, companies="garbage")],
)
async def test_rubbish_is_an_error(scratch: Scratch, database: str, settings: Mapping[str, str]) -> None:
    async with scratch.as_role(database, Role.APP, **settings) as connection:
        with pytest.raises((pg.InvalidTextRepresentation, pg.DataError)):
            await column(connection, LEADS)


async def test_rows_do_not_change_their_tenant_or_company(scratch: Scratch, database: str) -> None:
    limited = member(TENANT_A, companies="{" + ONE + "}")
    for settings, statement in (
        (member(TENANT_A), f"INSERT INTO oltp.leads (tenant_id) VALUES ('{TENANT_B}')"),
        (member(TENANT_A), f"UPDATE oltp.leads SET tenant_id = '{TENANT_B}'"),
        (limited, f"INSERT INTO oltp.leads (tenant_id, company_id) VALUES ('{TENANT_A}', '{TWO}')"),
        (limited, f"INSERT INTO oltp.leads (tenant_id) VALUES ('{TENANT_A}')"),
        (limited, f"UPDATE oltp.leads SET company_id = '{TWO}'"),
        ({}, f"INSERT INTO oltp.leads (tenant_id) VALUES ('{TENANT_A}')"),
    ):
        async with scratch.as_role(database, Role.APP, **settings) as connection:
            with pytest.raises(pg.InsufficientPrivilege, match="row-level security"):
                await run(connection, statement)


async def test_a_tenants_own_tables_are_for_members_of_all_companies(scratch: Scratch, database: str) -> None:
    limited = member(TENANT_A, companies="{" + ONE + "}", user=ALICE)
    async with scratch.as_role(database, Role.APP, **member(TENANT_A)) as connection:
        assert await column(connection, "SELECT colour FROM oltp.settings") == ["red"]
        assert await answer(connection, "SELECT count(*) FROM oltp.tenants") == 1
    async with scratch.as_role(database, Role.APP, **limited) as connection:
        assert await column(connection, "SELECT colour FROM oltp.settings") == []
        assert [str(row) for row in await column(connection, "SELECT id FROM oltp.companies")] == [ONE]


async def test_ones_own_membership_may_be_read_and_not_written(scratch: Scratch, database: str) -> None:
    for settings in (
        member(TENANT_A, companies="{" + ONE + "}", user=ALICE),
        member("", companies="", user=ALICE),
    ):
        async with scratch.as_role(database, Role.APP, **settings) as connection:
            assert await answer(connection, "SELECT count(*) FROM oltp.tenant_users") == 1
            cursor = await connection.execute("DELETE FROM oltp.tenant_users")
            assert cursor.rowcount == 0
    async with scratch.as_role(
        database, Role.APP, **member(TENANT_A, companies="{}", user=BOB)
    ) as connection:
        assert await answer(connection, "SELECT count(*) FROM oltp.tenant_users") == 0


async def test_a_users_rows(scratch: Scratch, database: str) -> None:
    async with scratch.as_role(database, Role.APP, **member(TENANT_A, user=ALICE)) as connection:
        assert await column(connection, "SELECT email FROM oltp.users") == ["alice@a.test"]
    async with scratch.as_role(database, Role.APP, **member(TENANT_A)) as connection:
        assert await column(connection, "SELECT email FROM oltp.users") == []


async def test_any_member_leaves_news_and_reads_none_but_its_own(scratch: Scratch, database: str) -> None:
    limited = member(TENANT_A, companies="{" + ONE + "}")
    async with scratch.as_role(database, Role.APP, **limited) as connection:
        assert await answer(connection, "SELECT count(*) FROM oltp.outbox") == 0
        new = f"INSERT INTO oltp.outbox (tenant_id) VALUES ('{TENANT_A}') RETURNING id"
        assert await answer(connection, new)
        with pytest.raises(pg.InsufficientPrivilege):
            await run(connection, f"INSERT INTO oltp.outbox (tenant_id) VALUES ('{TENANT_B}')")


async def test_grants_are_no_wider_than_listed(scratch: Scratch, database: str) -> None:
    refused = [
        (Role.APP, "TRUNCATE oltp.leads"),
        (Role.APP, "UPDATE oltp.log SET what = ''"),
        (Role.APP, "INSERT INTO oltp.plans VALUES ('free')"),
        (Role.APP, "SELECT * FROM oltp.summary"),
        (Role.APP, "SELECT oltp.double(1)"),
        (Role.APP, "SELECT * FROM oltp.schema_migrations"),
        (Role.AUTH, "SELECT * FROM oltp.leads"),
        (Role.AUTH, "UPDATE oltp.users SET secret = ''"),
        (Role.AUTH, "INSERT INTO oltp.users (id) VALUES (uuidv7())"),
        (Role.STAFF, "SELECT who FROM oltp.log"),
        (Role.STAFF, "SELECT * FROM oltp.users"),
        (Role.WORKER, "TRUNCATE oltp.leads"),
        (Role.WORKER, "CREATE TABLE oltp.more ()"),
        (Role.BACKUP, "UPDATE oltp.leads SET email = ''"),
    ]
    for role, statement in refused:
        async with scratch.as_role(database, role, **member(TENANT_A)) as connection:
            with pytest.raises((pg.InsufficientPrivilege, pg.ReadOnlySqlTransaction)):
                await run(connection, statement)


async def test_who_works_over_all_tenants(scratch: Scratch, database: str) -> None:
    async with scratch.as_role(database, Role.WORKER) as connection:
        assert await answer(connection, "SELECT count(*) FROM oltp.leads") == 4
        await run(connection, "REFRESH MATERIALIZED VIEW oltp.summary")
        assert await answer(connection, "SELECT sum(leads) FROM oltp.summary") == 4
    async with scratch.as_role(database, Role.BACKUP) as connection:
        assert await answer(connection, "SELECT count(*) FROM oltp.leads") == 4
    async with scratch.as_role(database, Role.STAFF) as connection:
        assert await column(connection, "SELECT what FROM oltp.log") == ["signed in", "signed in"]
    async with scratch.as_role(database, Role.AUTH) as connection:
        assert await answer(connection, "SELECT count(*) FROM oltp.users") == 2
        cursor = await connection.execute("UPDATE oltp.users SET email = lower(email)")
        assert cursor.rowcount == 2
    async with scratch.as_role(database, Role.OWNER, **member(TENANT_A)) as connection:
        assert await answer(connection, "SELECT count(*) FROM oltp.leads") == 0


async def test_a_leaf_is_nobodys(scratch: Scratch, database: str) -> None:
    async with administrator(database) as connection:
        leaf = await answer(
            connection, "SELECT min(relid::text) FROM pg_partition_tree('oltp.events') WHERE isleaf"
        )
        forced = f"SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = '{leaf}'::regclass"
        assert await answer(connection, forced) is True
    for role in (Role.APP, Role.WORKER, Role.STAFF, Role.AUTH):
        async with scratch.as_role(database, role, **member(TENANT_A)) as connection:
            with pytest.raises(pg.InsufficientPrivilege):
                await run(connection, f"SELECT FROM {leaf}")


DRIFTS = [
    "ALTER TABLE oltp.leads DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE oltp.leads NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY company_isolation ON oltp.leads",
    "ALTER POLICY company_isolation ON oltp.leads USING (true)",
    "ALTER POLICY company_isolation ON oltp.leads TO PUBLIC",
    "CREATE POLICY open ON oltp.leads TO penguinmails_app USING (true)",
    "GRANT SELECT ON oltp.users TO PUBLIC",
    "GRANT TRUNCATE ON oltp.leads TO penguinmails_app",
    "GRANT SELECT (secret) ON oltp.users TO penguinmails_staff",
    "REVOKE SELECT ON oltp.leads FROM penguinmails_app",
    "REVOKE USAGE ON SCHEMA oltp FROM penguinmails_app",
    "GRANT EXECUTE ON FUNCTION oltp.double(int) TO PUBLIC",
    "ALTER MATERIALIZED VIEW oltp.summary OWNER TO postgres",
    "GRANT UPDATE ON SEQUENCE oltp.leads_id_seq TO penguinmails_app",
    "CREATE ROLE analyst; GRANT SELECT ON oltp.leads TO analyst",
]


@pytest.mark.parametrize("change", DRIFTS)
async def test_drift_is_told_and_undone(database: str, change: str) -> None:
    async with administrator(database) as connection, connection.transaction(force_rollback=True):
        assert await drift(connection) == []
        await run(connection, change)
        assert await drift(connection) != []

        await policies.apply(connection, Tier, rules=RULES)

        assert await drift(connection) == []


async def test_a_new_table_is_nobodys_until_it_is_isolated(database: str) -> None:
    async with administrator(database) as connection, connection.transaction(force_rollback=True):
        await run(connection, "SET LOCAL ROLE penguinmails_owner; CREATE TABLE oltp.more (tenant_id uuid)")
        await run(
            connection, "CREATE FUNCTION oltp.more() RETURNS int LANGUAGE sql AS 'SELECT 1'; RESET ROLE"
        )
        for role in set(Role) - {Role.OWNER, Role.BACKUP}:
            may = f"SELECT has_table_privilege('{role}', 'oltp.more', 'SELECT')"
            assert await answer(connection, may) is False
            assert (
                await answer(connection, f"SELECT has_function_privilege('{role}', 'oltp.more()', 'EXECUTE')")
                is False
            )

        changed = await policies.apply(connection, Tier, rules=RULES)

        assert "missing: policy tenant_isolation (ALL, penguinmails_app) on oltp.more" in changed.lines()


@pytest.mark.parametrize(
    ("statement", "error", "names"),
    [
        ("CREATE TABLE oltp.loose (a int)", TableUnclassified, "oltp.loose"),
        ("CREATE VIEW oltp.leak AS SELECT * FROM oltp.leads", ViewUnsafe, "oltp.leak"),
        ("CREATE MATERIALIZED VIEW oltp.leak AS SELECT * FROM oltp.leads", ViewUnsafe, "oltp.leak"),
        (
            "CREATE FUNCTION oltp.leak() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            FunctionUnsafe,
            "oltp.leak()",
        ),
    ],
)
async def test_what_nobody_decided_about_is_an_error(
    database: str, statement: str, error: type[Exception], names: str
) -> None:
    async with administrator(database) as connection, connection.transaction(force_rollback=True):
        await run(connection, statement)

        with pytest.raises(error) as caught:
            await policies.apply(connection, Tier, rules=RULES)

        assert names in str(caught.value)


async def test_without_changes_nothing_is_locked(database: str) -> None:
    async with administrator(database) as reader, administrator(database) as connection, reader.transaction():
        await run(reader, "SELECT FROM oltp.leads")

        assert not await policies.apply(connection, Tier, rules=RULES)


async def test_each_setting_is_read_once_a_statement(scratch: Scratch, database: str) -> None:
    async with scratch.as_role(database, Role.APP, **member(TENANT_A, companies="{}")) as connection:
        plan = "\n".join(await column(connection, "EXPLAIN (COSTS OFF) SELECT FROM oltp.leads"))

    filters = [line for line in plan.splitlines() if "Filter:" in line]
    assert "InitPlan" in plan
    assert filters
    assert not any("current_setting" in line for line in filters)


def test_citus_gets_no_sub_select() -> None:
    distributed = Expressions(citus=True)

    for text in (
        distributed.tenant("tenant_id"),
        distributed.tenant_and_company("tenant_id", "company_id"),
        distributed.user("user_id"),
        distributed.own_row("user_id", "tenant_id"),
    ):
        assert "SELECT" not in text


async def drift(connection: Connection) -> list[str]:
    return (await policies.drift(connection, Tier, rules=RULES)).lines()
