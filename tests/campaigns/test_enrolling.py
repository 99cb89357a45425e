"""An audience comes into a campaign, each once, and newcomers later."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from penguinmails.campaigns import (
    Because,
    CampaignTakesNobody,
    Scheduler,
    enrol_leads,
    explain_planning,
    remove_from_campaign,
)
from penguinmails.campaigns.enrolling.model import DueAudience
from penguinmails.campaigns.enrolling.service import take_audience
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.campaigns.factories import (
    MAIL,
    campaign_of,
    change,
    company_of,
    insert,
    join,
    leads_of,
    list_with,
    rows,
    wait,
)

SLOW = (wait(hours=100), MAIL)


async def enrolled(databases: Databases, scope: Scope) -> list[UUID]:
    return [row[0] for row in await rows(databases, scope, "SELECT lead_id FROM oltp.enrolments ORDER BY id")]


async def look_again(databases: Databases, scope: Scope) -> None:
    """Let the next pass be due."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute("UPDATE oltp.campaigns SET enrol_after = NULL")


async def test_lists_left_out_are_left_out(databases: Databases, tenant: Scope) -> None:
    ada, bob = await leads_of(databases, tenant, 2)
    await campaign_of(
        databases,
        tenant,
        lists=[await list_with(databases, tenant, [ada, bob])],
        without_lists=[await list_with(databases, tenant, [bob])],
    )
    await Scheduler(databases).enrol()
    assert await enrolled(databases, tenant) == [ada]


async def test_an_address_is_in_a_campaign_once(databases: Databases, tenant: Scope) -> None:
    shared, own = await leads_of(databases, tenant, 2)
    company_id = await company_of(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "leads", shared, {"email": "ada@example.org"})
        await change(tx, "leads", own, {"email": "ada@example.org", "company_id": company_id})
    made = await campaign_of(databases, tenant, SLOW)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await enrol_leads(tx, made.id, [shared, own]) == 1
        assert await enrol_leads(tx, made.id, [shared]) == 0
    assert await enrolled(databases, tenant) == [own]


async def test_leads_of_another_company_do_not_join(databases: Databases, tenant: Scope) -> None:
    (lead_id,) = await leads_of(databases, tenant, 1)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        other = ids.uuid7()
        await insert(tx, "companies", {"id": other, "name": "Other", "slug": "other"})
        await change(tx, "leads", lead_id, {"company_id": other})
    made = await campaign_of(databases, tenant, SLOW)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await enrol_leads(tx, made.id, [lead_id]) == 0


async def test_who_joins_a_list_later_joins_the_campaign(databases: Databases, tenant: Scope) -> None:
    first, second = await leads_of(databases, tenant, 2)
    people = await list_with(databases, tenant, [first])
    await campaign_of(databases, tenant, SLOW, lists=[people])
    await Scheduler(databases).turn()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await join(tx, people, [second])
    await Scheduler(databases).turn()
    assert await enrolled(databases, tenant) == [first]
    await look_again(databases, tenant)
    await Scheduler(databases).turn()
    assert await enrolled(databases, tenant) == [first, second]


