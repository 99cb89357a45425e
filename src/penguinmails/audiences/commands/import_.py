"""`penguinmails import`."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

import typer

from penguinmails.audiences.imports import service
from penguinmails.audiences.imports.errors import ImportOptionInvalid, ImportUnknown
from penguinmails.audiences.imports.model import (
    ImportJob,
    ImportStatus,
    OnDuplicate,
    Options,
    Preview,
    Reject,
)
from penguinmails.audiences.lists.service import find_list
from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, Yes, find_company, for_tenant, in_tenant

commands = typer.Typer(help="Imports: leads from CSV, XLSX and JSON files.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="The file, CSV, XLSX or JSON.", metavar="FILE")]
ImportArgument = Annotated[str, typer.Argument(help="Id of the import, or `last`.", metavar="IMPORT")]
Company = Annotated[str | None, typer.Option(help="Company the leads belong to; left out: shared by all.")]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="'Column=field', as often as needed; 'Column=' leaves a column out."),
]
Encoding = Annotated[str | None, typer.Option(help="Encoding of the file, if it is not recognised.")]
Delimiter = Annotated[str | None, typer.Option(help="What parts the columns of a CSV file.")]
Sheet = Annotated[str | None, typer.Option(help="Sheet of an XLSX file; the first, if left out.")]
DateOrder = Annotated[str | None, typer.Option(help="How dates in digits are meant: dmy, mdy or ymd.")]

_LOOK_SECONDS: Final = 0.3


@dataclass(frozen=True)
class Line:
    """An import in a list."""

    id: UUID
    file: str
    status: str
    read: int
    created: int
    updated: int
    skipped: int
    rejected: int
    started: datetime | None


@dataclass(frozen=True)
class Summary:
    """An import for people."""

    id: UUID
    file: str
    status: str
    read: int
    created: int
    updated: int
    skipped: int
    rejected: int
    seconds: float | None
    rows_per_second: int | None
    undone: int
    kept: int
    error: str | None


@commands.command("preview")
def preview(  # noqa: PLR0917 - each is an option
    file: FileArgument,
    tenant: TenantOption,
    company: Company = None,
    map_: Map = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    date_order: DateOrder = None,
    rows: Annotated[int, typer.Option(min=0, max=1000, help="How many rows to show.")] = 5,
    as_json: console.Json = False,
) -> None:
    """Show how a file would be read, and change nothing."""
    options = Options(encoding=encoding, delimiter=delimiter, sheet=sheet, date_order=date_order)

    async def work(tx: Tx) -> Preview:
        company_id = (await find_company(tx, company)).id if company else None
        return await service.preview_import(
            tx, file, mapping=_mapping(map_), company_id=company_id, options=options, rows=rows
        )

    found = in_tenant(tenant, work)
    if as_json:
        console.show(found, as_json=True)
        return
    details = [found.format, found.encoding, found.sheet and f"sheet {found.sheet}"]
    console.say(f"{file.name}: {', '.join(filter(None, details))}")
    targets = [{"column": column, "goes to": target} for column, target in found.mapping.items()]
    targets += [{"column": column, "goes to": "(left out)"} for column in found.left_out]
    console.show(targets, as_json=False)
    console.say("")
    for row in found.rows:
        values = ", ".join(f"{name}: {value}" for name, value in row.values.items())
        tags = f", tags: {', '.join(row.tags)}" if row.tags else ""
        what = f"refused, {row.refused}" if row.refused else f"{row.email}"
        console.say(f"line {row.line}: {what}" + (f" ({values}{tags})" if values or tags else ""))


@commands.command("start")
def start(  # noqa: PLR0917 - each is an option
    file: FileArgument,
    tenant: TenantOption,
    list_: Annotated[str | None, typer.Option("--list", help="Id or name of a list they join.")] = None,
    company: Company = None,
    map_: Map = None,
    on_duplicate: Annotated[
        OnDuplicate, typer.Option(help="What to do with addresses that are there already.")
    ] = OnDuplicate.SKIP,
    tag: Annotated[list[str] | None, typer.Option(help="A tag for all of them; repeatable.")] = None,
    source: Annotated[str, typer.Option(help="Where they come from, as leads will say.")] = "import",
    tracking_consent: Annotated[
        str, typer.Option(help="What of opens and clicks may be kept: off, last_date_only or full.")
    ] = "full",
    check_mx: Annotated[
        bool, typer.Option(help="Look up afterwards whether their domains take mail.")
    ] = True,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    date_order: DateOrder = None,
    detach: Annotated[bool, typer.Option("--detach", help="Do not wait for the end.")] = False,
    as_json: console.Json = False,
) -> None:
    """Import a file. The worker of `penguinmails up` does it; this command watches."""
    options = Options(
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        date_order=date_order,
        tags=tuple(tag or ()),
        source=source,
        tracking_consent=tracking_consent,
        check_mx=check_mx,
    )

    async def work(databases: Databases, scope: Scope) -> ImportJob:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            company_id = (await find_company(tx, company)).id if company else None
            list_id = (await find_list(tx, list_)).id if list_ else None
        job = await service.start_import(
            databases,
            scope,
            file,
            mapping=_mapping(map_),
            on_duplicate=on_duplicate,
            list_id=list_id,
            company_id=company_id,
            options=options,
            actor=Actor.operator(),
        )
        return job if detach else await _follow(databases, scope, job, as_json=as_json)

    _tell(for_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_imports(
    tenant: TenantOption,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = service.PAGE,
    as_json: console.Json = False,
) -> None:
    """List the imports, the latest first."""

    async def work(tx: Tx) -> list[ImportJob]:
        return await service.list_imports(tx, most=limit)

    found = in_tenant(tenant, work)
    console.show(found if as_json else [_line(job) for job in found], as_json=as_json, empty="No imports.")


@commands.command("show")
def show(import_: ImportArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show an import and how far it is."""

    async def work(tx: Tx) -> ImportJob:
        return await _find(tx, import_)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("rejects")
