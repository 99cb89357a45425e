"""Counting anew under live traffic, by command, and judging anew."""

import asyncio
import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import EventKind
from penguinmails.warehouse import rebuild, refold_all, verify_tenant
from penguinmails.warehouse.commands.rebuild import rebuild as rebuild_command
from penguinmails.warehouse.commands.reclassify import reclassify as reclassify_command
from penguinmails.warehouse.commands.verify import verify as verify_command
from penguinmails.warehouse.errors import SpanBackwards
from tests.conftest import make_tenant
from tests.ledger.factories import CHROME, campaign_sent, happened, message, moment, settle, take_in
from tests.servers import Clone
from tests.warehouse.counted_by_sql import counted_by_sql, stored
from tests.warehouse.telling import roll, tell
from tests.warehouse.worlds import CAMPAIGNS, LEADS, STEPS, first_day, world_of


async def test_counting_anew_while_news_comes_in(databases: Databases, tenant: Scope) -> None:
    news = world_of(random.Random(1).randbytes(4000), messages=60)
    deliveries = [
        delivery for seed in range(6) for delivery in world_of(news_bytes(seed), messages=40).deliveries(seed)
    ]
    for delivery in news.deliveries(2):
        await tell(databases, tenant, delivery)

    async def goes_on() -> None:
        for delivery in deliveries:
            await tell(databases, tenant, delivery)
            await roll(databases, tenant, rows=20)

    async def counts_anew() -> None:
        for number in range(4):
            span = (None, None) if number % 2 else (first_day().date(), None)
            await refold_all(databases, tenant.tenant_id, since=span[0], until=span[1])
            assert (await verify_tenant(databases, tenant.tenant_id)).holds

    await asyncio.gather(goes_on(), counts_anew())
    await roll(databases, tenant)
    assert (await verify_tenant(databases, tenant.tenant_id)).differences == ()
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        assert await stored(tx) == await counted_by_sql(tx)


def news_bytes(seed: int) -> bytes:
    return random.Random(seed + 100).randbytes(3000)


async def test_what_is_lost_altogether_comes_back(databases: Databases, tenant: Scope) -> None:
    for delivery in world_of(random.Random(3).randbytes(4000), messages=60).deliveries(5):
        await tell(databases, tenant, delivery)
    await roll(databases, tenant)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        before = await stored(tx)
    async with databases.worker(Tier.OLAP) as tx:
        for table in ("message_states", "campaign_analytics", "link_totals", "campaign_lead_counts"):
            await tx.connection.execute(f"DELETE FROM olap.{table} WHERE tenant_id = %s", [tenant.tenant_id])  # pyright: ignore[reportArgumentType]
    done = await rebuild(databases, tenant.tenant_id)
    assert done.rows_mended > 0
    assert "message_states" in {each.table for each in done.mended}
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        assert await stored(tx) == before
    assert (await rebuild(databases, tenant.tenant_id)).rows_mended == 0


async def test_what_rests_on_archived_mail_stays(databases: Databases, tenant: Scope) -> None:
    for delivery in world_of(random.Random(3).randbytes(4000), messages=60).deliveries(5):
        await tell(databases, tenant, delivery)
    await roll(databases, tenant)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        before = await stored(tx)
    last = first_day().date() + timedelta(days=4)
    async with databases.worker(Tier.OLAP) as tx:
        cursor = await tx.connection.execute(
            "DELETE FROM olap.message_states WHERE tenant_id = %s AND activity_date <= %s RETURNING message_id",
            [tenant.tenant_id, last],
        )
        gone = [row[0] for row in await cursor.fetchall()]
        await tx.connection.execute(
            "DELETE FROM olap.email_events WHERE tenant_id = %s AND message_id = ANY (%s)",
            [tenant.tenant_id, gone],
        )
        await tx.connection.execute(
            "INSERT INTO olap.analytics_archive (tenant_id, table_name, period_start, period_end, path, columns,"
            " row_count, size_bytes, checksum, last_day)"
            " VALUES (%s, 'message_states', %s, %s, 'a', '{}', 1, 1, sha256(''), %s)",
            [tenant.tenant_id, last.replace(day=1), last, last],
        )
    verified = await verify_tenant(databases, tenant.tenant_id)
    assert verified.differences == ()
    assert verified.counts["message_states"] > 0
    await refold_all(databases, tenant.tenant_id, since=last + timedelta(days=1))
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        assert await stored(tx) == before


async def test_the_commands(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)
    one, (campaign, company) = message(), CAMPAIGNS[0]
    async with Databases(clone.address) as databases:
        tenant = await make_tenant(databases, "Acme")
        agent = {"user_agent": CHROME, "ip_address": "81.2.3.4"}
        await take_in(
            databases,
            tenant,
            [
                campaign_sent(one, campaign, STEPS[0], LEADS[0], company_id=company),
                happened(one, EventKind.OPENED, moment(600), **agent),
            ],
        )
        await settle(databases)
        await roll(databases, tenant)
        await asyncio.to_thread(check_right)
        async with databases.worker(Tier.OLAP) as tx:
            await tx.connection.execute("UPDATE olap.campaign_analytics SET opened_human = 0")
        await asyncio.to_thread(check_wrong)
        async with databases.worker(Tier.OLAP) as tx:
            await tx.connection.execute(
                "UPDATE olap.event_verdicts SET rule_version = 1, verdict = 'unknown'"
            )
        await refold_all(databases, tenant.tenant_id)
        await asyncio.to_thread(check_reclassified)
        async with databases.tenant(Tier.OLAP, tenant) as tx:
            cursor = await tx.connection.execute(
                "SELECT payload ->> 'action' FROM olap.handoff_outbox WHERE payload ->> 'action' IS NOT NULL"
                " ORDER BY handoff_id"
            )
            assert [row[0] for row in await cursor.fetchall()] == ["figures.rebuilt", "verdicts.replayed"]


def check_right() -> None:
    (found,) = run(verify_command)
    assert (found["rows_that_differ"], found["counts"]["message_states"]) == (0, 1)
    assert "Acme: 1 messages" in run(verify_command, "--tenant", "acme", text=True)
    with pytest.raises(SpanBackwards):
        run(verify_command, "--since", "2026-02-01", "--until", "2026-02-01")


def check_wrong() -> None:
    (found,) = run(verify_command, "--tenant", "Acme", code=1)
    assert {each["column"] for each in found["differences"] if each["check"] == "facts"} == {"opened_human"}
    assert "rows differ" in run(verify_command, code=1, text=True)
    assert run(verify_command, "--until", "2001-01-01")[0]["differences"] == []
    with pytest.raises(SpanBackwards):
        run(rebuild_command, "--tenant", "Acme", "--yes", "--since", "2026-02-01", "--until", "2026-01-01")
    assert run(rebuild_command, "--tenant", "Acme", "--yes")["rows_mended"] > 0
    assert run(verify_command)[0]["differences"] == []


def check_reclassified() -> None:
    done = run(reclassify_command, "--tenant", "Acme")
    assert (done["judged"]["messages"], done["judged"]["changed"]) == (1, 1)
    moved = {each["figure"]: (each["before"], each["after"]) for each in done["figures"]}
    assert moved["opened_human"] == (0, 1)
    assert moved["delivered"] == (1, 1)
    assert run(verify_command)[0]["differences"] == []


def run(command: Callable[..., None], *words: str, code: int = 0, text: bool = False) -> Any:
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, list(words) if text else [*words, "--json"])
    if isinstance(result.exception, PenguinError):
        raise result.exception
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout if text else json.loads(result.stdout)
