"""Use cases of exports. Nothing here commits; every export and every fetching of it is audited."""

from pathlib import Path
from typing import Final
from uuid import UUID

from penguinmails.audiences.exports import places, store
from penguinmails.audiences.exports.cells import Format
from penguinmails.audiences.exports.errors import (
    ExportFailed,
    ExportGone,
    ExportListUnknown,
    ExportNotReady,
    ExportScopeRefused,
    ExportSelectionInvalid,
    ExportUnknown,
)
from penguinmails.audiences.exports.jobs import enqueue_export
from penguinmails.audiences.exports.model import ExportFile, ExportJob, ExportStatus, Selection, Subject
from penguinmails.audiences.segments.service import find_segment
from penguinmails.audit import Actor, ActorKind, record_change
from penguinmails.kernel import ids
from penguinmails.kernel.db import AllCompanies, Tx
from penguinmails.tenancy import find_company

_SELECTED_BY: Final = {
    Subject.LEADS: {"list_id", "tag", "segment_id", "filter"},
    Subject.LISTS: {"list_id"},
    Subject.SUPPRESSIONS: set[str](),
}


async def start_export(
    tx: Tx,
    subject: Subject,
    format: Format,  # noqa: A002 - what people call it
    *,
    selection: Selection | None = None,
    company_id: UUID | None = None,
    actor: Actor,
) -> ExportJob:
    """Queue an export of leads, of a list's members or of suppressions; of one company where it is given.

    Raises `ExportSelectionInvalid`, `ExportListUnknown`, `SegmentUnknown`, `CompanyUnknown`, and
    `ExportScopeRefused` where whoever asks is limited to some companies and names none.
    """
    selection = selection or Selection()
    _check(subject, selection)
    if company_id is not None:
        await find_company(tx, company_id)
    elif tx.scope.companies is not AllCompanies.ALL:
        raise ExportScopeRefused
    if selection.list_id is not None:
        await find_list(tx, str(selection.list_id))
    if selection.segment_id is not None:
        await find_segment(tx, selection.segment_id)
    export_id = ids.uuid7()
    await store.insert(
        tx,
        export_id,
        company_id=company_id,
        subject=subject,
        format=format,
        selection=selection,
        created_by=UUID(actor.id) if actor.kind is ActorKind.USER else None,
    )
    await enqueue_export(tx, export_id)
    new = {"subject": subject, "format": format, "company_id": company_id, "list_id": selection.list_id}
    await record_change(tx, actor, "export.started", export_id, new=new)
    return await show_export(tx, export_id)


async def find_list(tx: Tx, id_or_name: str) -> UUID:
    """The id of a list. Raises `ExportListUnknown`."""
    found = await store.find_list(tx, id_or_name)
    if found is None:
        raise ExportListUnknown(wanted=id_or_name)
    return found.id


async def show_export(tx: Tx, export_id: UUID) -> ExportJob:
    """An export. Raises `ExportUnknown`."""
    job = await store.find(tx, export_id)
    if job is None:
        raise ExportUnknown(export_id=export_id)
    return job


async def list_exports(tx: Tx, *, before: UUID | None = None, page: int = 50) -> list[ExportJob]:
    """The exports the transaction may see, the latest first; the next page is `before` the last one's id."""
    return await store.listed(tx, before=before, page=page)


async def fetch_export(tx: Tx, export_id: UUID, *, actor: Actor) -> Path:
    """The whole file of an export. Raises `ExportUnknown`, `ExportNotReady`, `ExportFailed`, `ExportGone`."""
    job = await show_export(tx, export_id)
    if job.status != ExportStatus.COMPLETED:
        if job.status == ExportStatus.EXPIRED:
            raise ExportGone(export_id=export_id)
        if job.status == ExportStatus.FAILED:
            raise ExportFailed(export_id=export_id, reason=job.error)
        raise ExportNotReady(export_id=export_id, state=job.status)
    path = places.path_of(tx.tenant_id, export_id, Format(job.format))
    if not path.is_file():
        raise ExportGone(export_id=export_id)
    await record_change(tx, actor, "export.fetched", export_id, new={"rows": job.rows_written})
    return path


async def delete_export(tx: Tx, export_id: UUID, *, actor: Actor) -> None:
    """Remove an export and its file; one that is being made is given up. Raises `ExportUnknown`."""
    job = await show_export(tx, export_id)
    await store.delete(tx, export_id)
    await record_change(tx, actor, "export.deleted", export_id, new={"subject": job.subject})
    # Where the transaction fails the row is left without a file, which says so; never a file without a row.
    places.forget(ExportFile(tx.tenant_id, export_id))


def _check(subject: Subject, selection: Selection) -> None:
    given = {key for key in selection.as_json() if key != "raw"}
    for key in given - _SELECTED_BY[subject]:
        raise ExportSelectionInvalid(subject=subject, what=key.removesuffix("_id"))
    if subject is Subject.LISTS and selection.list_id is None:
        raise ExportSelectionInvalid(subject=subject, what="nothing: name the list")
