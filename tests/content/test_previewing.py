"""A template as a real lead gets it, and the fields a tenant's templates may use."""

import pytest

from penguinmails import audiences
from penguinmails.audiences.leads.errors import LeadUnknown
from penguinmails.audiences.leads.service import add_lead
from penguinmails.content.rendering import TemplateBroken
from penguinmails.content.templates.drafts.model import Draft
from penguinmails.content.templates.drafts.service import change_draft
from penguinmails.content.templates.pieces.service import set_snippet
from penguinmails.content.templates.previewing import known_fields, lint_template, preview
from penguinmails.content.templates.versions.service import publish
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.content.factories import OPERATOR, company_of, template_of

DRAFT = Draft(
    subject="{Hi|Hello|Hey} {{ first_name | fallback('there') }}",
    html="<p>{{ company }} in {{ custom.city }}, {{ snippets.signature }}</p>",
    category="receipt",
)


async def test_a_lead_sees_its_own_values(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await audiences.define_field(tx, "City", actor=OPERATOR)
        lead = await add_lead(
            tx,
            "grace@example.net",
            fields={"first_name": "Grace", "company": "Cobol & Sons", "custom_fields.city": "Arlington"},
            actor=OPERATOR,
        )
        await set_snippet(tx, "signature", "Yours, {{ sender.name }}", actor=OPERATOR)
        made = await template_of(tx, draft=DRAFT)
        for named in ("Grace@Example.net", str(lead.id)):
            shown = await preview(tx, made.id, lead=named)
            assert shown.subject.endswith(" Grace")
            assert "Cobol &amp; Sons in Arlington, Yours, Charles Babbage" in shown.html
            assert "Cobol & Sons in Arlington" in shown.text
            assert (shown.missing, shown.html_bytes) == ((), len(shown.html.encode()))
        subjects = {(await preview(tx, made.id, lead=lead.id, seed=seed)).subject for seed in range(20)}
        assert subjects == {"Hi Grace", "Hello Grace", "Hey Grace"}
        sample = await preview(tx, made.id)
        assert sample.missing == ("custom.city",)
        with pytest.raises(LeadUnknown):
            await preview(tx, made.id, lead="nobody@example.net")
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        theirs = await template_of(tx)
        with pytest.raises(LeadUnknown):
            await preview(tx, theirs.id, lead=lead.id)


async def test_a_version_is_shown_as_it_was(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx, draft=Draft(subject="First", html="<p>x</p>"))
        await publish(tx, made.id, actor=OPERATOR)
        await change_draft(
            tx, made.id, Draft(subject="Hi {{", html="<p>x</p>"), based_on=None, actor=OPERATOR
        )
        assert (await preview(tx, made.id, version=1)).subject == "First"
        with pytest.raises(TemplateBroken):
            await preview(tx, made.id)


async def test_the_linter_knows_the_tenants_fields(databases: Databases, tenant: Scope) -> None:
    north = await company_of(databases, tenant, "North")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await audiences.define_field(tx, "City", company_id=north, actor=OPERATOR)
        assert "custom.city" in await known_fields(tx, north)
        assert "custom.city" in await known_fields(tx)
        ours = await template_of(tx, draft=DRAFT, company=north)
        found = await lint_template(tx, ours.id)
        assert [fault.code for fault in found] == [
            "preheader_missing",
            "field_without_fallback",
            "field_without_fallback",
            "snippet_unknown",
        ]
        await set_snippet(tx, "signature", "Yours", actor=OPERATOR)
        assert "snippet_unknown" not in [fault.code for fault in await lint_template(tx, ours.id)]