def rejects(
    import_: ImportArgument,
    tenant: TenantOption,
    csv_: Annotated[
        Path | None, typer.Option("--csv", help="Write all of them into this file.", metavar="FILE")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many to show.")] = service.PAGE,
    as_json: console.Json = False,
) -> None:
    """Show the rows that were not taken, and why."""
    if csv_ is None:

        async def work(tx: Tx) -> list[Reject]:
            return await service.list_rejects(tx, (await _find(tx, import_)).id, most=limit)

        console.show(in_tenant(tenant, work), as_json=as_json, empty="No row was refused.")
        return

    async def export(databases: Databases, scope: Scope) -> int:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            job = await _find(tx, import_)
        return await service.export_rejects(databases, scope, job.id, csv_)

    written = for_tenant(tenant, export)
    console.show({"rows": written, "file": csv_}, as_json=as_json)


@commands.command("cancel")
def cancel(import_: ImportArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Stop an import; what it has done stays, and can be undone."""

    async def work(tx: Tx) -> ImportJob:
        found = await _find(tx, import_)
        return await service.cancel_import(tx, found.id, actor=Actor.operator())

    _tell(in_tenant(tenant, work), as_json=as_json)


@commands.command("retry")
def retry(
    import_: ImportArgument,
    tenant: TenantOption,
    detach: Annotated[bool, typer.Option("--detach", help="Do not wait for the end.")] = False,
    as_json: console.Json = False,
) -> None:
    """Go on with an import that failed, from where it stopped."""

    async def work(databases: Databases, scope: Scope) -> ImportJob:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await _find(tx, import_)
            job = await service.retry_import(tx, found.id, actor=Actor.operator())
        return job if detach else await _follow(databases, scope, job, as_json=as_json)

    _tell(for_tenant(tenant, work), as_json=as_json)


@commands.command("undo")
def undo(
    import_: ImportArgument,
    tenant: TenantOption,
    yes: Yes = False,
    detach: Annotated[bool, typer.Option("--detach", help="Do not wait for the end.")] = False,
    as_json: console.Json = False,
) -> None:
    """Take back all that an import did.

    Leads it made go for good, unless they were used or changed since: those are deleted so that they can be
    restored. Leads it updated get back what they had.
    """
    if not yes:
        typer.confirm(f"Undo the import {import_}?", abort=True, err=True)

    async def work(databases: Databases, scope: Scope) -> ImportJob:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await _find(tx, import_)
            job = await service.undo_import(tx, found.id, actor=Actor.operator())
        return job if detach else await _follow(databases, scope, job, as_json=as_json)

    _tell(for_tenant(tenant, work), as_json=as_json)


async def _follow(databases: Databases, scope: Scope, job: ImportJob, *, as_json: bool) -> ImportJob:
    with console.progress(job.filename, as_json=as_json) as step:
        while not job.over or job.undoing:
            if job.undoing:
                total = job.created_rows + job.updated_rows
                step(job.undone_rows + job.kept_rows, total, "undoing")
            else:
                waits = "waiting for a worker" if job.status == ImportStatus.QUEUED else "importing"
                step(job.processed_rows, job.total_rows, waits)
            await asyncio.sleep(_LOOK_SECONDS)
            async with databases.tenant(Tier.OLTP, scope) as tx:
                job = await service.show_import(tx, job.id)
    return job


async def _find(tx: Tx, wanted: str) -> ImportJob:
    if wanted == "last":
        latest = await service.list_imports(tx, most=1)
        if latest:
            return latest[0]
        raise ImportUnknown(import_id=wanted)
    try:
        import_id = UUID(wanted)
    except ValueError:
        raise ImportUnknown(import_id=wanted) from None
    return await service.show_import(tx, import_id)


def _tell(job: ImportJob, *, as_json: bool) -> None:
    console.show(job if as_json else _summary(job), as_json=as_json)
    if job.status == ImportStatus.FAILED:
        raise typer.Exit(1)
    if job.rejected_rows and not job.undo_started:
        console.say(f"Why rows were refused: penguinmails import rejects {job.id}", as_json=as_json)


def _summary(job: ImportJob) -> Summary:
    ran = (job.finished - job.started).total_seconds() if job.finished and job.started else None
    seconds = ran if job.undo_started is None else None
    return Summary(
        id=job.id,
        file=job.filename,
        status="undoing" if job.undoing else job.status,
        read=job.processed_rows,
        created=job.created_rows,
        updated=job.updated_rows,
        skipped=job.skipped_rows,
        rejected=job.rejected_rows,
        seconds=None if seconds is None else round(seconds, 1),
        rows_per_second=round(job.processed_rows / seconds) if seconds else None,
        undone=job.undone_rows,
        kept=job.kept_rows,
        error=job.error,
    )


def _line(job: ImportJob) -> Line:
    return Line(
        job.id,
        job.filename,
        "undoing" if job.undoing else job.status,
        job.processed_rows,
        job.created_rows,
        job.updated_rows,
        job.skipped_rows,
        job.rejected_rows,
        job.started,
    )


def _mapping(said: Iterable[str] | None) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in said or ():
        column, equals, target = pair.rpartition("=")
        if not equals:
            raise ImportOptionInvalid(option="--map", value=pair, expected="of the form 'Column=field'")
        mapping[column.strip()] = target.strip()
    return mapping
