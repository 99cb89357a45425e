"""What is in the database: relations of our tiers, and the facts about them that hold now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from psycopg import sql

from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.policies.facts import Fact, Grant, Isolated, Owned, Policy, raw
from penguinmails.postgres.session import Connection, rows

_RELATIONS: Final = """
SELECT nspname || '.' || relname AS name, relkind::text AS kind, relispartition AS leaf,
       relrowsecurity AS enabled, relforcerowsecurity AS forced, pg_get_userbyid(relowner) AS owner,
       coalesce((SELECT option_value::boolean FROM pg_options_to_table(reloptions)
                  WHERE option_name = 'security_invoker'), false) AS invoker,
       ARRAY(SELECT attname::text FROM pg_attribute
              WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum) AS columns
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname = ANY (%(tiers)s) AND relkind IN ('r', 'p', 'v', 'm', 'f')
 ORDER BY 1
"""
_ROUTINES: Final = """
SELECT nspname || '.' || proname AS name,
       pg_proc.oid::regprocedure::text AS signature, prosecdef AS definer,
       prorettype = 'trigger'::regtype AS trigger
  FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
 WHERE nspname = ANY (%(tiers)s)
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid
                                           AND deptype = 'e')
 ORDER BY 2
"""
_POLICIES: Final = """
SELECT nspname || '.' || relname AS "table", polname::text AS name, polpermissive AS permissive,
       CASE polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'
                   WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END AS command,
       array_to_string(ARRAY(SELECT CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role) END
                               FROM unnest(polroles) AS role), ',') AS role,
       coalesce(pg_get_expr(polqual, polrelid), '') AS "using",
       coalesce(pg_get_expr(polwithcheck, polrelid), '') AS "check"
  FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname = ANY (%(tiers)s)
"""
# The owner's own privileges are not listed: PostgreSQL gives them, and row level security binds it anyway.
_GRANTS: Final = """
WITH granted AS (
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
           nspname || '.' || relname AS object, '' AS "column", relowner AS owner, aclexplode(relacl) AS acl
      FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = ANY (%(tiers)s) AND relacl IS NOT NULL
    UNION ALL
    SELECT 'TABLE', nspname || '.' || relname, attname, relowner, aclexplode(attacl)
      FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
      JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = ANY (%(tiers)s) AND attacl IS NOT NULL
    UNION ALL
    SELECT 'SCHEMA', nspname, '', nspowner, aclexplode(nspacl)
      FROM pg_namespace WHERE nspname = ANY (%(tiers)s) AND nspacl IS NOT NULL
    UNION ALL
    SELECT 'ROUTINE', pg_proc.oid::regprocedure::text, '', proowner,
           aclexplode(coalesce(proacl, acldefault('f', proowner)))
      FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
     WHERE nspname = ANY (%(tiers)s)
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid
                                               AND deptype = 'e')
)
SELECT kind, object, "column",
       CASE (acl).grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid((acl).grantee) END AS role,
       (acl).privilege_type AS privilege
  FROM granted WHERE (acl).grantee <> owner
"""
_CITUS: Final = "SELECT count(*) FROM pg_extension WHERE extname = 'citus'"
_PROBE: Final = "penguinmails_probe"


class Kind(StrEnum):
    """`pg_class.relkind`, as far as it may occur in our schemas."""

    TABLE = "r"
    PARTITIONED = "p"
    VIEW = "v"
    MATERIALIZED = "m"
    FOREIGN = "f"


@dataclass(frozen=True)
class Relation:
    """A table, partition leaf or view of ours."""

    name: str
    kind: str
    leaf: bool
    enabled: bool
    forced: bool
    owner: str
    invoker: bool
    columns: list[str]


@dataclass(frozen=True)
class Routine:
    """A function or procedure of ours, none of an extension's."""

    name: str
    signature: str
    definer: bool
    trigger: bool


async def relations(connection: Connection, tiers: Iterable[Tier]) -> list[Relation]:
    """All tables and views of the tiers, leaves included."""
    return await rows(connection, _RELATIONS, Relation, tiers=_names(tiers))


async def routines(connection: Connection, tiers: Iterable[Tier]) -> list[Routine]:
    """All functions of the tiers."""
    return await rows(connection, _ROUTINES, Routine, tiers=_names(tiers))


async def facts(connection: Connection, tiers: Iterable[Tier], found: Sequence[Relation]) -> frozenset[Fact]:
    """What holds now."""
    names = _names(tiers)
    return frozenset[Fact](
        [
            *(Isolated(relation.name) for relation in found if relation.enabled and relation.forced),
            *(
                Owned(relation.name, relation.owner)
                for relation in found
                if relation.kind == Kind.MATERIALIZED
            ),
            *await rows(connection, _POLICIES, Policy, tiers=names),
            *await rows(connection, _GRANTS, Grant, tiers=names),
        ]
    )


async def is_citus(connection: Connection) -> bool:
    """Whether the database distributes tables by Citus."""
    cursor = await connection.execute(_CITUS)
    row = await cursor.fetchone()
    return row is not None and row[0] > 0


async def canonical(
    connection: Connection, expressions: Iterable[str], columns: Mapping[str, str]
) -> dict[str, str]:
    """Each expression as this server writes it back, by which policies can be compared.

    Asks the server itself, with policies on a temporary table that is rolled back.
    """
    texts = sorted({text for text in expressions if text})
    table = sql.Identifier("pg_temp", _PROBE)
    statements: list[sql.Composable] = [
        sql.SQL("CREATE TEMPORARY TABLE {} ({})").format(
            sql.Identifier(_PROBE),
            sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(column), raw(kind)) for column, kind in columns.items()
            ),
        ),
        *(
            sql.SQL("CREATE POLICY {} ON {} USING ({})").format(sql.Identifier(str(number)), table, raw(text))
            for number, text in enumerate(texts)
        ),
    ]
    answer: dict[str, str] = {}
    async with connection.transaction(force_rollback=True):
        await connection.execute(sql.SQL("; ").join(statements))
        cursor = await connection.execute(
            "SELECT polname::int, pg_get_expr(polqual, polrelid) FROM pg_policy"
            " WHERE polrelid = ('pg_temp.' || %s)::regclass",
            (_PROBE,),
        )
        for number, text in await cursor.fetchall():
            answer[texts[number]] = text
    return answer


def _names(tiers: Iterable[Tier]) -> list[str]:
    return [tier.value for tier in tiers]
