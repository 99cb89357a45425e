"""The first sign-in, over real connections, and whose an address is from then on."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from penguinmails.infrastructure import (
    Checked,
    Connection,
    Credentials,
    ImapSettings,
    Mailbox,
    Mechanism,
    OAuth,
    Provider,
    Security,
    SmtpSettings,
    add_connected_mailbox,
    connect_mailbox,
    delete_mailbox,
    find_mailbox,
    find_receiving_mailbox,
    imap_access,
    list_mailboxes,
    mailbox_access,
    mailboxes_to_poll,
    put_from_address,
    release_addresses,
)
from penguinmails.infrastructure.connecting.service import release_orphans
from penguinmails.infrastructure.mailboxes.errors import MailboxBroken, MailboxElsewhere, MailboxUnready
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.infrastructure.factories import (
    OPERATOR,
    company_of,
    domain_of,
    draft,
    lanes_sent,
    mailbox_of,
    sandbox_of,
)
from tests.infrastructure.servers import (
    Incoming,
    Outgoing,
    Tokens,
    certificate,
    imap,
    silent,
    smtp,
    tokens,
)

ADDRESS = "ann@acme.example"


def going_out(port: int, security: Security = Security.NONE, **changes: Any) -> SmtpSettings:
    return replace(SmtpSettings("localhost", port, security, user=ADDRESS), **changes)


def coming_in(port: int, security: Security = Security.NONE, **changes: Any) -> ImapSettings:
    server = ImapSettings("localhost", port, security, user=ADDRESS, folders=("INBOX", "Junk"))
    return replace(server, **changes)


async def receiver(databases: Databases, address: str) -> Any:
    async with databases.worker(Tier.OLTP) as tx:
        return await find_receiving_mailbox(tx, address)


async def test_a_mailbox_that_lets_us_in_sends_and_receives(
    databases: Databases, tenant: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure, trusted = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    outgoing, incoming = Outgoing(), Incoming()
    async with smtp(outgoing, starttls=secure) as sending, imap(incoming, tls=secure) as receiving:
        mailbox = await mailbox_of(
            databases,
            tenant,
            smtp=going_out(sending, Security.STARTTLS),
            imap=coming_in(receiving, Security.TLS),
        )
        connection = await connect_mailbox(databases, tenant, mailbox.id, actor=OPERATOR)
    assert connection.checked == Checked()
    assert (connection.mailbox.status, connection.mailbox.version) == ("active", mailbox.version + 1)
    assert connection.mailbox.last_verified is not None
    assert (outgoing.logins, outgoing.senders) == (["PLAIN"], [ADDRESS])
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert "paused" not in (await lanes_sent(tx))[-1]
    assert await receiver(databases, "Ann+news@ACME.example") == (
        tenant.tenant_id,
        mailbox.company_id,
        mailbox.id,
    )
    async with databases.worker(Tier.OLTP) as tx:
        (polled,) = await mailboxes_to_poll(tx)
    assert (polled.tenant_id, polled.mailbox_id) == (tenant.tenant_id, mailbox.id)


async def test_what_fails_says_what_to_do_and_changes_nothing(databases: Databases, tenant: Scope) -> None:
    refusal = (
        "535-5.7.8 Username and Password not accepted. For more information, go to\r\n"
        "535 5.7.8  https://support.google.com/mail/?p=BadCredentials a1-20 - gsmtp"
    )
    async with (
        smtp(Outgoing(password="other", refusal=refusal)) as sending,
        imap(Incoming(folders=("INBOX",))) as receiving,
    ):
        mailbox = await mailbox_of(databases, tenant, smtp=going_out(sending), imap=coming_in(receiving))
        connection = await connect_mailbox(databases, tenant, mailbox.id, actor=OPERATOR)
    first, second = connection.checked.troubles
    assert (first.side, first.code) == ("smtp", "app_password_needed")
    assert "myaccount.google.com/apppasswords" in first.fix
    assert (second.side, second.code) == ("imap", "folder_missing")
    assert "Junk" in second.words
    assert connection.mailbox.status == "pending"
    assert await receiver(databases, ADDRESS) is None


async def test_an_address_is_one_tenants(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    mine = await sandbox_of(databases, tenant)
    theirs = await sandbox_of(databases, other_tenant)
    await connect_mailbox(databases, tenant, mine.id, actor=OPERATOR)
    with pytest.raises(MailboxElsewhere):
        await connect_mailbox(databases, other_tenant, theirs.id, actor=OPERATOR)
    company = await company_of(databases, other_tenant)
    sandboxed = {"provider": Provider.SANDBOX, "imap": None, "credentials": Credentials()}
    wanted = draft(company, "Ann@acme.example", smtp=going_out(25, user=None), **sandboxed)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        await delete_mailbox(tx, theirs.id, actor=OPERATOR)
    with pytest.raises(MailboxElsewhere):
        await add_connected_mailbox(databases, other_tenant, wanted, actor=OPERATOR)
    assert (await receiver(databases, ADDRESS)).tenant_id == tenant.tenant_id
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_mailbox(tx, mine.id, actor=OPERATOR)
    assert await receiver(databases, ADDRESS) is None
    await release_addresses(databases, tenant.tenant_id, mine.id)
    added = await add_connected_mailbox(databases, other_tenant, wanted, actor=OPERATOR)
    assert isinstance(added, Mailbox)
    assert (await receiver(databases, ADDRESS)).tenant_id == other_tenant.tenant_id


async def test_of_two_tenants_at_once_one_gets_the_address(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    mailboxes = [(scope, (await sandbox_of(databases, scope)).id) for scope in (tenant, other_tenant)]
    ended = await asyncio.gather(
        *(connect_mailbox(databases, scope, mailbox_id, actor=OPERATOR) for scope, mailbox_id in mailboxes),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in ended) == ["Connection", "MailboxElsewhere"]
    winner = [
        scope for (scope, _), each in zip(mailboxes, ended, strict=True) if isinstance(each, Connection)
    ]
    assert (await receiver(databases, ADDRESS)).tenant_id == winner[0].tenant_id


async def test_addresses_without_a_mailbox_are_let_go(databases: Databases, tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)
    await connect_mailbox(databases, tenant, mailbox.id, actor=OPERATOR)
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute(
            "UPDATE oltp.connected_mailboxes SET connected = now() - interval '2 hours'"
        )
    assert await release_orphans(databases) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_mailbox(tx, mailbox.id, actor=OPERATOR)
    assert await release_orphans(databases) == 1


async def test_a_relay_receives_for_the_addresses_it_writes_as(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    relay = await sandbox_of(databases, tenant, "relay@acme.example")
    await domain_of(databases, tenant, "news.example", return_path_host="bounce.news.example")
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.verified_domains (domain, tenant_id, domain_id)"
            " VALUES ('globex.example', %s, uuidv7())",
            [other_tenant.tenant_id],
        )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for address in ("hello@news.example", "ceo@globex.example"):
            await put_from_address(
                tx, relay.id, address, is_default=address.startswith("hello"), actor=OPERATOR
            )
    await connect_mailbox(databases, tenant, relay.id, actor=OPERATOR)
    assert (await receiver(databases, "hello@news.example")).mailbox_id == relay.id
    assert await receiver(databases, "ceo@globex.example") is None  # another tenant has proven that domain
    access = await mailbox_access(databases, tenant.tenant_id, relay.id)
    assert access.from_addresses[0] == "hello@news.example"
    assert access.return_path_host == "bounce.news.example"


def by_oauth(url: str, **changes: Any) -> dict[str, Any]:
    oauth = OAuth(url, "client", "refresh 1", client_secret="hidden")
    return {
        "smtp": going_out(1, auth=Mechanism.XOAUTH2),
        "imap": coming_in(1, auth=Mechanism.XOAUTH2),
        "credentials": Credentials(oauth=oauth),
    } | changes


async def test_a_token_is_fetched_kept_and_fetched_again_before_it_expires(
    databases: Databases, tenant: Scope
) -> None:
    answers = iter([("access 1", 3600), ("access 2", 200), ("access 3", 3600)])

    def answer(form: Mapping[str, str]) -> tuple[int, object]:
        token, life = next(answers)
        return 200, {
            "access_token": token,
            "expires_in": life,
            "refresh_token": f"after {form['refresh_token']}",
        }

    async with tokens(endpoint := Tokens(answer)) as url:
        mailbox = await mailbox_of(databases, tenant, **by_oauth(url))
        for _ in range(2):
            access = await mailbox_access(databases, tenant.tenant_id, mailbox.id)
            assert access.login is not None
            assert (access.login.token, access.login.mechanism) == ("access 1", "xoauth2")
        assert len(endpoint.asked) == 1
        assert endpoint.asked[0] == {
            "grant_type": "refresh_token",
            "refresh_token": "refresh 1",
            "client_id": "client",
            "client_secret": "hidden",
        }
        # Four minutes before its end it is not good for a new connection any more.
        later = clock.now() + timedelta(minutes=56)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", lambda: later)
            incoming = await imap_access(databases, tenant.tenant_id, mailbox.id)
        assert incoming.login.token == "access 2"
        assert endpoint.asked[1]["refresh_token"] == "after refresh 1"
    assert "access 2" not in repr(incoming)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await find_mailbox(tx, mailbox.id)).version == mailbox.version  # the lane needs not know


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ((400, {"error": "invalid_grant", "error_description": "Revoked"}), MailboxBroken, "revoked"),
        ((401, {"error": "invalid_client"}), MailboxBroken, "client's id or secret"),
        ((200, b"<html>"), MailboxBroken, "without a token"),
        ((503, b""), MailboxUnready, "503"),
        ((429, b""), MailboxUnready, "429"),
    ],
)
async def test_a_token_that_is_not_given_is_explained(
    databases: Databases, tenant: Scope, answer: tuple[int, object], error: type[Exception], words: str
) -> None:
    async with tokens(Tokens(lambda _: answer)) as url:
        mailbox = await mailbox_of(databases, tenant, **by_oauth(url))
        with pytest.raises(error, match=words):
            await mailbox_access(databases, tenant.tenant_id, mailbox.id)
        connection = await connect_mailbox(databases, tenant, mailbox.id, actor=OPERATOR)
    assert [trouble.code[:6] for trouble in connection.checked.troubles] == ["token_"]


async def test_who_refreshes_second_uses_what_the_first_one_kept(databases: Databases, tenant: Scope) -> None:
    spent: set[str] = set()

    def once(form: Mapping[str, str]) -> tuple[int, object]:
        if form["refresh_token"] in spent:
            return 400, {"error": "invalid_grant"}
        spent.add(form["refresh_token"])
        return 200, {"access_token": "access", "refresh_token": "refresh 2", "expires_in": 3600}

    async with tokens(Tokens(once)) as url:
        mailbox = await mailbox_of(databases, tenant, **by_oauth(url))
        from penguinmails.infrastructure.access.service import open_mailbox, usable  # noqa: PLC0415

        async with databases.tenant(Tier.OLTP, tenant) as tx:
            before = await open_mailbox(tx, mailbox.id)
        assert before.smtp is not None
        for _ in range(2):
            found = await usable(databases, tenant, before, before.smtp)
            assert found.oauth is not None
            assert found.oauth.access_token == "access"


async def test_signing_in_by_token_and_by_login(databases: Databases, tenant: Scope) -> None:
    outgoing, incoming = Outgoing(password="access"), Incoming(password="access")
    async with (
        smtp(outgoing) as sending,
        imap(incoming) as receiving,
        tokens(Tokens(lambda _: (200, {"access_token": "access"}))) as url,
    ):
        servers = {
            "smtp": going_out(sending, auth=Mechanism.XOAUTH2),
            "imap": coming_in(receiving, auth=Mechanism.XOAUTH2),
        }
        added = await add_connected_mailbox(
            databases,
            tenant,
            draft(await company_of(databases, tenant), **by_oauth(url, **servers)),
            actor=OPERATOR,
        )
        assert isinstance(added, Mailbox)
        refused = await add_connected_mailbox(
            databases,
            tenant,
            draft(
                added.company_id,
                "bob@acme.example",
                smtp=going_out(sending, auth=Mechanism.LOGIN),
                imap=coming_in(receiving),
            ),
            actor=OPERATOR,
        )
    assert outgoing.logins == ["XOAUTH2", "LOGIN"]
    assert isinstance(refused, Checked)
    assert [trouble.code for trouble in refused.troubles] == ["password_wrong", "password_wrong"]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert [each.email for each in await list_mailboxes(tx)] == [ADDRESS]


async def test_connections_that_fail_are_explained(
    databases: Databases, tenant: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, trusted = certificate(tmp_path, "mail.other.example")
    unknown, _ = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("PENGUINMAILS_MAIL_TIMEOUT", "0.3")
    company = await company_of(databases, tenant)

    async def trouble(smtp: SmtpSettings, imap: ImapSettings | None = None) -> list[str]:
        found = await add_connected_mailbox(
            databases, tenant, draft(company, smtp=smtp, imap=imap), actor=OPERATOR
        )
        assert isinstance(found, Checked)
        return [each.code for each in found.troubles]

    async with (
        smtp(Outgoing(), tls=other) as named_otherwise,
        smtp(Outgoing(), tls=unknown) as untrusted,
        smtp(Outgoing()) as clear,
        imap(Incoming()) as clear_imap,
        imap(Incoming(), tls=other) as imap_named_otherwise,
        silent() as mute,
    ):
        tls, starttls, none = Security.TLS, Security.STARTTLS, Security.NONE
        for server, expected in [
            (going_out(named_otherwise, tls), "certificate_name"),
            (going_out(untrusted, tls), "certificate_untrusted"),
            (going_out(clear, tls), "starttls_expected"),
            (going_out(clear, starttls), "starttls_missing"),
            (going_out(mute, none), "server_silent"),
            (going_out(1, none), "connection_refused"),
            (going_out(clear, none, host="no.such.host.invalid"), "host_unknown"),
        ]:
            assert await trouble(server) == [expected], server
        good = going_out(clear)
        for server, expected in [
            (coming_in(imap_named_otherwise, tls), "certificate_name"),
            (coming_in(clear_imap, tls), "starttls_expected"),
            (coming_in(mute, none), "server_silent"),
            (coming_in(1, none), "connection_refused"),
            (coming_in(clear_imap, user=None), "user_missing"),
        ]:
            assert await trouble(good, server) == [expected], server
