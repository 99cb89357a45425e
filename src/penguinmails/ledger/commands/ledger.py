"""`penguinmails ledger`."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

import typer

from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger.reading.model import Funnel, LedgerLine
from penguinmails.ledger.reading.service import campaign_called, funnel, story
from penguinmails.tenancy import TenantOption, for_tenant

commands = typer.Typer(help="What happened to every message.", no_args_is_help=True)


@commands.command("show")
def show(
    *,
    message: Annotated[UUID, typer.Argument(help="Id of the message.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Tell all that happened to a message, in order, and who is thought to have done it."""

    async def work(databases: Databases, scope: Scope) -> list[LedgerLine]:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            return await story(tx, message)

    lines = for_tenant(tenant, work)
    console.show(lines if as_json else [_brief(line) for line in lines], as_json=as_json)


@commands.command("funnel")
def show_funnel(
    *,
    campaign: Annotated[str, typer.Argument(help="Id or name of the campaign.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Count what became of a campaign's messages, and of each step's by mailbox, from the ledger."""

    async def work(databases: Databases, scope: Scope) -> Funnel:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            campaign_id = await campaign_called(tx, campaign)
        async with databases.tenant(Tier.OLAP, scope) as tx:
            return await funnel(tx, campaign_id)

    found = for_tenant(tenant, work)
    if as_json:
        console.show(found, as_json=True)
        return
    console.show(found.total, as_json=False)
    if found.steps:
        console.say("")
        console.show([_columns(asdict(stage)) for stage in found.steps], as_json=False)


def _brief(line: LedgerLine) -> dict[str, object]:
    """What fits a line of a terminal."""
    what = f"{line.kind} ({line.bounce_type})" if line.bounce_type else line.kind
    who = f"{line.verdict}: {line.reason}" if line.verdict else None
    return {
        "occurred": line.occurred,
        "what": what,
        "by": line.source,
        "who": who,
        "client": line.client,
        "detail": line.link_url or line.bounce_reason,
    }


def _columns(stage: dict[str, object]) -> dict[str, object]:
    """The columns that tell most; `--json` has them all."""
    shown = (
        "sent", "delivered", "opened_human", "clicked_human", "replied", "bounced", "complained",
        "unsubscribed", "failed",
    )  # fmt: skip
    return {"step": stage["step_id"], "mailbox": stage["mailbox_id"], **{name: stage[name] for name in shown}}
