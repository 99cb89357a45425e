"""Filters against the database: the worker's answer is what plain Python says of what the member sees."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.types.json import Jsonb

from penguinmails.audiences.fields import FieldType, define_field
from penguinmails.audiences.leads.service import delete_lead
from penguinmails.audiences.segments.audience import Audience, audience_page, audience_size
from penguinmails.audiences.segments.errors import (
    FilterInvalid,
    SegmentAmbiguous,
    SegmentBroken,
    SegmentNameTaken,
    SegmentNeedsCompany,
    SegmentUnknown,
)
from penguinmails.audiences.segments.matching import (
    all_matching,
    count_matching,
    load_catalogue,
    page_matching,
)
from penguinmails.audiences.segments.model import EVERYBODY, Node
from penguinmails.audiences.segments.service import (
    change_segment,
    count_segment,
    create_segment,
    delete_segment,
    find_segment,
    list_segments,
    question_named,
    read_question,
    segment_line,
)
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.audiences.factories import OPERATOR, bare_list, bare_member, lead_of, limited, workspace_of
from tests.audiences.filters import LISTS, NOW, Person, meets, nodes, people
from tests.conftest import make_tenant
from tests.tenancy.factories import audited

COLUMNS = (
    "email, name, first_name, last_name, company, country, receiving_provider, status, stage, mx_status,"
    " tracking_consent, is_role, is_disposable, created, updated, address_checked, tags"
)
ENGAGEMENT = ("sent", "opened_human", "score", "last_opened", "last_replied")


async def filled(databases: Databases, scope: Scope, placed: Sequence[tuple[Person, UUID | None]]) -> None:
    """Put people into companies, by SQL, with their memberships and engagement."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        for row in LISTS:
            await tx.connection.execute(
                "INSERT INTO oltp.lists (tenant_id, id, name) VALUES (%s, %s, %s)",
                [scope.tenant_id, row.id, row.name],
            )
        for person, company in placed:
            lead = ids.uuid7()
            values = {name.strip(): person.values[name.strip()] for name in COLUMNS.split(",")}
            row = {
                "tenant_id": scope.tenant_id,
                "id": lead,
                "company_id": company,
                "custom_fields": Jsonb(person.custom),
                **values,
            }
            await tx.connection.execute(
                sql.SQL("INSERT INTO oltp.leads ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
                    sql.SQL(", ").join(map(sql.Identifier, row)),
                    sql.SQL(", ").join(map(sql.Placeholder, row)),
                ),
                row,
            )
            if "engagement.sent" in person.values:
                engaged = [person.values[f"engagement.{name}"] for name in ENGAGEMENT]
                await tx.connection.execute(
                    "INSERT INTO oltp.lead_engagement (tenant_id, lead_id, company_id, sent, opened_human, score,"
                    " last_opened, last_replied) SELECT tenant_id, id, company_id, %s, %s, %s, %s, %s"
                    " FROM oltp.leads WHERE id = %s",
                    [*engaged, lead],
                )
            for list_id, status in person.lists.items():
                await tx.connection.execute(
                    "INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id, company_id, status, unsubscribed)"
                    " SELECT tenant_id, %s, id, company_id, %s, CASE WHEN %s = 'unsubscribed' THEN now() END"
                    " FROM oltp.leads WHERE id = %s",
                    [list_id, status, status, lead],
                )


