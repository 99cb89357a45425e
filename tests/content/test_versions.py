"""What is published stays as it was, and what is not fit to be sent is not published."""

import asyncio
from dataclasses import replace

import pytest

from penguinmails.audit import Actor
from penguinmails.content.linting import AROUND
from penguinmails.content.rendering import TemplateBroken, compile_source
from penguinmails.content.templates.drafts.deleting import delete_template
from penguinmails.content.templates.drafts.model import Draft, Engine
from penguinmails.content.templates.drafts.service import change_draft, get_template
from penguinmails.content.templates.errors import (
    NeverPublished,
    PieceMissing,
    TemplateChanged,
    TemplateUnknown,
    VersionUnknown,
)
from penguinmails.content.templates.pieces.model import Pieces
from penguinmails.content.templates.pieces.service import (
    delete_snippet,
    set_dictionary,
    set_partial,
    set_snippet,
)
from penguinmails.content.templates.versions.includes import reached
from penguinmails.content.templates.versions.service import (
    draft_source,
    get_version,
    list_versions,
    load_source,
    publish,
)
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.content.factories import HELLO, OPERATOR, audited, company_of, template_of

SIGNED = Draft(subject="Hi", html="<p>{{ snippets.signature }} {{ dictionaries.months.may }}</p>")


