"""What a provider reports is told like what a mail brings."""

from dataclasses import replace
from uuid import UUID

import pytest

from penguinmails.delivery.inbound.classifying import Action, Bounced, Reason
from penguinmails.delivery.inbound.notices import Notice, NoticeKind, take_notice
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import BounceType
from tests.delivery.inbound.factories import news, send_one

BOUNCE = Bounced("lead@example.org", Action.FAILED, BounceType.HARD, Reason.NO_SUCH_MAILBOX, status="5.1.1")


def notice(message_id: UUID | None, kind: NoticeKind = NoticeKind.DELIVERED) -> Notice:
    bounce = BOUNCE if kind is NoticeKind.BOUNCED else None
    return Notice("ses", "event-1", kind, clock.now(), message_id=message_id, bounce=bounce)


async def tell(databases: Databases, scope: Scope, told: Notice) -> UUID | None:
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        return await take_notice(tx, told)


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        (NoticeKind.DELIVERED, []),
        (NoticeKind.DEFERRED, []),
        (NoticeKind.BOUNCED, ["bounce"]),
        (NoticeKind.COMPLAINED, ["complaint"]),
    ],
)
async def test_it_is_told_once(
    databases: Databases, tenant: Scope, kind: NoticeKind, answers: list[str]
) -> None:
    sent = await send_one(databases, tenant)
    for _ in range(2):
        assert await tell(databases, tenant, notice(sent.message_id, kind)) == sent.message_id
    [event] = await news(databases, tenant, "ledger.events")
    assert (event["kind"], event["source"], event["provider"]) == (kind, "provider", "ses")
    assert [answer["kind"] for answer in await news(databases, tenant, "message.answered")] == answers


async def test_it_may_name_the_message_by_its_header(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    named = replace(notice(None), rfc_message_id=f"<{sent.rfc_message_id}>")
    assert await tell(databases, tenant, named) == sent.message_id
    assert await tell(databases, tenant, replace(named, recipient="Lead@example.org")) == sent.message_id
    assert await tell(databases, tenant, replace(named, recipient="else@example.org")) is None


async def test_delivery_proves_that_an_uncertain_message_went_out(
    databases: Databases, tenant: Scope
) -> None:
    sent = await send_one(databases, tenant, state="uncertain")
    await tell(databases, tenant, notice(sent.message_id))
    assert [event["kind"] for event in await news(databases, tenant, "ledger.events")] == [
        "sent",
        "delivered",
    ]


async def test_it_is_about_the_tenants_own_messages(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    theirs = await send_one(databases, other_tenant)
    assert await tell(databases, tenant, notice(theirs.message_id)) is None
    assert await tell(databases, tenant, replace(notice(None), rfc_message_id=theirs.rfc_message_id)) is None
    assert await news(databases, other_tenant, "ledger.events") == []
