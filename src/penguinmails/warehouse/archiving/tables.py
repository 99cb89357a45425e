"""The tables that leave for the archive: their columns, and one text of a row for both engines.

The text is what a row's hash is made of. PostgreSQL makes it from its table, DuckDB from the file, so that
equal sums prove that every value came through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from penguinmails.kernel.db import Tx
from penguinmails.postgres.session import rows
from penguinmails.warehouse.archiving.model import TableClass

EVENTS: Final = "email_events"
VERDICTS: Final = "event_verdicts"
STATES: Final = "message_states"
OF_MESSAGES: Final = (EVENTS, VERDICTS, STATES)

_COLUMNS: Final[LiteralString] = """
SELECT parent.relname::text AS "table", key.attname::text AS key, a.attname::text AS name,
       format_type(a.atttypid, a.atttypmod) AS type, a.attnum = ANY (i.indkey::int2[]) AS identifies
  FROM pg_partitioned_table p
  JOIN pg_class parent ON parent.oid = p.partrelid
  JOIN pg_namespace n ON n.oid = parent.relnamespace
  JOIN pg_attribute key ON key.attrelid = p.partrelid AND key.attnum = p.partattrs[0]
  JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_index i ON i.indrelid = p.partrelid AND i.indisprimary
 WHERE n.nspname = 'olap' AND p.partstrat = 'r' AND p.partnatts = 1
 ORDER BY parent.relname, a.attnum
"""

_SEPARATOR: Final = 31
"""ASCII's unit separator, between the columns of a row's text."""


@dataclass(frozen=True)
class _Way:
    """How a type goes from PostgreSQL through CSV into a file and back: `{c}` is the column."""

    text: LiteralString
    """In PostgreSQL: the text that goes into CSV and hash."""
    csv: str
    """What DuckDB reads that text as."""
    store: str = "{c}"
    """In DuckDB: from that to what the file holds."""
    again: str = "{c}::VARCHAR"
    """In DuckDB: from the file to the same text as `text`."""
    input: str = "{c}::VARCHAR"
    """In DuckDB: from the file to what PostgreSQL reads as the type from JSON."""


_WAYS: Final = {
    "uuid": _Way("{c}::text", "UUID"),
    "text": _Way("{c}", "VARCHAR", again="{c}", input="{c}"),
    "boolean": _Way("{c}::int::text", "BOOLEAN", again="{c}::INT::VARCHAR"),
    "bigint": _Way("{c}::text", "BIGINT"),
    "timestamp with time zone": _Way(
        "(extract(epoch FROM {c}) * 1000000)::bigint::text",
        "BIGINT",
        store="make_timestamp({c})::TIMESTAMPTZ",
        again="epoch_us({c})::VARCHAR",
    ),
    "date": _Way(
        "({c} - DATE '1970-01-01')::text",
        "INTEGER",
        store="(DATE '1970-01-01' + {c})::DATE",
        again="date_diff('day', DATE '1970-01-01', {c})::VARCHAR",
    ),
    "inet": _Way("pg_catalog.text({c})", "VARCHAR", again="{c}", input="{c}"),
    "jsonb": _Way("{c}::text", "VARCHAR", again="{c}", input="{c}::JSON"),
    "bytea": _Way(
        "encode({c}, 'hex')",
        "VARCHAR",
        store="unhex({c})",
        again="lower(hex({c}))",
        input="'\\x' || lower(hex({c}))",
    ),
}

# What event_id_of("sent", message_id) is, said in DuckDB: SHA-256's first 16 bytes as a version 8 UUID.
_SENT_HASH: Final = "sha256('sent' || chr(31) || message_id::VARCHAR)"
_SENT_ID: Final = (
    f"(substr({_SENT_HASH}, 1, 12) || '8' || substr({_SENT_HASH}, 14, 3)"
    f" || translate(substr({_SENT_HASH}, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab')"
    f" || substr({_SENT_HASH}, 18, 15))::UUID"
)


@dataclass(frozen=True)
class Column:
    """A column as the catalogue has it."""

    name: str
    type: str
    identifies: bool
    """Whether it is part of the primary key."""

    @property
    def way(self) -> _Way:
        """Its type's. A programming error where the type has none yet."""
        return _WAYS[self.type]