async def test_a_version_keeps_what_it_was_made_of(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for key, text in (("signature", "Yours, {{ snippets.name }}"), ("name", "Ada"), ("unused", "x")):
            await set_snippet(tx, key, text, actor=OPERATOR)
        await set_dictionary(tx, "months", {"may": "May"}, actor=OPERATOR)
        made = await template_of(tx, draft=SIGNED)
        with pytest.raises(NeverPublished):
            await load_source(tx, made.id)
        first = await publish(tx, made.id, actor=OPERATOR, note="First")
        assert first.includes == {
            "snippets": {"signature": "Yours, {{ snippets.name }}", "name": "Ada"},
            "dictionaries": {"months": {"may": "May"}},
            "eta": {},
        }
        before = await load_source(tx, made.id, 1)
        await set_snippet(tx, "name", "Bob", actor=OPERATOR)
        await set_dictionary(tx, "months", {"may": "Mai"}, actor=OPERATOR)
        assert await load_source(tx, made.id, 1) == before
        assert "Yours, Ada May" in compile_source(before).render(AROUND, 0).html
        second = await publish(tx, made.id, actor=OPERATOR)
        assert second.version == 2
        assert "Yours, Bob Mai" in compile_source(await load_source(tx, made.id)).render(AROUND, 0).html
        assert (await publish(tx, made.id, actor=OPERATOR)).version == 2
        await delete_snippet(tx, "name", actor=OPERATOR)
        await delete_template(tx, made.id, actor=OPERATOR)
        assert await load_source(tx, made.id, 1) == before
        with pytest.raises(VersionUnknown):
            await get_version(tx, made.id, 3)
    published = [each for each in await audited(databases, tenant) if each.action == "template.published"]
    assert [each.new_values and each.new_values["version"] for each in published] == [1, 2]


async def test_a_draft_changes_no_version(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx)
        await publish(tx, made.id, actor=OPERATOR, based_on=HELLO.revision)
        await change_draft(tx, made.id, replace(HELLO, subject="New"), based_on=None, actor=OPERATOR)
        assert (await load_source(tx, made.id)).subject == HELLO.subject
        assert (await draft_source(tx, made.id)).subject == "New"
        with pytest.raises(TemplateChanged):
            await publish(tx, made.id, actor=OPERATOR, based_on=HELLO.revision)
        await publish(tx, made.id, actor=OPERATOR)
        assert [(each.version, each.subject) for each in await list_versions(tx, made.id)] == [
            (2, "New"),
            (1, HELLO.subject),
        ]
        assert (await get_template(tx, made.id)).current_version == 2


@pytest.mark.parametrize(
    ("html", "line"),
    [("<p>\n{{ first_name", 2), ("<p>{% if company %}x", 1), ("<p>\n\n{{ first_name | nonsense }}</p>", 3)],
)
async def test_what_does_not_compile_is_not_published(
    databases: Databases, tenant: Scope, html: str, line: int
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx, draft=Draft(subject="Hi", html=html))
        with pytest.raises(TemplateBroken) as broken:
            await publish(tx, made.id, actor=OPERATOR)
        assert (broken.value.part, broken.value.line) == ("html", line)
        assert await list_versions(tx, made.id) == []


async def test_what_names_a_missing_piece_is_not_published(databases: Databases, tenant: Scope) -> None:
    north, south = [await company_of(databases, tenant, name) for name in ("North", "South")]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await set_snippet(tx, "signature", "Yours", actor=OPERATOR, company_id=north)
        await set_dictionary(tx, "months", {"may": "May"}, actor=OPERATOR)
        ours = await template_of(tx, draft=SIGNED, company=north)
        assert (await publish(tx, ours.id, actor=OPERATOR)).version == 1
        theirs = await template_of(tx, draft=SIGNED, company=south)
        with pytest.raises(PieceMissing, match="uses the snippet signature,"):
            await publish(tx, theirs.id, actor=OPERATOR)


async def test_published_at_once_it_is_one_version(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx)

    async def once() -> int:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            return (await publish(tx, made.id, actor=OPERATOR)).version

    assert await asyncio.gather(*(once() for _ in range(4))) == [1, 1, 1, 1]


async def test_versions_belong_to_their_tenant(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx)
        await publish(tx, made.id, actor=Actor.operator())
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        with pytest.raises(VersionUnknown):
            await load_source(tx, made.id, 1)
        with pytest.raises(TemplateUnknown):
            await publish(tx, made.id, actor=OPERATOR)
        with pytest.raises(TemplateUnknown):
            await list_versions(tx, ids.uuid7())


async def test_an_eta_version_keeps_its_partials(databases: Databases, tenant: Scope) -> None:
    draft = Draft(
        subject="Hi <%= it.first_name %>",
        html='<% layout("frame") %><p><%~ include("button", { label: "Go" }) %></p>',
    )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await set_partial(tx, "frame", "<body><%~ it.body %></body>", actor=OPERATOR)
        await set_partial(tx, "button", "<b><%= it.label %></b>", actor=OPERATOR)
        await set_partial(tx, "unused", "x", actor=OPERATOR)
        made = await template_of(tx, draft=draft, engine=Engine.ETA)
        version = await publish(tx, made.id, actor=OPERATOR)
        await set_partial(tx, "button", "<i>changed</i>", actor=OPERATOR)
        source = await load_source(tx, made.id, version.version)
    assert set(source.partials) == {"frame", "button"}
    rendered = compile_source(source).render({"first_name": "Ada", **AROUND}, 0)
    assert rendered.subject == "Hi Ada"
    assert "<body><p><b>Go</b></p></body>" in rendered.html


def test_of_a_computed_name_all_of_its_kind_are_kept() -> None:
    pieces = Pieces(
        {"a": "{{ dictionaries.d.x }}", "b": "2"}, {"d": {"x": 1}}, {"p": "<%~ include('q') %>", "q": ""}
    )
    found = reached(["{{ snippets[language] }}"], "minijinja", pieces)
    assert (found.snippets, found.dictionaries, found.missing) == (dict(pieces.snippets), {"d": {"x": 1}}, [])
    found = reached(["<%~ include('p') %><%~ include('r') %>"], "eta", pieces)
    assert (set(found.partials), found.missing) == ({"p", "q"}, ["the partial r"])
    found = reached(["<%~ include(it.custom.part) %>"], "eta", pieces)
    assert set(found.partials) == {"p", "q"}
