"""A tenant's own keys."""

import asyncio

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import KeyPurpose, platform_key, tenant_key


async def key_of(databases: Databases, scope: Scope, purpose: KeyPurpose) -> bytes:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await tenant_key(tx, purpose)


async def test_a_tenant_keeps_its_key_and_shares_it_with_nobody(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    first = await key_of(databases, tenant, KeyPurpose.ADDRESS_HASH)
    assert len(first) == 32
    assert await key_of(databases, tenant, KeyPurpose.ADDRESS_HASH) == first
    assert await key_of(databases, tenant, KeyPurpose.UNSUBSCRIBE) != first
    assert await key_of(databases, other_tenant, KeyPurpose.ADDRESS_HASH) != first


async def test_of_keys_made_at_once_there_is_one(databases: Databases, tenant: Scope) -> None:
    keys = await asyncio.gather(*(key_of(databases, tenant, KeyPurpose.SEAL) for _ in range(8)))
    assert len(set(keys)) == 1


async def test_the_platform_has_keys_of_its_own(databases: Databases, tenant: Scope) -> None:
    async with databases.worker(Tier.OLTP) as tx:
        first = await platform_key(tx, KeyPurpose.ADDRESS_HASH)
    async with databases.worker(Tier.OLTP) as tx:
        assert await platform_key(tx, KeyPurpose.ADDRESS_HASH) == first
    assert await key_of(databases, tenant, KeyPurpose.ADDRESS_HASH) != first
