"""`penguinmails lead`."""

from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audiences.commands.lead_tags import commands as tagging
from penguinmails.audiences.fields.commands import commands as fields
from penguinmails.audiences.leads import service
from penguinmails.audiences.leads.card import LeadCard, lead_card
from penguinmails.audiences.leads.erasing import erase_lead
from penguinmails.audiences.leads.model import Erased, Lead, LeadLine, LeadStatus, Stage
from penguinmails.audiences.segments.matching import load_catalogue, page_matching
from penguinmails.audiences.segments.searching import Search, question_for
from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, Yes, find_company, for_tenant, in_tenant

commands = typer.Typer(help="Leads: somebody to write to.", no_args_is_help=True)
commands.add_typer(fields, name="field")
commands.registered_commands += tagging.registered_commands

LeadArgument = Annotated[str, typer.Argument(help="Address or id of the lead.")]
CompanyOption = Annotated[
    str | None, typer.Option("--company", "-c", help="The workspace it is in (id, slug or name).")
]
ValuesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        help="FIELD=VALUE …; fields: name first_name last_name company title phone country timezone"
        " language source custom_fields.KEY. Nothing after the = empties it."
    ),
]


@commands.command("add")
def add(
    address: Annotated[str, typer.Argument(help="E-mail address.")],
    tenant: TenantOption,
    values: ValuesArgument = None,
    *,
    company: CompanyOption = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag; again for each.")] = None,
    as_json: console.Json = False,
) -> None:
    """Add a lead, to what the tenant shares or to a company."""
    fields_ = changes_in(values)

    async def work(databases: Databases, scope: Scope) -> Lead:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            company_id = await company_named(tx, company)
        await service.refuse_suppressed(databases, scope.tenant_id, address, company_id=company_id)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            return await service.add_lead(
                tx, address, company_id=company_id, fields=fields_, tags=tag or (), actor=Actor.operator()
            )

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(
    tenant: TenantOption,
    *,
    search: Annotated[str | None, typer.Option(help="Text in a name, employer or address.")] = None,
    address: Annotated[str | None, typer.Option(help="What the address begins with.")] = None,
    domain: Annotated[str | None, typer.Option(help="Domain of the address.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag it carries; again for each.")] = None,
    status: Annotated[LeadStatus | None, typer.Option(help="Whether mail may be sent.")] = None,
    stage: Annotated[Stage | None, typer.Option(help="How far the conversation is.")] = None,
    list_name: Annotated[str | None, typer.Option("--list", help="A list it is in: id or name.")] = None,
    where: Annotated[
        str | None, typer.Option(help="A filter in words; `penguinmails segment fields` explains.")
    ] = None,
    company: CompanyOption = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="Those that can be restored instead.")] = False,
    after: Annotated[UUID | None, typer.Option(help="Go on after the lead with this id.")] = None,
    as_json: console.Json = False,
) -> None:
    """List leads that are all of this, 50 at a time."""
    wanted = Search(
        text=search,
        address=address,
        domain=domain,
        tags=tuple(tag or ()),
        status=status,
        stage=stage,
        list=list_name,
        where=where,
    )

    async def work(databases: Databases, scope: Scope) -> list[LeadLine]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            company_id = await company_named(tx, company)
            if deleted:
                return await service.list_deleted(tx, after=after)
        catalogue = await load_catalogue(databases, scope, company_id=company_id)
        question = question_for(wanted, catalogue)
        return await page_matching(databases, scope, question, company_id=company_id, after=after)

    lines = for_tenant(tenant, work)
    console.show(lines, as_json=as_json, empty="No leads.")
    if len(lines) == service.PAGE:
        console.say(f"There may be more: --after {lines[-1].id}", as_json=as_json)


@commands.command("show")
def show(
    lead: LeadArgument, tenant: TenantOption, company: CompanyOption = None, as_json: console.Json = False
) -> None:
    """Show all that is known of a lead."""

    async def work(databases: Databases, scope: Scope) -> LeadCard:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await service.find_lead(tx, lead, company_id=await company_named(tx, company))
        return await lead_card(databases, scope, found)

    card = for_tenant(tenant, work)
    if as_json:
        console.show(card, as_json=True)
        return
    console.show(card.lead, as_json=False)
    if card.engagement is not None:
        console.say("\nengagement:")
        console.show(card.engagement, as_json=False)
    for title, rows in (("lists", card.lists), ("consents", card.consents), ("suppressed", card.suppressed)):
        console.say(f"\n{title}:")
        console.show(rows, as_json=False, empty="none")


@commands.command("change")
def change(
    lead: LeadArgument,
    tenant: TenantOption,
    values: ValuesArgument = None,
    company: CompanyOption = None,
    as_json: console.Json = False,
) -> None:
    """Give a lead other values."""
    changes = changes_in(values)

    async def work(tx: Tx) -> Lead:
        found = await service.find_lead(tx, lead, company_id=await company_named(tx, company))
        return await service.change_lead(tx, found.id, changes, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("stage")
def stage_(
    lead: LeadArgument,
    stage: Annotated[Stage, typer.Argument(help="How far the conversation is.")],
    tenant: TenantOption,
    company: CompanyOption = None,
    as_json: console.Json = False,
) -> None:
    """Say how far the conversation with a lead is."""

    async def work(tx: Tx) -> Lead:
        found = await service.find_lead(tx, lead, company_id=await company_named(tx, company))
        return await service.set_stage(tx, found.id, stage, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    lead: LeadArgument,
    tenant: TenantOption,
    company: CompanyOption = None,
    yes: Yes = False,
    as_json: console.Json = False,
) -> None:
    """Delete a lead; it can be restored for 30 days."""
    if not yes:
        typer.confirm(f"Delete {lead}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        found = await service.find_lead(tx, lead, company_id=await company_named(tx, company))
        await service.delete_lead(tx, found.id, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("restore")
def restore(
    lead: LeadArgument, tenant: TenantOption, company: CompanyOption = None, as_json: console.Json = False
) -> None:
    """Bring back a deleted lead, with its lists."""

    async def work(tx: Tx) -> Lead:
        company_id = await company_named(tx, company)
        return await service.restore_lead(tx, lead, company_id=company_id, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("erase")
def erase(lead: LeadArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False) -> None:
    """Forget a person for good, in all companies, and never write to them again."""
    if not yes:
        typer.confirm(f"Erase {lead} and everything of theirs? This cannot be undone.", abort=True, err=True)

    async def work(tx: Tx) -> Erased:
        return await erase_lead(tx, lead, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


async def company_named(tx: Tx, name: str | None) -> UUID | None:
    """The id of a company by id, slug or name; None where none was said."""
    return None if name is None else (await find_company(tx, name)).id


def changes_in(values: list[str] | None) -> dict[str, str | None]:
    """`FIELD=VALUE` words as a mapping; nothing after the = is None."""
    changes: dict[str, str | None] = {}
    for word in values or ():
        name, equals, value = word.partition("=")
        if not equals:
            raise typer.BadParameter(f"{word} is not of the form FIELD=VALUE")
        changes[name] = value or None
    return changes
