"""What the schema says of the tables."""

import psycopg
import pytest

from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Role, Tier

_KEYS = """
SELECT c.relname, array_agg(a.attname ORDER BY k.place)
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
 CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (number, place)
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
 WHERE i.indisprimary AND c.relnamespace = 'olap'::regnamespace AND a.attname <> 'tenant_id'
 GROUP BY c.relname
"""


@pytest.fixture(scope="module")
def schema_keys(schema_addresses: Databases) -> dict[str, tuple[str, ...]]:
    """The primary keys without the tenant."""
    with psycopg.connect(schema_addresses.address(Tier.OLAP.home, Role.OWNER)) as connection:
        return {table: tuple(columns) for table, columns in connection.execute(_KEYS).fetchall()}
