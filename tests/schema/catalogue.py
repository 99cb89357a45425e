"""The schema as it is: tables with their columns, keys and comments, read from PostgreSQL's catalogue."""

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import class_row

TIERS = ["oltp", "content", "olap", "queue", "notifications"]

_TABLES = """
SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
       coalesce(obj_description(c.oid, 'pg_class'), '') AS comment
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
 ORDER BY array_position(%s, n.nspname::text), c.relname
"""
_COLUMNS = """
SELECT n.nspname || '.' || c.relname AS owner, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS required, coalesce(col_description(c.oid, a.attnum), '') AS comment,
       coalesce((SELECT bool_or(i.indisprimary) FROM pg_index i WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey)), false)
           AS in_key
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
   AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY 1, a.attnum
"""
_REFERENCES = """
SELECT DISTINCT con.conrelid::regclass::text AS child, con.confrelid::regclass::text AS parent,
       (SELECT string_agg(a.attname::text, ', ' ORDER BY p.i) FROM unnest(con.conkey) WITH ORDINALITY p (n, i)
          JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = p.n WHERE a.attname <> 'tenant_id') AS columns
  FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE con.contype = 'f' AND n.nspname = ANY (%s) AND NOT c.relispartition
 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Column:
    owner: str
    name: str
    type: str
    required: bool
    comment: str
    in_key: bool


@dataclass(frozen=True)
class Table:
    schema: str
    name: str
    kind: str
    comment: str

    @property
    def path(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Reference:
    child: str
    parent: str
    columns: str | None


@dataclass(frozen=True)
class Catalogue:
    tables: list[Table]
    columns: dict[str, list[Column]]
    references: list[Reference]
    names: set[str] = field(default_factory=set)
    """Of indexes, constraints, policies, triggers and functions."""

    def column(self, path: str) -> Column | None:
        owner, _, name = path.rpartition(".")
        return next((column for column in self.columns.get(owner, []) if column.name == name), None)


def read(connection: psycopg.Connection[Any]) -> Catalogue:
    with connection.cursor(row_factory=class_row(Table)) as cursor:
        tables = cursor.execute(_TABLES, [TIERS, TIERS]).fetchall()
    with connection.cursor(row_factory=class_row(Column)) as cursor:
        columns = cursor.execute(_COLUMNS, [TIERS]).fetchall()
    with connection.cursor(row_factory=class_row(Reference)) as cursor:
        references = cursor.execute(_REFERENCES, [TIERS]).fetchall()
    named = connection.execute(
        "SELECT relname::text FROM pg_class c WHERE relkind IN ('i', 'I') AND relnamespace::regnamespace::text = ANY (%(t)s)"
        " UNION SELECT conname::text FROM pg_constraint WHERE connamespace::regnamespace::text = ANY (%(t)s)"
        " UNION SELECT 'rls:' || polrelid::regclass::text FROM pg_policy"
        " UNION SELECT tgrelid::regclass::text || ':' || tgname FROM pg_trigger WHERE NOT tgisinternal"
        " UNION SELECT pronamespace::regnamespace::text || '.' || proname || '()' FROM pg_proc"
        "  WHERE pronamespace::regnamespace::text = ANY (%(t)s)",
        {"t": TIERS},
    ).fetchall()
    by_owner: dict[str, list[Column]] = {}
    for column in columns:
        by_owner.setdefault(column.owner, []).append(column)
    return Catalogue(tables, by_owner, references, {row[0] for row in named})
