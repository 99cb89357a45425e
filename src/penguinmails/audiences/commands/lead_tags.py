"""`penguinmails lead tag`, `untag` and `tags`."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final
from uuid import UUID

import typer

from penguinmails.audiences.leads import service
from penguinmails.audiences.leads.model import TagCount
from penguinmails.audiences.segments.matching import all_matching, count_matching, load_catalogue
from penguinmails.audiences.segments.words import read_words
from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, for_tenant, in_tenant

commands = typer.Typer()

_BATCH: Final = 1000
TagArgument = Annotated[str, typer.Argument(help="The tag.")]
LeadsArgument = Annotated[list[str] | None, typer.Argument(help="Addresses or ids of leads.")]
WhereOption = Annotated[
    str | None, typer.Option(help="All leads of a filter in words, like 'email_domain is example.com'.")
]
Change = Callable[[Tx, list[UUID]], Awaitable[int]]


@commands.command("tag")
def tag_(
    tag: TagArgument,
    tenant: TenantOption,
    leads: LeadsArgument = None,
    where: WhereOption = None,
    as_json: console.Json = False,
) -> None:
    """Tag leads."""

    async def change(tx: Tx, lead_ids: list[UUID]) -> int:
        return await service.tag_leads(tx, lead_ids, [tag], actor=Actor.operator())

    changed = _change(tenant, leads or [], where, change, as_json=as_json)
    console.show({"tagged": changed}, as_json=as_json)


@commands.command("untag")
def untag(
    tag: TagArgument,
    tenant: TenantOption,
    leads: LeadsArgument = None,
    where: WhereOption = None,
    as_json: console.Json = False,
) -> None:
    """Take a tag from leads."""

    async def change(tx: Tx, lead_ids: list[UUID]) -> int:
        return await service.untag_leads(tx, lead_ids, [tag], actor=Actor.operator())

    changed = _change(tenant, leads or [], where, change, as_json=as_json)
    console.show({"untagged": changed}, as_json=as_json)


@commands.command("tags")
def tags(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List the tags in use, and how many leads carry each."""

    async def work(tx: Tx) -> list[TagCount]:
        return await service.list_tags(tx)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No tags.")


def _change(tenant: str, leads: list[str], where: str | None, change: Change, *, as_json: bool) -> int:
    """The leads that were named in one transaction, those of a filter a thousand at a time."""
    if not leads and where is None:
        raise typer.BadParameter("name leads, or say which by --where")

    async def work(databases: Databases, scope: Scope) -> int:
        changed = 0
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = [(await service.find_lead(tx, lead)).id for lead in leads]
            if found:
                changed = await change(tx, found)
        if where is not None:
            changed += await _filtered(databases, scope, where, change, as_json=as_json)
        return changed

    return for_tenant(tenant, work)


async def _filtered(databases: Databases, scope: Scope, where: str, change: Change, *, as_json: bool) -> int:
    question = read_words(where, await load_catalogue(databases, scope))
    total = await count_matching(databases, scope, question)
    changed, done = 0, 0
    with console.progress("Tagging", as_json=as_json) as step:
        async for lead_ids in all_matching(databases, scope, question, size=_BATCH):
            async with databases.tenant(Tier.OLTP, scope) as tx:
                changed += await change(tx, lead_ids)
            done += len(lead_ids)
            step(done, max(total, done), "Tagging")
    return changed
