"""The count of a list's members: exact at any moment, whoever changes them, however many at once."""

import asyncio
import random
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from penguinmails.audiences import (
    ConsentSource,
    MailingList,
    OptIn,
    Screen,
    add_members,
    leave,
    remove_members,
)
from penguinmails.audiences.lists import store
from penguinmails.audiences.lists.errors import LeadsUnknown
from penguinmails.audiences.lists.upkeep import fold_counts, recount, recount_all
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from tests.audiences.factories import OPERATOR, limited, workspace_of
from tests.audiences.listed import Lists

WORKERS = 8
LEADS = 300


async def drift(lists: Lists) -> list[store.Drift]:
    async with lists.databases.tenant(Tier.OLTP, lists.scope) as tx:
        return await store.count_anew(tx)


async def test_a_member_of_one_company_changes_the_count_of_the_whole_tenants_list(
    databases: Databases, tenant: Scope
) -> None:
    lists = Lists(databases, tenant)
    north = await workspace_of(databases, tenant, "North")
    shared = await lists.make()
    a, b, c = await lists.leads("a@shop.example", "b@shop.example", "c@shop.example", company_id=north)
    await lists.add(shared, [a, b, c])
    await fold_counts(databases)
    northern = Lists(databases, limited(tenant, north))
    assert await northern.rows("SELECT id FROM oltp.lists") == [], "which they do not see"
    await northern.rows("UPDATE oltp.leads SET deleted = now() WHERE id = ANY (%s)", [a, b])
    assert await lists.count(shared) == 1
    await northern.rows("UPDATE oltp.leads SET deleted = NULL WHERE id = %s", a)
    await northern.rows("DELETE FROM oltp.leads WHERE id = %s", c)
    assert await lists.count(shared) == 1
    await fold_counts(databases)
    assert await lists.count(shared) == 1
    assert await lists.rows("SELECT contact_count FROM oltp.lists") == [(1,)]
    assert await drift(lists) == []


async def test_a_company_that_goes_takes_its_leads_out_of_the_shared_lists_counts(
    databases: Databases, tenant: Scope
) -> None:
    lists = Lists(databases, tenant)
    north = await workspace_of(databases, tenant, "North")
    shared, own = await lists.make(), await lists.make("Northern", company_id=north)
    gone = await lists.leads("a@shop.example", "b@shop.example", company_id=north)
    (kept,) = await lists.leads("c@shop.example")
    await lists.add(shared, [*gone, kept])
    await lists.add(own, gone)
    await lists.rows("DELETE FROM oltp.companies WHERE id = %s", north)
    assert (await lists.count(shared), await drift(lists)) == (1, [])
    assert await lists.rows("SELECT lead_id FROM oltp.list_contacts") == [(kept,)]
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute("DELETE FROM oltp.leads WHERE id = %s", [kept])
    assert (await lists.count(shared), await drift(lists)) == (0, [])


async def test_a_purged_list_leaves_nothing_behind(databases: Databases, tenant: Scope) -> None:
    lists = Lists(databases, tenant)
    target, other = await lists.make(), await lists.make("Other")
    leads = await lists.leads("a@shop.example", "b@shop.example")
    await lists.add(target, leads)
    await lists.add(other, leads)
    await lists.rows("DELETE FROM oltp.lists WHERE id = %s", target.id)
    assert await fold_counts(databases) == 1
    assert await lists.rows("SELECT list_id FROM oltp.list_count_changes") == []
    assert await lists.count(other) == 2
    assert await fold_counts(databases) == 0


async def test_a_wrong_count_is_found_reported_and_put_right(databases: Databases, tenant: Scope) -> None:
    lists = Lists(databases, tenant)
    target, fine = await lists.make(), await lists.make("Fine")
    leads = await lists.leads("a@shop.example", "b@shop.example")
    await lists.add(target, leads)
    await lists.add(fine, leads)
    await lists.rows("UPDATE oltp.lists SET contact_count = contact_count + 5 WHERE id = %s", target.id)
    assert await recount_all(databases) == 1
    assert await lists.count(target) == 2
    await lists.rows("UPDATE oltp.list_contacts SET lead_deleted = true WHERE list_id = %s", target.id)
    assert await lists.count(target) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        (found,) = await recount(tx)
    assert (found.list_id, found.kept, found.counted) == (target.id, 0, 2)
    assert (await lists.count(target), await drift(lists)) == (2, [])
    raised = await lists.rows(
        "SELECT count(*) FROM oltp.handoff_outbox WHERE payload ->> 'event_type' = 'list_count_drift'"
    )
    assert raised == [(2,)]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await recount(tx) == []


