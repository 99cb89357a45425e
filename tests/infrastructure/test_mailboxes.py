"""Mailboxes: added, changed, deleted, opened; and what the lane is told of each."""

from datetime import date
from typing import Any

import pytest

from penguinmails.infrastructure import (
    Changes,
    Credentials,
    ImapSettings,
    Limits,
    Mechanism,
    Provider,
    Ramp,
    Security,
    SmtpSettings,
    add_mailbox,
    change_mailbox,
    delete_mailbox,
    find_mailbox,
    imap_access,
    list_mailboxes,
    mailbox_access,
    sendable_mailboxes,
)
from penguinmails.infrastructure.errors import HostPrivate
from penguinmails.infrastructure.mailboxes.errors import (
    MailboxBroken,
    MailboxInvalid,
    MailboxTaken,
    MailboxUnknown,
)
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.errors import CompanyUnknown
from tests.infrastructure.factories import (
    OPERATOR,
    company_of,
    domain_of,
    draft,
    lanes_sent,
    mailbox_of,
    sandbox_of,
)


async def test_a_mailbox_is_added_sealed_and_stopped_until_somebody_signs_in(
    databases: Databases, tenant: Scope
) -> None:
    mailbox = await mailbox_of(databases, tenant, "Ann@Acme.Example")
    assert (mailbox.email, mailbox.status, mailbox.version) == ("ann@acme.example", "pending", 1)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        cursor = await tx.connection.execute(
            "SELECT credentials_sealed, smtp_settings::text, imap_settings::text FROM oltp.email_accounts"
        )
        row = await cursor.fetchone()
        assert row is not None
        assert b"correct horse" not in row[0]
        assert "correct horse" not in row[1] + row[2]
        (lane,) = await lanes_sent(tx)
    assert (lane["pause_reason"], lane["daily_cap"], lane["sending_domain"]) == (
        "authentication",
        50,
        "acme.example",
    )
    access = await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    assert access.login is not None
    assert (access.login.user, access.login.password) == ("Ann@Acme.Example", "correct horse")
    assert "correct horse" not in repr(access)
    incoming = await imap_access(databases, tenant.tenant_id, mailbox.id)
    assert (incoming.login.password, incoming.folders) == ("correct horse", ("INBOX", "Junk"))


async def test_a_mailbox_of_the_sandbox_sends_at_once(databases: Databases, tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)
    assert mailbox.status == "active"
    access = await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    assert (access.login, access.endpoint.host, access.endpoint.port) == (None, "127.0.0.1", 2525)
    with pytest.raises(MailboxBroken, match="incoming"):
        await imap_access(databases, tenant.tenant_id, mailbox.id)


async def test_the_hosts_of_the_domain_come_along(databases: Databases, tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)
    await domain_of(
        databases, tenant, tracking_host="track.acme.example", return_path_host="bounce.acme.example"
    )
    access = await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    assert access.tracking_base == "https://track.acme.example"
    assert access.return_path_host == "bounce.acme.example"
    assert access.version == mailbox.version + 1  # the sender learns that something changed
    assert access.hosts_for("x@elsewhere.example").tracking_host is None


async def test_a_change_is_told_to_the_lane_under_a_higher_version(
    databases: Databases, tenant: Scope
) -> None:
    mailbox = await sandbox_of(databases, tenant)
    limits = Limits(daily_limit=80, min_gap_seconds=5, rolling_limit=30, rolling_window_seconds=60)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        changed = await change_mailbox(
            tx, mailbox.id, Changes(limits=limits, display_name="Ann"), actor=OPERATOR
        )
        first, second = await lanes_sent(tx)
    assert (changed.daily_limit, changed.display_name) == (80, "Ann")
    assert (second["daily_cap"], second["min_gap_seconds"], second["rolling_limit"]) == (80, 5, 30)
    assert second["version"] > first["version"]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        again = await change_mailbox(tx, mailbox.id, Changes(display_name=""), actor=OPERATOR)
    assert (again.display_name, again.daily_limit) == (None, 80)


async def test_new_credentials_replace_the_old_ones(databases: Databases, tenant: Scope) -> None:
    mailbox = await mailbox_of(databases, tenant)
    changes = Changes(credentials=Credentials(password="battery", imap_password="staple"))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change_mailbox(tx, mailbox.id, changes, actor=OPERATOR)
    access = await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    incoming = await imap_access(databases, tenant.tenant_id, mailbox.id)
    assert access.login is not None
    assert (access.login.password, incoming.login.password) == ("battery", "staple")


