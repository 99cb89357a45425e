"""`penguinmails audit …`: look at the log, prove it, let go of what is no longer needed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import erasing, service, verifying
from penguinmails.audit.errors import AnchorsUnreadable, ErasureUnspecified
from penguinmails.audit.model import Actor, Cursor, Erased, Erasure, Filter, Head
from penguinmails.kernel import clock, console
from penguinmails.kernel.db import Databases
from penguinmails.postgres.connect import run

commands = typer.Typer(help="Who changed what, and the proof that nobody changed that.", no_args_is_help=True)

Tenant = Annotated[UUID | None, typer.Option("--tenant", help="Only this tenant.")]
Resource = Annotated[
    str | None, typer.Option("--resource", metavar="TYPE[:ID]", help="Only what was done to these.")
]


@commands.command("list")
def list_(
    *,
    tenant: Tenant = None,
    resource: Resource = None,
    action: Annotated[str | None, typer.Option(help="Only this action, such as campaign.paused.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only from this time on (UTC).")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many rows.")] = 50,
    after: Annotated[
        str | None, typer.Option(metavar="TENANT:SEQ", help="Go on after this row of the page before.")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """List what was done, newest first."""
    resource_type, resource_id = _resource(resource)
    wanted = Filter(tenant, resource_type, resource_id, action, since and since.replace(tzinfo=UTC))

    async def work(databases: Databases) -> list[dict[str, object]]:
        rows = await service.list_everywhere(
            databases, wanted, after=await _cursor(databases, after), page=limit
        )
        shown = (
            "seq",
            "tenant_id",
            "created",
            "actor",
            "admin_user_id",
            "action",
            "resource_type",
            "resource_id",
        )
        return [vars(row) if as_json else {name: vars(row)[name] for name in shown} for row in rows]

    console.show(run(work), as_json=as_json, empty="Nothing was recorded.")


@commands.command("show")
def show(tenant: UUID, seq: int, as_json: console.Json = False) -> None:
    """Show one row with its values."""
    console.show(run(lambda databases: service.show(databases, tenant, seq)), as_json=as_json)


@commands.command("heads")
def heads(as_json: console.Json = False) -> None:
    """Print the end of each chain: kept on another host, `verify --anchors` finds even a rewritten chain."""

    async def work(databases: Databases) -> list[dict[str, object]]:
        return [
            {"tenant_id": head.tenant_id, "seq": head.seq, "hash": head.hash.hex()}
            for head in await service.heads(databases)
        ]

    console.show(run(work), as_json=as_json, empty="No chain has begun.")


@commands.command("verify")
def verify(
    tenant: Tenant = None,
    anchors: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="What `audit heads --json` printed before."),
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Compute every hash again. Exits with 1 where a chain does not hold, and says where and how."""
    known = _anchors(anchors)
    verdicts = run(lambda databases: verifying.verify(databases, tenant, anchors=known))
    console.show(verdicts, as_json=as_json, empty="No chain has begun.")
    if not all(verdict.holds for verdict in verdicts):
        raise typer.Exit(1)


@commands.command("erase")
def erase(
    *,
    reason: Annotated[
        str, typer.Option(help="Why; it is kept in the log.")
    ] = "asked for on the command line",
    tenant: Tenant = None,
    due: Annotated[bool, typer.Option("--due", help="What is older than its category is kept.")] = False,
    older_than: Annotated[int | None, typer.Option(min=1, metavar="DAYS", help="What is older.")] = None,
    resource: Annotated[
        str | None,
        typer.Option("--resource", metavar="TYPE:ID", help="What was done to this, a person mostly."),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="ID", help="What this actor did.")] = None,
    as_json: console.Json = False,
) -> None:
    """Let go of values, addresses and browsers. That something was done, when and by whom is kept."""
    if sum([due, older_than is not None, resource is not None, by is not None]) != 1:
        raise ErasureUnspecified
    erasure = Erasure(
        before=None if older_than is None else clock.now() - timedelta(days=older_than),
        resource=None if resource is None else _one_resource(resource),
        actor_id=by,
    )

    async def work(databases: Databases) -> list[Erased]:
        actor = Actor.operator()
        if due:
            return await erasing.erase_due(databases, actor=actor, tenant_id=tenant)
        return await erasing.erase(databases, erasure, actor=actor, reason=reason, tenant_id=tenant)

    console.show(run(work), as_json=as_json, empty="Nothing to erase.")


def _resource(text: str | None) -> tuple[str | None, str | None]:
    if text is None:
        return None, None
    kind, _, name = text.partition(":")
    return kind, name or None


def _one_resource(text: str) -> tuple[str, str]:
    kind, name = _resource(text)
    if kind is None or name is None:
        raise typer.BadParameter("it must be TYPE:ID, such as lead:0190f3a1-…")
    return kind, name


async def _cursor(databases: Databases, text: str | None) -> Cursor | None:
    if text is None:
        return None
    tenant, _, seq = text.partition(":")
    try:
        row = await service.show(databases, UUID(tenant), int(seq))
    except ValueError:
        raise typer.BadParameter("it must be TENANT:SEQ, as the list shows them") from None
    return Cursor(row.created, row.tenant_id, row.seq)


def _anchors(path: Path | None) -> dict[UUID, Head]:
    if path is None:
        return {}
    try:
        heads = [
            Head(UUID(item["tenant_id"]), int(item["seq"]), bytes.fromhex(item["hash"]))
            for item in json.loads(path.read_text("utf-8"))
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise AnchorsUnreadable(path=path, reason=str(error)) from error
    return {head.tenant_id: head for head in heads}
