"""`penguinmails template gallery`."""

from pathlib import Path
from typing import Annotated

import typer

from penguinmails.audit import Actor
from penguinmails.content.commands.showing import Shown, shown
from penguinmails.content.templates.files.disk import read
from penguinmails.content.templates.files.service import Pushed
from penguinmails.content.templates.gallery import service
from penguinmails.content.templates.gallery.model import Offer
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy import TenantOption, find_company, for_tenant

commands = typer.Typer(help="Templates that are offered to copy.", no_args_is_help=True)


@commands.command("list")
def list_(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List what the platform, and the tenant itself, offer to copy."""

    async def work(databases: Databases, scope: Scope) -> list[Offer]:
        return await service.list_offers(databases, scope.tenant_id)

    found = for_tenant(tenant, work)
    if as_json:
        console.show(found, as_json=True)
        return
    lines = [
        {
            "name": each.name,
            "subject": each.subject,
            "category": each.category,
            "language": each.language,
            "offered by": "the platform" if each.tenant_id == PLATFORM_TENANT else "this tenant",
        }
        for each in found
    ]
    console.show(lines, as_json=False, empty="Nothing is offered.")


@commands.command("copy")
def copy(
    template: Annotated[str, typer.Argument(help="Id or name, as `gallery list` shows it.")],
    tenant: TenantOption,
    name: Annotated[str | None, typer.Option(help="What the copy is called.")] = None,
    company: Annotated[
        str | None, typer.Option("--company", "-c", help="For this company only; without, shared by all.")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Make a template of the tenant out of an offered one, with the snippets and partials it needs."""

    async def work(databases: Databases, scope: Scope) -> Shown:
        offer = await service.find_offer(databases, scope.tenant_id, template)
        company_id = None
        if company:
            async with databases.tenant(Tier.OLTP, scope) as tx:
                company_id = (await find_company(tx, company)).id
        made = await service.copy_public(
            databases, scope, offer.id, actor=Actor.operator(), name=name, company_id=company_id
        )
        async with databases.tenant(Tier.OLTP, scope) as tx:
            return await shown(tx, made)

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("push")
def push(
    path: Annotated[Path, typer.Argument(help="A template file, or a folder of them.", exists=True)],
    as_json: console.Json = False,
) -> None:
    """For operators: offer templates from files to all tenants, published at once."""
    folder = read(path)

    async def work(databases: Databases) -> list[Pushed]:
        return await service.push_to_gallery(databases, folder, actor=Actor.operator())

    console.show(run(work), as_json=as_json, empty="No template files.")


@commands.command("withdraw")
def withdraw(
    names: Annotated[list[str], typer.Argument(help="Names of the platform's templates.")],
    as_json: console.Json = False,
) -> None:
    """For operators: offer templates to all tenants no longer. Copies stay."""

    async def work(databases: Databases) -> None:
        await service.withdraw_from_gallery(databases, names, actor=Actor.operator())

    run(work)
    console.show({"withdrawn": names}, as_json=as_json)
