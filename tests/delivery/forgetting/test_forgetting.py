"""Mail of people who are erased, and of tenants that are gone."""

from uuid import UUID, uuid4

import pytest

from penguinmails.audiences import LEAD_FORGOTTEN
from penguinmails.delivery.forgetting import receiving
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Relay, send
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TENANT_EMPTIED

LEAD, ADDRESS = ids.uuid7(), "ann.person@example.com"


async def mail(tx: Tx, lead_id: UUID, address: str, state: str = "accepted") -> UUID:
    """A message to somebody, and what came back, in one conversation."""
    message_id, thread_id = ids.uuid7(), ids.uuid7()
    await tx.connection.execute(
        "INSERT INTO content.message_threads (tenant_id, id, lead_id, subject, participant_email)"
        " VALUES (%s, %s, %s, 'Hello Ann', %s)",
        [tx.tenant_id, thread_id, lead_id, address],
    )
    await tx.connection.execute(
        "INSERT INTO content.email_messages (tenant_id, message_id, kind, state, lead_id, mailbox_id, thread_id, planned,"
        " next_attempt, queued, accepted, from_email, to_email, to_name, subject, merge_data)"
        " VALUES (%s, %s, 'manual', %s, %s, %s, %s, now(), now(), now(), now(), 'me@bikes.example', %s, 'Ann', 'Hello Ann',"
        """ '{"lead": {"first_name": "Ann"}}')""",
        [tx.tenant_id, message_id, state, lead_id, uuid4(), thread_id, address],
    )
    await tx.connection.execute(
        "INSERT INTO content.email_messages (tenant_id, message_id, direction, kind, state, thread_id, received, from_email,"
        " from_name, subject) VALUES (%s, %s, 'inbound', 'reply', 'received', %s, now(), %s, 'Ann', 'Re: Hello')",
        [tx.tenant_id, ids.uuid7(), thread_id, address],
    )
    return message_id


async def rows(databases: Databases, scope: Scope) -> list[str]:
    """All that is said of messages and conversations."""
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT t::text FROM content.email_messages t UNION ALL SELECT t::text FROM content.message_threads t"
        )
        return [row[0] for row in await cursor.fetchall()]


async def test_a_persons_mail_says_nothing_of_them_any_more(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        for state in ("accepted", "queued"):
            await mail(tx, LEAD, ADDRESS, state)
        kept = await mail(tx, LEAD, ADDRESS)
        await mail(tx, ids.uuid7(), "bob@example.com")
        await tx.connection.execute(
            "INSERT INTO content.legal_holds (tenant_id, scope, scope_id, reason, placed_by) VALUES (%s, 'message', %s, 'x', %s)",
            [tx.tenant_id, kept, uuid4()],
        )
    surrogate = uuid4()
    for _ in range(2):
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            leads = [{"lead_id": str(LEAD), "surrogate": str(surrogate)}]
            await send(tx, LEAD_FORGOTTEN, {"email": ADDRESS, "leads": leads})
        await Relay(databases, receiving.RECEIVERS).drain()
        found = await rows(databases, tenant)
        # The message that is held, and its conversation.
        assert sum(ADDRESS in row for row in found) == 2
        assert sum(str(LEAD) in row for row in found) == 2
        assert sum("bob@example.com" in row for row in found) == 3
        assert sum(str(surrogate) in row for row in found) >= 4
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        cursor = await tx.connection.execute(
            "SELECT count(*) FROM content.email_messages WHERE state = 'queued'"
        )
        assert await cursor.fetchone() == (0,)


async def test_mail_of_a_tenant_that_is_gone_goes_page_by_page(
    databases: Databases, tenant: Scope, other_tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PAGE", 2)
    for scope in (tenant, other_tenant):
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            for _ in range(3):
                await mail(tx, LEAD, ADDRESS)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await send(tx, TENANT_EMPTIED, {})
    await Relay(databases, receiving.RECEIVERS).drain()
    assert await rows(databases, tenant) == []
    assert len(await rows(databases, other_tenant)) == 9
