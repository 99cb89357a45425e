"""`penguinmails campaign`."""

from collections.abc import Awaitable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Protocol
from uuid import UUID

import typer

from penguinmails.audiences import find_lead
from penguinmails.audit import Actor
from penguinmails.campaigns.commands.showing import Card, card
from penguinmails.campaigns.commands.why import why
from penguinmails.campaigns.definitions import service
from penguinmails.campaigns.definitions.model import Campaign, CampaignLine, CampaignStatus, Step
from penguinmails.campaigns.definitions.plan import load_plan
from penguinmails.campaigns.enrolling import enrol_leads
from penguinmails.campaigns.lifecycle import service as lifecycle
from penguinmails.campaigns.lifecycle.model import Finding
from penguinmails.campaigns.lifecycle.preflight import check_campaign
from penguinmails.campaigns.lifecycle.testing import send_test
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, Yes, for_tenant, in_tenant

commands = typer.Typer(help="Campaigns: broadcasts and sequences.", no_args_is_help=True)
steps = typer.Typer(help="Switch steps of a campaign off and on.", no_args_is_help=True)
commands.add_typer(steps, name="step")
commands.command("why")(why)

_MINUTE = "%Y-%m-%dT%H:%M"
CampaignArgument = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Id or name of the campaign.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file; see examples/campaign.toml.")]


