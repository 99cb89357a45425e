"""Our tables hold all that the installed PgQueuer would have made: an upgrade that wants more fails here."""

from typing import Any

import psycopg
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.domain.settings import DBSettings

from penguinmails.jobs.worker.claims import SETTINGS
from tests.servers import Clone

_COLUMNS = """
SELECT c.relname::text, a.attname::text, replace(format_type(a.atttypid, a.atttypmod), n.nspname || '.', ''), a.attnotnull
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %s AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
_INDEXES = """
SELECT replace(regexp_replace(indexdef, 'INDEX \\S+', 'INDEX'), schemaname || '.', '') FROM pg_indexes WHERE schemaname = %s
"""


def of(connection: psycopg.Connection[Any], query: str, schema: str) -> set[tuple[Any, ...]]:
    return set(connection.execute(query.encode(), [schema]).fetchall())


def test_no_column_and_no_index_is_missing(clone: Clone) -> None:
    names = ("queue_table", "queue_table_log", "schedules_table", "statistics_table")
    settings = DBSettings.model_validate(
        {"db_schema": "theirs"} | {name: getattr(SETTINGS, name) for name in names}
    )
    theirs = QueryBuilderEnvironment(settings)
    with psycopg.connect(clone.administrator, autocommit=True) as connection:
        connection.execute(theirs.build_install_query().encode())
        for query in (_COLUMNS, _INDEXES):
            wanted = of(connection, query, "theirs")
            assert wanted
            assert wanted - of(connection, query, "queue") == set()
