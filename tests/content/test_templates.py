"""Templates: made, found, changed by two people at once, copied, deleted and brought back."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.content.templates.drafts.deleting import (
    delete_template,
    purge_templates,
    restore_template,
)
from penguinmails.content.templates.drafts.model import Draft, Engine, Template, Wanted
from penguinmails.content.templates.drafts.service import (
    change_draft,
    copy_template,
    count_use,
    find_template,
    get_template,
    list_categories,
    list_templates,
    rename_template,
    star_template,
)
from penguinmails.content.templates.drafts.wording import clean_draft
from penguinmails.content.templates.errors import (
    EngineFixed,
    RestoreTooLate,
    TemplateAmbiguous,
    TemplateChanged,
    TemplateInvalid,
    TemplateNameTaken,
    TemplateNotDeleted,
    TemplateUnknown,
)
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.content.factories import HELLO, OPERATOR, audited, company_of, template_of


async def test_a_template_is_found_by_id_or_name(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx, "Cold  opener")
        assert made.draft == HELLO
        assert (made.name, made.engine, made.current_version) == ("Cold opener", "minijinja", 0)
        for wanted in (made.id, str(made.id), "COLD opener"):
            assert await find_template(tx, wanted) == made
        with pytest.raises(TemplateUnknown):
            await find_template(tx, "Warm opener")
        with pytest.raises(TemplateNameTaken):
            await template_of(tx, "cold opener")
    entry = (await audited(databases, tenant))[-1]
    assert (entry.action, entry.new_values) == (
        "template.created",
        {"name": "Cold opener", "engine": "minijinja", "company_id": None},
    )


async def test_an_eta_template_is_one_template_whose_source_is_elsewhere(
    databases: Databases, tenant: Scope
) -> None:
    draft = Draft(subject="Hi <%= it.first_name %>", html="<p><%= it.company %></p>", text="Hi")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx, draft=draft, engine=Engine.ETA)
        assert made.draft == draft
        again = await change_draft(
            tx, made.id, replace(draft, html="<b>"), based_on=draft.revision, actor=OPERATOR
        )
        assert again.draft == replace(draft, html="<b>")
        with pytest.raises(EngineFixed):
            await change_draft(tx, made.id, HELLO, based_on=None, actor=OPERATOR, engine=Engine.MINIJINJA)
        assert [each.subject for each in await list_templates(tx)] == ["Hi <%= it.first_name %>"]
        assert [each.name for each in await list_templates(tx, Wanted(search="IT.COMPANY"))] == []
        assert len(await list_templates(tx, Wanted(search="<B>"))) == 1


async def test_of_two_who_edit_at_once_the_second_is_told(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx)

    async def edit(html: str) -> Template:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            return await change_draft(
                tx,
                made.id,
                replace(HELLO, html=html),
                based_on=made.draft.revision,
                actor=OPERATOR,
            )

    results = await asyncio.gather(*(edit(f"<p>{n}</p>") for n in range(4)), return_exceptions=True)
    (kept,) = (result for result in results if isinstance(result, Template))
    assert [type(result) for result in results].count(TemplateChanged) == 3
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await get_template(tx, made.id)).html == kept.html
        await count_use(tx, made.id)
        await star_template(tx, made.id, True, actor=OPERATOR)
        # Neither a use nor a star changes what somebody else is writing.
        await change_draft(tx, made.id, HELLO, based_on=kept.draft.revision, actor=OPERATOR)
        with pytest.raises(TemplateChanged, match=HELLO.revision):
            await change_draft(tx, made.id, replace(HELLO, html=""), based_on="old", actor=OPERATOR)
        # Who writes what stands there already is in nobody's way.
        await change_draft(tx, made.id, HELLO, based_on="old", actor=OPERATOR)
        after = await change_draft(tx, made.id, replace(HELLO, html=""), based_on=None, actor=OPERATOR)
    assert (after.html, after.usage_count, after.is_starred) == ("", 1, True)


async def test_lists_are_narrowed_and_paged(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for name, category in (("b", "Outreach"), ("A", "newsletter"), ("c", "outreach"), ("d%", None)):
            await template_of(tx, name, replace(HELLO, category=category))
        await star_template(tx, (await find_template(tx, "c")).id, True, actor=OPERATOR)
        assert [(each.category, each.templates) for each in await list_categories(tx)] == [
            ("newsletter", 1),
            ("outreach", 2),
            (None, 1),
        ]
        first = await list_templates(tx, page=3)
        assert [each.name for each in first] == ["A", "b", "c"]
        assert [each.name for each in await list_templates(tx, page=3, after=first[-1])] == ["d%"]
        for wanted, names in (
            (Wanted(category="outreach"), ["b", "c"]),
            (Wanted(starred=True), ["c"]),
            (Wanted(search="FIRST_NAME"), ["A", "b", "c", "d%"]),
            (Wanted(search="%"), ["d%"]),
            (Wanted(search="_"), ["A", "b", "c", "d%"]),
            (Wanted(folder_id=1), []),
            (Wanted(tag="x"), []),
        ):
            assert [each.name for each in await list_templates(tx, wanted)] == names, wanted
        assert "d%" in [each.name for each in await list_templates(tx, Wanted(search="d%"))]
        assert [each.name for each in await list_templates(tx, Wanted(search="a%"))] == []


async def test_renaming_and_copying_keep_names_apart(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx)
        names = [(await copy_template(tx, made.id, actor=OPERATOR)).name for _ in range(3)]
        assert names == ["Hello (copy)", "Hello (copy 2)", "Hello (copy 3)"]
        copy = await copy_template(tx, made.id, "Other", actor=OPERATOR)
        assert (copy.draft, copy.usage_count) == (made.draft, 0)
        with pytest.raises(TemplateNameTaken):
            await rename_template(tx, copy.id, "HELLO", actor=OPERATOR)
        assert (await rename_template(tx, made.id, "HELLO", actor=OPERATOR)).name == "HELLO"


async def test_the_same_name_at_once_is_given_once(databases: Databases, tenant: Scope) -> None:
    async def make() -> None:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await template_of(tx)

    results = await asyncio.gather(*(make() for _ in range(4)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType"] + ["TemplateNameTaken"] * 3


async def test_a_deleted_template_is_hidden_and_comes_back(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx)
        await delete_template(tx, made.id, actor=OPERATOR)
        for attempt in (
            get_template(tx, made.id),
            change_draft(tx, made.id, HELLO, based_on=None, actor=OPERATOR),
            delete_template(tx, made.id, actor=OPERATOR),
            count_use(tx, made.id),
        ):
            with pytest.raises(TemplateUnknown):
                await attempt
        assert await list_templates(tx) == []
        assert [each.id for each in await list_templates(tx, Wanted(deleted=True))] == [made.id]
        again = await template_of(tx)
        with pytest.raises(TemplateNameTaken):
            await restore_template(tx, "hello", actor=OPERATOR)
        await rename_template(tx, again.id, "Other", actor=OPERATOR)
        assert (await restore_template(tx, "hello", actor=OPERATOR)).draft == HELLO
        with pytest.raises(TemplateNotDeleted):
            await restore_template(tx, made.id, actor=OPERATOR)
    actions = [entry.action for entry in await audited(databases, tenant)]
    assert actions[-1] == "template.restored"
    assert "template.deleted" in actions


async def test_after_30_days_only_what_was_never_sent_is_purged(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    for scope in (tenant, other_tenant):
        async with databases.tenant(Tier.OLTP, scope) as tx:
            unused, used, fresh = [await template_of(tx, name) for name in ("unused", "used", "fresh")]
            await count_use(tx, used.id)
            for template in (unused, used, fresh):
                await delete_template(tx, template.id, actor=OPERATOR)
            await tx.connection.execute(
                "UPDATE oltp.templates SET deleted = deleted - interval '31 days' WHERE id <> %s", [fresh.id]
            )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(RestoreTooLate):
            await restore_template(tx, "unused", actor=OPERATOR)
    assert (await purge_templates(databases)).removed == 2
    assert (await purge_templates(databases)).removed == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        left = await list_templates(tx, Wanted(deleted=True))
    assert [each.name for each in left] == ["fresh", "used"]


async def test_what_a_waiting_campaign_names_is_not_purged(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx)
        await tx.connection.execute(
            """
            WITH campaign AS (
                INSERT INTO oltp.campaigns (tenant_id, company_id, name)
                SELECT tenant_id, id, 'Spring' FROM oltp.companies WHERE tenant_id = %(tenant)s RETURNING *)
            INSERT INTO oltp.campaign_sequence_steps (tenant_id, company_id, campaign_id, step_order, step_type, template_id)
            SELECT tenant_id, company_id, id, 1, 'email', %(template)s FROM campaign
            """,
            {"tenant": tenant.tenant_id, "template": made.id},
        )
        await delete_template(tx, made.id, actor=OPERATOR)
        await tx.connection.execute("UPDATE oltp.templates SET deleted = deleted - interval '31 days'")
    purged = await purge_templates(databases)
    assert (purged.removed, purged.kept) == (0, 1)


async def test_tenants_and_companies_see_their_own(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    north, south = [await company_of(databases, tenant, name) for name in ("North", "South")]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        ours = await template_of(tx, company=north)
        theirs = await template_of(tx, company=south)
        await template_of(tx, "Shared")
        with pytest.raises(TemplateAmbiguous):
            await find_template(tx, "hello")
    async with databases.tenant(Tier.OLTP, replace(tenant, companies=frozenset({north}))) as tx:
        assert [each.id for each in await list_templates(tx)] == [ours.id]
        assert (await find_template(tx, "hello")).id == ours.id
        with pytest.raises(TemplateUnknown):
            await change_draft(tx, theirs.id, HELLO, based_on=None, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_templates(tx) == []
        with pytest.raises(TemplateUnknown):
            await find_template(tx, ours.id)


@pytest.mark.parametrize(
    ("draft", "complaint"),
    [
        (Draft(subject="x" * 256), "256 characters"),
        (Draft(subject="a\nb"), "more than one line"),
        (Draft(subject="a", html="\0"), "NUL"),
        (Draft(subject="a", text="\ud800"), "surrogate"),
        (Draft(subject="a", language="english!"), "RFC 5646"),
        (Draft(subject="a", html="x" * 1_000_001), "1,000,001"),
        (Draft(subject="a", category="x" * 61), "61 characters"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_name(
    databases: Databases, tenant: Scope, draft: Draft, complaint: str
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        with pytest.raises(TemplateInvalid, match=complaint):
            await template_of(tx, draft=draft)
        assert await list_templates(tx) == []


texts = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"))


@given(
    st.builds(
        Draft,
        subject=st.text(max_size=50),
        html=texts,
        text=st.none() | texts,
        preheader=st.none() | st.text(),
    )
)
def test_a_cleaned_draft_stays_as_it_is(draft: Draft) -> None:
    try:
        clean = clean_draft(draft)
    except TemplateInvalid:
        return
    assert clean_draft(clean) == clean
    assert "\r" not in clean.html
