"""`penguinmails sending`."""

from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.delivery.outbound.lanes.model import LaneState
from penguinmails.delivery.outbound.lanes.service import lane_states, platform_lanes
from penguinmails.delivery.outbound.stops.model import SendStop
from penguinmails.delivery.outbound.stops.service import resume_sending, sending_stops, stop_sending
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.postgres.connect import run
from penguinmails.tenancy import resolve_tenant

commands = typer.Typer(help="Sending: stop it, resume it, see how it stands.", no_args_is_help=True)

OptionalTenant = Annotated[
    str | None,
    typer.Option("--tenant", "-t", help="Only of this tenant (id or name); everything if left out."),
]


@commands.command("stop")
def stop(
    *,
    tenant: OptionalTenant = None,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why, for those who find nothing sent.")],
    as_json: console.Json = False,
) -> None:
    """Let no message begin to be sent until `sending resume`. Takes effect within seconds."""

    async def work(databases: Databases) -> list[SendStop]:
        tenant_id = await _tenant(databases, tenant)
        await stop_sending(databases, tenant_id, reason=reason, actor=Actor.operator())
        return await sending_stops(databases)

    console.show(_shown(run(work)), as_json=as_json)


@commands.command("resume")
def resume(*, tenant: OptionalTenant = None, as_json: console.Json = False) -> None:
    """Lift a stop: of the tenant, or the one for everything."""

    async def work(databases: Databases) -> tuple[bool, list[SendStop]]:
        lifted = await resume_sending(databases, await _tenant(databases, tenant), actor=Actor.operator())
        return lifted, await sending_stops(databases)

    lifted, left = run(work)
    if as_json:
        console.show({"lifted": lifted, "stops": _shown(left)}, as_json=True)
        return
    console.say("Resumed." if lifted else "It was not stopped.")
    if left:
        console.say("Still stopped:")
        console.show(_shown(left), as_json=False)


@commands.command("state")
def state(*, tenant: OptionalTenant = None, as_json: console.Json = False) -> None:
    """Show what is stopped, and how the mailboxes stand: of a tenant each, else all in figures."""

    async def work(databases: Databases) -> tuple[list[SendStop], list[LaneState] | dict[str, int]]:
        stops = await sending_stops(databases)
        tenant_id = await _tenant(databases, tenant)
        if tenant_id is None:
            return stops, await platform_lanes(databases)
        stops = [each for each in stops if each.tenant_id in (tenant_id, PLATFORM_TENANT)]
        return stops, await lane_states(databases, tenant_id)

    stops, lanes = run(work)
    if as_json:
        console.show({"stops": _shown(stops), "mailboxes": lanes}, as_json=True)
        return
    console.show(_shown(stops), as_json=False, empty="Nothing is stopped.")
    console.show(lanes, as_json=False, empty="No mailbox sends.")


async def _tenant(databases: Databases, name: str | None) -> UUID | None:
    return None if name is None else await resolve_tenant(databases, name)


def _shown(stops: list[SendStop]) -> list[dict[str, object]]:
    return [
        {
            "stopped": "everything" if each.tenant_id == PLATFORM_TENANT else each.tenant_id,
            "reason": each.reason,
            "by": each.stopped_by,
            "since": each.created,
        }
        for each in stops
    ]
