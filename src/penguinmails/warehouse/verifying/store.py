"""The comparisons, as functions."""

from collections.abc import AsyncGenerator, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries, Query
from penguinmails.warehouse.verifying import statements
from penguinmails.warehouse.verifying.model import Check, Compared, Extent, Listed, Named

queries = Queries.load(__name__)


COMPARISONS: Final = (
    *((Check.FACTS, statements.queries[f"facts_{fact.table}"]) for fact in statements.RECOUNTED),
    (Check.SUMS, statements.queries.sums),
    (Check.RULES, statements.queries.rules),
    (Check.PERIODS, statements.queries.periods),
    (Check.HUB, statements.queries.hub),
)
"""All but that of the states."""


async def tenants(tx: Tx) -> list[UUID]:
    """Whoever has figures, or will."""
    return [row.id for row in await tx.many(queries.tenants, Named)]


async def queued_messages(tx: Tx) -> set[UUID]:
    """Messages of batches that wait."""
    rows = await tx.many(queries.queued_messages, Listed, tenant_id=tx.tenant_id)
    return {row.message_id for row in rows}


async def campaigns(tx: Tx, since: date, until: date) -> list[UUID]:
    """Whose mail was sent on some days."""
    rows = await tx.many(queries.campaigns_of_days, Named, tenant_id=tx.tenant_id, since=since, until=until)
    return [row.id for row in rows]


async def facts_archived(tx: Tx) -> date | None:
    """The first day all of whose facts are live; None where none are archived."""
    return await tx.value(queries.facts_archived, tenant_id=tx.tenant_id)


async def without_archived(
    tx: Tx, campaign_ids: Sequence[UUID] | None, archived: date, facts: date | None
) -> list[UUID]:
    """Those of the campaigns that sent nothing until the day the archive reaches.

    `facts` is the first day all of whose facts are live: who might have sent before it is not among them.
    """
    rows = await tx.many(
        queries.campaigns_archived,
        Named,
        tenant_id=tx.tenant_id,
        campaigns=campaign_ids,
        archived=archived,
        facts=facts,
    )
    gone = {row.id for row in rows}
    return [each for each in campaign_ids or () if each not in gone]


async def messages(tx: Tx, extent: Extent, page: int) -> AsyncGenerator[list[UUID]]:
    """The messages to fold, in order, a page at a time."""
    query = queries.all_messages if extent.whole else queries.messages_of_days
    listed: list[UUID] = []
    async for row in tx.stream(
        query,
        Listed,
        batch=page,
        tenant_id=tx.tenant_id,
        sample=extent.sample,
        since=extent.first,
        until=extent.end,
    ):
        listed.append(row.message_id)
        if len(listed) == page:
            yield listed
            listed = []
    if listed:
        yield listed


async def compare_states(tx: Tx, message_ids: Sequence[UUID], most: int) -> list[Compared]:
    """States of messages against the fold of their events; the ids are in order."""
    return await tx.many(
        statements.queries.states,
        Compared,
        tenant_id=tx.tenant_id,
        message_ids=list(message_ids),
        low=message_ids[0],
        high=message_ids[-1],
        most=most,
    )


async def compare(
    tx: Tx, query: Query, extent: Extent, campaign_ids: Sequence[UUID] | None, facts: date | None
) -> list[Compared]:
    """One of the other comparisons, of the days of an extent and of campaigns (None: all).

    Periods of billing are compared that begin when all `facts` are live, or at any time.
    """
    return await tx.many(
        query,
        Compared,
        tenant_id=tx.tenant_id,
        since=extent.first,
        until=extent.end,
        campaigns=campaign_ids,
        facts=facts or date.min,
        most=extent.most,
    )
