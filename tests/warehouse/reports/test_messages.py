"""A campaign with its messages: three tiers, one answer."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID

import pytest
import typer
from typer.testing import CliRunner

from penguinmails.campaigns.errors import CampaignUnknown
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import EventKind
from penguinmails.warehouse.commands.messages import messages as show_messages
from penguinmails.warehouse.reports.messages import campaign_messages
from penguinmails.warehouse.rollup import catch_up
from tests.ledger.factories import COMPANY, campaign_sent, happened, take_in
from tests.servers import Clone

CAMPAIGN, STEP, LEAD, MAILBOX = UUID(int=0xA1), UUID(int=0x51), UUID(int=0x1E), UUID(int=0xB0)


@pytest.fixture
async def messages(databases: Databases, tenant: Scope) -> list[UUID]:
    """Five messages of a campaign, the newest first; all but the newest were sent, the oldest was answered."""
    found = sorted((ids.uuid7() for _ in range(5)), reverse=True)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.campaigns (tenant_id, id, company_id, name)"
            " SELECT tenant_id, %s, id, 'Spring' FROM oltp.companies",
            [CAMPAIGN],
        )
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        for place, message in enumerate(found):
            await tx.connection.execute(
                "INSERT INTO content.email_messages (tenant_id, message_id, company_id, kind, state, mailbox_id, campaign_id,"
                " step_id, lead_id, planned, next_attempt, from_email, to_email, queued, accepted) VALUES"
                " (%s, %s, %s, 'campaign', %s, %s, %s, %s, %s, now(), now(), 'a@x.example', 'b@y.example', now(), %s)",
                [
                    tenant.tenant_id,
                    message,
                    COMPANY,
                    "accepted" if place else "queued",
                    MAILBOX,
                    CAMPAIGN,
                    STEP,
                    LEAD,
                    clock.now() if place else None,
                ],
            )
    now = clock.now()
    events = [campaign_sent(message, CAMPAIGN, STEP, LEAD, now) for message in found[1:]]
    answer = happened(found[-1], EventKind.REPLIED, now + timedelta(minutes=1))
    await take_in(databases, tenant, [*events, answer])
    assert await catch_up(databases, tenant) is None
    return found


async def test_a_page_is_joined_from_three_tiers(
    databases: Databases, tenant: Scope, other_tenant: Scope, messages: list[UUID]
) -> None:
    first = await campaign_messages(databases, tenant, "spring", limit=3)
    assert first.campaign.id == CAMPAIGN
    assert [each.message.message_id for each in first.messages] == messages[:3]
    assert [each.message.state for each in first.messages] == ["queued", "accepted", "accepted"]
    assert [bool(each.figures and each.figures.delivered) for each in first.messages] == [False, True, True]
    assert first.older == messages[2]

    rest = await campaign_messages(databases, tenant, CAMPAIGN, before=first.older, limit=3)
    assert [each.message.message_id for each in rest.messages] == messages[3:]
    assert [bool(each.figures and each.figures.replied) for each in rest.messages] == [False, True]
    assert rest.older is None

    with pytest.raises(CampaignUnknown):
        await campaign_messages(databases, other_tenant, CAMPAIGN)


async def test_people_and_programs_are_shown_a_page(
    clone: Clone, tenant: Scope, messages: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)
    app = typer.Typer()
    app.command()(show_messages)

    async def told(*words: str) -> str:
        said = ["Spring", "--tenant", str(tenant.tenant_id), *words]
        result = await asyncio.to_thread(CliRunner().invoke, app, said)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    page = await told("--limit", "2")
    assert "queued" in page
    assert "delivered" in page
    assert f"--before {messages[1]}" in page
    assert "replied" in (rest := await told("--before", str(messages[3])))
    assert "Older ones" not in rest
    programs = json.loads(await told("--json", "--before", str(messages[3])))
    assert [each["message"]["message_id"] for each in programs["messages"]] == [str(messages[4])]
    assert programs["messages"][0]["figures"]["replied"] is True
    assert "No older messages." in await told("--before", str(UUID(int=0)))
