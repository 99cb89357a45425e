"""Custom fields are a tenant's own, or one company's."""

import asyncio
from uuid import UUID

import pytest

from penguinmails.audiences.fields import (
    Field,
    FieldChoicesInvalid,
    FieldExists,
    FieldKeyInvalid,
    FieldTypeUnknown,
    FieldUnknown,
    define_field,
    delete_field,
    find_field,
    list_all_fields,
    list_fields,
    rename_field,
)
from penguinmails.audit import Actor
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import add_company, list_companies
from penguinmails.tenancy.errors import CompanyUnknown, NameInvalid, NotAllowed
from tests.tenancy.factories import audited

OPERATOR = Actor.operator()


async def defined(
    databases: Databases, scope: Scope, label: str, *args: str, company_id: UUID | None = None
) -> Field:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await define_field(tx, label, *args, company_id=company_id, actor=OPERATOR)


async def test_a_field_is_made_named_and_removed(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await define_field(tx, "Favourite colour", "choice", choices=["Red", "Blue"], actor=OPERATOR)
        assert (made.key, made.type, made.choices) == ("favourite_colour", "choice", ["Red", "Blue"])
        assert await list_fields(tx) == [made]
        renamed = await rename_field(tx, made, "Colour", actor=OPERATOR)
        assert renamed.key == made.key
        assert await find_field(tx, "colour") == renamed
        assert await find_field(tx, str(made.id)) == renamed
        await delete_field(tx, renamed, actor=OPERATOR)
        with pytest.raises(FieldUnknown):
            await find_field(tx, "favourite_colour")


async def test_each_change_is_in_the_audit_log(databases: Databases, tenant: Scope) -> None:
    made = await defined(databases, tenant, "Size", "number")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_field(tx, await rename_field(tx, made, "Staff", actor=OPERATOR), actor=OPERATOR)
    entries = await audited(databases, tenant.tenant_id)
    assert [entry.action for entry in entries] == [
        "custom_field.defined",
        "custom_field.renamed",
        "custom_field.deleted",
    ]


async def test_a_company_has_the_tenants_fields_and_its_own(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        (first,) = await list_companies(tx)
    second = await second_company(databases, tenant)
    shared = await defined(databases, tenant, "Size", "number")
    own = await defined(databases, tenant, "Size", "text", company_id=first.id)
    other = await defined(databases, tenant, "Branch", company_id=second)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await list_fields(tx) == [shared]
        assert await list_fields(tx, company_id=first.id) == [own]
        assert await list_fields(tx, company_id=second) == [other, shared]
        assert await list_all_fields(tx) == [other, shared, own]
        assert await find_field(tx, "size", company_id=first.id) == own
        assert await find_field(tx, "size", company_id=second) == shared
    limited = Scope(tenant.tenant_id, frozenset({first.id}))
    async with databases.tenant(Tier.OLTP, limited) as tx:
        assert other not in await list_all_fields(tx)
        with pytest.raises(FieldUnknown):
            await find_field(tx, "branch", company_id=second)


async def test_another_tenant_sees_nothing(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    made = await defined(databases, tenant, "Size")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        (company,) = await list_companies(tx)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_all_fields(tx) == []
        with pytest.raises(FieldUnknown):
            await find_field(tx, str(made.id))
        with pytest.raises(FieldUnknown):
            await delete_field(tx, made, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await list_all_fields(tx) == [made]
    with pytest.raises(CompanyUnknown):
        await defined(databases, other_tenant, "Size", company_id=company.id)


async def test_what_cannot_be_a_field_is_refused(databases: Databases, tenant: Scope) -> None:
    await defined(databases, tenant, "Size")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(FieldExists):
            await define_field(tx, "SIZE", actor=OPERATOR)
        with pytest.raises(FieldTypeUnknown):
            await define_field(tx, "A", "money", actor=OPERATOR)
        with pytest.raises(FieldKeyInvalid):
            await define_field(tx, "A", key="Big Key", actor=OPERATOR)
        with pytest.raises(NameInvalid):
            await define_field(tx, " ", actor=OPERATOR)
        with pytest.raises(FieldChoicesInvalid, match="there is none"):
            await define_field(tx, "A", "choice", actor=OPERATOR)
        with pytest.raises(FieldChoicesInvalid, match="alike"):
            await define_field(tx, "A", "choice", choices=["x", "X"], actor=OPERATOR)
        with pytest.raises(FieldChoicesInvalid, match="type text"):
            await define_field(tx, "A", "text", choices=["x"], actor=OPERATOR)
        with pytest.raises(NotAllowed):
            await define_field(tx, "A", actor=Actor.api_key(tenant.tenant_id))
        assert len(await list_all_fields(tx)) == 1


async def test_two_who_make_the_same_field_make_one(databases: Databases, tenant: Scope) -> None:
    answers = await asyncio.gather(
        *(defined(databases, tenant, "Size") for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Field", *["FieldExists"] * 3]


async def second_company(databases: Databases, tenant: Scope) -> UUID:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        return (await add_company(tx, "Second", actor=OPERATOR)).id
