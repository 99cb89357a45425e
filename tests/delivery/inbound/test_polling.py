"""Mailboxes are read by IMAP from a real server: everything once, nothing touched."""

import asyncio
from collections.abc import Generator
from typing import Any

import pytest

from penguinmails.delivery.inbound.polling.mailbox import Interrupted, MailboxReader, TurnLost
from penguinmails.delivery.inbound.polling.poller import ImapPoller
from penguinmails.delivery.inbound.polling.store import claim_turns, plan_turns
from penguinmails.delivery.inbound.settings import InboundSettings
from penguinmails.infrastructure import (
    Credentials,
    ImapSettings,
    Mailbox,
    Security,
    imap_access,
    mailboxes_to_poll,
)
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.delivery.inbound.dovecot import PASSWORD, Dovecot, dovecot
from tests.delivery.inbound.factories import Sent, news, rows, send_one, signed_in
from tests.delivery.inbound.mails import answer, bounce

SETTINGS = InboundSettings(imap_poll_seconds=5, inbound_max_bytes=100_000)


@pytest.fixture(autouse=True)
def _servers_may_be_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENGUINMAILS_MAIL_NETWORKS", "127.0.0.0/8")


@pytest.fixture(scope="module")
def server() -> Generator[Dovecot]:
    with dovecot() as running:
        yield running


_users = iter(range(1_000_000))


@pytest.fixture
def user() -> str:
    """Somebody whose mailbox is empty."""
    return f"user{next(_users)}"


async def mailbox(databases: Databases, scope: Scope, server: Dovecot, user: str, **changed: Any) -> Mailbox:
    """A mailbox on the server, signed in to."""
    settings: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": Security.NONE,
        "user": user,
        "folders": ("INBOX", "Junk"),
        "sent_folder": "Sent",
    }
    server.deliver(user, b"Subject: made\r\n\r\n", "Junk")
    server.deliver(user, b"Subject: made\r\n\r\n", "Sent")
    return await signed_in(
        databases,
        scope,
        f"{user}@{scope.tenant_id}.example",
        imap=ImapSettings(**(settings | {key: value for key, value in changed.items() if key != "password"})),
        credentials=Credentials(password=changed.get("password", PASSWORD)),
    )


async def sent_by(databases: Databases, scope: Scope, box: Mailbox, **changed: Any) -> Sent:
    """A message that this mailbox sent."""
    sent = await send_one(databases, scope, **changed)
    await rows(
        databases,
        scope,
        "UPDATE content.email_messages SET mailbox_id = %s, company_id = %s WHERE message_id = %s RETURNING 1",
        *(box.id, box.company_id, sent.message_id),
    )
    return sent


async def poll(databases: Databases) -> int:
    """Let every mailbox be due, and read it."""
    async with databases.worker(Tier.CONTENT) as tx:
        await tx.connection.execute(
            "UPDATE content.imap_cursors SET next_poll = now(), lease_expires = NULL, leased_by = NULL"
        )
    return await ImapPoller(databases, SETTINGS).turn()


async def received(databases: Databases, scope: Scope) -> list[tuple[Any, ...]]:
    return await rows(
        databases,
        scope,
        "SELECT kind, parent_message_id FROM content.email_messages WHERE direction = 'inbound'"
        " AND subject IS DISTINCT FROM 'made' ORDER BY message_id",
    )


async def cursors(databases: Databases, scope: Scope) -> dict[str, tuple[Any, ...]]:
    found = await rows(
        databases, scope, "SELECT folder, purpose, last_uid, failures, last_error FROM content.imap_cursors"
    )
    return {folder: rest for folder, *rest in found}  # type: ignore[misc]


