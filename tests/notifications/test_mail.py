"""System mail: queued with its cause, sent once where all goes well, again where it does not, never lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from penguinmails.jobs import JobContext
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.settings import SettingsInvalid
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import (
    Letter,
    Mail,
    MailSettings,
    MailType,
    Written,
    forget_mail,
    mail_jobs,
    queue_mail,
    waiting_mail,
)
from penguinmails.notifications.mail import jobs as mail_jobs_module
from penguinmails.notifications.mail.errors import LetterUnknown
from penguinmails.notifications.mail.relay import Postponed, hand_over
from penguinmails.notifications.mail.sending import GIVE_UP, pause_after
from penguinmails.notifications.mail.settings import RelayAddress
from tests.jobs.factories import until, working
from tests.notifications.relay import DROP, GREETING, Relay, run_send_job


async def queued(databases: Databases, scope: Scope, key: str = "welcome:1", **payload: object) -> UUID:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        made = await queue_mail(
            tx,
            type_=MailType.WELCOME,
            recipient="ada@acme.example",
            payload=payload or {"name": "Ada"},
            idempotency_key=key,
        )
    assert made is not None
    return made


async def row(databases: Databases, scope: Scope, mail_id: UUID) -> dict[str, object]:
    async with databases.tenant(Tier.NOTIFICATIONS, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT status, retry_count, last_error, rfc_message_id, next_attempt > now()"
            " FROM notifications.transactional_emails WHERE id = %s",
            [mail_id],
        )
        found = await cursor.fetchone()
    assert found is not None
    return dict(zip(("status", "retries", "error", "message_id", "waits"), found, strict=True))


async def pending_jobs(databases: Databases) -> int:
    async with databases.worker(Tier.QUEUE) as tx:
        cursor = await tx.connection.execute(
            "SELECT count(*) FROM queue.jobs WHERE entrypoint = 'notifications.send_mail'"
        )
        found = await cursor.fetchone()
    assert found is not None
    return found[0]


async def shift(databases: Databases, columns: str, by: timedelta) -> None:
    """Let the time of these columns be further back."""
    sets = sql.SQL(", ").join(
        sql.SQL("{0} = {0} - {1}").format(sql.Identifier(name), sql.Literal(by)) for name in columns.split()
    )
    async with databases.worker(Tier.NOTIFICATIONS) as tx:
        await tx.connection.execute(sql.SQL("UPDATE notifications.transactional_emails SET {}").format(sets))


def use(monkeypatch: pytest.MonkeyPatch, relay: Relay, *, login: str = "") -> None:
    for name, value in relay.environment(login=login).items():
        monkeypatch.setenv(name, value)


async def test_a_mail_is_sent_by_a_worker(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Relay.running(asks_login=True) as relay:
        use(monkeypatch, relay, login="penguin:p%40ss@")
        mail_id = await queued(databases, tenant)
        async with working(databases, *mail_jobs([GREETING])):

            async def sent() -> bool:
                return (await row(databases, tenant, mail_id))["status"] == "sent"

            await until(sent)
        (message,) = relay.messages()
        assert relay.logins == [b"p@ss"]
        assert message["To"] == "ada@acme.example"
        assert message["From"] == "Acme <mail@penguin.example>"
        assert message["Subject"] == "Welcome, Ada"
        assert message["Message-ID"] == f"<{mail_id}@penguin.example>"
        await run_send_job(databases, tenant, mail_id)
        assert len(relay.taken) == 1


async def test_a_mail_goes_with_its_cause(databases: Databases, tenant: Scope) -> None:
    async def break_down() -> None:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await queue_mail(
                tx, type_=MailType.WELCOME, recipient="a@b.example", payload={}, idempotency_key="1"
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_down()
    assert await pending_jobs(databases) == 0
    await queued(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        again = await queue_mail(
            tx, type_=MailType.WELCOME, recipient="a@b.example", payload={}, idempotency_key="welcome:1"
        )
    assert again is None
    assert await pending_jobs(databases) == 1


async def test_without_a_relay_mail_waits_and_then_goes(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MailSettings().missing == (
        "PENGUINMAILS_RELAY_URL",
        "PENGUINMAILS_MAIL_FROM",
        "PENGUINMAILS_PUBLIC_URL",
    )
    mail_id = await queued(databases, tenant)
    await run_send_job(databases, tenant, mail_id)
    assert (await row(databases, tenant, mail_id))["status"] == "queued"
    assert (await waiting_mail(databases)).count == 1
    await _drop_jobs(databases)
    await _sweep(databases)
    assert await pending_jobs(databases) == 0
    async with Relay.running() as relay:
        use(monkeypatch, relay)
        await _sweep(databases)
        assert await pending_jobs(databases) == 0, "its own job may still come"
        await shift(databases, "next_attempt", timedelta(minutes=2))
        for _ in range(2):
            await _sweep(databases)
        assert await pending_jobs(databases) == 1
        await run_send_job(databases, tenant, mail_id)
        assert len(relay.taken) == 1
    assert (await waiting_mail(databases)).count == 0


@pytest.mark.parametrize(
    "answers",
    [
        ("550 5.1.1 No such user", "250 OK", "failed"),
        ("250 OK", "554 5.7.1 Spam", "failed"),
        ("450 4.2.1 Busy", "250 OK", "queued"),
        ("250 OK", "451 4.3.0 Later", "queued"),
        ("250 OK", DROP, "queued"),
    ],
)
async def test_what_the_relay_answers(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch, answers: tuple[str, str, str]
) -> None:
    to_rcpt, to_data, status = answers
    async with Relay.running() as relay:
        relay.to_rcpt, relay.to_data = to_rcpt, to_data
        use(monkeypatch, relay)
        mail_id = await queued(databases, tenant)
        await run_send_job(databases, tenant, mail_id)
        found = await row(databases, tenant, mail_id)
        assert found["status"] == status
        assert found["retries"] == (status == "queued")
        assert found["waits"] == (status == "queued")
        if DROP not in (to_rcpt, to_data):
            assert str(found["error"])[:3] in (to_rcpt[:3], to_data[:3])
        assert await pending_jobs(databases) == 1 + (status == "queued"), "the next try is queued"
        relay.to_rcpt = relay.to_data = "250 OK"
        await run_send_job(databases, tenant, mail_id)
        assert (await row(databases, tenant, mail_id))["status"] == status, "not before its time"
        await shift(databases, "next_attempt", timedelta(minutes=2))
        await run_send_job(databases, tenant, mail_id)
        assert (await row(databases, tenant, mail_id))["status"] == (
            "failed" if status == "failed" else "sent"
        )
        assert len({message["Message-ID"] for message in relay.messages()}) <= 1


async def test_a_relay_that_fails_is_reported_and_mail_is_given_up_after_three_days(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Relay.running(asks_login=True) as relay:
        use(monkeypatch, relay, login="penguin:wrong@")
        mail_id = await queued(databases, tenant)
        await run_send_job(databases, tenant, mail_id)
        assert (await row(databases, tenant, mail_id))["status"] == "queued"
    # And now nobody listens there.
    await shift(databases, "next_attempt", timedelta(hours=1))
    await run_send_job(databases, tenant, mail_id)
    assert (await row(databases, tenant, mail_id))["retries"] == 2
    await shift(databases, "next_attempt queued", GIVE_UP)
    await run_send_job(databases, tenant, mail_id)
    found = await row(databases, tenant, mail_id)
    assert found["status"] == "failed"
    assert str(found["error"]).startswith("Given up after three days.")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        cursor = await tx.connection.execute(
            "SELECT payload ->> 'event_type' FROM oltp.handoff_outbox ORDER BY created"
        )
        raised = [name for (name,) in await cursor.fetchall()]
    assert raised == ["mail_relay_failing"] * 3 + ["system_mail_failed"]


async def test_a_worker_that_died_is_followed_by_another_after_its_lease(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Relay.running() as relay:
        use(monkeypatch, relay)
        mail_id = await queued(databases, tenant)

        async def die(tx: Tx, mail: Mail) -> Written | None:
            del tx, mail
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await run_send_job(databases, tenant, mail_id, Letter(MailType.WELCOME, die))
        await run_send_job(databases, tenant, mail_id)
        await _drop_jobs(databases)
        await _sweep(databases)
        assert (await pending_jobs(databases), relay.taken) == (0, []), "the lease is held"
        await shift(databases, "lease_expires next_attempt", timedelta(minutes=3))
        await _sweep(databases)
        assert await pending_jobs(databases) == 1
        await asyncio.gather(*(run_send_job(databases, tenant, mail_id) for _ in range(4)))
        assert len(relay.taken) == 1
    assert (await row(databases, tenant, mail_id))["status"] == "sent"


async def test_a_late_answer_does_not_overwrite_a_newer_attempt(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Relay.running() as relay:
        use(monkeypatch, relay)
        mail_id = await queued(databases, tenant)

        async def slow(tx: Tx, mail: Mail) -> Written | None:
            await shift(databases, "lease_expires", timedelta(minutes=3))
            await run_send_job(databases, tenant, mail_id)
            raise ValueError("too late")

        with pytest.raises(ValueError, match="too late"):
            await run_send_job(databases, tenant, mail_id, Letter(MailType.WELCOME, slow))
    assert (await row(databases, tenant, mail_id))["status"] == "sent"


async def test_what_cannot_be_written(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Relay.running() as relay:
        use(monkeypatch, relay)
        passed = await queued(databases, tenant, "1", unnamed=True)
        evil = await queued(databases, tenant, "2", name="Ada\r\nBcc: evil@example.com")
        fine = await queued(databases, tenant, "3")
        await run_send_job(databases, tenant, passed)
        await run_send_job(databases, tenant, evil)
        with pytest.raises(LetterUnknown):
            await run_send_job(databases, tenant, fine, replace(GREETING, type=MailType.RESET))
        assert relay.taken == []
    assert (await row(databases, tenant, passed))["error"] == "The occasion has passed; it was not sent."
    assert "control character" in str((await row(databases, tenant, evil))["error"])
    assert (await row(databases, tenant, fine))["status"] == "queued"


async def test_whose_mail_it_is(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    mine, theirs = uuid4(), uuid4()
    client = Scope(tenant.tenant_id, frozenset({mine}))
    async with databases.tenant(Tier.OLTP, client) as tx:
        made = await queue_mail(
            tx,
            type_=MailType.CONFIRMATION,
            recipient="lead@shop.example",
            payload={},
            idempotency_key="1",
            company_id=mine,
        )
    assert made is not None
    with pytest.raises(Exception, match="row-level security"):
        async with databases.tenant(Tier.OLTP, client) as tx:
            await queue_mail(
                tx,
                type_=MailType.CONFIRMATION,
                recipient="lead@shop.example",
                payload={},
                idempotency_key="2",
                company_id=theirs,
            )
    async with databases.tenant(Tier.NOTIFICATIONS, other_tenant) as tx:
        assert await forget_mail(tx, "lead@shop.example") == 0
    async with databases.tenant(Tier.NOTIFICATIONS, tenant) as tx:
        assert await forget_mail(tx, "lead@shop.example") == 1


async def test_old_mail_is_forgotten(databases: Databases, tenant: Scope) -> None:
    waits, old = await queued(databases, tenant, "1"), await queued(databases, tenant, "2")
    async with databases.worker(Tier.NOTIFICATIONS) as tx:
        await tx.connection.execute(
            "UPDATE notifications.transactional_emails SET status = 'sent', sent = now() WHERE id = %s", [old]
        )
    await shift(databases, "created", timedelta(days=91))
    job = mail_jobs_module.forget_old
    await job.handler(JobContext(databases, PLATFORM_TENANT, 1, job.name, 1, last_attempt=False), {})
    async with databases.tenant(Tier.NOTIFICATIONS, tenant) as tx:
        cursor = await tx.connection.execute("SELECT id FROM notifications.transactional_emails")
        assert await cursor.fetchall() == [(waits,)]


def test_pauses_grow() -> None:
    assert [pause_after(n) // timedelta(minutes=1) for n in (0, 1, 2, 7, 8, 99)] == [1, 2, 4, 128, 240, 240]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RELAY_URL", "relay.example:25"),
        ("RELAY_URL", "http://relay.example"),
        ("RELAY_URL", "smtp://:25"),
        ("RELAY_URL", "smtp://relay.example:port"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "A\r\nBcc: x@y.example <a@b.example>"),
        ("PUBLIC_URL", "mail.example.com"),
        ("PUBLIC_URL", "https://mail.example.com/?x=1"),
    ],
)
def test_settings_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"PENGUINMAILS_{name}", value)
    with pytest.raises(SettingsInvalid, match=name) as caught:
        MailSettings.load()
    assert "p@ss" not in str(caught.value)


def test_a_relay_elsewhere_needs_tls_and_its_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENGUINMAILS_RELAY_URL", "smtps://u:s3cret@relay.example")
    settings = MailSettings.load()
    assert (settings.relay.port, settings.relay.tls_at_once, settings.relay.is_here) == (465, True, False)
    assert "s3cret" not in f"{settings!r} {settings.relay!r}"


async def _sweep(databases: Databases) -> None:
    job = mail_jobs_module.send_waiting
    await job.handler(JobContext(databases, PLATFORM_TENANT, 1, job.name, 1, last_attempt=False), {})


async def _drop_jobs(databases: Databases) -> None:
    async with databases.worker(Tier.QUEUE) as tx:
        await tx.connection.execute("DELETE FROM queue.jobs")


class Elsewhere(RelayAddress):
    """A relay here that is treated like one on another machine."""

    @property
    def is_here(self) -> bool:
        return False


@pytest.mark.parametrize("asks_login", [False, True])
async def test_a_relay_elsewhere_gets_nothing_without_tls_and_a_good_certificate(*, asks_login: bool) -> None:
    async with Relay.running(asks_login=asks_login) as relay:
        address = Elsewhere("127.0.0.1", relay.port, tls_at_once=False, username="penguin", password="p@ss")
        answer = await hand_over(
            address, "mail@penguin.example", "ada@acme.example", b"Subject: Hi\r\n\r\nHi\r\n"
        )
        assert isinstance(answer, Postponed)
        assert answer.relay_fails
        assert (relay.taken, relay.logins) == ([], [])
