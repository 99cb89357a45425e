"""Who is erased is nobody any more, and every figure is what it was."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from penguinmails.audiences import LEAD_ERASED
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay, send
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger.reading.store import stages
from penguinmails.warehouse.archiving.checking import verify_files
from penguinmails.warehouse.archiving.reading import reading
from penguinmails.warehouse.archiving.restoring import restore
from penguinmails.warehouse.archiving.running import archive_tenant, month_of
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.erasing import service
from penguinmails.warehouse.erasing.journal import read
from penguinmails.warehouse.erasing.replaying import replay
from penguinmails.warehouse.facts import FACTS
from penguinmails.warehouse.rollup import refold_all
from tests.servers import Clone
from tests.warehouse.archiving.factories import (
    CAMPAIGN,
    LONG_AGO,
    everything,
    history,
    lead,
    live,
    prepare,
    settings_in,
    value,
)

GONE = lead(3)
TABLES = (
    "email_events", "message_states", "late_events", "handoff_outbox", "dim_leads", *(fact.table for fact in FACTS),
)  # fmt: skip


async def sums(databases: Databases, scope: Scope) -> dict[str, list[tuple[Any, ...]]]:
    """Every fact table: its rows without what names a person or a link, and so every total and every unique."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    async with databases.tenant(Tier.OLAP, scope) as tx:
        for fact in FACTS:
            keys = [key for key in fact.keys if key not in ("lead_id", "link_digest")]
            query = sql.SQL("SELECT {} FROM {}").format(
                sql.SQL(", ").join(map(sql.Identifier, (*keys, *fact.measures))),
                sql.Identifier("olap", fact.table),
            )
            rows = await (await tx.connection.execute(query)).fetchall()
            found[fact.table] = sorted(rows, key=str)
    return found


