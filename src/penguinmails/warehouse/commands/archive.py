"""`penguinmails archive`."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run as connected
from penguinmails.tenancy import TenantOption, for_tenant, list_tenants, resolve_tenant
from penguinmails.warehouse.archiving import checking
from penguinmails.warehouse.archiving.errors import MonthInvalid, MonthUnarchived
from penguinmails.warehouse.archiving.model import ArchiveRun, Checked, Line, Month, Restored
from penguinmails.warehouse.archiving.restoring import make_partitions
from penguinmails.warehouse.archiving.restoring import restore as bring_back
from penguinmails.warehouse.archiving.running import archive_tenant, month_of
from penguinmails.warehouse.erasing import store as erasing
from penguinmails.warehouse.erasing.model import Replayed
from penguinmails.warehouse.erasing.replaying import replay
from penguinmails.warehouse.keeping.jobs import archive_all, note_runs
from penguinmails.warehouse.keeping.late import late_events
from penguinmails.warehouse.keeping.model import Late

commands = typer.Typer(
    help="What left the database for files: running, looking, checking, bringing back.", no_args_is_help=True
)

AnyTenant = Annotated[
    str | None, typer.Option("--tenant", "-t", help="Id or name of the tenant; all, if left out.")
]
MonthArgument = Annotated[str, typer.Argument(help="The month, such as 2024-11.")]


@dataclass(frozen=True)
class Forgotten:
    """An erasure, for people."""

    subject: str
    digest: str
    counted_as: str
    asked: datetime
    done: datetime | None


@commands.command("run")
def run(*, tenant: AnyTenant = None, as_json: console.Json = False) -> None:
    """Write months past their retention to Parquet files, prove them, then delete the rows."""

    async def work(databases: Databases) -> list[ArchiveRun]:
        if tenant is None:
            done = await archive_all(databases)
        else:
            done = [await archive_tenant(databases, await _scope(databases, tenant))]
        await note_runs(databases, [each for each in done if each.files or each.failed])
        return done

    with console.progress("Archiving", as_json=as_json):
        done = connected(work)
    console.show(done, as_json=as_json, empty="Nothing is past its retention.")
    if any(each.failed for each in done):
        raise typer.Exit(1)


@commands.command("list")
def list_(*, tenant: TenantOption, as_json: console.Json = False) -> None:
    """List a tenant's archived months, their files and how small they are."""
    console.show(for_tenant(tenant, checking.lines), as_json=as_json, empty="Nothing is archived.")


@commands.command("show")
def show(*, month: MonthArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show what of one month is in the archive."""
    wanted = str(_month(month))

    async def work(databases: Databases, scope: Scope) -> list[Line]:
        lines = [line for line in await checking.lines(databases, scope) if line.month == wanted]
        if not lines:
            raise MonthUnarchived(month=wanted)
        return lines

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("verify")
def verify(
    *,
    tenant: AnyTenant = None,
    deep: Annotated[bool, typer.Option("--deep", help="Read every value, not only the checksum.")] = False,
    as_json: console.Json = False,
) -> None:
    """Check that every archived file is there and whole. Ends with 1 where one is not."""

    async def work(databases: Databases) -> list[Checked]:
        if tenant is not None:
            return await checking.verify_files(databases, await _scope(databases, tenant), deep=deep)
        found: list[Checked] = []
        for each in await list_tenants(databases):
            found += await checking.verify_files(databases, Scope.tenant_wide(each.id), deep=deep)
        return found

    found = connected(work)
    console.show(found, as_json=as_json, empty="Nothing is archived.")
    if not all(checked.whole for checked in found):
        raise typer.Exit(1)


@commands.command("restore")
def restore(*, month: MonthArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Bring a month back into the database, for 30 days at least. Figures stay as they are."""
    wanted = _month(month)

    async def work(databases: Databases, scope: Scope) -> Restored:
        await make_partitions(wanted)
        return await bring_back(databases, scope, wanted)

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("late")
def late(*, tenant: AnyTenant = None, as_json: console.Json = False) -> None:
    """Count events that came after their message was archived; they are in no figure."""

    async def work(databases: Databases) -> list[Late]:
        return await late_events(databases, (await _scope(databases, tenant)).tenant_id if tenant else None)

    console.show(connected(work), as_json=as_json, empty="None came late.")


@commands.command("erasures")
def erasures(*, tenant: TenantOption, as_json: console.Json = False) -> None:
    """List who was forgotten, by digest: nobody can be found by it."""

    async def work(databases: Databases, scope: Scope) -> list[Forgotten]:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            rows = await erasing.journal(tx)
        return [
            Forgotten(row.subject, row.subject_digest.hex(), str(row.surrogate), row.created, row.finished)
            for row in rows
        ]

    console.show(for_tenant(tenant, work), as_json=as_json, empty="Nobody was erased.")


@commands.command("replay")
def replay_(
    *,
    file: Annotated[
        Path | None, typer.Argument(help="The journal; the platform's own, if left out.", dir_okay=False)
    ] = None,
    as_json: console.Json = False,
) -> None:
    """After restoring a backup: forget again whom it still knows, by the journal of erasures."""

    async def work(databases: Databases) -> Replayed:
        return await replay(databases, file)

    console.show(connected(work), as_json=as_json)


async def _scope(databases: Databases, tenant: str) -> Scope:
    return Scope.tenant_wide(await resolve_tenant(databases, tenant))


def _month(text: str) -> Month:
    try:
        return month_of(date.fromisoformat(f"{text}-01"))
    except ValueError:
        raise MonthInvalid(month=text) from None
