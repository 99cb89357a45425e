"""Members: roles, companies, owners, and what a member of one company can see."""

import asyncio
from typing import LiteralString
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.errors import InsufficientPrivilege

from penguinmails.audit import Actor
from penguinmails.kernel.db import AllCompanies, Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import (
    Companies,
    Created,
    MemberRole,
    add_company,
    add_member,
    change_member,
    delete_company,
    ensure_user,
    find_member,
    leave_tenant,
    list_companies,
    list_members,
    parse_roles,
    principal_for_user,
    remove_member,
)
from penguinmails.tenancy.errors import (
    CompaniesInvalid,
    CompanyUnknown,
    LastOwner,
    MemberExists,
    MemberUnknown,
    NotAllowed,
    RoleUnknown,
)
from penguinmails.tenancy.members.model import MANAGING, check_reach, in_order
from tests.tenancy.factories import OPERATOR, Somebody, company_of, last_audited, member_of, tenant_of, wide

ROLES = st.frozensets(st.sampled_from(MemberRole))
COMPANIES = st.one_of(st.just(AllCompanies.ALL), st.frozensets(st.uuids(), max_size=3))


@given(ROLES, COMPANIES)
def test_roles_and_companies_go_together_as_the_table_says(
    roles: frozenset[MemberRole], companies: Companies
) -> None:
    limited = companies is not AllCompanies.ALL
    right = bool(roles) and not (limited and (not companies or roles & MANAGING))
    try:
        check_reach(roles, companies)
    except CompaniesInvalid:
        assert not right
    else:
        assert right


@given(ROLES)
def test_roles_have_one_order(roles: frozenset[MemberRole]) -> None:
    assert parse_roles(in_order(roles)) == roles
    assert in_order(parse_roles(list(reversed(in_order(roles))))) == in_order(roles)


def test_an_unknown_role_is_named() -> None:
    with pytest.raises(RoleUnknown, match=r"king.*owner, admin"):
        parse_roles(["owner", "king"])


async def test_a_member_limited_to_a_company_sees_that_company_and_itself(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    vic = await member_of(
        databases, made, "vic@acme.example", MemberRole.CLIENT, companies=frozenset({north})
    )
    assert vic.scope == Scope(made.tenant.id, frozenset({north}), vic.id)
    async with databases.tenant(Tier.OLTP, vic.scope) as tx:
        assert [company.id for company in await list_companies(tx)] == [north]
        assert [member.user_id for member in await list_members(tx)] == [vic.id]
        with pytest.raises(MemberUnknown):
            await find_member(tx, made.owner.id)
        for table in ("tenants", "tenant_config", "tenant_policies", "api_keys", "invitations"):
            cursor = await tx.connection.execute(f"SELECT count(*) FROM oltp.{table}")
            assert await cursor.fetchone() == (0,), table
        cursor = await tx.connection.execute("SELECT id FROM oltp.users")
        assert await cursor.fetchall() == [(vic.id,)]
        cursor = await tx.connection.execute("SELECT user_id, company_id FROM oltp.member_companies")
        assert await cursor.fetchall() == [(vic.id, north)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE oltp.tenant_users SET roles = '{owner}', all_companies = true WHERE user_id = %(me)s",
        "DELETE FROM oltp.tenant_users WHERE user_id = %(me)s",
        "UPDATE oltp.companies SET name = 'Mine' WHERE id <> %(own)s",
    ],
)
async def test_a_limited_member_cannot_raise_itself_in_sql(
    databases: Databases, statement: LiteralString
) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    vic = await member_of(
        databases, made, "vic@acme.example", MemberRole.CLIENT, companies=frozenset({north})
    )
    async with databases.tenant(Tier.OLTP, vic.scope) as tx:
        cursor = await tx.connection.execute(statement, {"me": vic.id, "own": north})
        assert cursor.rowcount == 0


