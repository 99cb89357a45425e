"""Users: one per address, deleted with their memberships and brought back with them."""

import asyncio
from uuid import uuid4

import pytest

from penguinmails.kernel.db import Databases
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import (
    MemberRole,
    delete_company,
    delete_user,
    ensure_user,
    find_user,
    find_user_id,
    list_memberships,
    principal_for_user,
    purge_deleted,
    remove_member,
    rename_user,
    restore_user,
)
from penguinmails.tenancy.errors import (
    EmailTaken,
    LastOwner,
    MemberUnknown,
    NotDeleted,
    RestoreTooLate,
    UserUnknown,
)
from tests.tenancy.factories import OPERATOR, audited, company_of, last_audited, member_of, tenant_of, wide


async def test_a_user_is_made_once_however_many_ask(databases: Databases) -> None:
    found = await asyncio.gather(
        *(
            ensure_user(databases, email, actor=OPERATOR)
            for email in ("ann@acme.example", " Ann@ACME.example") * 3
        )
    )
    assert len({one.user.id for one in found}) == 1
    assert sum(one.is_new for one in found) == 1
    assert [entry.action for entry in await audited(databases, PLATFORM_TENANT)] == ["user.created"]


async def test_a_user_is_found_by_address_and_id(databases: Databases) -> None:
    user = (await ensure_user(databases, "ann@acme.example", name="Ann", actor=OPERATOR)).user
    assert await find_user(databases, "ANN@acme.example") == user
    assert await find_user(databases, str(user.id)) == user
    for nobody in ("bob@acme.example", str(uuid4())):
        with pytest.raises(UserUnknown):
            await find_user(databases, nobody)


async def test_a_renamed_user_tells_both_names(databases: Databases) -> None:
    user = (await ensure_user(databases, "ann@acme.example", name="Ann", actor=OPERATOR)).user
    renamed = await rename_user(databases, user.id, "Ann Example", actor=OPERATOR)
    assert renamed.name == "Ann Example"
    assert await last_audited(databases, PLATFORM_TENANT) == (
        "user.renamed",
        {"name": "Ann"},
        {"name": "Ann Example"},
    )
    with pytest.raises(UserUnknown):
        await rename_user(databases, uuid4(), "Nobody", actor=OPERATOR)


async def test_a_user_sees_all_their_tenants(databases: Databases) -> None:
    made = await tenant_of(databases, "Acme", "ann@acme.example")
    other = await tenant_of(databases, "Globex", "bob@globex.example")
    await member_of(databases, other, "ann@acme.example", MemberRole.VIEWER)
    found = await list_memberships(databases, made.owner.id)
    assert [(row.tenant, row.roles) for row in found] == [("Acme", ["owner"]), ("Globex", ["viewer"])]


async def test_a_deleted_user_comes_back_with_the_memberships(databases: Databases) -> None:
    made = await tenant_of(databases)
    other = await tenant_of(databases, "Globex", "bob@globex.example")
    north, south = [await company_of(databases, made, name) for name in ("North", "South")]
    vic = await member_of(
        databases, made, "vic@acme.example", MemberRole.CLIENT, companies=frozenset({north, south})
    )
    await member_of(databases, other, "vic@acme.example", MemberRole.ADMIN)
    await delete_user(databases, vic.id, actor=OPERATOR)
    with pytest.raises(UserUnknown):
        await find_user(databases, "vic@acme.example")
    for tenant in (made, other):
        with pytest.raises(MemberUnknown):
            await principal_for_user(databases, vic.id, tenant.tenant.id)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await delete_company(tx, south, actor=OPERATOR)

    user_id = await find_user_id(databases, "vic@acme.example", deleted=True)
    assert (await restore_user(databases, user_id, actor=OPERATOR)).id == vic.id
    assert (await principal_for_user(databases, vic.id, made.tenant.id)).companies == {north}
    assert [row.roles for row in await list_memberships(databases, vic.id)] == [["client"], ["admin"]]
    assert (await last_audited(databases, other.tenant.id))[0] == "member.restored"
    with pytest.raises(NotDeleted):
        await restore_user(databases, user_id, actor=OPERATOR)


async def test_what_was_left_before_the_deletion_stays_left(databases: Databases) -> None:
    made = await tenant_of(databases)
    vic = await member_of(databases, made, "vic@acme.example", MemberRole.MEMBER)
    async with databases.tenant(Tier.OLTP, vic.scope) as tx:
        await remove_member(tx, vic.id, actor=vic.actor)
    await delete_user(databases, vic.id, actor=OPERATOR)
    await restore_user(databases, vic.id, actor=OPERATOR)
    assert await list_memberships(databases, vic.id) == []


async def test_an_address_taken_since_stops_a_restore(databases: Databases) -> None:
    user = (await ensure_user(databases, "ann@acme.example", actor=OPERATOR)).user
    await delete_user(databases, user.id, actor=OPERATOR)
    again = (await ensure_user(databases, "ann@acme.example", actor=OPERATOR)).user
    assert again.id != user.id
    with pytest.raises(EmailTaken, match=r"ann@acme\.example"):
        await restore_user(databases, user.id, actor=OPERATOR)


async def test_the_only_owner_of_a_tenant_is_not_deleted(databases: Databases) -> None:
    made = await tenant_of(databases, "Acme", "ann@acme.example")
    other = await tenant_of(databases, "Globex", "bob@globex.example")
    await member_of(databases, other, "ann@acme.example", MemberRole.VIEWER)
    with pytest.raises(LastOwner, match="only owner of Acme"):
        await delete_user(databases, made.owner.id, actor=OPERATOR)
    assert len(await list_memberships(databases, made.owner.id)) == 2


async def test_after_30_days_a_user_is_purged(databases: Databases) -> None:
    made = await tenant_of(databases)
    vic = await member_of(databases, made, "vic@acme.example", MemberRole.MEMBER)
    await delete_user(databases, vic.id, actor=OPERATOR)
    assert (await purge_deleted(databases)).users == 0
    async with databases.worker(Tier.OLTP) as tx:
        for table in ("users", "tenant_users"):
            await tx.connection.execute(
                f"UPDATE oltp.{table} SET deleted = deleted - interval '31 days' WHERE deleted IS NOT NULL"
            )
    with pytest.raises(RestoreTooLate):
        await restore_user(databases, vic.id, actor=OPERATOR)
    purged = await purge_deleted(databases)
    assert (purged.users, purged.memberships) == (1, 1)
    with pytest.raises(UserUnknown):
        await find_user_id(databases, "vic@acme.example", deleted=True)
    assert (await last_audited(databases, PLATFORM_TENANT))[0] == "user.purged"
