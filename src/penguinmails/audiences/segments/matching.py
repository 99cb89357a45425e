"""Who meets a filter: read as the worker, within the scope that each statement says."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails.audiences.leads.model import LeadLine
from penguinmails.audiences.segments import store
from penguinmails.audiences.segments.catalogue import Catalogue
from penguinmails.audiences.segments.compiling import Parameters, compile_node
from penguinmails.audiences.segments.model import Node
from penguinmails.audiences.segments.store import Asked, Bounds
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier

PAGE: Final = 50
_MANY: Final = 5000

# A plan for the values at hand, because a tag may be everybody's or nobody's; and room to hash the members of
# a list, 40 bytes each: a bound, taken only as far as it is needed.
_TUNED: Final = "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL work_mem = '256MB'"


async def load_catalogue(databases: Databases, scope: Scope, *, company_id: UUID | None = None) -> Catalogue:
    """What filters can name in a scope; of a key that several companies defined, this company's type."""
    bounds = Bounds.of(scope)
    async with databases.worker(Tier.OLTP) as tx:
        fields = await store.fields_of(tx, bounds, company_id)
        return Catalogue.of(fields, await store.lists_of(tx, bounds))


async def count_matching(
    databases: Databases,
    scope: Scope,
    node: Node,
    *,
    company_id: UUID | None = None,
    now: datetime | None = None,
) -> int:
    """How many leads of the scope, or of one company in it, meet a filter."""
    asked = _asked(scope, node, company_id, now, counting=True)
    async with reading(databases) as tx:
        return await store.count(tx, asked)


async def page_matching(
    databases: Databases,
    scope: Scope,
    node: Node,
    *,
    company_id: UUID | None = None,
    after: UUID | None = None,
    size: int = PAGE,
    now: datetime | None = None,
) -> list[LeadLine]:
    """A page of the leads that meet a filter, by id; the next is `after` the last one's."""
    asked = _asked(scope, node, company_id, now)
    async with reading(databases) as tx:
        return await store.page(tx, asked, after=after or store.FIRST, size=size)


async def all_matching(
    databases: Databases,
    scope: Scope,
    node: Node,
    *,
    company_id: UUID | None = None,
    after: UUID | None = None,
    size: int = _MANY,
) -> AsyncGenerator[list[UUID]]:
    """The ids of all leads that meet a filter, by id, in pages that are each read at their own moment.

    A relative time means the same in all pages. A lead that comes to meet the filter behind the page that is
    being read is left out.
    """
    now = clock.now()
    full = True
    while full:
        lines = await page_matching(
            databases, scope, node, company_id=company_id, after=after, size=size, now=now
        )
        full = len(lines) == size
        if lines:
            after = lines[-1].id
            yield [line.id for line in lines]


@asynccontextmanager
async def reading(databases: Databases) -> AsyncGenerator[Tx]:
    """A worker's transaction for questions that people put together."""
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute(_TUNED)
        yield tx


def _asked(
    scope: Scope, node: Node, company_id: UUID | None, now: datetime | None, *, counting: bool = False
) -> Asked:
    parameters = Parameters(counting)
    condition = compile_node(node, parameters, now or clock.now())
    return Asked(Bounds.of(scope, company_id), condition, parameters.values)
