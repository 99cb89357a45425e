"""`penguinmails reclassify`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.ledger import Judging, LedgerSettings, Networks
from penguinmails.tenancy import TenantOption, for_tenant
from penguinmails.warehouse.rebuilding import Reclassified
from penguinmails.warehouse.rebuilding import reclassify as reclassify_history


def reclassify(
    *,
    tenant: TenantOption,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Only messages made since (UTC)."
        ),
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Judge opens and clicks again by today's rules, and say what that changes in the figures.

    Nothing is lost: what was judged before stays readable (`penguinmails verdicts show`). Leads and campaigns
    follow.
    """
    settings = LedgerSettings.load()

    async def work(databases: Databases, scope: Scope) -> Reclassified:
        judging = Judging(networks=Networks.read(settings.judge_networks))
        return await reclassify_history(
            databases,
            scope,
            judging,
            since=None if since is None else since.replace(tzinfo=UTC),
            actor=Actor.operator(),
        )

    with console.progress("Judging", as_json=as_json):
        done = for_tenant(tenant, work)
    if as_json:
        console.show(done, as_json=True)
        return
    console.show(done.judged, as_json=False)
    console.say("")
    console.show(done.figures, as_json=False)
