"""`penguinmails body`."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.content.bodies import retention, service
from penguinmails.content.bodies.model import Hold, HoldScope, Storage, Swept
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy import TenantOption, find_company, for_tenant

commands = typer.Typer(help="Stored mail: what it takes, how long it is kept.", no_args_is_help=True)


@commands.command("usage")
def usage(tenant: TenantOption, as_json: console.Json = False) -> None:
    """Say how much of a tenant's mail is stored, and what it takes."""

    async def work(databases: Databases, scope: Scope) -> Storage:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            return await service.storage_used(tx)

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("raw")
def raw(
    storage_key: Annotated[str, typer.Argument(help="The body's storage key.")],
    tenant: TenantOption,
    to: Annotated[Path, typer.Option("--to", help="The file to write.", dir_okay=False)],
    as_json: console.Json = False,
) -> None:
    """Write a stored message to a file, byte for byte as it was received."""

    async def work(databases: Databases, scope: Scope) -> bytes:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            return await service.load_raw(tx, storage_key)

    whole = for_tenant(tenant, work)
    to.write_bytes(whole)
    console.show({"file": to, "bytes": len(whole)}, as_json=as_json)


@commands.command("sweep")
def sweep(as_json: console.Json = False) -> None:
    """Obey retention and legal holds now, as the worker does every night, and say what it saved."""
    with console.progress("sweeping", as_json=as_json) as steps:

        async def work(databases: Databases) -> Swept:
            return await retention.sweep(databases, progress=steps)

        swept = run(work)
    console.show(swept, as_json=as_json)


@commands.command("hold")
def hold(
    covers: Annotated[HoldScope, typer.Argument(help="What is to be kept.")],
    tenant: TenantOption,
    reason: Annotated[str, typer.Option(help="Why, for whoever releases it.")],
    thing: Annotated[
        str | None, typer.Option("--id", help="Its id; a company's name will do, a tenant needs none.")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Place a legal hold: nothing it covers is removed, however old, until it is released."""
    if thing is None and covers is not HoldScope.TENANT:
        raise typer.BadParameter(f"say which {covers} with --id", param_hint="--id")

    async def work(databases: Databases, scope: Scope) -> Hold:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            scope_id = await _covered(tx, covers, thing)
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            return await retention.place_hold(tx, covers, scope_id, reason=reason, actor=Actor.operator())

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("release")
def release(
    hold: Annotated[UUID, typer.Argument(help="Id of the hold.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Release a legal hold; retention goes on with the next sweep."""

    async def work(databases: Databases, scope: Scope) -> Hold:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            return await retention.release_hold(tx, hold, actor=Actor.operator())

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("holds")
def holds(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List a tenant's legal holds."""

    async def work(databases: Databases, scope: Scope) -> list[Hold]:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            return await retention.list_holds(tx)

    console.show(for_tenant(tenant, work), as_json=as_json, empty="No legal holds.")


async def _covered(tx: Tx, covers: HoldScope, thing: str | None) -> UUID:
    if covers is HoldScope.TENANT or thing is None:
        return tx.tenant_id
    if covers is HoldScope.COMPANY:
        return (await find_company(tx, thing)).id
    try:
        return UUID(thing)
    except ValueError:
        raise typer.BadParameter(f"{thing} is not an id", param_hint="--id") from None