async def test_inbox_and_spam_are_read_and_nothing_is_touched(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    sent = await sent_by(databases, tenant, box)
    server.deliver(user, answer(sent))
    server.deliver(user, bounce(sent.to_email, original=sent.rfc_message_id), "Junk")
    server.deliver(user, b"From: shop@shop.example\r\nList-Id: <x>\r\nSubject: Buy\r\n\r\nBuy.\r\n")
    before = {folder: server.mails(user, folder) for folder in ("INBOX", "Junk", "Sent")}
    assert await poll(databases) == 4
    kinds = await received(databases, tenant)
    assert ("reply", sent.message_id) in kinds
    assert ("bounce", sent.message_id) in kinds
    assert len(kinds) == 3
    # Unread, and where it was: a flag would stand in the file's name.
    after = {folder: server.mails(user, folder) for folder in before}
    for folder, mails in before.items():
        assert sorted(after[folder].values()) == sorted(mails.values())
        assert all("S" not in name.partition(":2,")[2] for name in after[folder])
    assert await poll(databases) == 0
    assert (await cursors(databases, tenant))["INBOX"] == ["inbox", 2, 0, None]
    assert (await cursors(databases, tenant))["Junk"][0] == "spam"


async def test_what_comes_later_is_read_later(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    await poll(databases)
    sent = await sent_by(databases, tenant, box)
    server.deliver(user, answer(sent))
    assert await poll(databases) == 1
    assert [answer["kind"] for answer in await news(databases, tenant, "message.answered")] == ["reply"]


async def test_a_server_that_numbers_anew_brings_nothing_twice(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    sent = await sent_by(databases, tenant, box)
    for number in range(3):
        server.deliver(user, answer(sent, f"Answer {number}"))
    assert await poll(databases) == 4
    [before] = await rows(
        databases, tenant, "SELECT uid_validity FROM content.imap_cursors WHERE folder = 'INBOX'"
    )
    server.forget_numbers(user)
    server.deliver(user, answer(sent, "Answer 3"))
    assert await poll(databases) == 1
    [after] = await rows(
        databases, tenant, "SELECT uid_validity, last_uid FROM content.imap_cursors WHERE folder = 'INBOX'"
    )
    assert after[0] != before[0]
    assert after[1] == 4
    assert len(await received(databases, tenant)) == 4
    assert len(await news(databases, tenant, "message.answered")) == 4


async def test_a_mail_that_moves_from_spam_to_the_inbox_is_the_same(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    sent = await sent_by(databases, tenant, box)
    mail = answer(sent)
    server.deliver(user, mail, "Junk")
    assert await poll(databases) == 2
    server.deliver(user, mail)
    assert await poll(databases) == 0
    assert len(await received(databases, tenant)) == 1


async def test_two_pollers_at_once_read_each_mail_once(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    boxes = [await mailbox(databases, tenant, server, f"{user}-{number}") for number in range(3)]
    for number, box in enumerate(boxes):
        sent = await sent_by(databases, tenant, box)
        for each in range(5):
            server.deliver(f"{user}-{number}", answer(sent, f"Answer {each}"))
    both = await asyncio.gather(*(ImapPoller(databases, SETTINGS).turn() for _ in range(2)))
    assert sum(both) == 18
    assert len(await received(databases, tenant)) == 15
    assert len(await news(databases, tenant, "message.answered")) == 15


async def test_who_lost_the_turn_stores_nothing(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    server.deliver(user, answer(await sent_by(databases, tenant, box)))
    poller = ImapPoller(databases, SETTINGS)
    await poller.turn()
    async with databases.worker(Tier.CONTENT) as tx:
        await tx.connection.execute("UPDATE content.imap_cursors SET next_poll = now()")
        [turn] = await claim_turns(tx, 10)
        # It was slow, and somebody else took over.
        await tx.connection.execute(
            "UPDATE content.imap_cursors SET lease_expires = now() - interval '1 second' WHERE folder = 'INBOX'"
        )
    async with databases.worker(Tier.CONTENT) as tx:
        assert len(await claim_turns(tx, 10)) == 1
    access = await imap_access(databases, tenant.tenant_id, box.id)
    server.deliver(user, answer(await sent_by(databases, tenant, box), "Late"))
    with pytest.raises(TurnLost):
        await MailboxReader(databases, turn, access, settings=SETTINGS, stop=asyncio.Event()).read()
    assert len(await received(databases, tenant)) == 1


async def test_who_is_told_to_stop_leaves_the_rest_for_the_next_turn(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    server.deliver(user, answer(await sent_by(databases, tenant, box)))
    stop = asyncio.Event()
    stop.set()
    async with databases.worker(Tier.OLTP) as tx:
        mailboxes = await mailboxes_to_poll(tx)
    async with databases.worker(Tier.CONTENT) as tx:
        await plan_turns(tx, mailboxes)
        [turn] = await claim_turns(tx, 10)
    access = await imap_access(databases, tenant.tenant_id, box.id)
    with pytest.raises(Interrupted):
        await MailboxReader(databases, turn, access, settings=SETTINGS, stop=stop).read()
    assert await received(databases, tenant) == []
    await poll(databases)
    assert [kind for kind, _ in await received(databases, tenant)] == ["reply"]


async def test_the_sent_folder_is_evidence(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    uncertain = await sent_by(databases, tenant, box, state="uncertain")
    renamed = await sent_by(databases, tenant, box)
    other = await send_one(databases, tenant, state="uncertain")  # another mailbox's
    for message, head in (
        (uncertain, f"Message-ID: <{uncertain.rfc_message_id}>"),
        (
            renamed,
            f"Message-ID: <new@provider.example>\r\nX-Google-Original-Message-ID: <{renamed.rfc_message_id}>",
        ),
        (other, f"Message-ID: <{other.rfc_message_id}>"),
    ):
        server.deliver(user, f"{head}\r\nTo: {message.to_email}\r\n\r\nHello\r\n".encode(), "Sent")
    await poll(databases)
    found = await rows(
        databases,
        tenant,
        "SELECT message_id, state, provider_message_id FROM content.email_messages WHERE direction = 'outbound'",
    )
    assert set(found) == {
        (uncertain.message_id, "accepted", None),
        (renamed.message_id, "accepted", "new@provider.example"),
        (other.message_id, "uncertain", None),
    }
    [event] = await news(databases, tenant, "ledger.events")
    assert (event["kind"], event["source"], event["occurred"]) == (
        *("sent", "evidence"),
        uncertain.attempted.isoformat(),
    )
    # What is sent is no received mail, and the name that was learned finds the reply.
    assert await received(databases, tenant) == []
    mail = answer(renamed, sender="colleague@example.org").replace(
        renamed.rfc_message_id.encode(), b"new@provider.example"
    )
    server.deliver(user, mail)
    await poll(databases)
    assert await received(databases, tenant) == [("reply", renamed.message_id)]


async def test_a_mailbox_that_refuses_us_is_its_owners_and_stops_nobody(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    bad = await mailbox(databases, tenant, server, f"{user}-bad", password="wrong")
    good = await mailbox(databases, tenant, server, f"{user}-good")
    server.deliver(f"{user}-good", answer(await sent_by(databases, tenant, good)))
    assert await poll(databases) == 2
    [(failures, error, is_later)] = await rows(
        databases,
        tenant,
        "SELECT failures, last_error, next_poll > now() + interval '6 seconds' FROM content.imap_cursors"
        " WHERE mailbox_id = %s",
        bad.id,
    )
    assert (failures, is_later) == (1, True)
    assert "does not take the login" in error
    assert PASSWORD not in error


async def test_a_folder_that_is_not_there_stops_no_other(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user, folders=("Nirgends & Überall", "INBOX"))
    server.deliver(user, answer(await sent_by(databases, tenant, box)))
    assert await poll(databases) == 1
    found = await cursors(databases, tenant)
    assert found["Nirgends & Überall"][2] == 1
    assert "EXAMINE" in found["Nirgends & Überall"][3]
    assert found["INBOX"][1:3] == [1, 0]


async def test_what_is_too_big_is_read_in_part(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    sent = await sent_by(databases, tenant, box)
    server.deliver(user, answer(sent) + b"x" * 3_000_000)
    assert await poll(databases) == 2
    assert await received(databases, tenant) == [("reply", sent.message_id)]
    assert await rows(databases, tenant, "SELECT max(raw_size_bytes) FROM content.email_content") == [
        (1 << 20,)
    ]


async def test_broken_mail_stops_nothing(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    sent = await sent_by(databases, tenant, box)
    for mail in (b"\x00\xff\xfe", b"\r\n", b"From: \r\nSubject: =?utf-8?b?////?=\r\n\r\n", b"A" * 5000):
        server.deliver(user, mail)
    server.deliver(user, answer(sent))
    await poll(databases)
    assert ("reply", sent.message_id) in await received(databases, tenant)
    assert len(await received(databases, tenant)) == 5


async def test_each_tenants_mailbox_is_its_own(
    databases: Databases, tenant: Scope, other_tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    other = await mailbox(databases, other_tenant, server, f"{user}-other")
    theirs = await sent_by(databases, other_tenant, other)
    await sent_by(databases, tenant, box, to="somebody@else.example")
    server.deliver(user, answer(theirs))
    await poll(databases)
    assert await received(databases, other_tenant) == []
    assert await received(databases, tenant) == [("reply", None)]
    assert await news(databases, other_tenant, "message.answered") == []


async def test_run_reads_until_it_is_told_to_stop(
    databases: Databases, tenant: Scope, server: Dovecot, user: str
) -> None:
    box = await mailbox(databases, tenant, server, user)
    server.deliver(user, answer(await sent_by(databases, tenant, box)))
    stop = asyncio.Event()
    running = asyncio.create_task(ImapPoller(databases, SETTINGS).run(stop))
    async with asyncio.timeout(30):
        while not await received(databases, tenant):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(running, 30)