@commands.command("create")
def create(*, file: File, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Make a draft of what a file says."""
    plan = load_plan(file)

    async def work(tx: Tx) -> Card:
        return await card(tx, (await service.create_campaign(tx, plan, actor=Actor.operator())).id)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("change")
def change(
    *, target: CampaignArgument, file: File, tenant: TenantOption, as_json: console.Json = False
) -> None:
    """Make a draft what a file says now."""
    plan = load_plan(file)

    async def work(tx: Tx) -> Card:
        found = await service.find_campaign(tx, target)
        return await card(tx, (await service.change_campaign(tx, found.id, plan, actor=Actor.operator())).id)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(
    *,
    tenant: TenantOption,
    status: Annotated[CampaignStatus | None, typer.Option(help="Only those.")] = None,
    before: Annotated[UUID | None, typer.Option(help="The next page: the last one's id.")] = None,
    as_json: console.Json = False,
) -> None:
    """List campaigns, the newest first, with how many leads are in them and under way."""

    async def work(tx: Tx) -> list[CampaignLine]:
        return await service.list_campaigns(tx, status=status, before=before)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No campaigns.")


@commands.command("show")
def show(*, target: CampaignArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show a campaign and its steps."""

    async def work(tx: Tx) -> Card:
        return await card(tx, (await service.find_campaign(tx, target)).id)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("check")
def check(*, target: CampaignArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Look for what is in the way of launching it. Exits with 1 where something is."""

    async def work(databases: Databases, scope: Scope) -> list[Finding]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            campaign = await service.find_campaign(tx, target)
        return await check_campaign(databases, scope, campaign.id)

    findings = for_tenant(tenant, work)
    console.show(findings, as_json=as_json, empty="It can be launched.")
    if any(finding.blocks for finding in findings):
        raise typer.Exit(1)


@commands.command("launch")
def launch(
    *,
    target: CampaignArgument,
    tenant: TenantOption,
    at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"], help="Later: 2026-12-01T09:00+01:00."
        ),
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Let a campaign send, now or at a time."""

    async def work(databases: Databases, scope: Scope) -> Card:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            campaign = await service.find_campaign(tx, target)
        await lifecycle.launch(databases, scope, campaign.id, at=at, actor=Actor.operator())
        async with databases.tenant(Tier.OLTP, scope) as tx:
            return await card(tx, campaign.id)

    console.show(for_tenant(tenant, work), as_json=as_json)


class _Move(Protocol):
    def __call__(self, tx: Tx, campaign_id: UUID, *, actor: Actor) -> Awaitable[Campaign]: ...


def _moved(tenant: str, target: str, move: _Move, *, as_json: bool) -> None:
    async def work(tx: Tx) -> Card:
        found = await service.find_campaign(tx, target)
        await move(tx, found.id, actor=Actor.operator())
        return await card(tx, found.id)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("unschedule")
def unschedule(*, target: CampaignArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Make a scheduled campaign a draft again."""
    _moved(tenant, target, lifecycle.unschedule, as_json=as_json)


@commands.command("pause")
def pause(*, target: CampaignArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Send nothing more of it until it is resumed. Nobody is lost."""
    _moved(tenant, target, lifecycle.pause, as_json=as_json)


@commands.command("resume")
def resume(*, target: CampaignArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Go on where it was paused."""
    _moved(tenant, target, lifecycle.resume, as_json=as_json)


@commands.command("cancel")
def cancel(
    *, target: CampaignArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """End it for good. What is queued is not sent."""
    if not yes:
        typer.confirm(f"End the campaign {target} for good?", abort=True, err=True)
    _moved(tenant, target, lifecycle.cancel, as_json=as_json)


@commands.command("archive")
def archive(*, target: CampaignArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Put it away. Its figures stay."""
    _moved(tenant, target, lifecycle.archive, as_json=as_json)


@commands.command("delete")
def delete(
    *, target: CampaignArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """Delete a campaign that sends nothing any more. Its figures stay."""
    if not yes:
        typer.confirm(f"Delete the campaign {target}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        found = await service.find_campaign(tx, target)
        await service.delete_campaign(tx, found.id, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("test")
def try_out(
    *,
    target: CampaignArgument,
    tenant: TenantOption,
    to: Annotated[str, typer.Option(help="Who is to get it.")],
    step: Annotated[int | None, typer.Option(help="Number of the step; else the first email.")] = None,
    variant: Annotated[str | None, typer.Option(help="A, B …")] = None,
    lead: Annotated[str | None, typer.Option(help="As this lead would get it: id or address.")] = None,
    as_json: console.Json = False,
) -> None:
    """Send one of its emails to yourself. It is tracked nowhere and counted nowhere."""

    async def work(tx: Tx) -> dict[str, object]:
        found = await service.find_campaign(tx, target)
        message = await send_test(
            tx, found.id, to, step=step, variant=variant, lead=lead, actor=Actor.operator()
        )
        return {"queued": message.message_id, "from": message.from_email, "to": message.to_email}

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("join")
def join(
    *,
    target: CampaignArgument,
    tenant: TenantOption,
    leads: Annotated[list[str], typer.Option("--lead", "-l", help="Address or id of a lead; repeatable.")],
    as_json: console.Json = False,
) -> None:
    """Let leads join a running campaign. Those that are in it stay where they are."""

    async def work(tx: Tx) -> dict[str, int]:
        found = await service.find_campaign(tx, target)
        lead_ids = [(await find_lead(tx, each)).id for each in leads]
        return {"joined": await enrol_leads(tx, found.id, lead_ids)}

    console.show(in_tenant(tenant, work), as_json=as_json)


def _switched(tenant: str, target: str, number: int, *, is_active: bool, as_json: bool) -> None:
    async def work(tx: Tx) -> Step:
        found = await service.find_campaign(tx, target)
        return await service.switch_step(tx, found.id, number, is_active=is_active, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


Number = Annotated[int, typer.Argument(metavar="STEP", help="Number of the step.")]


@steps.command("off")
def step_off(
    *, target: CampaignArgument, number: Number, tenant: TenantOption, as_json: console.Json = False
) -> None:
    """Let leads pass a step by."""
    _switched(tenant, target, number, is_active=False, as_json=as_json)


@steps.command("on")
def step_on(
    *, target: CampaignArgument, number: Number, tenant: TenantOption, as_json: console.Json = False
) -> None:
    """Let a step do its work again."""
    _switched(tenant, target, number, is_active=True, as_json=as_json)
