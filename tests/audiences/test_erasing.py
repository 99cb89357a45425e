"""Erasure: the person is gone from every table, and is never written to again."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from penguinmails.audiences.leads.erasing import erase_lead
from penguinmails.audiences.leads.errors import ErasureNeedsTenant, LeadUnknown
from penguinmails.audiences.leads.model import Lead
from penguinmails.audiences.leads.service import delete_lead
from penguinmails.audiences.leads.store import queries
from penguinmails.audiences.suppressions.checking import check
from penguinmails.audiences.suppressions.hashing import address_hash
from penguinmails.cli.assembly import RECEIVERS
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.tenancy import KeyPurpose, tenant_key
from tests.audiences.factories import OPERATOR, bare_list, bare_member, lead_of, limited, workspace_of
from tests.servers import Clone

ADDRESS = "ann.person@example.com"


async def fill(tx: Tx, lead: Lead) -> None:
    """What hangs on a lead, by SQL: consents with their proof, engagement, a key, a refused row."""
    await bare_member(tx, await bare_list(tx, f"List of {lead.id}"), lead)
    key = {"tenant_id": tx.tenant_id, "lead": lead.id, "company": lead.company_id}
    await tx.connection.execute(
        "INSERT INTO oltp.lead_engagement (tenant_id, lead_id, company_id, sent)"
        " VALUES (%(tenant_id)s, %(lead)s, %(company)s, 3)",
        key,
    )
    await tx.connection.execute(
        "INSERT INTO oltp.lead_keys (tenant_id, lead_id, company_id, key_sealed)"
        " VALUES (%(tenant_id)s, %(lead)s, %(company)s, 'sealed')",
        key,
    )
    await tx.connection.execute(
        "INSERT INTO oltp.consent_events (tenant_id, lead_id, company_id, address_hash, kind, source, ip, user_agent,"
        " proof) VALUES (%(tenant_id)s, %(lead)s, %(company)s, sha256('x'), 'subscribed', 'form', '192.0.2.7',"
        " 'Firefox', %(proof)s)",
        {**key, "proof": Jsonb({"note": f"asked as {lead.email}"})},
    )
    job = ids.uuid7()
    await tx.connection.execute(
        "INSERT INTO oltp.import_jobs (tenant_id, id, filename, format) VALUES (%s, %s, 'people.csv', 'csv')",
        [tx.tenant_id, job],
    )
    for line, cell in ((2, f"Ann <{ADDRESS.title()}>"), (3, "somebody@else.example")):
        await tx.connection.execute(
            "INSERT INTO oltp.import_rejects (tenant_id, import_job_id, line, reason, raw)"
            " VALUES (%s, %s, %s, 'duplicate', %s)",
            [tx.tenant_id, job, line, Jsonb({"Who": cell, "Phone": "123"})],
        )
    await tx.connection.execute(
        "INSERT INTO oltp.import_changes (tenant_id, import_job_id, lead_id, company_id, former)"
        " VALUES (%s, %s, %s, %s, %s)",
        [tx.tenant_id, job, lead.id, lead.company_id, Jsonb({"first_name": "Ann"})],
    )


async def test_a_person_is_gone_from_every_table_and_never_written_to_again(
    databases: Databases, tenant: Scope, other_tenant: Scope, clone: Clone
) -> None:
    north = await workspace_of(databases, tenant, "North")
    fields = {"first_name": "Annabella", "phone": "+49 228 555 0199"}
    leads = [
        await lead_of(databases, tenant, ADDRESS, company_id=company, fields=fields)
        for company in (None, north)
    ]
    neighbour = await lead_of(databases, tenant, "bob@example.com")
    await lead_of(databases, other_tenant, ADDRESS)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for lead in (*leads, neighbour):
            await fill(tx, lead)
        await delete_lead(tx, leads[1].id, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        erased = await erase_lead(tx, leads[0].id, actor=OPERATOR)
    assert erased.leads == 2
    assert erased.rows == {
        "oltp.consent_events": 2,
        "oltp.import_changes": 2,
        "oltp.import_rejects": 3,
        "oltp.lead_engagement": 2,
        "oltp.lead_keys": 2,
        "oltp.leads": 2,
        "oltp.list_contacts": 2,
    }
    await Relay(databases, RECEIVERS).drain()  # the outbox is delivered
    mine = [text for owner, text in everything(clone) if owner == str(tenant.tenant_id)]
    for trace in (ADDRESS, "Ann.Person", "Annabella", "555 0199"):
        assert [text for text in mine if trace.lower() in text.lower()] == []
    assert any("bob@example.com" in text for text in mine)
    assert [owner for owner, text in everything(clone) if ADDRESS in text] == [str(other_tenant.tenant_id)]
    assert [entry.reason for entry in await check(databases, tenant.tenant_id, ADDRESS)] == ["erased"]
    assert await check(databases, other_tenant.tenant_id, ADDRESS) == []


def everything(clone: Clone) -> Iterator[tuple[str, str]]:
    """Each row of each table in all homes, with its tenant: as text."""
    for home in dict.fromkeys(clone.address(home, Role.WORKER) for home in Home):
        with psycopg.connect(home) as connection:
            tables = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.columns"
                " WHERE column_name = 'tenant_id' AND table_schema IN ('oltp', 'content', 'olap', 'queue', 'notifications')"
            ).fetchall()
            for schema, table in tables:
                rows = connection.execute(
                    sql.SQL("SELECT t.tenant_id::text, t::text FROM {} AS t").format(
                        sql.Identifier(schema, table)
                    )
                )
                yield from rows.fetchall()


async def test_the_journal_names_the_person_by_hash(databases: Databases, tenant: Scope) -> None:
    await lead_of(databases, tenant, ADDRESS)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        erased = await erase_lead(tx, ADDRESS, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        cursor = await tx.connection.execute(
            "SELECT id, kind, status, report, address_hash = hmac FROM oltp.privacy_requests, (SELECT %s::bytea) AS h (hmac)",
            [await hashed(tx)],
        )
        rows = await cursor.fetchall()
    assert rows == [(erased.request_id, "erase", "completed", {"oltp.leads": 1}, True)]


async def hashed(tx: Tx) -> bytes:
    return address_hash(await tenant_key(tx, KeyPurpose.ADDRESS_HASH), ADDRESS)


async def test_who_is_no_lead_can_be_erased_too(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for _ in range(2):
            assert (await erase_lead(tx, ADDRESS, actor=OPERATOR)).leads == 0
        with pytest.raises(LeadUnknown):
            await erase_lead(tx, ids.uuid7(), actor=OPERATOR)
    assert [entry.reason for entry in await check(databases, tenant.tenant_id, ADDRESS)] == ["erased"]


async def test_a_member_of_some_companies_cannot_erase(databases: Databases, tenant: Scope) -> None:
    north = await workspace_of(databases, tenant, "North")
    lead = await lead_of(databases, tenant, ADDRESS, company_id=north)
    async with databases.tenant(Tier.OLTP, limited(tenant, north)) as tx:
        with pytest.raises(ErasureNeedsTenant):
            await erase_lead(tx, lead.id, actor=OPERATOR)


def test_no_table_that_hangs_on_a_lead_is_forgotten(schema_addresses: Databases) -> None:
    with psycopg.connect(schema_addresses.address(Home.MAIN, Role.OWNER)) as connection:
        found = connection.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'oltp.leads'::regclass AND confdeltype = 'c'"
        ).fetchall()
    for (table,) in found:
        assert f"'{table}'" in queries.rows_of_leads.text
