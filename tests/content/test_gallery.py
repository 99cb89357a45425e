"""The gallery: what the platform offers to all, and a tenant to its companies."""

from dataclasses import replace
from pathlib import Path

import pytest

from penguinmails.content.templates.drafts.model import Draft
from penguinmails.content.templates.drafts.service import get_template, list_templates
from penguinmails.content.templates.errors import NeverPublished, TemplateNameTaken, TemplateUnknown
from penguinmails.content.templates.files import disk
from penguinmails.content.templates.gallery.service import (
    copy_public,
    find_offer,
    list_offers,
    push_to_gallery,
    share_template,
    withdraw_from_gallery,
)
from penguinmails.content.templates.pieces.service import pieces_for, set_snippet
from penguinmails.content.templates.versions.service import publish
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from tests.content.factories import OPERATOR, company_of, template_of

PAGE = "---\nname: {name}\nsubject: Hi\ncategory: news\n---\n<p>{{{{ snippets.signature }}}}</p>\n"


async def offer(databases: Databases, folder: Path, *names: str) -> None:
    (folder / "snippets").mkdir()
    (folder / "snippets" / "signature.txt").write_text("Yours, the platform\n")
    for name in names:
        (folder / f"{name.lower()}.html").write_text(PAGE.format(name=name))
    await push_to_gallery(databases, disk.read(folder), actor=OPERATOR)


async def test_what_the_platform_offers_every_tenant_may_copy(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    await offer(databases, tmp_path, "Opener", "News")
    offers = await list_offers(databases, tenant.tenant_id)
    assert [(each.name, each.tenant_id, each.category) for each in offers] == [
        ("News", PLATFORM_TENANT, "news"),
        ("Opener", PLATFORM_TENANT, "news"),
    ]
    wanted = await find_offer(databases, tenant.tenant_id, "opener")
    copy = await copy_public(databases, tenant, wanted.id, actor=OPERATOR)
    assert (copy.name, copy.category, copy.is_public, copy.current_version) == ("Opener", "news", False, 0)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await pieces_for(tx, None)).snippets == {"signature": "Yours, the platform"}
        assert (await publish(tx, copy.id, actor=OPERATOR)).version == 1
        with pytest.raises(TemplateUnknown):
            await get_template(tx, wanted.id)
    with pytest.raises(TemplateNameTaken):
        await copy_public(databases, tenant, wanted.id, actor=OPERATOR)
    await withdraw_from_gallery(databases, ["Opener"], actor=OPERATOR)
    assert [each.name for each in await list_offers(databases, tenant.tenant_id)] == ["News"]
    with pytest.raises(TemplateUnknown):
        await copy_public(databases, tenant, wanted.id, actor=OPERATOR, name="Again")


async def test_a_copy_speaks_with_the_tenants_own_pieces(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    await offer(databases, tmp_path, "Opener")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await set_snippet(tx, "signature", "Yours, Acme", actor=OPERATOR)
    wanted = await find_offer(databases, tenant.tenant_id, "Opener")
    await copy_public(databases, tenant, wanted.id, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await pieces_for(tx, None)).snippets == {"signature": "Yours, Acme"}


async def test_a_tenant_shares_with_its_companies_and_nobody_else(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    north = await company_of(databases, tenant, "North")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx, "Ours", Draft(subject="Hi", html="<p>Hi</p>"))
        with pytest.raises(NeverPublished):
            await share_template(tx, made.id, True, actor=OPERATOR)
        await publish(tx, made.id, actor=OPERATOR)
        assert (await share_template(tx, made.id, True, actor=OPERATOR)).is_public
    assert [each.name for each in await list_offers(databases, tenant.tenant_id)] == ["Ours"]
    assert await list_offers(databases, other_tenant.tenant_id) == []
    with pytest.raises(TemplateUnknown):
        await copy_public(databases, other_tenant, made.id, actor=OPERATOR)
    limited = replace(tenant, companies=frozenset({north}))
    async with databases.tenant(Tier.OLTP, limited) as tx:
        assert await list_templates(tx) == []
    copy = await copy_public(databases, limited, made.id, actor=OPERATOR, company_id=north)
    assert (copy.company_id, copy.html) == (north, "<p>Hi</p>")


async def test_pushing_again_offers_the_new_text(databases: Databases, tenant: Scope, tmp_path: Path) -> None:
    await offer(databases, tmp_path, "Opener")
    page = tmp_path / "opener.html"
    page.write_text(page.read_text().replace("subject: Hi", "subject: Hello"))
    await push_to_gallery(databases, disk.read(page), actor=OPERATOR)
    (only,) = await list_offers(databases, tenant.tenant_id)
    assert (only.subject, only.version) == ("Hello", 2)