async def seen(databases: Databases, scope: Scope) -> dict[UUID, Person]:
    """Everybody that row level security shows a member, as the second opinion knows them."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        cursor = await tx.connection.execute(
            f"SELECT id, custom_fields, email_domain, {COLUMNS} FROM oltp.leads"
            " WHERE deleted IS NULL ORDER BY id"
        )
        names = [column.name for column in cursor.description or ()]
        rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]
        found = {row["id"]: Person(row, row["custom_fields"]) for row in rows}
        cursor = await tx.connection.execute(
            "SELECT lead_id, sent, opened_human, score, last_opened, last_replied FROM oltp.lead_engagement"
        )
        for lead, *engaged in await cursor.fetchall():
            found[lead].values |= {
                f"engagement.{name}": value for name, value in zip(ENGAGEMENT, engaged, strict=True)
            }
        cursor = await tx.connection.execute("SELECT lead_id, list_id, status FROM oltp.list_contacts")
        for lead, list_id, status in await cursor.fetchall():
            found[lead].lists[str(list_id)] = status
    return found


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(
    placed=st.lists(st.tuples(people(), st.integers(0, 2)), min_size=3, max_size=12),
    questions=st.lists(nodes(), min_size=12, max_size=12),
)
async def test_the_worker_answers_what_the_member_may_see(
    databases: Databases, placed: list[tuple[Person, int]], questions: list[Node]
) -> None:
    wide = await make_tenant(databases, f"Acme {ids.uuid7()}")
    other = await make_tenant(databases, f"Globex {ids.uuid7()}")
    companies = [None, *[await workspace_of(databases, wide, name) for name in ("North", "South")]]
    await filled(databases, wide, [(person, companies[place]) for person, place in placed])
    await filled_alike(databases, other, placed)
    scopes = [wide, *(limited(wide, company) for company in companies[1:] if company), limited(wide)]
    for scope in scopes:
        everybody = await seen(databases, scope)
        for question in questions:
            expected = [lead for lead, person in everybody.items() if meets(person, question)]
            page = await page_matching(databases, scope, question, now=NOW)
            assert [line.id for line in page] == expected, question
            assert await count_matching(databases, scope, question, now=NOW) == len(expected)
        of_north = await page_matching(databases, scope, questions[0], company_id=companies[1], now=NOW)
        north = await seen(databases, limited(wide, *([companies[1]] if companies[1] else [])))
        visible = [
            lead for lead, person in north.items() if lead in everybody and meets(person, questions[0])
        ]
        assert [line.id for line in of_north] == visible


async def filled_alike(databases: Databases, other: Scope, placed: list[tuple[Person, int]]) -> None:
    """The same people at another tenant: its lists have other ids, because ids are global in this test."""
    async with databases.tenant(Tier.OLTP, other) as tx:
        for person, _ in placed:
            await tx.connection.execute(
                "INSERT INTO oltp.leads (tenant_id, email, name, tags, custom_fields) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [
                    other.tenant_id,
                    *(person.values[n] for n in ("email", "name", "tags")),
                    Jsonb(person.custom),
                ],
            )


async def test_pages_go_on_where_they_ended(databases: Databases, tenant: Scope) -> None:
    leads = [await lead_of(databases, tenant, f"lead{n}@example.com", tags=["a"]) for n in range(7)]
    question = read_question("tags has a", await load_catalogue(databases, tenant))
    found: list[UUID] = []
    async for page in all_matching(databases, tenant, question, size=3):
        assert len(page) <= 3
        found += page
    assert found == [lead.id for lead in leads]


async def test_a_segment_is_made_answered_changed_and_deleted(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    await lead_of(databases, tenant, "ann@example.com", tags=["vip"])
    await lead_of(databases, other_tenant, "ann@example.com", tags=["vip"])
    catalogue = await load_catalogue(databases, tenant)
    vips = read_question(
        "tags has vip and created after yesterday".replace("yesterday", "2026-01-01"), catalogue
    )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await create_segment(tx, "VIPs", vips, description="Ours", actor=OPERATOR)
        with pytest.raises(SegmentNameTaken):
            await create_segment(tx, "VIPs", EVERYBODY, actor=OPERATOR)
        other = await create_segment(tx, "All", EVERYBODY, actor=OPERATOR)
        with pytest.raises(SegmentNameTaken):
            await change_segment(tx, other.id, name="VIPs", actor=OPERATOR)
    assert await count_segment(databases, tenant, "vips") == 1
    line = await segment_line(databases, tenant, made)
    assert (line.leads, line.words) == (1, "tags has vip and created after 2026-01-01")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        nobody = read_question({"field": "tags", "op": "has", "value": "gone"}, catalogue)
        changed = await change_segment(tx, made.id, question=nobody, actor=OPERATOR)
        assert (changed.name, changed.description) == ("VIPs", "Ours")
    assert await count_segment(databases, tenant, made.id) == 0
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_segments(tx) == []
        with pytest.raises(SegmentUnknown):
            await delete_segment(tx, made.id, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_segment(tx, made.id, actor=OPERATOR)
        with pytest.raises(SegmentUnknown):
            await find_segment(tx, "VIPs")
        await create_segment(tx, "VIPs", EVERYBODY, actor=OPERATOR)
    actions = [entry.action for entry in await audited(databases, tenant.tenant_id)]
    assert actions.count("segment.created") == 3
    assert "gone" not in str(await audited(databases, tenant.tenant_id))


async def test_a_companys_segment_has_the_companys_leads(databases: Databases, tenant: Scope) -> None:
    north, south = [await workspace_of(databases, tenant, name) for name in ("North", "South")]
    for company in (None, north, south):
        await lead_of(databases, tenant, "ann@example.com", company_id=company)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for company in (None, north, south):
            await create_segment(tx, "All", EVERYBODY, company_id=company, actor=OPERATOR)
        with pytest.raises(SegmentAmbiguous):
            await find_segment(tx, "all")
    member = limited(tenant, north)
    assert await count_segment(databases, member, "All") == 1
    async with databases.tenant(Tier.OLTP, member) as tx:
        with pytest.raises(SegmentNeedsCompany):
            await create_segment(tx, "Mine", EVERYBODY, actor=OPERATOR)
        await create_segment(tx, "Mine", EVERYBODY, company_id=north, actor=OPERATOR)
    assert await count_segment(databases, tenant, "Mine") == 1


async def test_a_key_has_the_type_that_the_segments_company_gave_it(
    databases: Databases, tenant: Scope
) -> None:
    north = await workspace_of(databases, tenant, "North")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await define_field(tx, "Size", FieldType.TEXT, actor=OPERATOR)
        await define_field(tx, "Size", FieldType.NUMBER, company_id=north, actor=OPERATOR)
    with pytest.raises(FilterInvalid, match="cannot be compared"):
        read_question("custom_fields.size above 3", await load_catalogue(databases, tenant))
    catalogue = await load_catalogue(databases, tenant, company_id=north)
    question = read_question("custom_fields.size above 3", catalogue)
    await lead_of(databases, tenant, "a@b.example", company_id=north, fields={"custom_fields.size": "10"})
    await lead_of(databases, tenant, "a@b.example", fields={"custom_fields.size": "large"})
    assert await count_matching(databases, tenant, question) == 1


async def test_a_segment_that_names_what_is_gone_says_so(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        spring = await bare_list(tx, "Spring")
    catalogue = await load_catalogue(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await create_segment(tx, "Others", read_question("list not Spring", catalogue), actor=OPERATOR)
        await tx.connection.execute("UPDATE oltp.lists SET name = 'Summer' WHERE id = %s", [spring])
    _, question, catalogue = await question_named(databases, tenant, "Others")
    assert await count_matching(databases, tenant, question) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("UPDATE oltp.lists SET deleted = now() WHERE id = %s", [spring])
    with pytest.raises(SegmentBroken, match="there is no list"):
        await count_segment(databases, tenant, "Others")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        segment = await find_segment(tx, "Others")
    assert (await segment_line(databases, tenant, segment)).leads is None


async def test_lists_out_of_sight_cannot_be_asked_for(databases: Databases, tenant: Scope) -> None:
    north = await workspace_of(databases, tenant, "North")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        shared = await bare_list(tx, "Shared")
        await bare_list(tx, "Own", company_id=north)
    catalogue = await load_catalogue(databases, limited(tenant, north))
    read_question("list is Own", catalogue)
    for wanted in ("Shared", str(shared)):
        with pytest.raises(FilterInvalid, match="there is no list"):
            read_question(f"list is {wanted}", catalogue)


async def test_an_audience_has_each_mailable_lead_once(databases: Databases, tenant: Scope) -> None:
    names = ("one", "both", "tagged", "unconfirmed", "left", "bounced", "deleted", "excluded", "confirmed")
    leads = {
        name: await lead_of(databases, tenant, f"{name}@example.com", tags=["t"] if name == "tagged" else [])
        for name in names
    }
    catalogue = await load_catalogue(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        first, second = await bare_list(tx, "First"), await bare_list(tx, "Second")
        double, out = await bare_list(tx, "Double", opt_in="double"), await bare_list(tx, "Out")
        for name in ("one", "both", "bounced", "deleted", "excluded"):
            await bare_member(tx, first, leads[name])
        await bare_member(tx, second, leads["both"])
        await bare_member(tx, first, leads["left"], status="unsubscribed")
        await bare_member(tx, double, leads["unconfirmed"])
        await bare_member(tx, double, leads["confirmed"], confirmed=True)
        await bare_member(tx, out, leads["excluded"], status="pending")
        await tx.connection.execute(
            "UPDATE oltp.leads SET status = 'bounced' WHERE id = %s", [leads["bounced"].id]
        )
        await delete_lead(tx, leads["deleted"].id, actor=OPERATOR)
        tagged = await create_segment(tx, "Tagged", read_question("tags has t", catalogue), actor=OPERATOR)
        both = await create_segment(
            tx, "Both", read_question("email is both@example.com", catalogue), actor=OPERATOR
        )
    audience = Audience(lists=(first, second, double), segments=(tagged.id,), without_lists=(out,))
    assert await addresses(databases, tenant, audience) == ["one", "both", "tagged", "confirmed"]
    assert await audience_size(databases, tenant, audience) == 4
    less = Audience(lists=(first, second), without_segments=(both.id,))
    assert await addresses(databases, tenant, less) == ["one", "excluded"]
    assert await addresses(databases, tenant, Audience()) == []
    with pytest.raises(FilterInvalid, match="no list"):
        await audience_size(databases, tenant, Audience(lists=(ids.uuid7(),)))
    assert await audience_page(databases, tenant, audience, after=leads["confirmed"].id) == []


async def test_a_companys_audience_asks_its_own_lead_before_the_shared_one(
    databases: Databases, tenant: Scope
) -> None:
    north, south = [await workspace_of(databases, tenant, name) for name in ("North", "South")]
    for name, places in {"shared": [None], "own": [None, north], "no": [None, north], "far": [south]}.items():
        for place in places:
            await lead_of(databases, tenant, f"{name}@example.com", company_id=place)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute(
            "UPDATE oltp.leads SET status = 'unsubscribed' WHERE email = 'no@example.com' AND company_id = %s",
            [north],
        )
        everybody = await create_segment(tx, "All", EVERYBODY, actor=OPERATOR)
    audience = Audience(segments=(everybody.id,), company_id=north)
    found = await audience_page(databases, tenant, audience)
    assert Counter((each.email, each.company_id) for each in found) == Counter(
        [("shared@example.com", None), ("own@example.com", north)]
    )


async def addresses(databases: Databases, scope: Scope, audience: Audience) -> list[str]:
    """Whom it reaches, a page of two at a time."""
    names: list[str] = []
    after: UUID | None = None
    while page := await audience_page(databases, scope, audience, after=after, size=2):
        names += [recipient.email.partition("@")[0] for recipient in page]
        after = page[-1].id
    return names
