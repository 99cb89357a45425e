"""`penguinmails list`."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audiences.lists import adding, asking, confirming, members, service, upkeep
from penguinmails.audiences.lists.errors import MembersUnnamed, MembersUnreadable
from penguinmails.audiences.lists.model import (
    Added,
    Confirmation,
    ConsentSource,
    Drift,
    ListMember,
    MailingList,
    MemberStatus,
    OptIn,
    Question,
)
from penguinmails.audiences.lists.screening import Screen
from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy import TenantOption, Yes, find_company, for_tenant, in_tenant

commands = typer.Typer(help="Lists of leads, and who is on them.", no_args_is_help=True)

ListArgument = Annotated[str, typer.Argument(metavar="LIST", help="Id or name of the list.")]
Leads = Annotated[list[str] | None, typer.Option("--lead", "-l", help="Address or id of a lead; repeatable.")]
CompanyOption = Annotated[str | None, typer.Option("--company", "-c", help="Id, slug or name of a company.")]
Public = Annotated[
    bool | None, typer.Option("--public/--private", help="Whether the subscription page offers it.")
]
Description = Annotated[str | None, typer.Option("--description", "-d", help="What people may expect.")]


@commands.command("create")
def create(
    *,
    name: Annotated[str, typer.Argument(help="What the list is called.")],
    tenant: TenantOption,
    company: CompanyOption = None,
    double: Annotated[
        bool, typer.Option("--double", help="Double opt-in: who joins is asked by mail first.")
    ] = False,
    public: Public = None,
    description: Description = None,
    as_json: console.Json = False,
) -> None:
    """Make a list: of a company, or of the whole tenant."""

    async def work(tx: Tx) -> MailingList:
        return await service.create_list(
            tx,
            name,
            company_id=None if company is None else (await find_company(tx, company)).id,
            opt_in=OptIn.DOUBLE if double else OptIn.SINGLE,
            is_public=bool(public),
            description=description,
            actor=Actor.operator(),
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(
    *,
    tenant: TenantOption,
    company: CompanyOption = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="The deleted ones instead.")] = False,
    as_json: console.Json = False,
) -> None:
    """List the lists of a tenant, with how many are subscribed."""

    async def work(tx: Tx) -> list[MailingList]:
        company_id = None if company is None else (await find_company(tx, company)).id
        return await service.list_lists(tx, company_id=company_id, deleted=deleted)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No lists.")


@commands.command("show")
def show(*, target: ListArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show one list."""

    async def work(tx: Tx) -> MailingList:
        return await service.find_list(tx, target)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("rename")