async def erase(databases: Databases, scope: Scope, archive: ArchiveSettings, *leads: UUID) -> list[Any]:
    """The news comes in, and is acted on."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        told = [{"lead_id": str(one), "surrogate": str(uuid4())} for one in leads]
        await send(tx, LEAD_ERASED, {"leads": told})
    await Relay(databases, service.RECEIVERS).drain()
    return await service.erase_waiting(databases, archive)


async def mentions(databases: Databases, scope: Scope, text: str) -> list[str]:
    """Which tables say this."""
    rows = await everything(databases, scope, *TABLES)
    return [
        table
        for table, found in rows.items()
        if any(text in str(row) for row in found) and table != "handoff_outbox"
    ]


async def test_an_erased_person_is_nowhere_and_every_figure_stays(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(80))
    archive = settings_in(tmp_path)
    before = await sums(databases, tenant)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        funnel = await stages(tx, CAMPAIGN)
    own = "https://example.com/for/24"
    assert await mentions(databases, tenant, str(GONE))
    assert await mentions(databases, tenant, own) == ["email_events", "link_totals"]

    (erased,) = await erase(databases, tenant, archive, GONE)

    assert (erased.leads, erased.files) == (1, 0)
    assert await sums(databases, tenant) == before
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        assert await stages(tx, CAMPAIGN) == funnel
    assert await mentions(databases, tenant, str(GONE)) == []
    assert await mentions(databases, tenant, own) == []
    assert await mentions(databases, tenant, "https://example.com/offer") == ["email_events", "link_totals"]
    query = (
        "SELECT count(*) FROM olap.email_events e WHERE erased IS NOT NULL AND (user_agent IS NOT NULL OR ip_address"
        " IS NOT NULL OR bounce_reason IS NOT NULL)"
    )
    assert await value(databases, tenant, query) == 0
    # Counting everything anew finds nothing to change.
    await refold_all(databases, tenant.tenant_id)
    assert await sums(databases, tenant) == before
    # Again: nothing is left to do.
    rows = await everything(databases, tenant, *(table for table in TABLES if table != "handoff_outbox"))
    await erase(databases, tenant, archive, GONE)
    assert (
        await everything(databases, tenant, *(table for table in TABLES if table != "handoff_outbox")) == rows
    )
    journal = read(archive.journal)
    assert len(journal) == 1
    assert str(GONE) not in archive.journal.read_text()


async def test_a_person_is_erased_from_archived_files(
    databases: Databases, clone: Clone, tenant: Scope, other_tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(80))
    await live(databases, other_tenant, *history(20))
    archive = settings_in(tmp_path)
    before = await sums(databases, tenant)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        funnel = await stages(tx, CAMPAIGN)
    await archive_tenant(databases, tenant, archive)
    await archive_tenant(databases, other_tenant, archive)
    untouched = {
        path: path.read_bytes() for path in (archive.folder / str(other_tenant.tenant_id)).glob("*.parquet")
    }

    (erased,) = await erase(databases, tenant, archive, GONE)

    assert erased.files == 2
    assert await sums(databases, tenant) == before
    assert all(checked.whole for checked in await verify_files(databases, tenant, archive, deep=True))
    assert all(path.read_bytes() == data for path, data in untouched.items())
    async with reading(databases, tenant, ["email_events", "event_verdicts"], settings=archive) as tx:
        assert await stages(tx, CAMPAIGN) == funnel
    await restore(databases, tenant, month_of(LONG_AGO.date()), settings=archive)
    assert await mentions(databases, tenant, str(GONE)) == []
    assert await mentions(databases, tenant, "https://example.com/for/24") == []
    assert await mentions(databases, tenant, "https://example.com/for/8") != []
    await refold_all(databases, tenant.tenant_id)
    assert await sums(databases, tenant) == before


async def test_who_comes_back_under_the_old_id_is_the_same_nobody(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    events, judged = history(80)
    early, late = events[: len(events) // 2], events[len(events) // 2 :]
    known = {event.event_id for event in early}
    await live(databases, tenant, early, [each for each in judged if each.event.event_id in known])
    archive = settings_in(tmp_path)
    await erase(databases, tenant, archive, GONE)
    await live(databases, tenant, late, [each for each in judged if each.event.event_id not in known])
    assert await mentions(databases, tenant, str(GONE))

    assert await service.find_returned(databases) == 1
    await service.erase_waiting(databases, archive)

    assert await mentions(databases, tenant, str(GONE)) == []
    people = "SELECT count(DISTINCT lead_id), sum(sent) FROM olap.campaign_lead_totals"
    assert await value(databases, tenant, people) == 7
    assert await value(databases, tenant, "SELECT sent FROM olap.campaign_lead_counts") == 7
    counted = await sums(databases, tenant)
    await refold_all(databases, tenant.tenant_id)
    assert await sums(databases, tenant) == counted


async def test_a_restored_backup_forgets_again_under_the_same_id(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(40))
    archive = settings_in(tmp_path)
    await erase(databases, tenant, archive, GONE)
    people = "SELECT string_agg(DISTINCT lead_id::text, ' ' ORDER BY lead_id::text) FROM olap.lead_analytics"
    before = await value(databases, tenant, people)
    # The backup of yesterday: it knows the person, and of no erasure.
    async with databases.worker(Tier.OLAP) as tx:
        surrogate = read(archive.journal)[0].surrogate
        for table in ("email_events", "message_states", "lead_analytics", "campaign_lead_totals"):
            await tx.connection.execute(
                sql.SQL("UPDATE {} SET lead_id = {} WHERE lead_id = {}").format(
                    sql.Identifier("olap", table), sql.Literal(GONE), sql.Literal(surrogate)
                )
            )
        await tx.connection.execute("DELETE FROM olap.erasures")
    assert await value(databases, tenant, people) != before

    replayed = await replay(databases, settings=archive)
    await service.erase_waiting(databases, archive)

    assert replayed.entries == 1
    assert await value(databases, tenant, people) == before
    assert await mentions(databases, tenant, str(GONE)) == []


@pytest.mark.soak
async def test_a_hundredth_of_all_leads_changes_no_total(
    databases: Databases, clone: Clone, tenant: Scope, tmp_path: Path
) -> None:
    await prepare(clone)
    await live(databases, tenant, *history(4000, leads=1000))
    before = await sums(databases, tenant)
    await erase(databases, tenant, settings_in(tmp_path), *(lead(number) for number in range(0, 1000, 100)))
    assert await sums(databases, tenant) == before
    await refold_all(databases, tenant.tenant_id)
    assert await sums(databases, tenant) == before
