"""`penguinmails rebuild`."""

import typer

from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.tenancy import TenantOption, Yes, for_tenant
from penguinmails.warehouse.commands.verify import Since, Until, day, line
from penguinmails.warehouse.rebuilding import Rebuilt
from penguinmails.warehouse.rebuilding import rebuild as rebuild_figures


def rebuild(
    *,
    tenant: TenantOption,
    since: Since = None,
    until: Until = None,
    yes: Yes = False,
    as_json: console.Json = False,
) -> None:
    """Count a tenant's figures anew from the ledger, all or those of some days, and say what was wrong.

    The platform goes on working; what comes in for this tenant is counted when it is done.
    """
    if not yes:
        typer.confirm(f"Count the figures of {tenant} anew?", abort=True, err=True)

    async def work(databases: Databases, scope: Scope) -> Rebuilt:
        return await rebuild_figures(
            databases, scope.tenant_id, since=day(since), until=day(until), actor=Actor.operator()
        )

    with console.progress("Counting", as_json=as_json):
        rebuilt = for_tenant(tenant, work)
    if as_json:
        console.show(rebuilt, as_json=True)
        return
    if rebuilt.mended:
        console.show([line(each) for each in rebuilt.mended], as_json=False)
    wrong = f"{rebuilt.rows_mended:,} rows were wrong" if rebuilt.rows_mended else "nothing was wrong"
    console.say(f"Counted anew in {rebuilt.took:.1f} s: {wrong}.")