def rename(
    *,
    target: ListArgument,
    name: Annotated[str, typer.Argument(help="The new name.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Give a list another name."""

    async def work(tx: Tx) -> MailingList:
        found = await service.find_list(tx, target)
        return await service.rename_list(tx, found.id, name, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("describe")
def describe(
    *,
    target: ListArgument,
    tenant: TenantOption,
    description: Description = None,
    public: Public = None,
    as_json: console.Json = False,
) -> None:
    """Change what a list says of itself, and whether it is offered to everybody."""

    async def work(tx: Tx) -> MailingList:
        found = await service.find_list(tx, target)
        return await service.describe_list(
            tx,
            found.id,
            description=found.description if description is None else description or None,
            is_public=found.is_public if public is None else public,
            actor=Actor.operator(),
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    *, target: ListArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """Delete a list; it can be restored for 30 days. Its leads stay."""
    if not yes:
        typer.confirm(f"Delete the list {target}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        found = await service.find_list(tx, target)
        await service.delete_list(tx, found.id, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("restore")
def restore(*, target: ListArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Bring back a deleted list with its members."""

    async def work(tx: Tx) -> MailingList:
        found = await service.find_list(tx, target, deleted=True)
        return await service.restore_list(tx, found.id, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("add")
def add(
    *,
    target: ListArgument,
    tenant: TenantOption,
    lead: Leads = None,
    segment: Annotated[str | None, typer.Option("--segment", "-s", help="All leads of a segment.")] = None,
    from_file: Annotated[
        Path | None, typer.Option("--from-file", "-f", help="A text file with an address or id on each line.")
    ] = None,
    source: Annotated[
        ConsentSource, typer.Option("--source", help="Where their consent comes from.")
    ] = ConsentSource.STAFF,
    resubscribe: Annotated[
        str | None,
        typer.Option("--resubscribe", metavar="HOW", help="Also who had left; say how they asked for it."),
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Put leads on a list. Where opt-in is double they are asked by mail first."""
    if sum(option is not None for option in (lead, segment, from_file)) != 1:
        raise MembersUnnamed
    names = _lines(from_file) if from_file is not None else lead or []

    async def work(databases: Databases, scope: Scope) -> Added:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await service.find_list(tx, target)
        pages: AsyncGenerator[list[UUID]] = (
            adding.leads_of_segment(databases, scope, found, segment)
            if segment is not None
            else adding.leads_named(databases, scope, found, names)
        )
        with console.progress("adding", as_json=as_json) as steps:
            return await adding.add_all(
                databases,
                scope,
                found,
                pages,
                source=source,
                actor=Actor.operator(),
                resubscribe=resubscribe,
                progress=lambda done: steps(done, len(names) or None, "adding"),
            )

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("remove")
def remove(
    *, target: ListArgument, tenant: TenantOption, lead: Leads = None, as_json: console.Json = False
) -> None:
    """Take leads off a list, as if they had never been on it."""

    async def work(databases: Databases, scope: Scope) -> dict[str, int]:
        found, lead_ids = await _named(databases, scope, target, lead)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            count = await members.remove_members(tx, found.id, lead_ids, actor=Actor.operator())
        return {"removed": count}

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("unsubscribe")
def unsubscribe(
    *,
    target: ListArgument,
    tenant: TenantOption,
    lead: Leads = None,
    note: Annotated[str | None, typer.Option("--note", help="How they said so; kept as proof.")] = None,
    as_json: console.Json = False,
) -> None:
    """Note that leads do not want to be on a list any more. No import brings them back."""

    async def work(databases: Databases, scope: Scope) -> dict[str, int]:
        found, lead_ids = await _named(databases, scope, target, lead)
        screen = await Screen.of(databases, scope.tenant_id)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            count = await members.leave(
                tx,
                found.id,
                lead_ids,
                screen=screen,
                source=ConsentSource.STAFF,
                actor=Actor.operator(),
                note=note,
            )
        return {"unsubscribed": count}

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("members")
def members_(
    *,
    target: ListArgument,
    tenant: TenantOption,
    status: Annotated[MemberStatus | None, typer.Option("--status", help="Only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 50,
    after: Annotated[UUID | None, typer.Option(metavar="ID", help="Go on after this lead.")] = None,
    as_json: console.Json = False,
) -> None:
    """List who is on a list, in the order in which the leads were made."""

    async def work(tx: Tx) -> list[ListMember]:
        found = await service.find_list(tx, target)
        return await members.members(tx, found.id, status=status, after=after, page=limit)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="Nobody.")


@commands.command("confirm")
def confirm(
    *,
    token: Annotated[str, typer.Argument(help="What stands after /confirm/ in the mail's link.")],
    look: Annotated[bool, typer.Option("--look", help="Only say what it confirms.")] = False,
    as_json: console.Json = False,
) -> None:
    """Confirm a subscription for somebody whose link you were sent."""

    async def work(databases: Databases) -> Question | Confirmation:
        if look:
            return await confirming.inspect_token(databases, token)
        return await confirming.confirm(databases, token)

    console.show(run(work), as_json=as_json)


@commands.command("resend")
def resend(
    *,
    target: ListArgument,
    lead: Annotated[str, typer.Argument(help="Address or id of the lead.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Ask a pending member once more to confirm: three times at most, an hour apart."""

    async def work(databases: Databases, scope: Scope) -> dict[str, str]:
        found, lead_ids = await _named(databases, scope, target, [lead])
        async with databases.tenant(Tier.OLTP, scope) as tx:
            for lead_id in lead_ids:
                await asking.resend(tx, found.id, lead_id, actor=Actor.operator())
        return {"asked": lead}

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("recount")
def recount(*, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Count the members of all lists anew; shows those whose count was wrong, and puts it right."""

    async def work(tx: Tx) -> list[Drift]:
        return await upkeep.recount(tx)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="Every count is right.")


async def _named(
    databases: Databases, scope: Scope, target: str, leads: list[str] | None
) -> tuple[MailingList, list[UUID]]:
    if not leads:
        raise MembersUnnamed
    async with databases.tenant(Tier.OLTP, scope) as tx:
        found = await service.find_list(tx, target)
    async with aclosing(adding.leads_named(databases, scope, found, leads)) as pages:
        return found, [lead_id async for page in pages for lead_id in page]


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MembersUnreadable(path=path, reason=str(error)) from error
    return [line.strip() for line in text.splitlines() if line.strip()]
