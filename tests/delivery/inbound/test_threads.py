"""Conversations: what belongs together lies together."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.delivery.inbound.classifying import MailKind
from penguinmails.delivery.inbound.model import Source
from penguinmails.delivery.inbound.threads.subjects import bare_subject
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from tests.delivery.inbound.factories import reply, rows, send_one, source, taken


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Hello", "Hello"),
        ("RE: AW: Fwd: Hello", "Hello"),
        ("Re[2]: Hello", "Hello"),
        ("Antw.: no prefix", "Antw.: no prefix"),
        ("SV: VS: Hei", "Hei"),
        ("回复：你好", "你好"),  # noqa: RUF001
        ("  Re :  two\r\n words ", "two words"),
        ("Reply: is a word", "Reply: is a word"),
        ("Re:", ""),
        ("", ""),
    ],
)
def test_what_answering_put_in_front_is_gone(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare


@given(st.text(max_size=700))
def test_a_bare_subject_stays_as_it_is(subject: str) -> None:
    bare = bare_subject(subject)
    assert len(bare) <= 500
    assert bare_subject(f"Re: {bare}")[:400] == bare_subject(bare)[:400]


async def threads(databases: Databases, scope: Scope) -> list[tuple[Any, ...]]:
    return await rows(
        databases, scope, "SELECT id, status, is_read, outcome FROM content.message_threads ORDER BY id"
    )


async def unmatched_reply(databases: Databases, where: Source, **changed: Any) -> UUID:
    """A mail of somebody the mailbox never wrote to; its conversation."""
    given: dict[str, Any] = {"from_email": "stranger@example.org", "references": ("unknown@x",)}
    mail = reply(None, **(given | changed))
    result = await taken(databases, where, mail)
    [(thread,)] = await rows(
        databases,
        where_scope(where),
        "SELECT thread_id FROM content.email_messages WHERE message_id = %s",
        result.message_id,
    )
    return thread


def where_scope(where: Source) -> Scope:
    return Scope.tenant_wide(where.tenant_id)


async def test_answers_to_one_message_are_one_conversation(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    for _ in range(2):
        await taken(databases, source(tenant, sent), reply(sent))
    [(thread, *_)] = await threads(databases, tenant)
    assert await rows(
        databases, tenant, "SELECT DISTINCT thread_id, count(*) OVER () FROM content.email_messages"
    ) == [(thread, 3)]


async def test_many_answers_at_once_make_one_conversation(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    await asyncio.gather(*(taken(databases, source(tenant, sent), reply(sent)) for _ in range(6)))
    assert len(await threads(databases, tenant)) == 1


async def test_without_headers_person_and_subject_tell(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    first = await unmatched_reply(databases, source(tenant, sent), subject="Prices")
    assert await unmatched_reply(databases, source(tenant, sent), subject="AW: Prices") == first
    assert await unmatched_reply(databases, source(tenant, sent), subject="Something else") != first
    elsewhere = source(tenant, sent, mailbox_id=ids.uuid7())
    assert await unmatched_reply(databases, elsewhere, subject="Prices") != first


async def test_a_mail_that_names_an_earlier_one_joins_it(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    first = await unmatched_reply(databases, source(tenant, sent), message_id="first@x", subject="One")
    second = await unmatched_reply(
        databases, source(tenant, sent), references=("first@x",), in_reply_to="first@x", subject="Two"
    )
    assert first == second


async def test_a_reply_opens_a_conversation_again_and_an_automatic_one_does_not(
    databases: Databases, tenant: Scope
) -> None:
    sent = await send_one(databases, tenant)
    await taken(databases, source(tenant, sent), reply(sent, intent="interested"))
    closing = "UPDATE content.message_threads SET status = 'closed', is_read = true RETURNING id"
    await rows(databases, tenant, closing)
    await taken(databases, source(tenant, sent), reply(sent, kind=MailKind.AUTO_REPLY))
    assert [row[1:] for row in await threads(databases, tenant)] == [("closed", True, "interested")]
    await taken(databases, source(tenant, sent), reply(sent, intent="meeting"))
    assert [row[1:] for row in await threads(databases, tenant)] == [("open", False, "meeting")]


async def test_a_snoozed_conversation_wakes(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    await taken(databases, source(tenant, sent), reply(sent))
    snoozing = "UPDATE content.message_threads SET status = 'snoozed', snoozed_until = now() + interval '1 day' RETURNING id"
    await rows(databases, tenant, snoozing)
    await taken(databases, source(tenant, sent), reply(sent))
    assert [row[1] for row in await threads(databases, tenant)] == ["open"]
