"""The page on which somebody chooses what they get, over real HTTP and on a real database."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import pytest

from penguinmails.audit import Actor
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tracking import Shipper
from penguinmails.tracking.serving.blocking import Blocked, allow_links, block_links
from tests.audiences.factories import bare_list, workspace_of
from tests.servers import Clone
from tests.tracking.factories import (
    KEY,
    LINKS,
    Client,
    home_with,
    lead_with,
    message_to,
    path_of,
    spool_of,
    worker_at,
)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
OPERATOR = Actor.operator()


@pytest.fixture
async def client(tmp_path: Path, clone: Clone) -> AsyncGenerator[Client]:
    """A connection to a worker that has its databases."""
    async with worker_at(tmp_path, home_with(clone, tmp_path)) as worker:
        client = await worker.client()
        yield client
        await client.close()


async def rows(databases: Databases, text: LiteralString, *params: object) -> list[tuple[Any, ...]]:
    async with databases.worker(Tier.OLTP) as tx:
        return await (await tx.connection.execute(text, params)).fetchall()


async def listed(databases: Databases, scope: Scope, name: str, lead_id: UUID) -> UUID:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        list_id = await bare_list(tx, name)
        await tx.connection.execute(
            "INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id) VALUES (%s, %s, %s)",
            [scope.tenant_id, list_id, lead_id],
        )
    return list_id


async def test_somebody_leaves_a_list_and_switches_tracking_off(
    databases: Databases, tenant: Scope, other_tenant: Scope, client: Client
) -> None:
    company = await workspace_of(databases, tenant, "Bikes <& more>")
    lead_id = await lead_with(databases, tenant, "anna@acme.example", company_id=company)
    foreign = await lead_with(databases, other_tenant, "anna@acme.example")
    news = await listed(databases, tenant, "News & <b>", lead_id)
    offers = await listed(databases, tenant, "Offers", lead_id)
    await listed(databases, other_tenant, "Secret list", foreign)
    page = path_of(LINKS.preferences(message_to(tenant, lead_id, company_id=company), "anna@acme.example"))

    shown = await client.ask(page)
    text = shown.body.decode()
    assert shown.status == 200
    assert "Bikes &lt;&amp; more&gt;" in text
    assert "News &amp; &lt;b&gt;" in text
    assert "Secret list" not in text
    assert "anna@acme.example" not in text
    assert set(re.findall(r'name="list" value="([^"]+)" checked', text)) == {str(news), str(offers)}
    assert 'value="full" checked' in text

    body = f"save=yes&shown={news}&shown={offers}&list={offers}&list=nonsense&tracking=off".encode()
    for _ in range(2):
        saved = (await client.ask(page, "POST", body=body, headers=FORM)).body.decode()
        assert "Saved." in saved
        assert re.findall(r'name="list" value="([^"]+)"', saved) == [str(offers)]
        assert 'value="off" checked' in saved
    consent = "SELECT id, tracking_consent FROM oltp.leads ORDER BY tracking_consent"
    assert await rows(databases, consent) == [(foreign, "full"), (lead_id, "off")]
    said = "SELECT kind, list_id FROM oltp.consent_events ORDER BY kind"
    assert await rows(databases, said) == [("tracking_withdrawn", None), ("unsubscribed", news)]
    assert (await client.ask(page, "POST", body=b"save=yes&tracking=everything", headers=FORM)).status == 200
    assert await rows(databases, consent) == [(foreign, "full"), (lead_id, "off")]


async def test_withdrawing_silences_pixels_that_are_sent_already(
    databases: Databases, tenant: Scope, client: Client, tmp_path: Path
) -> None:
    lead_id = await lead_with(databases, tenant, "anna@acme.example", consent="last_date_only")
    ref = message_to(tenant, lead_id)
    pixel, page = path_of(LINKS.open(ref)), path_of(LINKS.preferences(ref, "anna@acme.example"))
    await client.ask(pixel)
    await Shipper(databases, spool_of(tmp_path), key=KEY).drain()
    date = "SELECT last_open_date IS NOT NULL FROM oltp.lead_engagement"
    assert await rows(databases, date) == [(True,)]
    await client.ask(page, "POST", body=b"save=yes&tracking=off", headers=FORM)
    await client.ask(pixel)
    await Shipper(databases, spool_of(tmp_path), key=KEY).drain()
    assert await rows(databases, date) == [(False,)]


async def test_unsubscribing_from_everything_shows_at_once(
    databases: Databases, tenant: Scope, client: Client, tmp_path: Path
) -> None:
    lead_id = await lead_with(databases, tenant, "anna@acme.example")
    page = path_of(LINKS.preferences(message_to(tenant, lead_id), "anna@acme.example"))
    assert (
        b"You are unsubscribed" in (await client.ask(page, "POST", body=b"everything=yes", headers=FORM)).body
    )
    await Shipper(databases, spool_of(tmp_path), key=KEY).drain()
    assert b"You are unsubscribed" in (await client.ask(page)).body
    assert await rows(databases, "SELECT status FROM oltp.leads") == [("unsubscribed",)]


async def test_the_links_of_an_abusive_tenant_lead_nowhere(
    databases: Databases, tenant: Scope, other_tenant: Scope, client: Client
) -> None:
    await block_links(databases, tenant, reason="phishing", actor=OPERATOR)
    blocked = Blocked(databases)
    for scope in (tenant, other_tenant):
        await blocked.look_up(scope.tenant_id.bytes)
    assert tenant.tenant_id.bytes in blocked
    assert other_tenant.tenant_id.bytes not in blocked
    link = path_of(LINKS.click(message_to(tenant, None), "https://acme.example/"))
    while (await client.ask(link)).status != 410:  # the first ones go through while the worker asks
        pass
    other = path_of(LINKS.click(message_to(other_tenant, None), "https://acme.example/"))
    assert (await client.ask(other)).status == 302
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await allow_links(tx, actor=OPERATOR)
    await blocked.look_up(tenant.tenant_id.bytes)
    assert tenant.tenant_id.bytes not in blocked


async def test_a_page_of_a_tenant_that_is_gone_is_no_page(databases: Databases, client: Client) -> None:
    gone = message_to(Scope.tenant_wide(ids.uuid7()), None)
    assert (await client.ask(path_of(LINKS.preferences(gone, "a@b.example")))).status == 404
