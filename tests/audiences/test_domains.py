"""Who takes a domain's mail, asked of a DNS server that answers as real ones do."""

from uuid import UUID

import dns.rcode
import pytest

from penguinmails.audiences.domains import (
    Checked,
    DnsServersInvalid,
    DnsSettings,
    DnsUnreachable,
    DomainLookup,
    DomainWarning,
    MxStatus,
    check_domains,
    enqueue_check,
    list_warnings,
    provider_of,
)
from penguinmails.audiences.domains.jobs import check, check_all
from penguinmails.jobs import JobContext, list_jobs
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from tests.audiences.nameserver import Zone, nameserver

ZONE: Zone = {
    "google.example": {"MX": ["5 alt1.aspmx.l.google.com.", "1 aspmx.l.google.com."]},
    "microsoft.example": {"MX": ["0 acme-example.mail.protection.outlook.com."]},
    "own.example": {"MX": ["10 mx.own.example."]},
    "filtered.example": {"MX": ["10 mx.own.example.", "20 eu-smtp-inbound-1.mimecast.com."]},
    "address.example": {"A": ["192.0.2.1"]},
    "six.example": {"AAAA": ["2001:db8::1"]},
    "refuses.example": {"MX": ["0 ."]},
    "bare.example": {},
    "broken.example": dns.rcode.SERVFAIL,
    "silent.example": None,
    "mailinator.com": {"MX": ["1 mx.mailinator.example."]},
}


@pytest.mark.parametrize(
    ("domain", "status", "provider"),
    [
        ("google.example", "found", "google"),
        ("microsoft.example", "found", "microsoft"),
        ("own.example", "found", None),
        ("filtered.example", "found", "mimecast"),
        ("address.example", "found", None),
        ("six.example", "found", None),
        ("refuses.example", "missing", None),
        ("bare.example", "missing", None),
        ("nowhere.example", "missing", None),
        ("x" * 64 + ".example", "missing", None),
        ("a..example", "missing", None),
        ("broken.example", "error", None),
        ("silent.example", "error", None),
    ],
)
async def test_a_domain_takes_mail_or_not(domain: str, status: str, provider: str | None) -> None:
    async with nameserver(ZONE) as (_, settings):
        answer = await DomainLookup(settings).one(domain)
    assert (answer.domain, answer.status, answer.provider) == (domain, status, provider)


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("ASPMX.L.GOOGLE.COM.", "google"),
        ("acme.mail.protection.outlook.com", "microsoft"),
        ("mx-in.mail.icloud.com", "apple"),
        ("mta5.am0.yahoodns.net", "yahoo"),
        ("mx0a-0001.pphosted.com", "proofpoint"),
        ("in1-smtp.messagingengine.com", "fastmail"),
        ("notgoogle.com", None),
        ("", None),
        (".", None),
    ],
)
def test_a_provider_is_known_by_its_servers(host: str, provider: str | None) -> None:
    assert provider_of(host) == provider


def test_servers_are_named_by_address_and_port() -> None:
    settings = DnsSettings(dns_servers=" 192.0.2.1, 192.0.2.2:5353,2001:db8::1,[2001:db8::2]:54 ")
    assert settings.servers() == [
        ("192.0.2.1", 53),
        ("192.0.2.2", 5353),
        ("2001:db8::1", 53),
        ("2001:db8::2", 54),
    ]
    assert DnsSettings().servers() == []


