"""What found no message is tried again, and nothing is done twice."""

from datetime import timedelta
from uuid import UUID

import pytest

from penguinmails.audit import Actor
from penguinmails.delivery.inbound.classifying import MailKind
from penguinmails.delivery.inbound.errors import InboundBodyGone, InboundUnknown
from penguinmails.delivery.inbound.intake import take_in
from penguinmails.delivery.inbound.model import Understood, Unmatched
from penguinmails.delivery.inbound.retrying import Retried, retry_mail, retry_open, retry_young
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from tests.delivery.inbound.factories import Sent, news, rows, send_one, source, taken
from tests.delivery.inbound.mails import answer

OPERATOR = Actor.operator()


async def rename(databases: Databases, scope: Scope, sent: Sent, name: str) -> None:
    """The Sent folder teaches the name that the provider gave the message."""
    statement = "UPDATE content.email_messages SET provider_message_id = %s WHERE message_id = %s RETURNING 1"
    await rows(databases, scope, statement, name, sent.message_id)


async def reply_to_an_unknown_name(databases: Databases, scope: Scope) -> tuple[Sent, UUID]:
    sent = await send_one(databases, scope)
    raw = answer(sent, sender="colleague@example.org").replace(
        sent.rfc_message_id.encode(), b"new@provider.example"
    )
    result = await take_in(databases, raw, source(scope, sent))
    assert result.unmatched is Unmatched.NO_MESSAGE
    return sent, result.message_id


async def test_a_reply_finds_its_message_later(databases: Databases, tenant: Scope) -> None:
    sent, mail = await reply_to_an_unknown_name(databases, tenant)
    assert await retry_young(databases) == 0
    assert await news(databases, tenant, "message.answered") == []
    await rename(databases, tenant, sent, "new@provider.example")
    assert await retry_young(databases) == 1
    assert await retry_young(databases) == 0
    [told] = await news(databases, tenant, "message.answered")
    assert (told["message_id"], told["inbound_message_id"]) == (str(sent.message_id), str(mail))
    assert await rows(databases, tenant, "SELECT matched_message_id FROM content.unmatched_inbound") == [
        (sent.message_id,)
    ]
    assert await rows(databases, tenant, "SELECT count(*) FROM content.message_threads") == [(1,)]


async def test_it_moves_into_the_conversation_of_its_message(databases: Databases, tenant: Scope) -> None:
    sent, mail = await reply_to_an_unknown_name(databases, tenant)
    await take_in(databases, answer(sent), source(tenant, sent))
    await rename(databases, tenant, sent, "new@provider.example")
    assert await retry_young(databases) == 1
    threads = "SELECT DISTINCT thread_id FROM content.email_messages WHERE message_id IN (%s, %s)"
    [(thread,)] = await rows(databases, tenant, threads, sent.message_id, mail)
    living = "SELECT id FROM content.message_threads WHERE deleted IS NULL"
    assert await rows(databases, tenant, living) == [(thread,)]


async def test_what_stays_open_is_left_as_it_is(databases: Databases, tenant: Scope) -> None:
    await reply_to_an_unknown_name(databases, tenant)
    looking = "SELECT version, is_read, updated FROM content.message_threads"
    before = await rows(databases, tenant, looking)
    since = clock.now() - timedelta(days=1)
    assert await retry_open(databases, tenant.tenant_id, since=since) == Retried(1, 0, 1, 0)
    assert await rows(databases, tenant, looking) == before


async def test_what_could_not_be_understood_is_understood_later(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    failed = Understood(MailKind.OTHER, failure="ValueError: a rule that was wrong")
    result = await taken(databases, source(tenant, sent), failed, answer(sent))
    assert result.unmatched is Unmatched.UNREADABLE
    again = await retry_mail(databases, tenant.tenant_id, result.message_id, actor=OPERATOR)
    assert (again.kind, again.matched) == (MailKind.REPLY, sent.message_id)
    assert [each["kind"] for each in await news(databases, tenant, "message.answered")] == ["reply"]
    assert await rows(
        databases,
        tenant,
        "SELECT kind, processed IS NOT NULL FROM content.email_messages WHERE direction = 'inbound'",
    ) == [("reply", True)]


async def test_what_is_settled_is_not_told_again(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    result = await take_in(databases, answer(sent), source(tenant, sent))
    again = await retry_mail(databases, tenant.tenant_id, result.message_id, actor=OPERATOR)
    assert not again.is_new
    assert len(await news(databases, tenant, "message.answered")) == 1


async def test_what_cannot_be_tried_says_why(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    _, mail = await reply_to_an_unknown_name(databases, tenant)
    with pytest.raises(InboundUnknown):
        await retry_mail(databases, other_tenant.tenant_id, mail, actor=OPERATOR)
    with pytest.raises(InboundUnknown):
        await retry_mail(databases, tenant.tenant_id, ids.uuid7(), actor=OPERATOR)
    await rows(databases, tenant, "DELETE FROM content.email_content RETURNING 1")
    with pytest.raises(InboundBodyGone):
        await retry_mail(databases, tenant.tenant_id, mail, actor=OPERATOR)
    since = clock.now() - timedelta(days=1)
    assert await retry_open(databases, tenant.tenant_id, since=since, actor=OPERATOR) == Retried(1, 0, 0, 1)
