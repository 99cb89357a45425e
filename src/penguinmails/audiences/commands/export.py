"""`penguinmails export`."""

import asyncio
import shutil
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

import typer

from penguinmails.audiences.exports import service
from penguinmails.audiences.exports.cells import Format
from penguinmails.audiences.exports.errors import ExportTargetUnusable
from penguinmails.audiences.exports.making import make_export
from penguinmails.audiences.exports.model import ExportJob, ExportStatus, Selection, Subject
from penguinmails.audiences.segments import model as segments
from penguinmails.audiences.segments.matching import load_catalogue
from penguinmails.audiences.segments.service import find_segment
from penguinmails.audiences.segments.words import read_words
from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.console import Steps
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, Yes, find_company, for_tenant, in_tenant

commands = typer.Typer(
    help="Exports: files of leads, lists and suppressions to take away.", no_args_is_help=True
)

ExportArgument = Annotated[UUID, typer.Argument(help="Id of the export.")]
ToOption = Annotated[Path | None, typer.Option("--to", help="Where to put the file.", dir_okay=False)]

_PATIENCE: Final = 3.0
"""Seconds a worker has to take the export before the command makes the file itself."""
_LOOK: Final = 0.25


@commands.command("start")
def start(
    *,
    subject: Annotated[Subject, typer.Argument(help="What to export; `lists` is the members of a list.")],
    tenant: TenantOption,
    format: Annotated[Format, typer.Option("--format", "-f", help="json is one object a line.")] = Format.CSV,  # noqa: A002
    to: ToOption = None,
    list_: Annotated[
        str | None, typer.Option("--list", help="Only who is in this list (id or name).")
    ] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Only leads with this tag.")] = None,
    segment: Annotated[
        str | None, typer.Option("--segment", "-s", help="Only leads of this segment (id or name).")
    ] = None,
    filter_: Annotated[
        str | None, typer.Option("--filter", help="Only leads that meet this, as in `segment create`.")
    ] = None,
    company: Annotated[
        str | None, typer.Option("--company", "-c", help="Only this company (id, slug or name).")
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="For machines: cells as they are, formulas not defused.")
    ] = False,
    as_json: console.Json = False,
) -> None:
    """Make a file of leads, of a list's members or of suppressions. Waits for it where --to is given."""
    if to is not None:
        _check_target(to)

    async def work(databases: Databases, scope: Scope) -> ExportJob:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            company_id = None if company is None else (await find_company(tx, company)).id
        catalogue = await load_catalogue(databases, scope, company_id=company_id)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            selection = Selection(
                list_id=None if list_ is None else await service.find_list(tx, list_),
                tag=tag,
                segment_id=None if segment is None else (await find_segment(tx, segment)).id,
                filter=None if filter_ is None else segments.as_json(read_words(filter_, catalogue)),
                raw=raw,
            )
            job = await service.start_export(
                tx, subject, format, selection=selection, company_id=company_id, actor=Actor.operator()
            )
        if to is None:
            return job
        with console.progress("Exporting", as_json=as_json) as step:
            job = await _follow(databases, scope, job.id, step)
        await _copy(databases, scope, job.id, to)
        return job

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(
    tenant: TenantOption,
    before: Annotated[UUID | None, typer.Option(help="Go on below the export of this id.")] = None,
    page: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 50,
    as_json: console.Json = False,
) -> None:
    """List a tenant's exports, the latest first."""

    async def work(tx: Tx) -> list[ExportJob]:
        return await service.list_exports(tx, before=before, page=page)

    jobs = in_tenant(tenant, work)
    if as_json:
        console.show(jobs, as_json=True)
        return
    rows = [
        {
            "id": job.id,
            "subject": job.subject,
            "format": job.format,
            "status": job.status,
            "rows": job.rows_written,
            "created": job.created,
            "expires": job.expires,
        }
        for job in jobs
    ]
    console.show(rows, as_json=False, empty="No exports.")


@commands.command("show")
def show(export: ExportArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show how far an export is."""

    async def work(tx: Tx) -> ExportJob:
        return await service.show_export(tx, export)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("fetch")
def fetch(
    export: ExportArgument,
    tenant: TenantOption,
    to: Annotated[Path, typer.Option("--to", help="Where to put the file.", dir_okay=False)],
    as_json: console.Json = False,
) -> None:
    """Copy the file of an export that is completed."""
    _check_target(to)

    async def work(databases: Databases, scope: Scope) -> dict[str, object]:
        await _copy(databases, scope, export, to)
        return {"fetched": export, "to": to, "size_bytes": to.stat().st_size}

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    export: ExportArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """Delete an export and its file, or give up one that is being made."""
    if not yes:
        typer.confirm(f"Delete the export {export}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        await service.delete_export(tx, export, actor=Actor.operator())
        return {"deleted": export}

    console.show(in_tenant(tenant, work), as_json=as_json)


async def _follow(databases: Databases, scope: Scope, export_id: UUID, step: Steps) -> ExportJob:
    """Wait until the export is over; make the file here where no worker takes it."""
    here: asyncio.Task[ExportJob | None] | None = None
    waited = 0.0
    while True:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            job = await service.show_export(tx, export_id)
        step(job.rows_written, None, f"Exporting {job.subject}")
        if here is not None and here.done():
            here.result()  # what went wrong here is told here
        if ExportStatus(job.status).is_over:
            return job
        if here is None and job.status == ExportStatus.QUEUED and waited >= _PATIENCE:
            here = asyncio.create_task(make_export(databases, scope.tenant_id, export_id))
        await asyncio.sleep(_LOOK)
        waited += _LOOK


async def _copy(databases: Databases, scope: Scope, export_id: UUID, to: Path) -> None:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        path = await service.fetch_export(tx, export_id, actor=Actor.operator())
        try:
            # The permissions are copied too: only whoever asked may read it.
            await asyncio.to_thread(shutil.copy, path, to)
        except OSError as error:
            raise ExportTargetUnusable(path=to, reason=error.strerror or error) from None


def _check_target(to: Path) -> None:
    if not to.absolute().parent.is_dir():
        raise ExportTargetUnusable(path=to, reason="there is no such folder")
