"""Mail that is taken in, judged and counted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import Event, Verdict
from penguinmails.warehouse import Rollup, WarehouseSettings
from tests.ledger.factories import campaign_sent, moment, rows, take_in
from tests.warehouse.counted_by_sql import counted_by_sql, stored
from tests.warehouse.oracle import Tables
from tests.warehouse.telling import judge
from tests.warehouse.worlds import Judged

CAMPAIGN, STEP, LEAD = UUID(int=0xCA), UUID(int=0x57), UUID(int=0x1EAD)


def mail(message: UUID, **more: Any) -> Event:
    """A message of the campaign was accepted, yesterday noon unless said."""
    return replace(
        campaign_sent(message, CAMPAIGN, STEP, LEAD), **{"occurred": more.pop("at", moment()), **more}
    )


async def judged(
    databases: Databases, scope: Scope, event: Event, verdict: Verdict, version: int = 1
) -> None:
    """A judgement is added and queued."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        await judge(tx, [Judged(event, version, verdict)])


async def count(databases: Databases) -> int:
    """Turns until nothing waits; how many batches they counted."""
    rollup, done = Rollup(databases, WarehouseSettings()), 0
    while counted := await rollup.turn():
        done += counted
    return done


async def counted(databases: Databases, scope: Scope, events: Sequence[Event] = ()) -> Tables:
    """Take in, count; the tables, which are what a recount of the ledger says."""
    if events:
        await take_in(databases, scope, events)
    await count(databases)
    return await told(databases, scope)


async def told(databases: Databases, scope: Scope) -> Tables:
    """The tables, which are what a recount of the ledger says."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        tables = await stored(tx)
        assert tables == await counted_by_sql(tx)
    return tables


async def state(databases: Databases, scope: Scope, message: UUID) -> dict[str, Any]:
    """The state of a message, by column; the flags that are set under `flags`."""
    ((row,),) = await rows(
        databases, scope, "SELECT to_jsonb(s) FROM olap.message_states s WHERE message_id = %s", message
    )
    return row | {"flags": {name for name, value in row.items() if value is True}}


def one() -> UUID:
    """The id of a message."""
    return ids.uuid7()
