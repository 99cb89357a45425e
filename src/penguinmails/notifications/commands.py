"""`penguinmails events …`: what operators should see, until somebody has dealt with it."""

from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases
from penguinmails.notifications import service
from penguinmails.notifications.model import Severity
from penguinmails.postgres.connect import run

commands = typer.Typer(help="Alarms and other events of the platform.", no_args_is_help=True)


@commands.command("list")
def list_(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    severity: Annotated[Severity, typer.Option(help="Only as urgent as this, or more.")] = Severity.LOW,
    tenant: Annotated[UUID | None, typer.Option(help="Only of this tenant.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 50,
    before: Annotated[int | None, typer.Option(metavar="ID", help="Go on before this one.")] = None,
    as_json: console.Json = False,
) -> None:
    """List events, newest first."""

    async def work(databases: Databases) -> list[dict[str, object]]:
        events = await service.list_events(
            databases,
            least=severity,
            resolved_too=everything,
            tenant_id=tenant,
            before_id=before,
            page=limit,
        )
        shown = (
            "id",
            "severity",
            "event_type",
            "message",
            "occurrences",
            "last_seen",
            "tenant_id",
            "resolved_by",
        )
        return [vars(event) if as_json else {name: vars(event)[name] for name in shown} for event in events]

    console.show(run(work), as_json=as_json, empty="All quiet.")


@commands.command("resolve")
def resolve(
    event_id: int,
    resolution: Annotated[str | None, typer.Option(help="How it ended; kept with the event.")] = None,
    as_json: console.Json = False,
) -> None:
    """Close an event that has been dealt with."""

    async def work(databases: Databases) -> object:
        return await service.resolve_event(databases, event_id, actor=Actor.operator(), resolution=resolution)

    console.show(run(work), as_json=as_json)
