"""Mail that comes by SMTP is ours or refused, and answered with 250 when it is safe."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiosmtplib
import pytest

from penguinmails.delivery.inbound.listening.listener import InboundListener
from penguinmails.delivery.inbound.settings import InboundSettings
from penguinmails.delivery.outbound.composing.verp import Verp, verp_key
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Home, Role
from tests.delivery.inbound.factories import Sent, news, rows, send_one, signed_in
from tests.delivery.inbound.mails import answer, bounce
from tests.servers import Clone

ROOT = Path(__file__).parents[3]
SETTINGS = InboundSettings(inbound_listen="127.0.0.1:0", inbound_max_bytes=200_000, inbound_recipients=3)


@pytest.fixture(autouse=True)
def _servers_may_be_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENGUINMAILS_MAIL_NETWORKS", "127.0.0.0/8")


@asynccontextmanager
async def listening(
    databases: Databases, settings: InboundSettings = SETTINGS
) -> AsyncGenerator[aiosmtplib.SMTP]:
    """A client of a listener that runs."""
    listener = InboundListener(databases, settings)
    await listener.start()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, start_tls=False)
    await client.connect()
    try:
        yield client
    finally:
        client.close()
        await listener.close()


@contextmanager
def dying_listener(clone: Clone, step: str) -> Generator[subprocess.Popen[str]]:
    """A listener that is killed at a step of its next mail; its first line is its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.inbound.killed_listener", step],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])},
        text=True,
    ) as process:
        assert process.stdin
        json.dump({home: {role: clone.address(home, role) for role in Role} for home in Home}, process.stdin)
        process.stdin.close()
        try:
            yield process
        finally:
            process.kill()


async def with_token(databases: Databases, scope: Scope) -> tuple[Sent, str]:
    """A message that went out from a bounce address, and that address."""
    verp = Verp(await verp_key(databases))
    plain = await send_one(databases, scope)
    token = verp.token(plain.message_id)
    await rows(
        databases,
        scope,
        "UPDATE content.email_messages SET verp_token = %s WHERE message_id = %s RETURNING 1",
        token,
        plain.message_id,
    )
    return plain, f"bounce+{token}@bounces.ours.example"


async def stored(databases: Databases, scope: Scope) -> list[tuple[object, ...]]:
    return await rows(
        databases,
        scope,
        "SELECT kind, to_email, envelope_from, parent_message_id FROM content.email_messages"
        " WHERE direction = 'inbound' ORDER BY message_id",
    )


async def test_a_bounce_reaches_its_message(databases: Databases, tenant: Scope) -> None:
    sent, address = await with_token(databases, tenant)
    async with listening(databases) as client:
        # Some servers write addresses in capitals.
        await client.sendmail("", address.upper(), bounce(sent.to_email))
    assert await stored(databases, tenant) == [("bounce", address, "", sent.message_id)]
    [told] = await news(databases, tenant, "message.answered")
    assert (told["kind"], told["bounce_type"], told["message_id"]) == ("bounce", "hard", str(sent.message_id))


async def test_a_reply_reaches_its_mailbox(databases: Databases, tenant: Scope) -> None:
    mailbox = await signed_in(databases, tenant, "ann@acme.example")
    async with listening(databases) as client:
        await client.sendmail(
            "lead@example.org", "Ann@acme.example", answer(await send_one(databases, tenant))
        )
    assert await rows(
        databases,
        tenant,
        "SELECT kind, mailbox_id, company_id FROM content.email_messages WHERE direction = 'inbound'",
    ) == [("reply", mailbox.id, mailbox.company_id)]


async def test_what_is_not_ours_is_refused(databases: Databases, tenant: Scope) -> None:
    sent, address = await with_token(databases, tenant)
    forged = address.replace(address[7:9], "aa" if address[7:9] != "aa" else "bb", 1)
    del sent
    async with listening(databases) as client:
        await client.ehlo()
        await client.mail("")
        for recipient in ("nobody@ours.example", forged, "bounce+@x.example", "x" * 300 + "@y.example"):
            with pytest.raises(aiosmtplib.SMTPRecipientRefused) as refused:
                await client.rcpt(recipient)
            assert refused.value.code in {501, 550}
    assert await stored(databases, tenant) == []


