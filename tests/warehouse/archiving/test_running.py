"""Months past their time become files, and only what a file was proven to hold is deleted."""

from pathlib import Path

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.archiving import store
from penguinmails.warehouse.archiving.running import archive_tenant
from tests.servers import Clone
from tests.warehouse.archiving.factories import everything, history, live, prepare, settings_in

MESSAGES = ("email_events", "event_verdicts", "message_states")
FACTS = ("campaign_analytics", "lead_analytics", "link_totals", "engagement_buckets")


async def test_a_month_leaves_and_its_figures_stay(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    events, judged = history(60)
    await live(databases, tenant, events, judged)
    before = await everything(databases, tenant, *FACTS)

    run = await archive_tenant(databases, tenant, settings_in(tmp_path))

    assert run.failed == []
    assert (run.months, run.files, run.left) == (["2024-03"], 3, 0)
    assert run.rows == run.deleted == len(events) + len(judged) + 60
    assert await everything(databases, tenant, *MESSAGES) == {table: [] for table in MESSAGES}
    assert await everything(databases, tenant, *FACTS) == before
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        files = await store.files(tx)
    assert {file.table_name: file.row_count for file in files} == {
        "email_events": len(events),
        "event_verdicts": len(judged),
        "message_states": 60,
    }
    assert all(
        file.verified and file.removed and file.last_day
        for file in files
        if file.table_name == "message_states"
    )