@dataclass
class Crowd:
    """Several at once, each with a connection and a random mind of its own."""

    lists: Lists
    screen: Screen
    targets: list[MailingList]
    leads: list[UUID]
    done: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def count(self) -> int:
        return sum(self.done.values())

    async def change(self, mind: random.Random) -> None:
        """One random change in a transaction."""
        action = mind.choices(
            [self.add, self.remove, self.go, self.confirm, self.delete, self.restore, self.purge],
            [60, 10, 20, 20, 8, 40, 1],
        )[0]
        some = mind.sample(self.leads, mind.randint(1, 4))
        async with self.lists.databases.tenant(Tier.OLTP, self.lists.scope) as tx:
            try:
                async with tx.savepoint():
                    await action(tx, mind.choice(self.targets), some)
            except LeadsUnknown:
                return  # deleted just now by somebody else
        self.done[action.__name__] = self.done.get(action.__name__, 0) + 1

    async def add(self, tx: Tx, target: MailingList, some: list[UUID]) -> None:
        await add_members(
            tx,
            target.id,
            some,
            screen=self.screen,
            source=ConsentSource.STAFF,
            actor=OPERATOR,
            resubscribe="They asked",
        )

    async def remove(self, tx: Tx, target: MailingList, some: list[UUID]) -> None:
        await remove_members(tx, target.id, some, actor=OPERATOR)

    async def go(self, tx: Tx, target: MailingList, some: list[UUID]) -> None:
        await leave(tx, target.id, some, screen=self.screen, source=ConsentSource.REPLY)

    async def confirm(self, tx: Tx, target: MailingList, some: list[UUID]) -> None:
        await store.lock_leads(tx, some)
        for lead_id in sorted(some):
            await store.set_token_hash(tx, target.id, lead_id, lead_id.bytes * 2)
            await store.confirm(tx, target.id, lead_id, token_hash=lead_id.bytes * 2, ip=None)

    async def delete(self, tx: Tx, target: MailingList, some: list[UUID]) -> None:
        del target
        await self._leads(tx, some, "deleted IS NULL", "UPDATE oltp.leads SET deleted = now()")

    async def restore(self, tx: Tx, target: MailingList, some: list[UUID]) -> None:
        del target
        await self._leads(tx, some, "deleted IS NOT NULL", "UPDATE oltp.leads SET deleted = NULL")

    async def purge(self, tx: Tx, target: MailingList, some: list[UUID]) -> None:
        del target
        await self._leads(tx, some[:1], "true", "DELETE FROM oltp.leads")

    async def _leads(self, tx: Tx, some: list[UUID], which: str, change: str) -> None:
        locked = f"(SELECT id FROM oltp.leads WHERE id = ANY (%s) AND {which} ORDER BY id FOR UPDATE)"
        await tx.connection.execute(f"{change} WHERE id IN {locked}", [some])  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("changes", [1000, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_thousands_of_changes_at_once_leave_every_count_exact(
    databases: Databases, tenant: Scope, changes: int
) -> None:
    lists = Lists(databases, tenant)
    targets = [
        await lists.make(f"List {number}", opt_in=OptIn.DOUBLE if number % 2 else OptIn.SINGLE)
        for number in range(5)
    ]
    leads = [ids.uuid7() for _ in range(LEADS)]
    await lists.rows(
        "INSERT INTO oltp.leads (tenant_id, id, email)"
        " SELECT %s, id, id || '@shop.example' FROM unnest(%s::uuid[]) AS id",
        tenant.tenant_id,
        leads,
    )
    crowd = Crowd(lists, await Screen.of(databases, tenant.tenant_id), targets, leads)

    async def work(mind: random.Random) -> None:
        while crowd.count < changes:
            await crowd.change(mind)
            if crowd.count % 100 == 0:
                # One statement is one moment: in the middle of everything the counts are exact too.
                assert await drift(lists) == []
                await fold_counts(databases)

    async with Databases(databases.address, pool_size=WORKERS + 2) as wide:
        crowd.lists = Lists(wide, tenant)
        crowd.screen = await Screen.of(wide, tenant.tenant_id)
        async with asyncio.TaskGroup() as group:
            for number in range(WORKERS):
                group.create_task(work(random.Random(number)))
    assert await drift(lists) == []
    assert len(crowd.done) == 7, crowd.done
    assert sum([await lists.count(target) for target in targets]) > 0
    await fold_counts(databases)
    assert await drift(lists) == []
    assert await lists.rows("SELECT FROM oltp.list_count_changes") == []