@dataclass(frozen=True)
class Table:
    """A table of the olap tier that is archived by months of `key`."""

    name: str
    key: str
    columns: tuple[Column, ...]

    @property
    def kind(self) -> TableClass:
        """Which retention it follows."""
        return TableClass.MESSAGES if self.name in OF_MESSAGES else TableClass.FACTS

    @property
    def identity(self) -> tuple[str, ...]:
        """The primary key."""
        return tuple(column.name for column in self.columns if column.identifies)

    @property
    def types(self) -> dict[str, str]:
        """Column -> type."""
        return {column.name: column.type for column in self.columns}

    @property
    def order(self) -> str:
        """In which a file's rows stand: neighbours alike, so that they take little room."""
        if self.name == EVENTS:
            return "message_id, occurred, event_id"
        return ", ".join(sorted(self.identity, key=lambda name: name not in ("message_id", "campaign_id")))

    @property
    def has(self) -> frozenset[str]:
        """The names of its columns."""
        return frozenset(column.name for column in self.columns)

    def texts(self) -> str:
        """In PostgreSQL: every column's text, for a SELECT."""
        return ", ".join(
            f"{column.way.text.format(c=column.name)} AS {column.name}" for column in self.columns
        )

    def hash_of_row(self) -> str:
        """In PostgreSQL: the hash of a row, which a `Digest` sums."""
        texts = ", ".join(
            f"coalesce({column.way.text.format(c=column.name)}, '~')" for column in self.columns
        )
        return f"md5(concat_ws(chr({_SEPARATOR}), {texts}))"

    def hash_in_file(self) -> str:
        """In DuckDB: the same of a row of a file."""
        texts = ", ".join(
            f"coalesce({column.way.again.format(c=column.name)}, '~')" for column in self.columns
        )
        return f"md5(concat_ws(chr({_SEPARATOR}), {texts}))"

    def csv_types(self) -> dict[str, str]:
        """What DuckDB reads each column of the CSV as."""
        return {column.name: column.way.csv for column in self.columns}

    def stored(self) -> str:
        """In DuckDB: from the CSV's columns to the file's.

        The id of a sent event that is made from its message's is left out: it would be a third of the file.
        """
        return ", ".join(
            f"{self._kept(column, column.way.store.format(c=column.name))} AS {column.name}"
            for column in self.columns
        )

    def stored_again(self) -> str:
        """In DuckDB: from what `read` gives to the file's columns."""
        return ", ".join(f"{self._kept(column, column.name)} AS {column.name}" for column in self.columns)

    def _kept(self, column: Column, value: str) -> str:
        if self.name == EVENTS and column.name == "event_id":
            return f"nullif({value}, CASE WHEN kind = 'sent' THEN {_SENT_ID} END)"
        return value

    def read(self) -> str:
        """In DuckDB: from the file's columns to the table's."""
        if self.name == EVENTS:
            return f"* REPLACE (coalesce(event_id, {_SENT_ID}) AS event_id)"
        return "*"

    def as_json(self, columns: Sequence[str]) -> str:
        """In DuckDB: a row as the JSON that `jsonb_populate_recordset` reads."""
        ways = {column.name: column.way for column in self.columns}
        return "json_object({})::VARCHAR".format(
            ", ".join(f"'{name}', {ways[name].input.format(c=name)}" for name in columns)
        )


@dataclass(frozen=True)
class _Row:
    table: str
    key: str
    name: str
    type: str
    identifies: bool


async def tables(tx: Tx) -> dict[str, Table]:
    """All that are partitioned by month, by name; those of messages first, in the order of `OF_MESSAGES`."""
    found: dict[str, list[_Row]] = {}
    for row in await rows(tx.connection, _COLUMNS, _Row):
        found.setdefault(row.table, []).append(row)
    order = (*OF_MESSAGES, *sorted(found.keys() - set(OF_MESSAGES)))
    return {
        name: Table(
            name,
            found[name][0].key,
            tuple(Column(row.name, row.type, row.identifies) for row in found[name]),
        )
        for name in order
    }
