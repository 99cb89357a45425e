"""Leads: added, found, changed, tagged, deleted, brought back."""

import asyncio
from datetime import timedelta

import pytest

from penguinmails.audiences.errors import AddressInvalid
from penguinmails.audiences.fields import FieldInvalid, FieldType, define_field
from penguinmails.audiences.leads.card import lead_card
from penguinmails.audiences.leads.errors import (
    CompanyNeeded,
    FieldMissing,
    FieldRefused,
    FieldUnknown,
    LeadAmbiguous,
    LeadExists,
    LeadNotDeleted,
    LeadRestoreTooLate,
    LeadSuppressed,
    LeadUnknown,
    TagInvalid,
    TagsTooMany,
)
from penguinmails.audiences.leads.model import Stage
from penguinmails.audiences.leads.purging import purge_leads
from penguinmails.audiences.leads.service import (
    add_lead,
    change_lead,
    delete_lead,
    find_lead,
    list_deleted,
    list_tags,
    merge_data,
    refuse_suppressed,
    restore_lead,
    set_stage,
    tag_leads,
    untag_leads,
)
from penguinmails.audiences.suppressions.model import Reason, Source
from penguinmails.audiences.suppressions.service import suppress
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import delete_company, purge_company
from tests.audiences.factories import OPERATOR, bare_list, bare_member, lead_of, limited, workspace_of
from tests.tenancy.factories import audited


