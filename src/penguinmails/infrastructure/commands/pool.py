"""`penguinmails pool`."""

from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.infrastructure.commands.options import CompanyOption, MailboxArgument, company_named
from penguinmails.infrastructure.mailboxes.service import find_mailbox
from penguinmails.infrastructure.pools import service
from penguinmails.infrastructure.pools.model import Pool, PoolMember, Strategy
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import TenantOption, Yes, find_company, in_tenant

commands = typer.Typer(help="Rotation pools: mailboxes that share a campaign's mail.", no_args_is_help=True)

PoolArgument = Annotated[str, typer.Argument(metavar="POOL", help="Id or name of the pool.")]
StrategyOption = Annotated[Strategy | None, typer.Option("--strategy", "-s", help="How they take turns.")]


@commands.command("create")
def create(
    *,
    name: Annotated[str, typer.Argument(help="What the pool is called.")],
    tenant: TenantOption,
    company: CompanyOption = None,
    strategy: StrategyOption = None,
    mailbox: Annotated[list[str] | None, typer.Option("--mailbox", "-m", help="Repeatable.")] = None,
    as_json: console.Json = False,
) -> None:
    """Make a pool, with mailboxes if some are named."""

    async def work(tx: Tx) -> Pool:
        made = await service.add_pool(
            tx,
            name,
            company_id=await company_named(tx, company),
            strategy=strategy or Strategy.WEIGHTED,
            actor=Actor.operator(),
        )
        for each in mailbox or ():
            found = await find_mailbox(tx, each)
            await service.put_member(tx, made.id, found.id, actor=Actor.operator())
        return await service.find_pool(tx, made.id)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(*, tenant: TenantOption, company: CompanyOption = None, as_json: console.Json = False) -> None:
    """List pools."""

    async def work(tx: Tx) -> list[Pool]:
        company_id = None if company is None else (await find_company(tx, company)).id
        return await service.list_pools(tx, company_id=company_id)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No pools.")


@commands.command("show")
def show(*, pool: PoolArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show the mailboxes of a pool, and whether they send."""

    async def work(tx: Tx) -> list[PoolMember]:
        return await service.list_members(tx, (await service.find_pool(tx, pool)).id)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No mailboxes.")


@commands.command("change")
def change(
    *,
    pool: PoolArgument,
    tenant: TenantOption,
    name: Annotated[str | None, typer.Option(help="The new name.")] = None,
    strategy: StrategyOption = None,
    as_json: console.Json = False,
) -> None:
    """Rename a pool, or have its mailboxes take turns otherwise."""

    async def work(tx: Tx) -> Pool:
        found = await service.find_pool(tx, pool)
        return await service.change_pool(tx, found.id, name=name, strategy=strategy, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("add")
def add(
    *,
    pool: PoolArgument,
    mailbox: MailboxArgument,
    tenant: TenantOption,
    weight: Annotated[int, typer.Option(min=1, help="Its share, beside the others'.")] = 1,
    as_json: console.Json = False,
) -> None:
    """Put a mailbox into a pool, or change its weight."""

    async def work(tx: Tx) -> list[PoolMember]:
        found, who = await service.find_pool(tx, pool), await find_mailbox(tx, mailbox)
        await service.put_member(tx, found.id, who.id, weight=weight, actor=Actor.operator())
        return await service.list_members(tx, found.id)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("remove")
def remove(
    *, pool: PoolArgument, mailbox: MailboxArgument, tenant: TenantOption, as_json: console.Json = False
) -> None:
    """Take a mailbox out of a pool."""

    async def work(tx: Tx) -> list[PoolMember]:
        found, who = await service.find_pool(tx, pool), await find_mailbox(tx, mailbox)
        await service.remove_member(tx, found.id, who.id, actor=Actor.operator())
        return await service.list_members(tx, found.id)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No mailboxes.")


@commands.command("delete")
def delete(
    *, pool: PoolArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """Delete a pool; its mailboxes stay."""
    if not yes:
        typer.confirm(f"Delete the pool {pool}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        found = await service.find_pool(tx, pool)
        await service.delete_pool(tx, found.id, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)
