"""`penguinmails mailbox from`."""

from typing import Annotated

import typer

from penguinmails.audit import Actor
from penguinmails.infrastructure.commands.options import MailboxArgument
from penguinmails.infrastructure.connecting.service import claim_addresses
from penguinmails.infrastructure.mailboxes.from_addresses import (
    delete_from_address,
    list_from_addresses,
    put_from_address,
)
from penguinmails.infrastructure.mailboxes.model import FromAddress, Mailbox, Status
from penguinmails.infrastructure.mailboxes.service import find_mailbox
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, for_tenant, in_tenant

commands = typer.Typer(help="The addresses a mailbox or relay writes as.", no_args_is_help=True)

AddressArgument = Annotated[str, typer.Argument(help="The From address.")]


@commands.command("add")
def add(
    *,
    mailbox: MailboxArgument,
    address: AddressArgument,
    tenant: TenantOption,
    name: Annotated[str | None, typer.Option(help="The name people see.")] = None,
    reply_to: Annotated[str | None, typer.Option(help="Where answers go.")] = None,
    default: Annotated[bool, typer.Option("--default", help="Where a campaign names none.")] = False,
    as_json: console.Json = False,
) -> None:
    """Let a mailbox write as an address, or change how it does."""

    async def work(databases: Databases, scope: Scope) -> FromAddress:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await find_mailbox(tx, mailbox)
            put = await put_from_address(
                tx,
                found.id,
                address,
                display_name=name,
                reply_to=reply_to,
                is_default=default,
                actor=Actor.operator(),
            )
        await _claim(databases, scope, found)
        return put

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(*, mailbox: MailboxArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """List what a mailbox writes as besides itself."""

    async def work(tx: Tx) -> list[FromAddress]:
        return await list_from_addresses(tx, (await find_mailbox(tx, mailbox)).id)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="It writes as itself only.")


@commands.command("delete")
def delete(
    *,
    mailbox: MailboxArgument,
    address: AddressArgument,
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Let a mailbox no longer write as an address."""

    async def work(databases: Databases, scope: Scope) -> dict[str, str]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await find_mailbox(tx, mailbox)
            await delete_from_address(tx, found.id, address, actor=Actor.operator())
        await _claim(databases, scope, found)
        return {"deleted": address}

    console.show(for_tenant(tenant, work), as_json=as_json)


async def _claim(databases: Databases, scope: Scope, mailbox: Mailbox) -> None:
    # A pending mailbox claims all its addresses with its first sign-in.
    if mailbox.status != Status.PENDING:
        await claim_addresses(databases, scope, mailbox.id)
