"""API keys: shown once, stored hashed, refused alike for whatever is wrong."""

import asyncio
import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.kernel import clock
from penguinmails.kernel.db import AllCompanies, Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import (
    ApiScope,
    Created,
    MemberRole,
    NewKey,
    authenticate,
    create_key,
    delete_company,
    delete_tenant,
    find_key,
    list_companies,
    list_keys,
    parse_scopes,
    restore_tenant,
    revoke_key,
    rotate_key,
)
from penguinmails.tenancy.api_keys.model import digest, encode, generate, well_formed
from penguinmails.tenancy.errors import (
    CompanyUnknown,
    ExpiryInvalid,
    KeyOver,
    KeyRefused,
    KeyUnknown,
    NotAllowed,
    ScopeUnknown,
)
from tests.tenancy.factories import OPERATOR, audited, company_of, last_audited, member_of, tenant_of, wide

FORMAT = re.compile(r"pm_live_[0-9A-Za-z]{43}")


@given(st.integers(min_value=0, max_value=2**256 - 1), st.integers(min_value=0, max_value=2**256 - 1))
def test_256_bits_keep_their_difference(one: int, other: int) -> None:
    assert (encode(one) == encode(other)) == (one == other)
    assert FORMAT.fullmatch(f"pm_live_{encode(one)}")


@given(st.text(max_size=60))
def test_only_keys_look_like_keys(text: str) -> None:
    assert well_formed(generate())
    assert not well_formed(text)
    assert not well_formed(f"{generate()}{text or 'x'}")


def test_the_largest_key_fits() -> None:
    assert well_formed(f"pm_live_{encode(2**256 - 1)}")
    assert len({generate() for _ in range(1000)}) == 1000


async def key_of(
    databases: Databases, made: Created, *, company: UUID | None = None, expires: datetime | None = None
) -> NewKey:
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        return await create_key(
            tx, "robot", {ApiScope.LEADS_READ}, company_id=company, expires=expires, actor=OPERATOR
        )


async def test_a_key_lets_in_and_is_stored_nowhere(databases: Databases) -> None:
    made = await tenant_of(databases)
    new = await key_of(databases, made)
    assert new.api_key.prefix == new.key[:12]
    principal = await authenticate(databases, new.key, ip="192.0.2.7")
    assert principal.scope == Scope.tenant_wide(made.tenant.id)
    assert (principal.key_id, principal.scopes) == (new.api_key.id, {ApiScope.LEADS_READ})
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        cursor = await tx.connection.execute("SELECT k::text, key_hash, host(last_ip) FROM oltp.api_keys k")
        rows = await cursor.fetchall()
        cursor = await tx.connection.execute("SELECT payload::text FROM oltp.handoff_outbox")
        news = await cursor.fetchall()
    ((text, key_hash, ip),) = rows
    assert (key_hash, ip) == (digest(new.key), "192.0.2.7")
    assert new.key[12:] not in text + str(news)
    assert await last_audited(databases, made.tenant.id) == (
        "api_key.created",
        None,
        {
            "name": "robot",
            "prefix": new.api_key.prefix,
            "scopes": ["leads:read"],
            "company_id": None,
            "expires": None,
        },
    )


