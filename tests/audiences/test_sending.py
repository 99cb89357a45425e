"""Leads as sending reads them, many at once."""

from penguinmails.audiences import (
    Stage,
    delete_lead,
    deleted_among,
    hold_leads,
    mark_replied,
    memberships_among,
    merge_data,
    merge_data_of,
    set_stage,
)
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.audiences.factories import OPERATOR, bare_list, bare_member, lead_of


async def test_live_leads_are_held_and_say_what_they_say_alone(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    ada = await lead_of(databases, tenant, "ada@example.org", fields={"first_name": "Ada"})
    bob = await lead_of(databases, tenant, "bob@example.org")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_lead(tx, bob.id, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        held = await hold_leads(tx, [bob.id, ada.id])
        assert [lead.id for lead in held] == [ada.id]
        assert await deleted_among(tx, [bob.id, ada.id]) == {bob.id}
        assert await merge_data_of(tx, held) == {ada.id: await merge_data(tx, ada.id)}
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await hold_leads(tx, [ada.id]) == []


async def test_who_is_being_erased_is_left_out_and_not_waited_for(
    databases: Databases, tenant: Scope
) -> None:
    ada = await lead_of(databases, tenant, "ada@example.org")
    async with databases.tenant(Tier.OLTP, tenant) as erasing, databases.tenant(Tier.OLTP, tenant) as tx:
        await erasing.connection.execute("SELECT FROM oltp.leads WHERE id = %s FOR UPDATE", [ada.id])
        assert await hold_leads(tx, [ada.id]) == []
        assert await deleted_among(tx, [ada.id]) == set()


async def test_a_reply_does_not_take_back_what_a_person_said(databases: Databases, tenant: Scope) -> None:
    ada = await lead_of(databases, tenant, "ada@example.org")
    bob = await lead_of(databases, tenant, "bob@example.org")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await set_stage(tx, bob.id, Stage.MEETING, actor=OPERATOR)
        assert await mark_replied(tx, [ada.id, bob.id]) == 2
        assert await mark_replied(tx, [ada.id, bob.id]) == 0
        said = {lead.id: (lead.status, lead.stage) for lead in await hold_leads(tx, [ada.id, bob.id])}
    assert said == {ada.id: ("replied", "replied"), bob.id: ("replied", "meeting")}


async def test_consent_is_what_the_list_asks_for(databases: Databases, tenant: Scope) -> None:
    ada = await lead_of(databases, tenant, "ada@example.org")
    bob = await lead_of(databases, tenant, "bob@example.org")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        single, double = await bare_list(tx, "Single"), await bare_list(tx, "Double", opt_in="double")
        await bare_member(tx, single, ada)
        await bare_member(tx, single, bob, status="unsubscribed")
        await bare_member(tx, double, ada)
        await bare_member(tx, double, bob, confirmed=True)
        found = await memberships_among(tx, [ada.id, bob.id], [single, double])
        assert {(each.lead_id, each.list_id): each.consenting for each in found} == {
            (ada.id, single): True,
            (bob.id, single): False,
            (ada.id, double): False,
            (bob.id, double): True,
        }
