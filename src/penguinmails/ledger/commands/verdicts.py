"""`penguinmails verdicts`."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from penguinmails.kernel import console, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger.errors import MessageUnknown
from penguinmails.ledger.verdicts import store
from penguinmails.ledger.verdicts.model import HitLine, ReasonLine
from penguinmails.tenancy import TenantOption, for_tenant

commands = typer.Typer(help="Who opened and clicked: people or machines.", no_args_is_help=True)

Since = Annotated[
    datetime | None,
    typer.Option(
        "--since", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Only messages made since (UTC)."
    ),
]


@commands.command("show")
def show(
    *,
    message: Annotated[UUID, typer.Argument(help="Id of the message.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Show a message's opens and clicks, and everything that was ever judged of them."""

    async def work(databases: Databases, scope: Scope) -> list[HitLine]:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            lines = await store.lines_of(tx, message)
        if not lines:
            raise MessageUnknown(message=message)
        return lines

    lines = for_tenant(tenant, work)
    console.show(lines if as_json else [_brief(line) for line in lines], as_json=as_json)


@commands.command("summary")
def summary(*, tenant: TenantOption, since: Since = None, as_json: console.Json = False) -> None:
    """Count opens and clicks by verdict and by the rule that decided."""

    async def work(databases: Databases, scope: Scope) -> list[ReasonLine]:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            return await store.reasons(tx, UUID(int=0) if since is None else ids.uuid7_floor(_utc(since)))

    console.show(for_tenant(tenant, work), as_json=as_json, empty="No opens and no clicks.")


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _brief(line: HitLine) -> dict[str, object]:
    """What fits a line of a terminal."""
    return {
        "occurred": line.occurred,
        "what": line.kind,
        "client": line.client,
        "verdict": line.verdict or "waiting",
        "reason": line.reason,
        "rules": line.rule_version,
        "judged": line.judged,
        "counts": line.counts,
    }