@pytest.mark.parametrize("keep_adding", [True, False])
async def test_a_segment_adds_later_where_it_keeps_adding(
    databases: Databases, tenant: Scope, keep_adding: bool
) -> None:
    first, second = await leads_of(databases, tenant, 2)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "leads", first, {"tags": ["gold"]})
        question: dict[str, Any] = {"all": [{"field": "tags", "op": "has", "value": "gold"}]}
        segment_id = ids.uuid7()
        await insert(tx, "segments", {"id": segment_id, "name": "Gold", "filter": question})
    made = await campaign_of(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        row = {"campaign_id": made.id, "company_id": made.company_id, "segment_id": segment_id}
        await insert(tx, "campaign_segments", row | {"keep_adding": keep_adding})
    await Scheduler(databases).turn()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await change(tx, "leads", second, {"tags": ["gold"]})
    await look_again(databases, tenant)
    await Scheduler(databases).turn()
    assert await enrolled(databases, tenant) == ([first, second] if keep_adding else [first])
    assert await rows(databases, tenant, "SELECT status FROM oltp.campaigns") == [("sending",)]


async def test_an_audience_that_cannot_be_read_says_so_and_stops_no_other(
    databases: Databases, tenant: Scope
) -> None:
    broken = await list_with(databases, tenant, [], deleted=datetime.now(UTC))
    made = await campaign_of(databases, tenant, without_lists=[broken])
    people = await leads_of(databases, tenant, 1)
    await campaign_of(databases, tenant, SLOW, lists=[await list_with(databases, tenant, people)])
    await Scheduler(databases).turn()
    assert await enrolled(databases, tenant) == people
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        why = await explain_planning(tx, made.id)
    assert why is not None
    assert why.reasons[0].because is Because.AUDIENCE_UNREADABLE


async def test_two_passes_at_once_enrol_everybody_once(databases: Databases, tenant: Scope) -> None:
    people = await leads_of(databases, tenant, 230)
    made = await campaign_of(databases, tenant, SLOW, lists=[await list_with(databases, tenant, people)])
    due = DueAudience(tenant.tenant_id, made.id)
    counts = await asyncio.gather(*(take_audience(databases, due, page=20) for _ in range(3)))
    await take_audience(databases, due, page=20)
    assert sum(counts) <= 230
    assert sorted(await enrolled(databases, tenant)) == sorted(people)


async def test_who_is_removed_stays_out(databases: Databases, tenant: Scope) -> None:
    people = await leads_of(databases, tenant, 2)
    made = await campaign_of(databases, tenant, SLOW, lists=[await list_with(databases, tenant, people)])
    await Scheduler(databases).turn()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await remove_from_campaign(tx, made.id, people[:1]) == 1
        assert await enrol_leads(tx, made.id, people) == 0
    await look_again(databases, tenant)
    await Scheduler(databases).turn()
    reasons = dict(await rows(databases, tenant, "SELECT lead_id, exit_reason FROM oltp.enrolments"))
    assert reasons == {people[0]: "removed", people[1]: None}


async def test_a_campaign_that_is_over_takes_nobody(databases: Databases, tenant: Scope) -> None:
    made = await campaign_of(databases, tenant)
    await Scheduler(databases).turn()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(CampaignTakesNobody, match="completed"):
            await enrol_leads(tx, made.id, await leads_of(databases, tenant, 1))


async def test_double_opt_in_is_waited_for(databases: Databases, tenant: Scope) -> None:
    people = await leads_of(databases, tenant, 2)
    asked = await list_with(databases, tenant, people, opt_in="double")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "UPDATE oltp.list_contacts SET confirmed = now() WHERE lead_id = %s", [people[0]]
        )
    await campaign_of(databases, tenant, SLOW, lists=[asked])
    await Scheduler(databases).turn()
    assert await enrolled(databases, tenant) == people[:1]


async def test_a_page_looks_no_more_often_where_many_are_enrolled(
    databases: Databases, tenant: Scope
) -> None:
    """A tenant nobody has statistics of is taken to have one lead and one enrolment."""
    people = await leads_of(databases, tenant, 1200)
    made = await campaign_of(databases, tenant, SLOW)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await enrol_leads(tx, made.id, people[:900])
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await enrol_leads(tx, made.id, people[900:]) == 300
        cursor = await tx.connection.execute(
            "SELECT sum(seq_scan + idx_scan), sum(idx_tup_fetch) FILTER (WHERE relname = 'enrolments')"
            " FROM pg_stat_xact_user_tables WHERE schemaname = 'oltp' AND relname IN ('leads', 'enrolments')"
        )
        row = await cursor.fetchone()
    assert row
    looks, read = row
    assert looks < 10 * 300
    assert read < 10 * 300