@pytest.mark.parametrize("text", ["dns.example", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:70000", "[::1"])
def test_what_is_no_server_is_refused(text: str) -> None:
    with pytest.raises(DnsServersInvalid):
        _ = DnsSettings(dns_servers=text + "x" if text == "[::1" else text).servers()


async def leads_of(
    databases: Databases, scope: Scope, *addresses: str, import_id: UUID | None = None
) -> None:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        for address in addresses:
            await tx.connection.execute(
                "INSERT INTO oltp.leads (tenant_id, email, import_job_id) VALUES (%s, %s, %s)",
                [scope.tenant_id, address, import_id],
            )


async def import_of(databases: Databases, scope: Scope) -> UUID:
    import_id = ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.import_jobs (tenant_id, id, filename, format) VALUES (%s, %s, 'a.csv', 'csv')",
            [scope.tenant_id, import_id],
        )
    return import_id


async def state(databases: Databases, scope: Scope) -> dict[str, tuple[str, str | None, bool, bool]]:
    """By address: status, provider, disposable, and whether it was checked, at the moment it was changed."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT email, mx_status, receiving_provider, is_disposable, address_checked = updated FROM oltp.leads"
        )
        return {row[0]: (row[1], row[2], row[3], bool(row[4])) for row in await cursor.fetchall()}


async def test_leads_get_what_their_domain_says(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    await leads_of(
        databases, tenant, "a@google.example", "b@google.example", "c@mailinator.com", "d@bare.example"
    )
    await leads_of(databases, other_tenant, "e@google.example")
    async with nameserver(ZONE) as (server, settings):
        checked = await check_domains(databases, tenant, settings=settings)
        assert checked == Checked(domains=3, found=2, missing=1, error=0)
        assert server.asked["google.example MX"] == 1
        assert await check_domains(databases, tenant, settings=settings) == Checked(0, 0, 0, 0)
    assert await state(databases, tenant) == {
        "a@google.example": ("found", "google", False, True),
        "b@google.example": ("found", "google", False, True),
        "c@mailinator.com": ("found", None, True, True),
        "d@bare.example": ("missing", None, False, True),
    }
    assert await state(databases, other_tenant) == {"e@google.example": ("unknown", None, False, False)}


async def test_an_import_asks_about_its_own_leads_and_warns(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    import_id = await import_of(databases, tenant)
    await leads_of(databases, tenant, "a@own.example")
    await leads_of(
        databases,
        tenant,
        *("b@bare.example", "c@bare.example", "d@mailinator.com", "e@google.example"),
        import_id=import_id,
    )
    async with nameserver(ZONE) as (server, settings):
        checked = await check_domains(databases, tenant, import_id, settings=settings)
        assert checked.domains == 3
        assert server.asked["own.example MX"] == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await list_warnings(tx, import_id) == [
            DomainWarning("bare.example", "no_mx", 2),
            DomainWarning("mailinator.com", "disposable", 1),
        ]
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_warnings(tx, import_id) == []


async def test_no_answer_is_asked_for_again_the_next_day(databases: Databases, tenant: Scope) -> None:
    await leads_of(databases, tenant, "a@broken.example")
    async with nameserver(ZONE) as (server, settings):
        assert (await check_domains(databases, tenant, settings=settings)).error == 1
        assert (await check_domains(databases, tenant, settings=settings)).domains == 0
        server.zone["broken.example"] = {"MX": ["1 aspmx.l.google.com."]}
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await tx.connection.execute(
                "UPDATE oltp.leads SET address_checked = address_checked - interval '25 hours'"
            )
        assert (await check_domains(databases, tenant, settings=settings)).found == 1
    assert (await state(databases, tenant))["a@broken.example"] == ("found", "google", False, True)


async def test_nobody_to_ask_changes_nothing(databases: Databases, tenant: Scope) -> None:
    addresses = [f"a@domain{number}.example" for number in range(12)]
    await leads_of(databases, tenant, *addresses)
    async with nameserver({f"domain{number}.example": None for number in range(12)}) as (_, settings):
        with pytest.raises(DnsUnreachable) as refusal:
            await check_domains(databases, tenant, settings=settings)
    assert refusal.value.transient
    assert {status for status, *_ in (await state(databases, tenant)).values()} == {"unknown"}


async def test_many_domains_and_many_leads_are_all_checked(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.leads (tenant_id, email) SELECT %s, 'a' || n || '@domain' || n %% 450 || '.example'"
            " FROM generate_series(1, 900) AS n UNION ALL"
            " SELECT %s, 'b' || n || '@google.example' FROM generate_series(1, 5500) AS n",
            [tenant.tenant_id, tenant.tenant_id],
        )
    zone: Zone = {f"domain{number}.example": {"MX": ["1 mx.example."]} for number in range(450)}
    async with nameserver({**ZONE, **zone}) as (server, settings):
        checked = await check_domains(databases, tenant, settings=settings)
        assert checked == Checked(domains=451, found=451, missing=0, error=0)
        assert max(server.asked.values()) == 1
    statuses = [status for status, *_ in (await state(databases, tenant)).values()]
    assert statuses == ["found"] * 6400


async def test_a_worker_checks_and_each_night_finds_what_is_left(
    databases: Databases, tenant: Scope, other_tenant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leads_of(databases, tenant, "a@google.example")
    await leads_of(databases, other_tenant, "b@own.example")
    nightly = JobContext(databases, PLATFORM_TENANT, 1, check_all.name, 1, last_attempt=False)
    for _ in range(2):
        await check_all.handler(nightly, {})
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await enqueue_check(tx)
    async with databases.worker(Tier.QUEUE) as tx:
        jobs = [row for row in await list_jobs(tx) if row.job == check.name]
    assert {row.tenant_id for row in jobs} == {tenant.tenant_id, other_tenant.tenant_id}
    assert len(jobs) == 2
    async with nameserver(ZONE) as (_, settings):
        monkeypatch.setenv("PENGUINMAILS_DNS_SERVERS", str(settings.dns_servers))
        context = JobContext(databases, tenant.tenant_id, 2, check.name, 1, last_attempt=False)
        await check.handler(context, {})
    assert (await state(databases, tenant))["a@google.example"][0] == MxStatus.FOUND
    await check_all.handler(nightly, {})
