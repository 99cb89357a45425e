"""`penguinmails suppress`."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from penguinmails.audiences.suppressions import checking, service
from penguinmails.audiences.suppressions.importing import Imported, import_suppressions
from penguinmails.audiences.suppressions.model import CampaignType, Reason, Source, Suppression
from penguinmails.audit import Actor
from penguinmails.kernel import clock, console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy import TenantOption, find_company, for_tenant, in_tenant

T = TypeVar("T")

commands = typer.Typer(help="Suppressions: who must not be written to.", no_args_is_help=True)

TargetArgument = Annotated[str, typer.Argument(help="An address, or a domain with all below it.")]
OptionalTenant = Annotated[
    str | None, typer.Option("--tenant", "-t", help="Id or name of the tenant; or say --global.")
]
Everywhere = Annotated[bool, typer.Option("--global", help="For every tenant of the platform.")]
CompanyOption = Annotated[
    str | None, typer.Option("--company", "-c", help="Only this company (id, slug or name).")
]
TypeOption = Annotated[
    CampaignType | None, typer.Option("--campaign-type", help="Only this type of campaign.")
]
ReasonOption = Annotated[Reason, typer.Option("--reason", "-r", help="Why; the first ones are stronger.")]
ConsentOption = Annotated[
    str | None, typer.Option("--consent", help="How and when they asked to be written to again.")
]
NoteOption = Annotated[str | None, typer.Option("--note", help="For colleagues; no addresses.")]


@commands.command("add")
def add(
    *,
    target: TargetArgument,
    tenant: OptionalTenant = None,
    everywhere: Everywhere = False,
    company: CompanyOption = None,
    campaign_type: TypeOption = None,
    reason: ReasonOption = Reason.MANUAL,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires; never if left out.")] = None,
    note: NoteOption = None,
    as_json: console.Json = False,
) -> None:
    """Let nobody write to an address or domain."""
    expires = None if days is None else clock.now() + timedelta(days=days)

    async def for_everybody(tx: Tx) -> Suppression:
        return await service.suppress_everywhere(
            tx, target, reason=reason, source=Source.STAFF, actor=Actor.operator(), note=note, expires=expires
        )

    async def for_the_tenant(tx: Tx) -> Suppression:
        return await service.suppress(
            tx,
            target,
            reason=reason,
            source=Source.STAFF,
            actor=Actor.operator(),
            company_id=await _company(tx, company),
            campaign_type=campaign_type,
            note=note,
            expires=expires,
        )

    if _is_global(tenant, everywhere=everywhere, narrower=(company, campaign_type)):
        console.show(_as_platform(for_everybody), as_json=as_json)
    else:
        console.show(in_tenant(tenant or "", for_the_tenant), as_json=as_json)


@commands.command("lift")
def lift(
    *,
    target: TargetArgument,
    tenant: OptionalTenant = None,
    everywhere: Everywhere = False,
    company: CompanyOption = None,
    campaign_type: TypeOption = None,
    consent: ConsentOption = None,
    as_json: console.Json = False,
) -> None:
    """Withdraw a suppression. Objections, erasures and complaints need --consent."""

    async def for_everybody(tx: Tx) -> None:
        await service.lift_everywhere(tx, target, actor=Actor.operator(), consent=consent)

    async def for_the_tenant(tx: Tx) -> None:
        await service.lift(
            tx,
            target,
            actor=Actor.operator(),
            company_id=await _company(tx, company),
            campaign_type=campaign_type,
            consent=consent,
        )

    if _is_global(tenant, everywhere=everywhere, narrower=(company, campaign_type)):
        _as_platform(for_everybody)
    else:
        in_tenant(tenant or "", for_the_tenant)
    console.show({"lifted": target}, as_json=as_json)


@commands.command("check")
def check(
    *,
    address: Annotated[str, typer.Argument(help="The address somebody wants to write to.")],
    tenant: TenantOption,
    company: CompanyOption = None,
    campaign_type: TypeOption = None,
    as_json: console.Json = False,
) -> None:
    """Say whether an address may be written to, and which entries forbid it."""

    async def work(databases: Databases, scope: Scope) -> list[Suppression]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            company_id = await _company(tx, company)
        return await checking.check(
            databases, scope.tenant_id, address, company_id=company_id, campaign_type=campaign_type
        )

    console.show(for_tenant(tenant, work), as_json=as_json, empty="It may be written to.")


@commands.command("list")
def list_(
    *,
    tenant: OptionalTenant = None,
    everywhere: Everywhere = False,
    company: CompanyOption = None,
    reason: Annotated[Reason | None, typer.Option("--reason", "-r", help="Only this reason.")] = None,
    before: Annotated[UUID | None, typer.Option(help="Go on below the entry of this id.")] = None,
    page: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 50,
    as_json: console.Json = False,
) -> None:
    """List suppressions, the newest first. Addresses are masked: nobody knows them any more."""

    async def of_the_platform(tx: Tx) -> list[Suppression]:
        return await service.list_everywhere(tx, before=before, reason=reason, page=page)

    async def of_the_tenant(tx: Tx) -> list[Suppression]:
        company_id = await _company(tx, company)
        return await service.list_suppressions(
            tx, before=before, reason=reason, company_id=company_id, page=page
        )

    if _is_global(tenant, everywhere=everywhere, narrower=(company,)):
        entries = _as_platform(of_the_platform)
    else:
        entries = in_tenant(tenant or "", of_the_tenant)
    console.show(entries, as_json=as_json, empty="No suppressions.")


@commands.command("import")
def import_(
    *,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="Text or CSV file.")
    ],
    tenant: TenantOption,
    company: CompanyOption = None,
    campaign_type: TypeOption = None,
    reason: ReasonOption = Reason.IMPORTED,
    note: NoteOption = None,
    as_json: console.Json = False,
) -> None:
    """Suppress all addresses and domains of a file: one a line, or a CSV column called email or domain.

    A file of `penguinmails export start suppressions` can be given back to the same tenant.
    """

    async def work(databases: Databases, scope: Scope) -> Imported:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            company_id = await _company(tx, company)
        with console.progress("Suppressing", as_json=as_json) as step:
            return await import_suppressions(
                databases,
                scope,
                file,
                actor=Actor.operator(),
                reason=reason,
                company_id=company_id,
                campaign_type=campaign_type,
                note=note,
                told=lambda lines: step(lines, None, "Suppressing"),
            )

    result = for_tenant(tenant, work)
    if as_json:
        console.show(result, as_json=True)
        return
    counts = f"{result.added} added, {result.strengthened} strengthened, {result.known} known already"
    console.say(f"{result.lines} lines: {counts}, {result.rejected} rejected.")
    if result.rejects:
        console.show(result.rejects, as_json=False)


async def _company(tx: Tx, name: str | None) -> UUID | None:
    return None if name is None else (await find_company(tx, name)).id


def _is_global(tenant: str | None, *, everywhere: bool, narrower: Sequence[object]) -> bool:
    if everywhere == (tenant is not None):
        raise typer.BadParameter("Give either --tenant or --global.")
    if everywhere and any(narrower):
        raise typer.BadParameter("--global reaches every company and every type of campaign.")
    return everywhere


def _as_platform(work: Callable[[Tx], Awaitable[T]]) -> T:
    async def opened(databases: Databases) -> T:
        async with databases.worker(Tier.OLTP) as tx:
            return await work(tx)

    return run(opened)
