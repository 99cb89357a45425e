"""A month in pages: what is deleted in one transaction, and what the files hold of it."""

from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from penguinmails.postgres.partitions import bound
from penguinmails.warehouse.archiving import parquet
from penguinmails.warehouse.archiving.model import NOTHING, Digest, Month
from penguinmails.warehouse.archiving.parquet import Span
from penguinmails.warehouse.archiving.tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PAGE: Final = 10_000
"""Rows of the group's first file whose messages are deleted in one transaction."""


def span_of(table: Table, month: Month) -> Span:
    """A month as the keys of a table bound it."""
    kind = "uuid" if table.key == "message_id" else "date"
    return Span(bound(kind, month.first), bound(kind, month.after))


class Pages:
    """A month of tables that are deleted together, cut where pages of the first file read begin."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self._spans: list[Span] = []
        self._held: dict[Table, dict[int, Digest]] = {}

    def read(self, duck: "DuckDBPyConnection", table: Table, path: Path, tenant_id: UUID) -> Digest:
        """Sum up a file's rows page by page; what all of them sum up to. Raises `ArchiveCorrupt`."""
        if not self._held:
            # What other tables have before the first file's first row is of the first page.
            whole = span_of(table, self.month)
            cuts = [whole.low, *parquet.cut(duck, table, path, tenant_id, PAGE)[1:], whole.high]
            self._spans = [Span(low, high) for low, high in pairwise(cuts)]
        held = parquet.digests(duck, table, path, tenant_id, [span.low for span in self._spans])
        self._held[table] = held
        return sum(held.values(), NOTHING)

    def expected(self, group: Collection[Table]) -> Iterator[tuple[Span, dict[Table, Digest]]]:
        """Each page, and what the files hold of it, of all tables of the group."""
        for page, span in enumerate(self._spans):
            yield span, {table: self._held.get(table, {}).get(page, NOTHING) for table in group}
