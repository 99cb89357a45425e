"""Use cases of imports. Nothing here commits but what takes `Databases`; every change is audited."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from penguinmails import tenancy
from penguinmails.audiences.exports.cells import CsvRows
from penguinmails.audiences.fields import ORDERS, Field, list_fields
from penguinmails.audiences.files import LeadFile, open_file, suggest_mapping
from penguinmails.audiences.imports import store, upload
from penguinmails.audiences.imports.errors import (
    ImportCompanyNeeded,
    ImportFileGone,
    ImportFileUnreadable,
    ImportListElsewhere,
    ImportListUnknown,
    ImportNotFailed,
    ImportOptionInvalid,
    ImportOver,
    ImportUnderWay,
    ImportUndone,
    ImportUndoTooLate,
    ImportUnknown,
)
from penguinmails.audiences.imports.jobs import enqueue_import, enqueue_undo
from penguinmails.audiences.imports.mapping import complete
from penguinmails.audiences.imports.model import (
    ImportJob,
    ImportStatus,
    OnDuplicate,
    Options,
    Preview,
    Reject,
)
from penguinmails.audiences.imports.reading import Plan, Reader, readable
from penguinmails.audiences.imports.settings import ImportSettings
from penguinmails.audiences.leads.values import read_tags
from penguinmails.audit import Actor, ActorKind, record_change
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier

PAGE: Final = 50
_EXPORT_PAGE: Final = 5_000
_CONSENTS: Final = ("off", "last_date_only", "full")


async def start_import(
    databases: Databases,
    scope: Scope,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    on_duplicate: OnDuplicate = OnDuplicate.SKIP,
    list_id: UUID | None = None,
    company_id: UUID | None = None,
    options: Options | None = None,
    actor: Actor,
    filename: str | None = None,
    settings: ImportSettings | None = None,
) -> ImportJob:
    """Copy a file and queue its import, into a company (None: what the tenant shares) and a list if given.

    `mapping`, column to target, corrects what is guessed from headings and cells; "" leaves a column out.
    Commits. Whatever is wrong with file, mapping and options is raised here; what is wrong with rows is told
    by them. Raises what `open_file` does, `mapping.complete` and `upload.keep` do, `ImportOptionInvalid`,
    `ImportListUnknown`, `ImportListElsewhere`, `CompanyUnknown`, `TagInvalid`.
    """
    settings = settings or ImportSettings.load()
    options = _checked(options or Options())
    file = await asyncio.to_thread(_opened, path, options)
    layout = file.layout
    import_id = ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await _check_place(tx, company_id, list_id)
        fields = await list_fields(tx, company_id=company_id)
    chosen = await asyncio.to_thread(_mapping, file, mapping or {}, fields, on_duplicate)
    stored = await asyncio.to_thread(
        upload.keep, path, scope.tenant_id, import_id, limit=settings.import_bytes
    )
    try:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await store.insert(
                tx,
                import_id,
                company_id=company_id,
                filename=filename or path.name,
                format=layout.format,
                sha256=stored.sha256,
                size_bytes=stored.size,
                mapping=chosen,
                options=replace(
                    options, encoding=layout.encoding, delimiter=layout.delimiter, sheet=layout.sheet
                ),
                on_duplicate=on_duplicate,
                list_id=list_id,
                created_by=UUID(actor.id) if actor.kind is ActorKind.USER else None,
            )
            await enqueue_import(tx, import_id)
            new = {"company_id": company_id, "list_id": list_id, "size_bytes": stored.size}
            await record_change(tx, actor, "import.started", import_id, new=new)
            return await show_import(tx, import_id)
    except BaseException:
        upload.forget(scope.tenant_id, import_id)
        raise


async def preview_import(
    tx: Tx,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    company_id: UUID | None = None,
    options: Options | None = None,
    rows: int = 5,
) -> Preview:
    """How a file would be read: its layout, what goes where, and what its first rows become. Changes nothing.

    Who is suppressed is not told here. Raises what `start_import` does.
    """
    options = _checked(options or Options())
    await _check_place(tx, company_id, None)
    fields = await list_fields(tx, company_id=company_id)

    def look() -> Preview:
        file = _opened(path, options)
        layout = file.layout
        chosen = _mapping(file, mapping or {}, fields, OnDuplicate.UPDATE)
        reader = Reader(Plan.of(layout.columns, chosen, fields), options)
        return Preview(
            format=layout.format,
            encoding=layout.encoding,
            delimiter=layout.delimiter,
            sheet=layout.sheet,
            mapping=chosen,
            left_out=[column for column in layout.columns if column not in chosen],
            rows=[reader.preview(row) for row in islice(file.rows(), rows)],
        )

    return await asyncio.to_thread(look)


async def list_imports(tx: Tx, *, before: UUID | None = None, most: int = PAGE) -> list[ImportJob]:
    """The imports the transaction may see, the latest first; `before` one of them: the next page."""
    return await store.listed(tx, before=before, most=most)


async def show_import(tx: Tx, import_id: UUID) -> ImportJob:
    """An import. Raises `ImportUnknown`."""
    job = await store.find(tx, import_id)
    if job is None:
        raise ImportUnknown(import_id=import_id)
    return job


async def list_rejects(tx: Tx, import_id: UUID, *, after: int = 0, most: int = PAGE) -> list[Reject]:
    """The refused rows after a line, in the order of the file. Raises `ImportUnknown`.

    Of who is suppressed only the masked address is there.
    """
    await show_import(tx, import_id)
    return await store.rejects(tx, import_id, after=after, most=most)


async def export_rejects(databases: Databases, scope: Scope, import_id: UUID, path: Path) -> int:
    """Write the refused rows into a CSV file that spreadsheets open without running anything; how many.

    The file's own columns follow line, reason and detail, so that it can be corrected and imported. The file
    is readable by this account only. Raises `ImportUnknown`, `ImportFileUnreadable`.
    """
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await show_import(tx, import_id)
        columns = await store.reject_columns(tx, import_id)
    after = written = 0
    try:
        with os.fdopen(_only_ours(path), "w", encoding="utf-8", newline="") as file:
            rows = CsvRows(file, ["line", "reason", "detail", *columns], raw=False)
            while True:
                async with databases.tenant(Tier.OLTP, scope) as tx:
                    # A line has one reason, so that a page never ends within it.
                    page = await store.rejects(tx, import_id, after=after, most=_EXPORT_PAGE)
                for row in page:
                    rows.row([row.line, row.reason, row.detail, *(row.raw.get(column) for column in columns)])
                written += len(page)
                if len(page) < _EXPORT_PAGE:
                    return written
                after = page[-1].line
    except OSError as error:
        raise ImportFileUnreadable(path=path, reason=error.strerror or str(error)) from error


async def cancel_import(tx: Tx, import_id: UUID, *, actor: Actor) -> ImportJob:
    """Stop an import; what it has done stays and can be undone. Raises `ImportUnknown`, `ImportOver`.

    Waits for the batch under way. Its file is removed by the job when it notices, or by the nightly sweep.
    """
    job = await _locked(tx, import_id)
    if job.over:
        raise ImportOver(import_id=import_id, import_status=job.status)
    await store.set_over(tx, import_id, ImportStatus.CANCELLED)
    await record_change(tx, actor, "import.cancelled", import_id, new={"rows": job.processed_rows})
    return await show_import(tx, import_id)


async def retry_import(tx: Tx, import_id: UUID, *, actor: Actor) -> ImportJob:
    """Queue a failed import again, from where it stopped.

    Raises `ImportUnknown`, `ImportNotFailed`, `ImportFileGone`.
    """
    job = await _locked(tx, import_id)
    if job.status != ImportStatus.FAILED or job.undo_started is not None:
        raise ImportNotFailed(import_id=import_id, import_status=job.status)
    if not upload.path_of(tx.tenant_id, import_id).exists():
        raise ImportFileGone(import_id=import_id)
    await store.set_queued(tx, import_id)
    await enqueue_import(tx, import_id)
    await record_change(tx, actor, "import.retried", import_id, new={"rows": job.processed_rows})
    return await show_import(tx, import_id)


async def undo_import(
    tx: Tx, import_id: UUID, *, actor: Actor, settings: ImportSettings | None = None
) -> ImportJob:
    """Queue the undoing of an import that is over, failed or cancelled too.

    Leads it made go; those used since (written to, enrolled, in a list, engaged, with a consent) or changed
    by anybody are deleted so that they can be restored, and counted in `kept_rows`. Leads it updated get
    their former values, but for fields that have another value by now. Memberships and tags it added go.
    Raises `ImportUnknown`, `ImportUnderWay`, `ImportUndone`, `ImportUndoTooLate`.
    """
    settings = settings or ImportSettings.load()
    job = await _locked(tx, import_id)
    if job.finished is None:
        raise ImportUnderWay(import_id=import_id, import_status=job.status)
    if job.undo_started is not None:
        raise ImportUndone(import_id=import_id)
    if job.finished < clock.now() - timedelta(days=settings.import_undo_days):
        raise ImportUndoTooLate(
            import_id=import_id, finished=f"{job.finished:%Y-%m-%d}", days=settings.import_undo_days
        )
    await store.start_undo(tx, import_id)
    await enqueue_undo(tx, import_id)
    counts = {"created": job.created_rows, "updated": job.updated_rows}
    await record_change(tx, actor, "import.undone", import_id, old=counts)
    return await show_import(tx, import_id)


async def _locked(tx: Tx, import_id: UUID) -> ImportJob:
    job = await store.lock(tx, import_id)
    if job is None:
        raise ImportUnknown(import_id=import_id)
    return job


async def _check_place(tx: Tx, company_id: UUID | None, list_id: UUID | None) -> None:
    if company_id is not None:
        await tenancy.find_company(tx, company_id)
    elif tx.scope.companies is not AllCompanies.ALL:
        raise ImportCompanyNeeded
    if list_id is None:
        return
    target = await store.find_list(tx, list_id)
    if target is None:
        raise ImportListUnknown(list_id=list_id)
    if target.company_id not in (None, company_id):
        raise ImportListElsewhere(list_id=list_id)


def _checked(options: Options) -> Options:
    _one_of("tracking consent", options.tracking_consent, _CONSENTS)
    if options.date_order is not None:
        _one_of("date order", options.date_order, tuple(ORDERS))
    tags = tuple(read_tags(options.tags))
    return replace(options, tags=tags, source=readable(options.source) or "import")


def _only_ours(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _one_of(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ImportOptionInvalid(option=option, value=value, expected=" or ".join(choices))


def _opened(path: Path, options: Options) -> LeadFile:
    if not path.is_file():
        raise ImportFileUnreadable(path=path, reason="there is no such file")
    return open_file(path, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet)


def _mapping(
    file: LeadFile, said: Mapping[str, str], fields: Sequence[Field], on_duplicate: OnDuplicate
) -> dict[str, str]:
    guessed = suggest_mapping(file, fields)
    # Who updates leads may bring some of their fields only.
    required = on_duplicate is OnDuplicate.SKIP
    return complete(file.layout.columns, guessed, said, fields, required=required)