async def test_a_token_says_whose_it_is_whatever_the_mail_says(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    ours, address = await with_token(databases, tenant)
    theirs, _ = await with_token(databases, other_tenant)
    async with listening(databases) as client:
        await client.sendmail("", address, bounce(theirs.to_email, original=theirs.rfc_message_id))
    assert await stored(databases, other_tenant) == []
    assert await news(databases, other_tenant, "message.answered") == []
    assert [row[3] for row in await stored(databases, tenant)] == [ours.message_id]


async def test_one_mail_for_two_tenants_is_one_each(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    _, one = await with_token(databases, tenant)
    _, two = await with_token(databases, other_tenant)
    async with listening(databases) as client:
        await client.sendmail("", [one, two], bounce("lead@example.org"))
    assert [row[1] for row in await stored(databases, tenant)] == [one]
    assert [row[1] for row in await stored(databases, other_tenant)] == [two]


async def test_too_much_is_refused(databases: Databases, tenant: Scope) -> None:
    _, address = await with_token(databases, tenant)
    async with listening(databases) as client:
        with pytest.raises(aiosmtplib.SMTPException) as refused:
            await client.sendmail("", address, b"Subject: x\r\n\r\n" + b"x" * 300_000 + b"\r\n")
        assert "552" in str(refused.value) or refused.value.args[0] == 552
    assert await stored(databases, tenant) == []


async def test_eight_bits_and_addresses_of_any_script_are_taken(databases: Databases, tenant: Scope) -> None:
    _, address = await with_token(databases, tenant)
    async with listening(databases) as client:
        await client.ehlo()
        await client.sendmail(
            "jürgen@exämple.org",
            address,
            "Subject: Grüße\r\n\r\nö\r\n".encode(),
            mail_options=["SMTPUTF8", "BODY=8BITMIME"],
        )
    assert [row[2] for row in await stored(databases, tenant)] == ["jürgen@exämple.org"]


async def test_without_its_database_it_asks_to_come_again(
    databases: Databases, tenant: Scope, clone: Clone
) -> None:
    _, address = await with_token(databases, tenant)

    def nowhere(home: Home, role: Role) -> str:
        return clone.address(home, role) if role is Role.WORKER else "host=127.0.0.1 port=1 connect_timeout=1"

    async with Databases(nowhere, patience=0.2) as half, listening(half) as client:
        with pytest.raises(aiosmtplib.SMTPDataError) as refused:
            await client.sendmail("", address, bounce("lead@example.org"))
        assert refused.value.code == 451
    assert await stored(databases, tenant) == []


@pytest.mark.parametrize("step", ["before_commit", "after_commit"])
async def test_killed_around_its_commit_it_keeps_each_mail_once(
    databases: Databases, tenant: Scope, clone: Clone, step: str
) -> None:
    sent, address = await with_token(databases, tenant)
    mail = bounce(sent.to_email)
    with dying_listener(clone, step) as process:
        assert process.stdout
        port = int(await asyncio.to_thread(process.stdout.readline))
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        await client.connect()
        with pytest.raises(aiosmtplib.SMTPException):
            await client.sendmail("", address, mail)
        client.close()
        assert await asyncio.to_thread(process.wait) == -signal.SIGKILL
    before = len(await stored(databases, tenant))
    assert before == (step == "after_commit")
    async with listening(databases) as client:
        await client.sendmail("", address, mail)
    assert len(await stored(databases, tenant)) == 1
    assert len(await news(databases, tenant, "message.answered")) == 1


async def test_run_ends_when_it_is_told_to(databases: Databases) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(InboundListener(databases, SETTINGS).run(stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 30)
