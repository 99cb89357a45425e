"""The statements about segments, as functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audiences.leads.model import LeadLine
from penguinmails.audiences.segments.model import FieldRow, ListRow, Recipient, Segment
from penguinmails.kernel.db import AllCompanies, Scope, Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)

FIRST: Final = UUID(int=0)
"""Smaller than every id."""


@dataclass(frozen=True)
class Bounds:
    """Whose leads a statement of the worker may read: of a tenant, and of these of its companies."""

    tenant_id: UUID
    companies: frozenset[UUID] | None
    """None: all, and what the tenant shares."""

    @classmethod
    def of(cls, scope: Scope, company_id: UUID | None = None) -> "Bounds":
        """Of a scope, narrowed to one company where one is given."""
        seen = None if scope.companies is AllCompanies.ALL else scope.companies
        if company_id is None:
            return cls(scope.tenant_id, seen)
        return cls(scope.tenant_id, frozenset({company_id} if seen is None else seen & {company_id}))

    @property
    def parameters(self) -> dict[str, object]:
        """As the statements name them."""
        return {
            "tenant_id": self.tenant_id,
            "all_companies": self.companies is None,
            "companies": sorted(self.companies or ()),
        }


@dataclass(frozen=True)
class Asked:
    """A compiled question: whose leads, which of them, and the values that the condition names."""

    bounds: Bounds
    condition: LiteralString
    values: Mapping[str, object]

    @property
    def parameters(self) -> dict[str, object]:
        """All of the statement's."""
        return {**self.bounds.parameters, **self.values}


async def fields_of(tx: Tx, bounds: Bounds, company_id: UUID | None) -> list[FieldRow]:
    """The custom fields; where several companies have a key, a company's own first."""
    return await tx.many(queries.fields_of_tenant, FieldRow, **bounds.parameters, company_id=company_id)


async def lists_of(tx: Tx, bounds: Bounds) -> list[ListRow]:
    """The lists, by name."""
    return await tx.many(queries.lists_of_tenant, ListRow, **bounds.parameters)


async def count(tx: Tx, asked: Asked) -> int:
    """How many leads meet a condition."""
    return await tx.value(queries.count_leads.narrowed(asked.condition), **asked.parameters, after=FIRST)


async def page(tx: Tx, asked: Asked, *, after: UUID, size: int) -> list[LeadLine]:
    """Leads that meet a condition, by id."""
    query = queries.page_leads.narrowed(asked.condition)
    return await tx.many(query, LeadLine, **asked.parameters, after=after, page=size)


async def recipients(tx: Tx, asked: Asked, *, after: UUID, size: int) -> list[Recipient]:
    """Leads that meet a condition and may be written to, by id."""
    query = queries.page_recipients.narrowed(asked.condition)
    return await tx.many(query, Recipient, **asked.parameters, after=after, page=size)


async def count_recipients(tx: Tx, asked: Asked) -> int:
    """How many meet a condition and may be written to."""
    return await tx.value(queries.count_recipients.narrowed(asked.condition), **asked.parameters, after=FIRST)


async def listed(tx: Tx) -> list[Segment]:
    """The live segments by name."""
    return await tx.many(queries.list_segments, Segment, tenant_id=tx.tenant_id)


async def find(tx: Tx, segment_id: UUID) -> Segment | None:
    """A live segment."""
    return await tx.one(queries.find_segment, Segment, tenant_id=tx.tenant_id, segment_id=segment_id)


async def insert(
    tx: Tx,
    segment_id: UUID,
    company_id: UUID | None,
    *,
    name: str,
    description: str | None,
    filter_: Mapping[str, Any],
) -> bool:
    """Write a new segment; whether its name was free."""
    written = await tx.execute(
        queries.insert_segment,
        tenant_id=tx.tenant_id,
        segment_id=segment_id,
        company_id=company_id,
        name=name,
        description=description,
        filter=Jsonb(dict(filter_)),
    )
    return written == 1


async def update(
    tx: Tx, segment_id: UUID, name: str, description: str | None, filter_: Mapping[str, Any]
) -> None:
    """Write a segment anew. The name may be taken."""
    await tx.execute(
        queries.update_segment,
        tenant_id=tx.tenant_id,
        segment_id=segment_id,
        name=name,
        description=description,
        filter=Jsonb(dict(filter_)),
    )


async def delete(tx: Tx, segment_id: UUID, moment: datetime) -> int:
    """Hide a segment; how many."""
    return await tx.execute(
        queries.delete_segment, tenant_id=tx.tenant_id, segment_id=segment_id, moment=moment
    )
