"""`penguinmails company`."""

from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy.companies import service
from penguinmails.tenancy.companies.model import Company
from penguinmails.tenancy.operating import TenantOption, Yes, in_tenant

commands = typer.Typer(help="Companies: the workspaces of a tenant.", no_args_is_help=True)

CompanyArgument = Annotated[str, typer.Argument(help="Id, slug or name of the company.")]


@commands.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What the company is called.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Make a company."""

    async def work(tx: Tx) -> Company:
        return await service.add_company(tx, name, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(
    tenant: TenantOption,
    deleted: Annotated[bool, typer.Option("--deleted", help="The deleted ones instead.")] = False,
    as_json: console.Json = False,
) -> None:
    """List a tenant's companies."""

    async def work(tx: Tx) -> list[Company]:
        return await service.list_companies(tx, deleted=deleted)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No companies.")


@commands.command("rename")
def rename(
    company: CompanyArgument,
    name: Annotated[str, typer.Argument(help="The new name.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Give a company another name; its slug stays."""

    async def work(tx: Tx) -> Company:
        found = await service.find_company(tx, company)
        return await service.rename_company(tx, found.id, name, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    company: CompanyArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """Delete a company; it can be restored for 30 days."""
    if not yes:
        typer.confirm(f"Delete {company}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        found = await service.find_company(tx, company)
        await service.delete_company(tx, found.id, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("restore")
def restore(company: CompanyArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Bring back a deleted company with all it had."""

    async def work(tx: Tx) -> Company:
        found = await service.find_company(tx, company, deleted=True)
        return await service.restore_company(tx, found.id, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("purge")
def purge(
    company: CompanyArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """Remove a deleted company for good, without waiting for the 30 days."""
    if not yes:
        typer.confirm(f"Purge {company}? This cannot be undone.", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        found = await service.find_company(tx, company, deleted=True)
        await service.purge_company(tx, found.id, actor=Actor.operator())
        return {"purged": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)
