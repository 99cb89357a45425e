"""Bringing made-up news into the ledger."""

import json

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import ingest
from penguinmails.warehouse.rollup.service import apply
from tests.warehouse.worlds import Delivery, Judged

_JUDGED = """
WITH added AS (
    INSERT INTO olap.event_verdicts (tenant_id, message_id, event_id, rule_version, company_id, verdict, reason, batch_id)
    SELECT %(tenant_id)s, v.message_id, v.event_id, v.rule_version, v.company_id, v.verdict, 'browser', %(batch_id)s
      FROM jsonb_to_recordset(%(verdicts)s::jsonb) AS v (message_id uuid, event_id uuid, rule_version bigint,
           company_id uuid, verdict text)
        ON CONFLICT DO NOTHING
    RETURNING message_id
)
INSERT INTO olap.rollup_queue (tenant_id, batch_id, rows)
SELECT %(tenant_id)s, %(batch_id)s, count(*) FROM added HAVING count(*) > 0
"""


async def tell(databases: Databases, scope: Scope, delivery: Delivery) -> None:
    """The events, and then the judgements, in one transaction as the tenant."""
    async with databases.tenant(Tier.OLAP, scope) as tx:
        if delivery.events:
            taken = await ingest(tx, scope.tenant_id, delivery.events)
            assert (taken.refused, taken.late) == (0, 0)
        if delivery.verdicts:
            await judge(tx, delivery.verdicts)


async def judge(tx: Tx, judged: list[Judged]) -> None:
    """Add versions of judgements as the judge does, chosen by us."""
    rows = [
        {
            "message_id": str(each.event.message_id),
            "event_id": str(each.event.event_id),
            "company_id": None,
            "rule_version": each.version,
            "verdict": each.verdict.value,
        }
        for each in judged
    ]
    await tx.connection.execute(
        _JUDGED, {"tenant_id": tx.tenant_id, "batch_id": ids.uuid7(), "verdicts": json.dumps(rows)}
    )


async def roll(databases: Databases, scope: Scope, *, rows: int = 1000) -> None:
    """Count all that waits, so many rows at a time."""
    async with databases.worker(Tier.OLAP) as tx:
        while await apply(tx, scope.tenant_id, rows=rows):
            pass