async def test_whatever_is_wrong_is_refused_alike(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    revoked, expired, of_company = (
        await key_of(databases, made),
        await key_of(databases, made, expires=clock.now() + timedelta(days=1)),
        await key_of(databases, made, company=north),
    )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await revoke_key(tx, revoked.api_key.id, actor=OPERATOR)
        await delete_company(tx, north, actor=OPERATOR)
        await tx.connection.execute(
            "UPDATE oltp.api_keys SET expires = now() - interval '1 second' WHERE id = %s",
            [expired.api_key.id],
        )
    right = await key_of(databases, made)
    wrong = [
        "",
        "pm_live_",
        generate(),
        right.key[:-1] + ("a" if right.key[-1] != "a" else "b"),
        right.key.lower(),
        right.key + "\n",
        "pm_live_" + "é" * 43,
        "pm_live_" + "\0" * 43,
        revoked.key,
        expired.key,
        of_company.key,
    ]
    said = set[str]()
    for presented in wrong:
        with pytest.raises(KeyRefused) as refused:
            await authenticate(databases, presented)
        said.add(str(refused.value.as_dict()))
    assert len(said) == 1
    assert (await authenticate(databases, right.key)).key_id == right.api_key.id


async def test_a_key_ends_with_its_tenant_and_comes_back_with_it(databases: Databases) -> None:
    made = await tenant_of(databases)
    new = await key_of(databases, made)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await delete_tenant(tx, actor=OPERATOR)
    with pytest.raises(KeyRefused):
        await authenticate(databases, new.key)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await restore_tenant(tx, actor=OPERATOR)
    assert (await authenticate(databases, new.key)).key_id == new.api_key.id


async def test_a_key_of_one_company_sees_that_company(databases: Databases) -> None:
    made = await tenant_of(databases)
    north = await company_of(databases, made, "North")
    new = await key_of(databases, made, company=north)
    principal = await authenticate(databases, new.key)
    assert principal.scope == Scope(made.tenant.id, frozenset({north}))
    async with databases.tenant(Tier.OLTP, principal.scope) as tx:
        assert [company.id for company in await list_companies(tx)] == [north]
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        assert [key.last_used is not None for key in await list_keys(tx)] == [True]


async def test_a_key_belongs_to_one_tenant(databases: Databases) -> None:
    made = await tenant_of(databases)
    other = await tenant_of(databases, "Globex", "bob@globex.example")
    new = await key_of(databases, made)
    async with databases.tenant(Tier.OLTP, wide(other)) as tx:
        assert await list_keys(tx, revoked=True) == []
        with pytest.raises(KeyUnknown):
            await revoke_key(tx, new.api_key.id, actor=OPERATOR)
        with pytest.raises(KeyUnknown):
            await rotate_key(tx, new.api_key.id, actor=OPERATOR)
        with pytest.raises(CompanyUnknown):
            await create_key(tx, "spy", {ApiScope.LEADS_READ}, company_id=made.company.id, actor=OPERATOR)
    assert (await authenticate(databases, new.key)).scope.companies is AllCompanies.ALL


async def test_last_used_is_written_at_most_once_a_minute(databases: Databases) -> None:
    made = await tenant_of(databases)
    new = await key_of(databases, made)
    await asyncio.gather(*(authenticate(databases, new.key) for _ in range(5)))
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        (first,) = await list_keys(tx)
    await authenticate(databases, new.key)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        assert await list_keys(tx) == [first]
        await tx.connection.execute("UPDATE oltp.api_keys SET last_used = last_used - interval '61 seconds'")
        (aged,) = await list_keys(tx)
    await authenticate(databases, new.key)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        (later,) = await list_keys(tx)
    assert first.last_used is not None
    assert later.last_used is not None
    assert aged.last_used is not None
    assert later.last_used > first.last_used > aged.last_used


async def test_a_rotated_key_ends_and_its_successor_may_do_the_same(databases: Databases) -> None:
    made = await tenant_of(databases)
    old = await key_of(databases, made, expires=clock.now() + timedelta(days=90))
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        new = await rotate_key(tx, old.api_key.id, actor=OPERATOR)
        with pytest.raises(KeyOver):
            await rotate_key(tx, old.api_key.id, actor=OPERATOR)
    with pytest.raises(KeyRefused):
        await authenticate(databases, old.key)
    assert (await authenticate(databases, new.key)).scopes == {ApiScope.LEADS_READ}
    assert old.api_key.expires is not None
    assert new.api_key.expires is not None
    assert new.api_key.expires >= old.api_key.expires
    action, before, after = await last_audited(databases, made.tenant.id)
    assert action == "api_key.rotated"
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert (before["prefix"], after["prefix"]) == (old.api_key.prefix, new.api_key.prefix)


async def test_with_a_grace_both_keys_work_for_a_while(databases: Databases) -> None:
    made = await tenant_of(databases)
    old = await key_of(databases, made)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        new = await rotate_key(tx, old.api_key.id, grace=timedelta(hours=2), actor=OPERATOR)
        ending = await find_key(tx, old.api_key.id)
    for key in (old, new):
        await authenticate(databases, key.key)
    assert ending.expires is not None
    assert timedelta(hours=1) < ending.expires - clock.now() <= timedelta(hours=2)


async def test_revoking_twice_is_one_change(databases: Databases) -> None:
    made = await tenant_of(databases)
    new = await key_of(databases, made)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        first = await revoke_key(tx, new.api_key.id, actor=OPERATOR)
        assert await revoke_key(tx, new.api_key.id, actor=OPERATOR) == first
        assert await list_keys(tx) == []
        assert await list_keys(tx, revoked=True) == [first]
        with pytest.raises(KeyUnknown):
            await revoke_key(tx, uuid4(), actor=OPERATOR)
    actions = [entry.action for entry in await audited(databases, made.tenant.id)]
    assert actions.count("api_key.revoked") == 1


async def test_a_key_that_cannot_be_is_refused(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(ExpiryInvalid):
            await create_key(tx, "robot", {ApiScope.LEADS_READ}, expires=clock.now(), actor=OPERATOR)
        with pytest.raises(ScopeUnknown):
            await create_key(tx, "robot", set(), actor=OPERATOR)
    with pytest.raises(ScopeUnknown, match=r"leads:delete.*leads:read"):
        parse_scopes(["leads:delete"])


async def test_only_owners_and_admins_make_keys(databases: Databases) -> None:
    made = await tenant_of(databases)
    manager = await member_of(databases, made, "max@acme.example", MemberRole.MANAGER)
    admin = await member_of(databases, made, "eve@acme.example", MemberRole.ADMIN)
    async with databases.tenant(Tier.OLTP, manager.scope) as tx:
        with pytest.raises(NotAllowed):
            await create_key(tx, "robot", {ApiScope.LEADS_READ}, actor=manager.actor)
    async with databases.tenant(Tier.OLTP, admin.scope) as tx:
        await create_key(tx, "robot", set(ApiScope), actor=admin.actor)
