"""`penguinmails domain`."""

from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.infrastructure.commands.domain_dkim import commands as dkim
from penguinmails.infrastructure.commands.options import CompanyOption, company_named
from penguinmails.infrastructure.domains import service
from penguinmails.infrastructure.domains.model import Domain
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import TenantOption, Yes, find_company, in_tenant

commands = typer.Typer(help="Domains that mail comes from, and their keys.", no_args_is_help=True)
commands.add_typer(dkim, name="dkim")

DomainArgument = Annotated[str, typer.Argument(metavar="DOMAIN", help="Name or id of the domain.")]
TrackingHost = Annotated[
    str | None, typer.Option("--tracking-host", help="Where opens and clicks go; '' takes it away.")
]
ReturnPath = Annotated[
    str | None, typer.Option("--return-path-host", help="Where bounces go; '' takes it away.")
]


@commands.command("add")
def add(
    *,
    domain: Annotated[str, typer.Argument(help="Like example.com.")],
    tenant: TenantOption,
    company: CompanyOption = None,
    tracking_host: TrackingHost = None,
    return_path_host: ReturnPath = None,
    as_json: console.Json = False,
) -> None:
    """Add a domain to a company."""

    async def work(tx: Tx) -> Domain:
        return await service.add_domain(
            tx,
            domain,
            company_id=await company_named(tx, company),
            tracking_host=tracking_host,
            return_path_host=return_path_host,
            actor=Actor.operator(),
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(*, tenant: TenantOption, company: CompanyOption = None, as_json: console.Json = False) -> None:
    """List domains."""

    async def work(tx: Tx) -> list[Domain]:
        company_id = None if company is None else (await find_company(tx, company)).id
        return await service.list_domains(tx, company_id=company_id)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No domains.")


@commands.command("show")
def show(*, domain: DomainArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show one domain."""

    async def work(tx: Tx) -> Domain:
        return await service.find_domain(tx, domain)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("change")
def change(
    *,
    domain: DomainArgument,
    tenant: TenantOption,
    tracking_host: TrackingHost = None,
    return_path_host: ReturnPath = None,
    as_json: console.Json = False,
) -> None:
    """Change where a domain's opens, clicks and bounces go."""

    async def work(tx: Tx) -> Domain:
        found = await service.find_domain(tx, domain)
        return await service.change_domain(
            tx,
            found.id,
            tracking_host=found.tracking_host if tracking_host is None else tracking_host or None,
            return_path_host=found.return_path_host if return_path_host is None else return_path_host or None,
            actor=Actor.operator(),
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    *, domain: DomainArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """Delete a domain that no mailbox sends from."""
    if not yes:
        typer.confirm(f"Delete the domain {domain}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        found = await service.find_domain(tx, domain)
        await service.delete_domain(tx, found.id, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)