async def test_a_limited_member_cannot_give_itself_another_company_in_sql(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    vic = await member_of(
        databases, made, "vic@acme.example", MemberRole.CLIENT, companies=frozenset({north})
    )
    with pytest.raises(InsufficientPrivilege):
        async with databases.tenant(Tier.OLTP, vic.scope) as tx:
            await tx.connection.execute(
                "INSERT INTO oltp.member_companies (tenant_id, user_id, company_id) VALUES (%s, %s, %s)",
                [made.tenant.id, vic.id, made.company.id],
            )


@pytest.mark.parametrize(
    "role", [MemberRole.MANAGER, MemberRole.MEMBER, MemberRole.CLIENT, MemberRole.VIEWER]
)
async def test_who_manages_nobody_changes_nobody_not_even_itself(
    databases: Databases, role: MemberRole
) -> None:
    made = await tenant_of(databases)
    vic = await member_of(databases, made, "vic@acme.example", role)
    async with databases.tenant(Tier.OLTP, vic.scope) as tx:
        for target in (vic.id, made.owner.id):
            with pytest.raises(NotAllowed):
                await change_member(tx, target, roles={MemberRole.OWNER}, actor=vic.actor)
        with pytest.raises(NotAllowed):
            await remove_member(tx, made.owner.id, actor=vic.actor)


async def test_a_limited_member_changes_nothing_and_may_leave(databases: Databases) -> None:
    made = await tenant_of(databases)
    vic = await member_of(
        databases, made, "vic@acme.example", MemberRole.CLIENT, companies=frozenset({made.company.id})
    )
    async with databases.tenant(Tier.OLTP, vic.scope) as tx:
        with pytest.raises(NotAllowed):
            await add_company(tx, "Mine", actor=vic.actor)
        with pytest.raises(NotAllowed):
            await change_member(tx, vic.id, roles={MemberRole.OWNER}, actor=vic.actor)
    await leave_tenant(databases, vic.id, made.tenant.id, actor=vic.actor)
    with pytest.raises(MemberUnknown):
        await principal_for_user(databases, vic.id, made.tenant.id)


async def test_an_admin_makes_members_and_no_owners(databases: Databases) -> None:
    made = await tenant_of(databases)
    admin = await member_of(databases, made, "eve@acme.example", MemberRole.ADMIN)
    user = (await ensure_user(databases, "vic@acme.example", actor=OPERATOR)).user
    async with databases.tenant(Tier.OLTP, admin.scope) as tx:
        await add_member(tx, user, {MemberRole.MEMBER}, AllCompanies.ALL, actor=admin.actor)
        with pytest.raises(NotAllowed):
            await change_member(tx, user.id, roles={MemberRole.OWNER}, actor=admin.actor)
        with pytest.raises(NotAllowed):
            await change_member(tx, admin.id, roles={MemberRole.OWNER}, actor=admin.actor)
        with pytest.raises(NotAllowed):
            await change_member(tx, made.owner.id, roles={MemberRole.VIEWER}, actor=admin.actor)
        with pytest.raises(NotAllowed):
            await remove_member(tx, made.owner.id, actor=admin.actor)
        await remove_member(tx, user.id, actor=admin.actor)


async def test_an_api_key_manages_nobody(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(NotAllowed):
            await remove_member(tx, made.owner.id, actor=Actor.api_key(uuid4()))


async def test_somebody_of_another_tenant_is_nobody_here(databases: Databases) -> None:
    made = await tenant_of(databases)
    other = await tenant_of(databases, "Globex", "bob@globex.example")
    with pytest.raises(MemberUnknown):
        await principal_for_user(databases, other.owner.id, made.tenant.id)
    with pytest.raises(MemberUnknown):
        await principal_for_user(databases, made.owner.id, uuid4())
    async with databases.tenant(Tier.OLTP, wide(other)) as tx:
        with pytest.raises(MemberUnknown):
            await find_member(tx, made.owner.id)
        user = made.owner
        companies = frozenset({made.company.id})
        with pytest.raises(CompanyUnknown):
            await add_member(tx, user, {MemberRole.CLIENT}, companies, actor=OPERATOR)


async def test_the_last_owner_stays_one(databases: Databases) -> None:
    made = await tenant_of(databases)
    await member_of(databases, made, "eve@acme.example", MemberRole.ADMIN)
    owner = Scope.tenant_wide(made.tenant.id, made.owner.id)
    async with databases.tenant(Tier.OLTP, owner) as tx:
        with pytest.raises(LastOwner, match=r"owner@acme\.example is the only owner of Acme"):
            await remove_member(tx, made.owner.id, actor=Actor.user(made.owner.id))
        with pytest.raises(LastOwner):
            await change_member(tx, made.owner.id, roles={MemberRole.ADMIN}, actor=Actor.user(made.owner.id))


async def test_of_two_owners_who_leave_at_once_one_stays(databases: Databases) -> None:
    made = await tenant_of(databases)
    second = await member_of(databases, made, "eve@acme.example", MemberRole.OWNER)
    results = await asyncio.gather(
        *(_leave(databases, made, user) for user in (made.owner.id, second.id)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["LastOwner", "NoneType"]
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        assert sum(member.owns for member in await list_members(tx)) == 1


async def _leave(databases: Databases, made: Created, user: UUID) -> None:
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(made.tenant.id, user)) as tx:
        await remove_member(tx, user, actor=Actor.user(user))


async def test_a_change_of_roles_and_companies_tells_both_sides(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    vic = await member_of(
        databases, made, "vic@acme.example", MemberRole.CLIENT, companies=frozenset({north})
    )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        changed = await change_member(tx, vic.id, roles={MemberRole.ADMIN, MemberRole.MEMBER}, actor=OPERATOR)
    assert changed.companies is AllCompanies.ALL
    assert await last_audited(databases, made.tenant.id) == (
        "member.changed",
        {"roles": ["client"], "companies": [str(north)]},
        {"roles": ["admin", "member"], "companies": "all"},
    )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(CompaniesInvalid):
            await change_member(tx, vic.id, companies=frozenset({north}), actor=OPERATOR)
        limited = await change_member(
            tx, vic.id, roles={MemberRole.VIEWER}, companies=frozenset({north}), actor=OPERATOR
        )
    assert limited.companies == {north}
    assert (await principal_for_user(databases, vic.id, made.tenant.id)).companies == {north}


async def test_a_deleted_company_leaves_its_members_nothing(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    vic = await member_of(
        databases, made, "vic@acme.example", MemberRole.CLIENT, companies=frozenset({north})
    )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await delete_company(tx, north, actor=OPERATOR)
    assert (await principal_for_user(databases, vic.id, made.tenant.id)).companies == frozenset()


async def test_a_removed_member_is_out_and_can_be_added_again(databases: Databases) -> None:
    made = await tenant_of(databases)
    vic = await member_of(databases, made, "vic@acme.example", MemberRole.MEMBER)
    await _leave(databases, made, vic.id)
    assert await last_audited(databases, made.tenant.id) == (
        "member.removed",
        {"email": "vic@acme.example", "roles": ["member"], "companies": "all"},
        None,
    )
    with pytest.raises(MemberUnknown):
        await principal_for_user(databases, vic.id, made.tenant.id)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(MemberUnknown):
            await change_member(tx, vic.id, roles={MemberRole.OWNER}, actor=OPERATOR)
    again = await member_of(databases, made, "VIC@acme.example", MemberRole.VIEWER)
    assert (again.id, again.member.roles) == (vic.id, {MemberRole.VIEWER})


async def test_a_member_is_added_once(databases: Databases) -> None:
    made = await tenant_of(databases)
    with pytest.raises(MemberExists):
        await member_of(databases, made, "owner@acme.example", MemberRole.VIEWER)
    results = await asyncio.gather(
        *(member_of(databases, made, "vic@acme.example", MemberRole.VIEWER) for _ in range(4)),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["MemberExists"] * 3 + [Somebody.__name__]


async def test_acting_in_somebody_elses_transaction_is_a_mistake(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(RuntimeError, match="somebody else"):
            await add_company(tx, "North", actor=Actor.user(made.owner.id))
