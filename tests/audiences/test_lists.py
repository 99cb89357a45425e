"""Lists: made, renamed, deleted and brought back; who may be put on them and who stays away."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from penguinmails.audiences import (
    MemberStatus,
    OptIn,
    create_list,
    delete_list,
    describe_list,
    find_list,
    list_lists,
    members,
    reachable,
    remove_members,
    rename_list,
    restore_list,
)
from penguinmails.audiences.lists.errors import (
    ConsentUnexplained,
    LeadsOfOtherCompany,
    LeadsUnknown,
    ListAmbiguous,
    ListNameTaken,
    ListNotDeleted,
    ListRestoreTooLate,
    ListUnknown,
)
from penguinmails.audiences.lists.members import every_reachable, find_leads
from penguinmails.audiences.lists.model import Added
from penguinmails.audiences.lists.upkeep import let_go
from penguinmails.audiences.suppressions import Reason, Source, suppress
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.audiences.factories import OPERATOR, limited, workspace_of
from tests.audiences.listed import Lists
from tests.tenancy.factories import last_audited


@pytest.fixture
def lists(databases: Databases, tenant: Scope) -> Lists:
    return Lists(databases, tenant)


async def test_a_list_is_found_renamed_and_described(
    databases: Databases, tenant: Scope, lists: Lists
) -> None:
    made = await lists.make("Spring  customers", opt_in=OptIn.DOUBLE)
    assert (made.name, made.opt_in, made.contact_count) == ("Spring customers", "double", 0)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for wanted in (made.id, str(made.id), "Spring customers", "SPRING CUSTOMERS"):
            assert (await find_list(tx, wanted)).id == made.id
        for wanted in (uuid4(), "Autumn"):
            with pytest.raises(ListUnknown):
                await find_list(tx, wanted)
        renamed = await rename_list(tx, made.id, "Summer", actor=OPERATOR)
        described = await describe_list(
            tx, made.id, description="Once a month", is_public=True, actor=OPERATOR
        )
    assert renamed.name == described.name == "Summer"
    assert (described.description, described.is_public) == ("Once a month", True)
    assert (await last_audited(databases, tenant.tenant_id))[0] == "list.described"


async def test_names_are_unique_in_a_company(databases: Databases, tenant: Scope, lists: Lists) -> None:
    north, south = [await workspace_of(databases, tenant, name) for name in ("North", "South")]
    first = await lists.make(company_id=north)
    second = await lists.make(company_id=south)
    await lists.make("Other", company_id=south)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(ListNameTaken):
            await create_list(tx, "News", company_id=north, actor=OPERATOR)
        with pytest.raises(ListNameTaken):
            await rename_list(tx, second.id, "Other", actor=OPERATOR)
        with pytest.raises(ListAmbiguous):
            await find_list(tx, "News")
    async with databases.tenant(Tier.OLTP, limited(tenant, north)) as tx:
        assert (await find_list(tx, "News")).id == first.id
        assert [each.id for each in await list_lists(tx)] == [first.id]


async def test_the_same_name_at_once_is_made_once(lists: Lists) -> None:
    results = await asyncio.gather(*(lists.make() for _ in range(4)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["ListNameTaken"] * 3 + ["MailingList"]


async def test_a_deleted_list_is_hidden_frees_its_name_and_comes_back(
    databases: Databases, tenant: Scope, lists: Lists
) -> None:
    old = await lists.make()
    await lists.add(old, await lists.leads("a@shop.example"))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_list(tx, old.id, actor=OPERATOR)
        assert await list_lists(tx) == []
        assert await reachable(tx, old.id) == []
        with pytest.raises(ListUnknown):
            await find_list(tx, old.id)
        with pytest.raises(ListUnknown):
            await members(tx, old.id)
    new = await lists.make()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(ListNameTaken):
            await restore_list(tx, old.id, actor=OPERATOR)
        with pytest.raises(ListNotDeleted):
            await restore_list(tx, new.id, actor=OPERATOR)
        await rename_list(tx, new.id, "Newer", actor=OPERATOR)
        deleted = await find_list(tx, "News", deleted=True)
        assert (await restore_list(tx, deleted.id, actor=OPERATOR)).contact_count == 1
        await delete_list(tx, old.id, actor=OPERATOR)
    await lists.rows("UPDATE oltp.lists SET deleted = deleted - interval '31 days' WHERE deleted IS NOT NULL")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(ListRestoreTooLate):
            await restore_list(tx, old.id, actor=OPERATOR)
    assert await let_go(databases) == (0, 1)
    assert await lists.rows("SELECT id FROM oltp.lists") == [(new.id,)]


async def test_leads_join_once_and_each_consent_is_kept(
    databases: Databases, tenant: Scope, lists: Lists
) -> None:
    target = await lists.make()
    ada, bob = await lists.leads("ada@shop.example", "bob@shop.example")
    assert await lists.add(target, [ada]) == Added(subscribed=1)
    assert await lists.add(target, [bob, ada, ada]) == Added(subscribed=1, already=1)
    assert await lists.count(target) == 2
    assert [(row[0], row[2], row[3]) for row in await lists.consents()] == [
        (ada, "subscribed", "staff"),
        (bob, "subscribed", "staff"),
    ]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        first = await members(tx, target.id, page=1)
        second = await members(tx, target.id, after=first[0].lead_id)
        assert [row.email for row in (*first, *second)] == ["ada@shop.example", "bob@shop.example"]
        assert await members(tx, target.id, status=MemberStatus.PENDING) == []
        assert [row.lead_id async for row in every_reachable(tx, target.id, page=1)] == [ada, bob]
    action, _, new = await last_audited(databases, tenant.tenant_id)
    assert action == "list.members_added"
    assert "@" not in str(new)


async def test_who_left_stays_away_until_somebody_says_how_they_asked(
    databases: Databases, tenant: Scope, lists: Lists
) -> None:
    target = await lists.make()
    (ada,) = await lists.leads("ada@shop.example")
    await lists.add(target, [ada])
    assert await lists.leave(target, ada) == 1
    assert await lists.leave(target, ada) == 0
    assert await lists.count(target) == 0
    assert await lists.add(target, [ada]) == Added(left_before=1)
    with pytest.raises(ConsentUnexplained):
        await lists.add(target, [ada], resubscribe=" ")
    # Neither taking them off nor a new lead with the same address makes anybody forget.
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await remove_members(tx, target.id, [ada], actor=OPERATOR) == 1
    assert await lists.add(target, [ada]) == Added(left_before=1)
    await lists.rows("DELETE FROM oltp.leads")
    (again,) = await lists.leads("ada@shop.example")
    assert await lists.add(target, [again]) == Added(left_before=1)
    other = await lists.make("Other")
    assert await lists.add(other, [again]) == Added(subscribed=1)
    assert await lists.add(target, [again], resubscribe="By phone, 3 May") == Added(subscribed=1)
    last = (await lists.consents())[-1]
    assert last == (again, target.id, "resubscribed", "staff", {"note": "By phone, 3 May"}, None)
    assert [row[2:4] + row[5:] for row in await lists.consents()][1] == (
        "unsubscribed",
        "one_click",
        "198.51.100.7",
    )
    assert await lists.leave(target, again) == 1
    assert await lists.add(target, [again], resubscribe="Again by phone") == Added(subscribed=1)
    assert await lists.count(target) == 1


async def test_suppressed_and_unmailable_leads_are_refused(
    databases: Databases, tenant: Scope, lists: Lists
) -> None:
    target = await lists.make()
    ada, bob, eve = await lists.leads("ada@shop.example", "bob@bad.example", "eve@shop.example")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await suppress(tx, "bad.example", reason=Reason.MANUAL, source=Source.STAFF, actor=OPERATOR)
        await tx.connection.execute("UPDATE oltp.leads SET status = 'bounced' WHERE id = %s", [eve])
    assert await lists.add(target, [ada, bob, eve]) == Added(subscribed=1, suppressed=1, unmailable=1)


async def test_only_leads_that_may_be_on_a_list(
    databases: Databases, tenant: Scope, other_tenant: Scope, lists: Lists
) -> None:
    north, south = [await workspace_of(databases, tenant, name) for name in ("North", "South")]
    shared, of_north = await lists.make("Shared"), await lists.make("Northern", company_id=north)
    (a,) = await lists.leads("a@shop.example", company_id=north)
    (b,) = await lists.leads("b@shop.example", company_id=south)
    (c,) = await lists.leads("c@shop.example")
    (foreign,) = await Lists(databases, other_tenant).leads("d@shop.example")
    for outsiders in ([a, b], [a, c]):
        with pytest.raises(LeadsOfOtherCompany):
            await lists.add(of_north, outsiders)
    for unknown in (foreign, uuid4()):
        with pytest.raises(LeadsUnknown):
            await lists.add(shared, [a, unknown])
    assert await lists.count(of_north) == await lists.count(shared) == 0
    assert await lists.add(shared, [a, b, c]) == Added(subscribed=3)
    assert await lists.add(of_north, [a]) == Added(subscribed=1)
    northern = Lists(databases, limited(tenant, north))
    with pytest.raises(ListUnknown):
        await northern.add(shared, [a])
    with pytest.raises(LeadsUnknown):
        await northern.add(of_north, [b])
    with pytest.raises(ListUnknown):
        await Lists(databases, other_tenant).add(shared, [foreign])
    await lists.leave(of_north, a)
    assert await northern.add(of_north, [a], resubscribe="At the fair") == Added(subscribed=1)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await find_leads(tx, of_north, [], ["a@shop.example"]) == [a]
        with pytest.raises(LeadsUnknown, match=r"b@shop\.example"):
            await find_leads(tx, of_north, [], ["a@shop.example", "b@shop.example"])


async def test_a_broadcast_reaches_only_whom_it_may(
    databases: Databases, tenant: Scope, lists: Lists
) -> None:
    target = await lists.make()
    everybody = await lists.leads(*(f"{name}@shop.example" for name in "abcdef"))
    await lists.add(target, everybody)
    await lists.leave(target, everybody[0])
    for lead_id, change in zip(
        everybody[1:4], ("status = 'complained'", "deleted = now()", "status = 'replied'"), strict=True
    ):
        await lists.rows(f"UPDATE oltp.leads SET {change} WHERE id = %s", lead_id)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert [row.lead_id for row in await reachable(tx, target.id)] == everybody[3:]
        assert [row.lead_id for row in await reachable(tx, target.id, page=1, after=everybody[3])] == [
            everybody[4]
        ]
    assert await lists.count(target) == 4, "subscribed, and the lead is not deleted"


async def test_a_lead_that_is_being_deleted_is_not_added(
    databases: Databases, tenant: Scope, lists: Lists
) -> None:
    target = await lists.make()
    (ada,) = await lists.leads("ada@shop.example")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("UPDATE oltp.leads SET deleted = now() WHERE id = %s", [ada])
        adding = asyncio.create_task(lists.add(target, [ada]))
        await _until_one_waits(databases)
    with pytest.raises(LeadsUnknown):
        await adding
    assert await lists.rows("SELECT lead_id FROM oltp.list_contacts") == []


async def test_who_never_confirms_goes_after_30_days(databases: Databases, lists: Lists) -> None:
    target = await lists.make(opt_in=OptIn.DOUBLE)
    old, young = await lists.leads("old@shop.example", "young@shop.example")
    await lists.add(target, [old])
    await lists.shift("created confirm_sent", timedelta(days=31))
    await lists.add(target, [young])
    assert await let_go(databases) == (1, 0)
    assert await lists.rows("SELECT lead_id FROM oltp.list_contacts") == [(young,)]


async def _until_one_waits(databases: Databases) -> None:
    waiting: UUID | int = 0
    while not waiting:
        async with databases.worker(Tier.OLTP) as tx:
            cursor = await tx.connection.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
            )
            (waiting,) = await cursor.fetchone() or (0,)