async def test_a_deleted_mailbox_is_gone_with_its_credentials(databases: Databases, tenant: Scope) -> None:
    mailbox = await mailbox_of(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_mailbox(tx, mailbox.id, actor=OPERATOR)
        assert await list_mailboxes(tx) == []
        assert (await lanes_sent(tx))[-1]["deleted"] is not None
        cursor = await tx.connection.execute("SELECT credentials_sealed FROM oltp.email_accounts")
        assert await cursor.fetchone() == (None,)
    with pytest.raises(MailboxUnknown):
        await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    assert (await mailbox_of(databases, tenant)).id != mailbox.id  # the address is free


async def test_another_tenant_sees_nothing(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    mailbox = await mailbox_of(databases, tenant)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_mailboxes(tx) == []
        with pytest.raises(MailboxUnknown):
            await find_mailbox(tx, mailbox.id)
        with pytest.raises(MailboxUnknown):
            await change_mailbox(tx, mailbox.id, Changes(display_name="x"), actor=OPERATOR)
        assert await sendable_mailboxes(tx, [mailbox.id]) == []
    with pytest.raises(MailboxUnknown):
        await mailbox_access(databases, other_tenant.tenant_id, mailbox.id)


async def test_an_address_once_a_tenant(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    await mailbox_of(databases, tenant)
    with pytest.raises(MailboxTaken):
        await mailbox_of(databases, tenant)
    await mailbox_of(databases, other_tenant)


INSIDE = SmtpSettings("127.0.0.1", 25, Security.NONE)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"timezone": "Europe/Atlantis"}, "time zone"),
        ({"limits": Limits(daily_limit=-1)}, "below 0"),
        ({"limits": Limits(rolling_limit=5)}, "rolling"),
        ({"limits": Limits(max_per_second=0)}, "at least 1"),
        ({"smtp": SmtpSettings("127.0.0.1", 99999, Security.NONE)}, "no port"),
        ({"smtp": SmtpSettings("127.0.0.1", user="ann", auth=Mechanism.XOAUTH2)}, "refresh token"),
        ({"credentials": Credentials()}, "no password"),
        ({"provider": Provider.SANDBOX}, "without a login"),
        ({"imap": ImapSettings("h", folders=tuple("abcdefghijklmnopqrstu"), user="a")}, "20 folders"),
    ],
)
async def test_what_cannot_work_is_refused_with_a_reason(
    databases: Databases, tenant: Scope, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(MailboxInvalid, match=complaint):
        await mailbox_of(databases, tenant, **changes)


async def test_without_leave_of_the_installation_nothing_inside_is_reached(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = await sandbox_of(databases, tenant)
    monkeypatch.delenv("PENGUINMAILS_MAIL_NETWORKS")
    with pytest.raises(MailboxBroken, match="private network"):
        await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    for host in ("127.0.0.1", "127.1", "localhost", "10.0.0.7", "::1", "[::ffff:10.0.0.1]", "2130706433"):
        with pytest.raises(HostPrivate):
            await sandbox_of(databases, tenant, f"{abs(hash(host))}@acme.example", smtp=SmtpSettings(host))


async def test_passwords_do_not_cross_the_internet_in_clear(
    databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = SmtpSettings("93.184.216.34", 25, Security.NONE, user="ann")
    mailbox = await mailbox_of(databases, tenant, smtp=outside)
    with pytest.raises(MailboxBroken, match="encrypted"):
        await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    unverified = SmtpSettings("93.184.216.34", 587, Security.STARTTLS, user="ann", verify=False)
    monkeypatch.delenv("PENGUINMAILS_MAIL_NETWORKS")
    for number, server in enumerate((outside, unverified)):
        with pytest.raises(MailboxInvalid, match="encrypted"):
            await mailbox_of(databases, tenant, f"{number}@acme.example", smtp=server, imap=None)


async def test_what_a_campaign_may_send_by_says_why_the_rest_does_not(
    databases: Databases, tenant: Scope
) -> None:
    ready = await sandbox_of(databases, tenant, "ready@acme.example", display_name="Ann")
    ramp = Ramp(date(2026, 11, 1), 5, 2)
    ramping = await sandbox_of(databases, tenant, "new@acme.example", limits=Limits(50, 0, ramp=ramp))
    waiting = await mailbox_of(databases, tenant, "waiting@acme.example")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        chosen = await sendable_mailboxes(
            tx, [ready.id, ramping.id, waiting.id], weights={ready.id: 3}, day=date(2026, 11, 4)
        )
    by = {each.id: each for each in chosen}
    assert (by[ready.id].capacity_left_today, by[ready.id].weight, by[ready.id].sends) == (50, 3, True)
    assert (by[ready.id].from_address, by[ready.id].display_name) == ("ready@acme.example", "Ann")
    assert by[ramping.id].capacity_left_today == 5 + 3 * 2
    assert (by[waiting.id].capacity_left_today, by[waiting.id].sends) == (0, False)
    assert "signed in" in (by[waiting.id].status_reason or "")


async def test_companies_do_not_share_mailboxes(databases: Databases, tenant: Scope) -> None:
    mailbox = await mailbox_of(databases, tenant)
    company_id = await company_of(databases, tenant)
    sandbox = draft(company_id, provider=Provider.SANDBOX, smtp=INSIDE, imap=None, credentials=Credentials())
    outside = Scope(tenant.tenant_id, frozenset())
    async with databases.tenant(Tier.OLTP, outside) as tx:
        assert await list_mailboxes(tx) == []
        with pytest.raises(MailboxUnknown):
            await find_mailbox(tx, mailbox.id)
        with pytest.raises(CompanyUnknown):
            await add_mailbox(tx, sandbox, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, Scope(tenant.tenant_id, frozenset({company_id}))) as tx:
        assert [each.id for each in await list_mailboxes(tx, company_id=company_id)] == [mailbox.id]
        with pytest.raises(MailboxTaken):
            await add_mailbox(tx, sandbox, actor=OPERATOR)
