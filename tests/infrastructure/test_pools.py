"""Pools, and what campaigns may send by through them."""

import pytest

from penguinmails.infrastructure import (
    Strategy,
    add_pool,
    change_pool,
    delete_mailbox,
    delete_pool,
    find_pool,
    list_members,
    list_pools,
    pause_mailbox,
    put_from_address,
    put_member,
    remove_member,
    sendable_mailboxes,
)
from penguinmails.infrastructure.pools.errors import (
    PoolAmbiguous,
    PoolInUse,
    PoolMemberInvalid,
    PoolNameTaken,
    PoolUnknown,
)
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import add_company
from tests.infrastructure.factories import OPERATOR, company_of, sandbox_of


async def test_a_pool_shares_mail_among_its_mailboxes(databases: Databases, tenant: Scope) -> None:
    company_id = await company_of(databases, tenant)
    ann, bob, cleo = [
        await sandbox_of(databases, tenant, f"{name}@acme.example") for name in ("ann", "bob", "cleo")
    ]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        pool = await add_pool(
            tx, "Openers", company_id=company_id, strategy=Strategy.LEAST_USED, actor=OPERATOR
        )
        await put_member(tx, pool.id, ann.id, weight=2, actor=OPERATOR)
        await put_member(tx, pool.id, bob.id, actor=OPERATOR)
        await put_member(tx, pool.id, bob.id, weight=3, actor=OPERATOR)
        await pause_mailbox(tx, bob.id, reason="On holiday.", actor=OPERATOR)
        address = await put_from_address(
            tx, ann.id, "hi@acme.example", reply_to="re@acme.example", actor=OPERATOR
        )
        chosen = await sendable_mailboxes(
            tx, [cleo.id, ann.id], [pool.id], weights={ann.id: 9}, from_addresses={ann.id: address.id}
        )
        found = {each.email: (each.weight, each.strategy, each.sends) for each in chosen}
        assert found == {
            "ann@acme.example": (9, None, True),  # named by the campaign itself
            "bob@acme.example": (3, "least_used", False),
            "cleo@acme.example": (1, None, True),
        }
        assert [each.status_reason for each in chosen if not each.sends] == ["On holiday."]
        assert (chosen[0].from_address, chosen[0].reply_to) == ("hi@acme.example", "re@acme.example")
        assert (await find_pool(tx, "openers")).mailboxes == 2
        await delete_mailbox(tx, bob.id, actor=OPERATOR)
        assert [each.email for each in await list_members(tx, pool.id)] == ["ann@acme.example"]
        await remove_member(tx, pool.id, ann.id, actor=OPERATOR)
        with pytest.raises(PoolMemberInvalid):
            await remove_member(tx, pool.id, ann.id, actor=OPERATOR)


async def test_pools_keep_to_their_company_and_names(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    company_id = await company_of(databases, tenant)
    mailbox = await sandbox_of(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        second = await add_company(tx, "Second", actor=OPERATOR)
        pool = await add_pool(tx, "Pool", company_id=company_id, actor=OPERATOR)
        foreign = await add_pool(tx, "Pool", company_id=second.id, actor=OPERATOR)
        with pytest.raises(PoolAmbiguous):
            await find_pool(tx, "pool")
        with pytest.raises(PoolNameTaken):
            await add_pool(tx, "Pool", company_id=company_id, actor=OPERATOR)
        with pytest.raises(PoolMemberInvalid, match="Second"):
            await put_member(tx, foreign.id, mailbox.id, actor=OPERATOR)
        with pytest.raises(PoolMemberInvalid, match="weight"):
            await put_member(tx, pool.id, mailbox.id, weight=0, actor=OPERATOR)
        await change_pool(tx, foreign.id, name="Other", actor=OPERATOR)
        assert [each.name for each in await list_pools(tx)] == ["Other", "Pool"]
        await tx.connection.execute(
            "WITH made AS (INSERT INTO oltp.campaigns (tenant_id, id, company_id, name) VALUES (%s, %s, %s, 'x')"
            " RETURNING id) SELECT 1",
            [tx.tenant_id, campaign_id := ids.uuid7(), company_id],
        )
        await tx.connection.execute(
            "INSERT INTO oltp.campaign_pools (tenant_id, campaign_id, rotation_pool_id, company_id)"
            " VALUES (%s, %s, %s, %s)",
            [tx.tenant_id, campaign_id, pool.id, company_id],
        )
        with pytest.raises(PoolInUse):
            await delete_pool(tx, pool.id, actor=OPERATOR)
        await delete_pool(tx, foreign.id, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_pools(tx) == []
        with pytest.raises(PoolUnknown):
            await find_pool(tx, pool.id)