async def test_a_lead_is_found_by_id_and_by_any_way_to_write_its_address(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    made = await lead_of(databases, tenant, "Ann <Ann@Example.com>", fields={"first_name": " Ann  Marie "})
    assert (made.email, made.first_name, made.status, made.stage) == (
        "ann@example.com",
        "Ann Marie",
        "active",
        "new",
    )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for wanted in (made.id, str(made.id), "ann@example.com", "mailto:ANN@example.com"):
            assert await find_lead(tx, wanted) == made
        for unknown in ("bob@example.com", "no address", "019fa0aa-0000-7000-8000-000000000000"):
            with pytest.raises(LeadUnknown):
                await find_lead(tx, unknown)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        for wanted in (made.id, made.email):
            with pytest.raises(LeadUnknown):
                await find_lead(tx, wanted)
        with pytest.raises(LeadUnknown):
            await change_lead(tx, made.id, {"title": "CEO"}, actor=OPERATOR)
        assert await tag_leads(tx, [made.id], ["vip"], actor=OPERATOR) == 0


async def test_an_address_is_there_once_a_company(databases: Databases, tenant: Scope) -> None:
    north = await workspace_of(databases, tenant, "North")
    shared = await lead_of(databases, tenant, "ann@example.com")
    own = await lead_of(databases, tenant, "ann@example.com", company_id=north)
    for company in (None, north):
        with pytest.raises(LeadExists, match="in North" if company else "shares"):
            await lead_of(databases, tenant, "ANN@example.com", company_id=company)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(LeadAmbiguous, match="North"):
            await find_lead(tx, "ann@example.com")
        assert await find_lead(tx, "ann@example.com", company_id=north) == own
        assert await find_lead(tx, shared.id) == shared
    async with databases.tenant(Tier.OLTP, limited(tenant, north)) as tx:
        assert await find_lead(tx, "ann@example.com") == own
        with pytest.raises(LeadUnknown):
            await find_lead(tx, shared.id)
        with pytest.raises(CompanyNeeded):
            await add_lead(tx, "bob@example.com", actor=OPERATOR)


async def test_of_two_who_add_an_address_at_once_one_is_told(databases: Databases, tenant: Scope) -> None:
    outcomes = await asyncio.gather(
        *(lead_of(databases, tenant, "ann@example.com") for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Lead", *["LeadExists"] * 3]


async def test_what_cannot_be_is_refused(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await define_field(tx, "Plan", FieldType.CHOICE, choices=["pro", "free"], actor=OPERATOR)
        cases: list[tuple[type[Exception], str, dict[str, str | None], list[str]]] = [
            (AddressInvalid, "ann@", {}, []),
            (FieldUnknown, "a@b.example", {"age": "3"}, []),
            (FieldUnknown, "a@b.example", {"custom_fields.age": "3"}, []),
            (FieldUnknown, "a@b.example", {"email": "c@b.example"}, []),
            (FieldRefused, "a@b.example", {"first_name": "A" * 201}, []),
            (FieldRefused, "a@b.example", {"first_name": "A\u202eB"}, []),
            (FieldRefused, "a@b.example", {"timezone": "Bonn"}, []),
            (FieldInvalid, "a@b.example", {"custom_fields.plan": "gold"}, []),
            (TagInvalid, "a@b.example", {}, ["a,b"]),
            (TagInvalid, "a@b.example", {}, ["  "]),
            (TagsTooMany, "a@b.example", {}, [f"t{n}" for n in range(101)]),
        ]
        for error, address, fields, tags in cases:
            with pytest.raises(error):
                await add_lead(tx, address, fields=fields, tags=tags, actor=OPERATOR)
        await define_field(tx, "Region", is_required=True, actor=OPERATOR)
        with pytest.raises(FieldMissing, match="Region"):
            await add_lead(tx, "a@b.example", actor=OPERATOR)


async def test_changes_are_typed_and_two_at_once_lose_nothing(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await define_field(tx, "Purchases", FieldType.NUMBER, actor=OPERATOR)
        await define_field(tx, "Since", FieldType.DATE, actor=OPERATOR)
    lead = await lead_of(databases, tenant, "ann@example.com", fields={"title": "CEO"})

    async def change(name: str, value: str | None) -> None:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await change_lead(tx, lead.id, {name: value}, actor=OPERATOR)

    await asyncio.gather(
        change("custom_fields.purchases", "5"),
        change("custom_fields.since", "31.12.2025"),
        change("title", None),
        change("company", "Initech"),
    )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        changed = await find_lead(tx, lead.id)
        assert changed.custom_fields == {"purchases": 5, "since": "2025-12-31"}
        assert (changed.title, changed.company) == (None, "Initech")
        assert await merge_data(tx, lead.id) == {
            "email": "ann@example.com",
            "company": "Initech",
            "custom": {"purchases": 5, "since": "2025-12-31"},
        }
        await set_stage(tx, lead.id, Stage.MEETING, actor=OPERATOR)
    await change("custom_fields.since", "")
    entries = [entry for entry in await audited(databases, tenant.tenant_id) if entry.resource_type == "lead"]
    assert "Initech" not in str(entries)
    assert "ann@" not in str(entries)
    assert [entry.action for entry in entries].count("lead.changed") == 5
    assert entries[-1].new_values == {"fields": ["custom_fields.since"]}


async def test_tags_are_added_once_counted_and_taken_away(databases: Databases, tenant: Scope) -> None:
    ann = await lead_of(databases, tenant, "ann@example.com", tags=["vip", "vip", " Spring  26 "])
    bob = await lead_of(databases, tenant, "bob@example.com")
    assert ann.tags == ["vip", "Spring 26"]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await tag_leads(tx, [ann.id, bob.id], ["vip"], actor=OPERATOR) == 1
        assert await tag_leads(tx, [ann.id, bob.id], ["vip", "new"], actor=OPERATOR) == 2
        assert [(row.tag, row.leads) for row in await list_tags(tx)] == [
            ("new", 2),
            ("vip", 2),
            ("Spring 26", 1),
        ]
        assert await untag_leads(tx, [ann.id, bob.id], ["new", "Spring 26"], actor=OPERATOR) == 2
        assert (await find_lead(tx, ann.id)).tags == ["vip"]
        with pytest.raises(TagsTooMany):
            await tag_leads(tx, [ann.id], [f"t{n}" for n in range(100)], actor=OPERATOR)


async def test_a_deleted_lead_leaves_its_lists_and_comes_back_to_them(
    databases: Databases, tenant: Scope
) -> None:
    lead = await lead_of(databases, tenant, "ann@example.com")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        spring = await bare_list(tx, "Spring")
        await bare_member(tx, spring, lead)
        await delete_lead(tx, lead.id, actor=OPERATOR)
        with pytest.raises(LeadUnknown):
            await delete_lead(tx, lead.id, actor=OPERATOR)
        with pytest.raises(LeadUnknown):
            await find_lead(tx, lead.id)
        assert [line.email for line in await list_deleted(tx)] == ["ann@example.com"]
    assert await members(databases, tenant) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await restore_lead(tx, "ann@example.com", actor=OPERATOR)).id == lead.id
        with pytest.raises(LeadNotDeleted):
            await restore_lead(tx, "ann@example.com", actor=OPERATOR)
    assert await members(databases, tenant) == 1


async def members(databases: Databases, tenant: Scope) -> int:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        cursor = await tx.connection.execute(
            "SELECT count(*) FROM oltp.list_contacts WHERE status = 'subscribed' AND NOT lead_deleted"
        )
        row = await cursor.fetchone()
    assert row
    return row[0]


async def test_a_lead_whose_address_is_taken_does_not_come_back(databases: Databases, tenant: Scope) -> None:
    lead = await lead_of(databases, tenant, "ann@example.com")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_lead(tx, lead.id, actor=OPERATOR)
    await lead_of(databases, tenant, "ann@example.com")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(LeadExists):
            await restore_lead(tx, lead.id, actor=OPERATOR)
        await tx.connection.execute("SELECT 1")  # the transaction goes on


async def test_what_was_deleted_long_ago_is_purged(databases: Databases, tenant: Scope) -> None:
    old, young, live = [
        await lead_of(databases, tenant, f"{name}@example.com") for name in ("old", "young", "live")
    ]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await bare_member(tx, await bare_list(tx, "Spring"), old)
        for lead, days in ((old, 31), (young, 29)):
            await tx.connection.execute(
                "UPDATE oltp.leads SET deleted = %s WHERE id = %s",
                [clock.now() - timedelta(days=days), lead.id],
            )
        with pytest.raises(LeadRestoreTooLate):
            await restore_lead(tx, old.id, actor=OPERATOR)
    assert await purge_leads(databases, batch=1) == 1
    assert await purge_leads(databases) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(LeadUnknown):
            await restore_lead(tx, old.id, actor=OPERATOR)
        assert (await restore_lead(tx, young.id, actor=OPERATOR)).id == young.id
        assert await find_lead(tx, live.id) == live


async def test_who_must_not_be_written_to_is_not_added_by_hand(databases: Databases, tenant: Scope) -> None:
    north = await workspace_of(databases, tenant, "North")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await suppress(tx, "ann@example.com", reason=Reason.UNSUBSCRIBED, source=Source.REPLY, actor=OPERATOR)
        await suppress(
            tx,
            "example.net",
            reason=Reason.MANUAL,
            source=Source.MEMBER,
            company_id=north,
            actor=OPERATOR,
        )
    with pytest.raises(LeadSuppressed, match="unsubscribed"):
        await refuse_suppressed(databases, tenant.tenant_id, "ann@example.com")
    with pytest.raises(LeadSuppressed):
        await refuse_suppressed(databases, tenant.tenant_id, "bob@example.net", company_id=north)
    await refuse_suppressed(databases, tenant.tenant_id, "bob@example.net")


async def test_a_card_shows_the_whole_person(databases: Databases, tenant: Scope) -> None:
    north = await workspace_of(databases, tenant, "North")
    lead = await lead_of(databases, tenant, "ann@example.com", company_id=north)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await bare_member(tx, await bare_list(tx, "Shared"), lead)
        await bare_member(tx, await bare_list(tx, "Own", company_id=north), lead, status="pending")
        await suppress(
            tx,
            "ann@example.com",
            reason=Reason.OBJECTED,
            source=Source.MEMBER,
            note="By phone.",
            actor=OPERATOR,
        )
        lead = await find_lead(tx, lead.id)
    card = await lead_card(databases, tenant, lead)
    assert [(each.list, each.status) for each in card.lists] == [
        ("Shared", "unsubscribed"),
        ("Own", "unsubscribed"),
    ]
    assert [(entry.reason, entry.note) for entry in card.suppressed] == [("objected", "By phone.")]
    assert card.engagement is None
    by_member = await lead_card(databases, limited(tenant, north), lead)
    assert [each.list for each in by_member.lists] == [None, "Own"]
    assert [(entry.reason, entry.note) for entry in by_member.suppressed] == [("objected", None)]


async def test_a_company_with_members_of_lists_can_be_purged(databases: Databases, tenant: Scope) -> None:
    north = await workspace_of(databases, tenant, "North")
    lead = await lead_of(databases, tenant, "ann@example.com", company_id=north)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await bare_member(tx, await bare_list(tx, "Own", company_id=north), lead)
        await bare_member(tx, await bare_list(tx, "Shared"), lead)
        await delete_company(tx, north, actor=OPERATOR)
        await purge_company(tx, north, actor=OPERATOR)
    assert await members(databases, tenant) == 0
