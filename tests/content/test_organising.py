"""Folders, tags and the pieces templates are made of."""

import asyncio
from dataclasses import replace

import pytest

from penguinmails.content.templates.drafts.deleting import delete_template, restore_template
from penguinmails.content.templates.drafts.model import Wanted
from penguinmails.content.templates.drafts.service import get_template, list_templates
from penguinmails.content.templates.errors import (
    FolderElsewhere,
    FolderInItself,
    FolderNameTaken,
    FolderNotEmpty,
    FolderUnknown,
    PieceInvalid,
    PieceUnknown,
    TagUnknown,
    TemplateInvalid,
)
from penguinmails.content.templates.folders.service import (
    add_folder,
    delete_folder,
    find_folder,
    list_folders,
    move_folder,
    move_template,
    rename_folder,
)
from penguinmails.content.templates.pieces.service import (
    delete_dictionary,
    delete_partial,
    delete_snippet,
    list_dictionaries,
    list_partials,
    list_snippets,
    pieces_for,
    set_dictionary,
    set_partial,
    set_snippet,
)
from penguinmails.content.templates.tags.service import delete_tag, list_tags, tag_template
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.content.factories import OPERATOR, audited, company_of, template_of


async def test_folders_are_a_tree(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        spring = await add_folder(tx, "Sales/Spring", actor=OPERATOR)
        news = await add_folder(tx, "News", actor=OPERATOR)
        assert [folder.path for folder in await list_folders(tx)] == ["News", "Sales", "Sales/Spring"]
        for wanted in (spring.id, str(spring.id), "sales/spring", "Spring"):
            assert (await find_folder(tx, wanted)).id == spring.id
        with pytest.raises(FolderNameTaken):
            await add_folder(tx, "sales/Spring", actor=OPERATOR)
        assert (await add_folder(tx, "sales/spring", actor=OPERATOR, exist_ok=True)).id == spring.id
        sales = await find_folder(tx, "Sales")
        for into in (sales.id, spring.id):
            with pytest.raises(FolderInItself):
                await move_folder(tx, sales.id, into, actor=OPERATOR)
        assert (await move_folder(tx, sales.id, news.id, actor=OPERATOR)).path == "News/Sales"
        assert (await move_folder(tx, spring.id, None, actor=OPERATOR)).path == "Spring"
        with pytest.raises(FolderNameTaken):
            await rename_folder(tx, spring.id, "news", actor=OPERATOR)
        assert (await rename_folder(tx, spring.id, "Summer", actor=OPERATOR)).path == "Summer"
        with pytest.raises(FolderUnknown):
            await find_folder(tx, "Spring")
    assert (await audited(databases, tenant))[-1].new_values == {"path": "Summer"}


async def test_two_moves_at_once_make_no_circle(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        a, b = [await add_folder(tx, name, actor=OPERATOR) for name in "ab"]

    async def move(folder: int, into: int) -> None:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await move_folder(tx, folder, into, actor=OPERATOR)

    results = await asyncio.gather(move(a.id, b.id), move(b.id, a.id), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["FolderInItself", "NoneType"]


async def test_a_folder_goes_and_its_templates_move_up(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        deep = await add_folder(tx, "A/B/C", actor=OPERATOR)
        top, middle = [await find_folder(tx, path) for path in ("A", "A/B")]
        live, gone = [await template_of(tx, name) for name in ("live", "gone")]
        for template in (live, gone):
            assert (await move_template(tx, template.id, deep.id, actor=OPERATOR)).folder_id == deep.id
        await delete_template(tx, gone.id, actor=OPERATOR)
        with pytest.raises(FolderNotEmpty, match="1 templates and 1 folders"):
            await delete_folder(tx, middle.id, actor=OPERATOR)
        await delete_folder(tx, middle.id, actor=OPERATOR, recursive=True)
        assert [folder.path for folder in await list_folders(tx)] == ["A"]
        assert (await get_template(tx, live.id)).folder_id == top.id
        assert (await restore_template(tx, gone.id, actor=OPERATOR)).folder_id == top.id
        assert len(await list_templates(tx, Wanted(folder_id=top.id))) == 2
        await move_template(tx, gone.id, None, actor=OPERATOR)
        await delete_folder(tx, top.id, actor=OPERATOR, recursive=True)
        assert (await get_template(tx, live.id)).folder_id is None


async def test_a_folder_holds_what_is_of_its_company(databases: Databases, tenant: Scope) -> None:
    north, south = [await company_of(databases, tenant, name) for name in ("North", "South")]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        shared = await add_folder(tx, "Shared", actor=OPERATOR)
        ours = await add_folder(tx, "Ours", actor=OPERATOR, company_id=north)
        template, other = [await template_of(tx, company=company) for company in (north, south)]
        assert (await move_template(tx, template.id, ours.id, actor=OPERATOR)).folder_id == ours.id
        assert (await move_template(tx, other.id, shared.id, actor=OPERATOR)).folder_id == shared.id
        with pytest.raises(FolderElsewhere):
            await move_template(tx, other.id, ours.id, actor=OPERATOR)
        with pytest.raises(FolderElsewhere):
            await move_folder(tx, shared.id, ours.id, actor=OPERATOR)
        assert (await add_folder(tx, "Ours", actor=OPERATOR, company_id=south)).id != ours.id
    async with databases.tenant(Tier.OLTP, replace(tenant, companies=frozenset({south}))) as tx:
        assert [folder.path for folder in await list_folders(tx)] == ["Ours"]
        with pytest.raises(FolderUnknown):
            await move_template(tx, other.id, ours.id, actor=OPERATOR)


async def test_tags_are_compared_without_case(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made, other = [await template_of(tx, name) for name in ("a", "b")]
        tagged = await tag_template(tx, made.id, ["Spring", "SPRING", "approved"], actor=OPERATOR)
        assert tagged.tags == ["approved", "spring"]
        await tag_template(tx, other.id, ["spring"], actor=OPERATOR)
        assert [(tag.value, tag.name, tag.templates) for tag in await list_tags(tx)] == [
            ("approved", "approved", 1),
            ("spring", "Spring", 2),
        ]
        assert [each.name for each in await list_templates(tx, Wanted(tag="spring"))] == ["a", "b"]
        again = await tag_template(tx, made.id, ["hot"], ["Spring"], actor=OPERATOR)
        assert again.tags == ["approved", "hot"]
        await delete_tag(tx, "SPRING", actor=OPERATOR)
        assert (await get_template(tx, other.id)).tags == []
        with pytest.raises(TagUnknown):
            await delete_tag(tx, "spring", actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_tags(tx) == []


async def test_a_new_tag_at_once_is_one_tag(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = [await template_of(tx, str(number)) for number in range(4)]

    async def tag(number: int) -> None:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await tag_template(tx, made[number].id, ["new"], actor=OPERATOR)

    await asyncio.gather(*(tag(number) for number in range(4)))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert [(tag.value, tag.templates) for tag in await list_tags(tx)] == [("new", 4)]


async def test_a_companys_pieces_go_before_the_shared(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    north = await company_of(databases, tenant, "North")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await set_snippet(tx, "sig", "Ours", actor=OPERATOR, company_id=north)
        await set_snippet(tx, "sig", "All's", actor=OPERATOR)
        await set_snippet(tx, "sig", "All of ours", actor=OPERATOR)
        await set_dictionary(tx, "months", {"may": "Mai"}, actor=OPERATOR)
        await set_partial(tx, "layout", "<%~ it.body %>", actor=OPERATOR)
        assert (await pieces_for(tx, north)).snippets == {"sig": "Ours"}
        shared = await pieces_for(tx, None)
        assert shared.snippets == {"sig": "All of ours"}
        assert shared.dictionaries == {"months": {"may": "Mai"}}
        assert shared.partials == {"layout": "<%~ it.body %>"}
        assert len(await list_snippets(tx)) == 2
        await delete_snippet(tx, "sig", actor=OPERATOR, company_id=north)
        with pytest.raises(PieceUnknown):
            await delete_snippet(tx, "sig", actor=OPERATOR, company_id=north)
        assert (await pieces_for(tx, north)).snippets == {"sig": "All of ours"}
        await delete_dictionary(tx, "months", actor=OPERATOR)
        await delete_partial(tx, "layout", actor=OPERATOR)
        assert (await list_dictionaries(tx), await list_partials(tx)) == ([], [])
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_snippets(tx) == []


async def test_pieces_that_cannot_be_are_refused(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for key in ("", "Sig", "1st", "a-b", "x" * 64):
            with pytest.raises(PieceInvalid):
                await set_snippet(tx, key, "text", actor=OPERATOR)
        for words in ({"a b": 1}, {"": 1}, {"n": float("nan")}, {"n": {1, 2}}):
            with pytest.raises(PieceInvalid):
                await set_dictionary(tx, "months", words, actor=OPERATOR)
        for text in ("\0", "\udc00"):
            with pytest.raises(TemplateInvalid):
                await set_dictionary(tx, "months", {"n": text}, actor=OPERATOR)
            with pytest.raises(TemplateInvalid):
                await set_partial(tx, "p", text, actor=OPERATOR)
        with pytest.raises(PieceInvalid):
            await set_partial(tx, "../secret", "x", actor=OPERATOR)
        assert await list_partials(tx) == []
