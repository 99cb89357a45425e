"""What there is to attack, read from PostgreSQL's catalogue and from no list of ours."""

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

SCHEMAS = ["oltp", "content", "olap", "queue", "notifications"]

_RELATIONS = """
SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, c.relispartition AS leaf,
       array_agg(a.attname::text ORDER BY a.attnum) AS columns,
       array_agg(a.attname::text ORDER BY a.attnum)
           FILTER (WHERE a.attgenerated = '' AND a.attidentity <> 'a') AS writable
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p', 'v', 'm')
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2
"""

# Tables whose rows are keyed by another name than the column says.
_KEYS = {
    ("oltp", "tenants"): {"tenant": "id"},
    ("oltp", "companies"): {"company": "id"},
    ("oltp", "users"): {"user": "id"},
}


@dataclass(frozen=True)
class Relation:
    """A table, view or leaf, and the columns that say whose a row is."""

    schema: str
    name: str
    kind: str
    leaf: bool
    columns: list[str]
    writable: list[str] = field(default_factory=list)

    @property
    def tenant(self) -> str | None:
        return self._key("tenant", "tenant_id")

    @property
    def company(self) -> str | None:
        return self._key("company", "company_id") if self.tenant else None

    @property
    def user(self) -> str | None:
        return None if self.tenant else self._key("user", "user_id")

    @property
    def is_table(self) -> bool:
        return self.kind in "rp" and not self.leaf

    @property
    def owned(self) -> bool:
        """Whether each row is some tenant's or some user's; the rest is the platform's."""
        return bool(self.tenant or self.user)

    @property
    def path(self) -> sql.Composed:
        return sql.SQL("{}.{}").format(sql.Identifier(self.schema), sql.Identifier(self.name))

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    def _key(self, owner: str, usual: str) -> str | None:
        named = _KEYS.get((self.schema, self.name), {}).get(owner)
        return named or (usual if usual in self.columns else None)


def relations(connection: psycopg.Connection[Any]) -> list[Relation]:
    """Every table, view, materialized view and partition leaf of the five tiers."""
    with connection.cursor(row_factory=class_row(Relation)) as cursor:
        return cursor.execute(_RELATIONS, [SCHEMAS]).fetchall()
