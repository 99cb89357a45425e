"""Companies: made, renamed, deleted, brought back, and never the last one gone."""

import asyncio
from uuid import UUID

import pytest

from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import (
    CompanyStatus,
    Created,
    MemberRole,
    add_company,
    delete_company,
    find_company,
    list_companies,
    purge_company,
    purge_deleted,
    rename_company,
    restore_company,
    set_company_status,
    set_policies,
)
from penguinmails.tenancy.errors import (
    CompanyNameTaken,
    CompanyUnknown,
    LastCompany,
    NotAllowed,
    NotDeleted,
    RestoreTooLate,
)
from tests.tenancy.factories import OPERATOR, company_of, last_audited, member_of, tenant_of, wide


async def test_a_company_is_found_by_id_slug_or_name(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North & Co")
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        for wanted in (north, str(north), "north-co", "NORTH & co"):
            assert (await find_company(tx, wanted)).id == north
        with pytest.raises(CompanyUnknown):
            await find_company(tx, "South")
    assert await last_audited(databases, made.tenant.id) == (
        "company.created",
        None,
        {"name": "North & Co", "slug": "north-co", "status": "active"},
    )


async def test_names_are_unique_and_slugs_are_made_so(databases: Databases) -> None:
    made = await tenant_of(databases)
    other = await tenant_of(databases, "Globex", "bob@globex.example")
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(CompanyNameTaken):
            await add_company(tx, "ACME", actor=OPERATOR)
        assert (await add_company(tx, "Acme!", actor=OPERATOR)).slug == "acme-2"
    async with databases.tenant(Tier.OLTP, wide(other)) as tx:
        assert (await add_company(tx, "Acme", actor=OPERATOR)).slug == "acme"


async def test_the_same_name_at_once_is_made_once(databases: Databases) -> None:
    made = await tenant_of(databases)
    results = await asyncio.gather(
        *(company_of(databases, made, "North") for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["CompanyNameTaken"] * 3 + ["UUID"]


async def test_new_companies_wait_where_the_tenant_says_so(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await set_policies(tx, {"company_default_status": "pending"}, actor=OPERATOR)
        company = await add_company(tx, "North", actor=OPERATOR)
        assert company.status == "pending"
        approved = await set_company_status(tx, company.id, CompanyStatus.ACTIVE, actor=OPERATOR)
    assert approved.status == "active"
    assert await last_audited(databases, made.tenant.id) == (
        "company.status_changed",
        {"status": "pending"},
        {"status": "active"},
    )


async def test_a_renamed_company_keeps_its_slug(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        renamed = await rename_company(tx, made.company.id, "Acme Sales", actor=OPERATOR)
    assert (renamed.name, renamed.slug) == ("Acme Sales", "acme")
    assert await last_audited(databases, made.tenant.id) == (
        "company.renamed",
        {"name": "Acme"},
        {"name": "Acme Sales"},
    )


async def test_the_last_company_stays(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    results = await asyncio.gather(
        *(_delete(databases, made, company) for company in (made.company.id, north)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["LastCompany", "NoneType"]
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        (left,) = await list_companies(tx)
        with pytest.raises(LastCompany):
            await delete_company(tx, left.id, actor=OPERATOR)


async def _delete(databases: Databases, made: Created, company: UUID) -> None:
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await delete_company(tx, company, actor=OPERATOR)


async def test_a_deleted_company_is_hidden_frees_its_name_and_comes_back(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    await _delete(databases, made, north)
    assert (await last_audited(databases, made.tenant.id))[:2] == (
        "company.deleted",
        {"name": "North", "slug": "north", "status": "active"},
    )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(CompanyUnknown):
            await find_company(tx, north)
        with pytest.raises(CompanyUnknown):
            await rename_company(tx, north, "South", actor=OPERATOR)
        assert [company.id for company in await list_companies(tx, deleted=True)] == [north]
        again = await add_company(tx, "north", actor=OPERATOR)
        with pytest.raises(CompanyNameTaken, match="called North"):
            await restore_company(tx, north, actor=OPERATOR)
        await rename_company(tx, again.id, "South", actor=OPERATOR)
        restored = await restore_company(tx, north, actor=OPERATOR)
        assert (restored.name, restored.slug, restored.deleted) == ("North", "north-2", None)
        with pytest.raises(NotDeleted):
            await restore_company(tx, north, actor=OPERATOR)


async def test_after_30_days_a_company_is_purged_with_what_it_had(databases: Databases) -> None:
    made = await tenant_of(databases)
    north, south = [await company_of(databases, made, name) for name in ("North", "South")]
    await member_of(
        databases, made, "vic@acme.example", MemberRole.CLIENT, companies=frozenset({north, south})
    )
    for company in (north, south):
        await _delete(databases, made, company)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await tx.connection.execute(
            "UPDATE oltp.companies SET deleted = deleted - interval '31 days' WHERE id = %s", [north]
        )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(RestoreTooLate):
            await restore_company(tx, north, actor=OPERATOR)
    assert (await purge_deleted(databases)).companies == 1
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        assert [company.id for company in await list_companies(tx, deleted=True)] == [south]
        await purge_company(tx, south, actor=OPERATOR)
        with pytest.raises(NotDeleted):
            await purge_company(tx, made.company.id, actor=OPERATOR)
    assert (await last_audited(databases, made.tenant.id))[0] == "company.purged"


async def test_only_owners_and_admins_change_companies(databases: Databases) -> None:
    made = await tenant_of(databases)
    manager = await member_of(databases, made, "max@acme.example", MemberRole.MANAGER)
    async with databases.tenant(Tier.OLTP, manager.scope) as tx:
        with pytest.raises(NotAllowed):
            await add_company(tx, "Mine", actor=manager.actor)
        with pytest.raises(NotAllowed):
            await delete_company(tx, made.company.id, actor=manager.actor)
