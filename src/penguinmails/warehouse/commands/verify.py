"""`penguinmails verify`."""

from datetime import date, datetime
from typing import Annotated

import typer

from penguinmails.kernel import console
from penguinmails.kernel.db import Databases
from penguinmails.postgres.connect import run
from penguinmails.tenancy import list_tenants, resolve_tenant
from penguinmails.warehouse.verifying import Difference, Extent, Verified
from penguinmails.warehouse.verifying import verify as verify_figures

Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], help="Only mail sent from this UTC day on."),
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="Only mail sent before this UTC day."),
]


def verify(
    *,
    tenant: Annotated[
        str | None, typer.Option("--tenant", "-t", help="Id or name of the tenant; else all, one by one.")
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(min=1, metavar="MESSAGES", help="Fold only so many messages of a tenant, at random."),
    ] = None,
    since: Since = None,
    until: Until = None,
    as_json: console.Json = False,
) -> None:
    """Count every figure again from the ledger, and print each that differs. Exits with 1 where one does.

    The platform goes on working meanwhile. `penguinmails rebuild` puts right what is wrong.
    """
    extent = Extent(day(since), day(until), sample)

    async def work(databases: Databases) -> tuple[list[Verified], dict[object, str]]:
        tenant_id = None if tenant is None else await resolve_tenant(databases, tenant)
        names = {each.id: each.name for each in await list_tenants(databases)}
        return await verify_figures(databases, tenant_id, extent=extent), {**names}

    with console.progress("Counting", as_json=as_json):
        verified, names = run(work)
    if as_json:
        console.show(verified, as_json=True)
    else:
        for each in verified:
            _tell(each, names.get(each.tenant_id, str(each.tenant_id)))
        if not verified:
            console.say("There are no figures yet.")
    if not all(each.holds for each in verified):
        raise typer.Exit(1)


def day(moment: datetime | None) -> date | None:
    """The day somebody typed."""
    return None if moment is None else moment.date()


def _tell(verified: Verified, name: str) -> None:
    if verified.differences:
        console.show([line(each) for each in verified.differences], as_json=False)
    messages = verified.counts.get("message_states", 0)
    rows = sum(verified.counts.values()) - messages
    compared = f"{messages:,} messages and {rows:,} rows of facts counted again in {verified.took:.1f} s"
    found = "no difference" if verified.holds else f"{verified.rows_that_differ:,} rows differ"
    console.say(f"{name}: {compared}: {found}.")
    if verified.archived is not None:
        console.say(
            f"{name}: mail sent until {verified.archived} is archived and left out, and so are the totals"
            f" over all days of {verified.campaigns_left_out:,} campaigns that sent some of it."
        )
    if verified.waiting_since is not None:
        console.say(
            f"{name}: {verified.waiting:,} messages have news that nobody has counted since"
            f" {verified.waiting_since:%Y-%m-%d %H:%M} UTC; their states are left out."
        )


def line(difference: Difference) -> dict[str, object]:
    """A difference as people read it."""
    return {
        "check": difference.check,
        "table": difference.table,
        "row": ", ".join(str(part) for part in difference.key.values()),
        "column": difference.column,
        "stored": difference.stored,
        "counted": difference.counted,
    }
