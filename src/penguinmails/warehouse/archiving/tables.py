"""The tables that leave for the archive: their columns, and one text of a row for both engines.

The text is the line that PostgreSQL's COPY says of a row. Files are written from these lines; DuckDB makes
the same line from a file's row, so that equal sums of their hashes prove that every value came through; and
COPY takes it when a month comes back.
"""

from collections.abc import Collection, Sequence
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


@dataclass(frozen=True)
class _Way:
    """How a type goes from PostgreSQL's CSV into a file and back: `{c}` is the column."""

    csv: str
    """What DuckDB reads the text as."""
    text: str = "{c}::VARCHAR"
    """In DuckDB, whose zone is UTC: from the file to the text that PostgreSQL says and takes."""
    store: str = "{c}"
    """In DuckDB: from `csv` to what the file holds."""
    quoted: bool = False
    """Whether the text may hold anything, and is always in quotes."""
    json: str = "{c}::VARCHAR"
    """In DuckDB: from the file to what PostgreSQL reads as the type from JSON."""


_WAYS: Final = {
    "uuid": _Way("UUID"),
    "text": _Way("VARCHAR", text="{c}", quoted=True, json="{c}"),
    "boolean": _Way("BOOLEAN", text="CASE {c} WHEN true THEN 't' WHEN false THEN 'f' END"),
    "bigint": _Way("BIGINT"),
    "timestamp with time zone": _Way("TIMESTAMPTZ"),
    "date": _Way("DATE"),
    "inet": _Way("VARCHAR", text="{c}", json="{c}"),
    "jsonb": _Way("VARCHAR", text="{c}", quoted=True, json="{c}::JSON"),
    "bytea": _Way(
        "VARCHAR",
        text="'\\x' || lower(hex({c}))",
        store="unhex(substr({c}, 3))",
        json="'\\x' || lower(hex({c}))",
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

    @property
    def quoted(self) -> tuple[str, ...]:
        """The columns that are in quotes in a row's line, where they are not NULL."""
        return tuple(column.name for column in self.columns if column.way.quoted)

    def as_of(self, names: Collection[str]) -> "Table":
        """The table with only those of its columns that a file of another time has."""
        return Table(self.name, self.key, tuple(column for column in self.columns if column.name in names))

    def line(self) -> str:
        """In DuckDB: the line of a row of a file, as PostgreSQL's COPY would say it."""
        return f"concat_ws(',', {', '.join(_field(column) for column in self.columns)}) || chr(10)"

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
            ", ".join(f"'{name}', {ways[name].json.format(c=name)}" for name in columns)
        )


def _field(column: Column) -> str:
    text = column.way.text.format(c=column.name)
    if column.way.quoted:
        text = f"""'"' || replace({text}, '"', '""') || '"'"""
    return f"coalesce({text}, '')"


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
