"""The statements about imports, as functions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audiences.imports.columns import as_array, as_json, clean, lead_columns, packed
from penguinmails.audiences.imports.model import (
    Change,
    Counts,
    ImportJob,
    KnownLead,
    LeadId,
    LeadState,
    ListTarget,
    MadeLead,
    Options,
    Refusal,
    Reject,
    Row,
    Unfinished,
)
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)
_HASH: Final = 32


async def insert(
    tx: Tx,
    import_id: UUID,
    *,
    company_id: UUID | None,
    filename: str,
    format: str,  # noqa: A002 - the column's name
    sha256: bytes,
    size_bytes: int,
    mapping: Mapping[str, str],
    options: Options,
    on_duplicate: str,
    list_id: UUID | None,
    created_by: UUID | None,
) -> None:
    """A new import, queued."""
    await tx.execute(
        queries.insert_import,
        tenant_id=tx.tenant_id,
        import_id=import_id,
        company_id=company_id,
        filename=filename,
        format=format,
        sha256=sha256,
        size_bytes=size_bytes,
        mapping=Jsonb(dict(mapping)),
        options=Jsonb(options.stored()),
        on_duplicate=on_duplicate,
        list_id=list_id,
        created_by=created_by,
    )


async def find(tx: Tx, import_id: UUID) -> ImportJob | None:
    """An import."""
    return await tx.one(queries.find_import, ImportJob, tenant_id=tx.tenant_id, import_id=import_id)


async def lock(tx: Tx, import_id: UUID) -> ImportJob | None:
    """An import that nobody else takes a step further until the transaction ends.

    In what follows, statements that order their rows use the index that has this order. A tenant that the
    statistics do not know yet, because its first import is just filling the table, is taken for one of a
    single row; then any index looks like the right one, and to look up 200 addresses among 250,000 new leads
    took 30 s.
    """
    await tx.connection.execute("SET LOCAL enable_sort = off")
    return await tx.one(queries.lock_import, ImportJob, tenant_id=tx.tenant_id, import_id=import_id)


async def listed(tx: Tx, *, before: UUID | None, most: int) -> list[ImportJob]:
    """The latest first."""
    return await tx.many(queries.list_imports, ImportJob, tenant_id=tx.tenant_id, before=before, most=most)


async def digest_of(tx: Tx, import_id: UUID) -> bytes | None:
    """SHA-256 of the file as it was given."""
    return await tx.value(queries.digest_of, tenant_id=tx.tenant_id, import_id=import_id)


async def find_list(tx: Tx, list_id: UUID) -> ListTarget | None:
    """A list; None where the transaction sees no such list."""
    return await tx.one(queries.find_list, ListTarget, tenant_id=tx.tenant_id, list_id=list_id)


async def left_list(tx: Tx, job: ImportJob) -> frozenset[bytes]:
    """The hashes of those who left the import's list, or all lists, and have not come back."""
    found: bytes | None = await tx.value(
        queries.left_list, tenant_id=tx.tenant_id, list_id=job.list_id, company_id=job.company_id
    )
    codes = found or b""
    return frozenset(codes[at : at + _HASH] for at in range(0, len(codes), _HASH))


async def set_running(tx: Tx, import_id: UUID, *, total_rows: int | None) -> bool:
    """Say that it goes on; False where it is over."""
    return bool(
        await tx.execute(
            queries.set_running, tenant_id=tx.tenant_id, import_id=import_id, total_rows=total_rows
        )
    )


async def set_over(tx: Tx, import_id: UUID, status: str, *, error: str | None = None) -> None:
    """Say how it ended."""
    await tx.execute(
        queries.set_over, tenant_id=tx.tenant_id, import_id=import_id, status=status, error=error
    )


async def set_queued(tx: Tx, import_id: UUID) -> None:
    """Say that it will be tried again."""
    await tx.execute(queries.set_queued, tenant_id=tx.tenant_id, import_id=import_id)


async def advance(tx: Tx, import_id: UUID, position: int, counts: Counts) -> None:
    """A batch further. Under `lock`."""
    await tx.execute(
        queries.advance,
        tenant_id=tx.tenant_id,
        import_id=import_id,
        position=position,
        rows=counts.rows,
        made=counts.created,
        changed=counts.updated,
        skipped=counts.skipped,
        rejected=counts.rejected,
    )


async def insert_leads(
    tx: Tx, job: ImportJob, columns: Mapping[str, str | None], options: Options
) -> set[str]:
    """Make the leads of `new_lead_columns` whose address is free; their ids in hexadecimal."""
    made: str | None = await tx.value(
        queries.insert_leads,
        tenant_id=tx.tenant_id,
        company_id=job.company_id,
        import_id=job.id,
        source=options.source,
        tracking_consent=options.tracking_consent,
        **columns,
    )
    return set((made or "").replace("-", "").split())


async def known(tx: Tx, company_id: UUID | None, addresses: Sequence[str]) -> list[KnownLead]:
    """The leads with these addresses."""
    return await tx.many(
        queries.known_leads,
        KnownLead,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        email=packed(addresses),
    )


async def whole(tx: Tx, company_id: UUID | None, addresses: Sequence[str]) -> list[LeadState]:
    """The leads with these addresses, all that an import can change."""
    return await tx.many(
        queries.whole_leads,
        LeadState,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        email=packed(addresses),
    )


async def update_leads(tx: Tx, rows: Sequence[tuple[LeadState, Row]]) -> bool:
    """Write leads over what was read of them; False where one is not as it was read: then roll back."""
    written = await tx.execute(
        queries.update_leads,
        tenant_id=tx.tenant_id,
        updated=packed([lead.updated.isoformat() for lead, _ in rows]),
        **lead_columns([row for _, row in rows]),
    )
    return written == len(rows)


async def note_changes(tx: Tx, job: ImportJob, changes: Sequence[Change]) -> None:
    """Note what undoing needs."""
    await tx.execute(
        queries.note_changes,
        tenant_id=tx.tenant_id,
        import_id=job.id,
        company_id=job.company_id,
        id=packed([change.lead_id.hex for change in changes]),
        former=packed([as_json(change.former) for change in changes]),
        written=packed([as_json(change.written) for change in changes]),
        tags=packed([as_array(change.tags_added) for change in changes]),
    )


async def insert_members(tx: Tx, job: ImportJob, lead_ids: Iterable[str], *, status: str) -> None:
    """Put leads, by their ids in hexadecimal, into the import's list."""
    await tx.execute(
        queries.insert_members,
        tenant_id=tx.tenant_id,
        list_id=job.list_id,
        company_id=job.company_id,
        status=status,
        source=membership_source(job.id),
        id=packed(list(lead_ids)),
    )


def membership_source(import_id: UUID) -> str:
    """What `list_contacts.source` says of those that an import added: undoing finds them by it."""
    return f"import:{import_id}"


async def insert_rejects(tx: Tx, job: ImportJob, refused: Sequence[Refusal]) -> None:
    """Keep the rows that were not taken."""
    await tx.execute(
        queries.insert_rejects,
        tenant_id=tx.tenant_id,
        import_id=job.id,
        company_id=job.company_id,
        line=packed([str(row.line) for row in refused]),
        reason=packed([row.reason for row in refused]),
        detail=packed([clean(row.detail or "") for row in refused]),
        raw=packed([as_json(row.raw) for row in refused]),
    )


async def rejects(tx: Tx, import_id: UUID, *, after: int, most: int) -> list[Reject]:
    """The refused rows after a line."""
    return await tx.many(
        queries.list_rejects, Reject, tenant_id=tx.tenant_id, import_id=import_id, after=after, most=most
    )


async def reject_columns(tx: Tx, import_id: UUID) -> list[str]:
    """The columns that refused rows have something in."""
    return await tx.value(queries.reject_columns, tenant_id=tx.tenant_id, import_id=import_id)


async def start_undo(tx: Tx, import_id: UUID) -> bool:
    """Say that it is being undone; False where it was said before."""
    return bool(await tx.execute(queries.start_undo, tenant_id=tx.tenant_id, import_id=import_id))


async def advance_undo(tx: Tx, import_id: UUID, *, undone: int = 0, kept: int = 0) -> None:
    """Count what a batch of undoing did."""
    await tx.execute(
        queries.advance_undo, tenant_id=tx.tenant_id, import_id=import_id, undone=undone, kept=kept
    )


async def set_rolled_back(tx: Tx, import_id: UUID) -> None:
    """Say that it is undone."""
    await tx.execute(queries.set_rolled_back, tenant_id=tx.tenant_id, import_id=import_id)


async def changes_to_undo(tx: Tx, import_id: UUID, batch: int) -> list[Change]:
    """What is still to be taken back of leads that were there before."""
    return await tx.many(
        queries.changes_to_undo, Change, tenant_id=tx.tenant_id, import_id=import_id, batch=batch
    )


async def lock_leads(tx: Tx, lead_ids: Sequence[UUID]) -> list[LeadState]:
    """Leads, whole and locked."""
    return await tx.many(queries.lock_leads, LeadState, tenant_id=tx.tenant_id, lead_ids=lead_ids)


async def forget_changes(tx: Tx, import_id: UUID, lead_ids: Sequence[UUID]) -> None:
    """These are taken back."""
    await tx.execute(queries.forget_changes, tenant_id=tx.tenant_id, import_id=import_id, lead_ids=lead_ids)


async def memberships_to_undo(tx: Tx, job: ImportJob, *, after: UUID, batch: int) -> list[UUID]:
    """The leads that the import put into its list and that nobody touched there."""
    found = await tx.many(
        queries.memberships_to_undo,
        LeadId,
        tenant_id=tx.tenant_id,
        list_id=job.list_id,
        source=membership_source(job.id),
        after=after,
        batch=batch,
    )
    return [row.id for row in found]


async def remove_memberships(tx: Tx, job: ImportJob, lead_ids: Sequence[UUID]) -> None:
    """Take these out of the import's list, unless somebody touched them by now."""
    await tx.execute(
        queries.remove_memberships,
        tenant_id=tx.tenant_id,
        list_id=job.list_id,
        source=membership_source(job.id),
        lead_ids=lead_ids,
    )


async def made_leads(tx: Tx, import_id: UUID, *, after: UUID, batch: int) -> list[MadeLead]:
    """The leads that an import made, after one of them, locked."""
    return await tx.many(
        queries.made_leads, MadeLead, tenant_id=tx.tenant_id, import_id=import_id, after=after, batch=batch
    )


async def remove_leads(tx: Tx, lead_ids: Sequence[UUID]) -> None:
    """Delete leads for good."""
    await tx.execute(queries.remove_leads, tenant_id=tx.tenant_id, lead_ids=lead_ids)


async def delete_leads(tx: Tx, lead_ids: Sequence[UUID]) -> None:
    """Delete leads so that they can be restored."""
    await tx.execute(queries.delete_leads, tenant_id=tx.tenant_id, lead_ids=lead_ids)


async def unfinished(tx: Tx, before: datetime, *, hopeless: datetime) -> list[Unfinished]:
    """Imports of all tenants that have stood still since; those begun before `hopeless` are."""
    return await tx.many(queries.unfinished_imports, Unfinished, before=before, hopeless=hopeless)


async def with_old_rows(tx: Tx, before: datetime) -> list[Unfinished]:
    """Imports of all tenants that were over by then and still keep rows."""
    return await tx.many(queries.imports_with_old_rows, Unfinished, before=before)


async def forget_rows(tx: Tx, import_id: UUID) -> None:
    """Let an import's refused rows and former values go."""
    await tx.execute(queries.forget_all_rejects, tenant_id=tx.tenant_id, import_id=import_id)
    await tx.execute(queries.forget_all_changes, tenant_id=tx.tenant_id, import_id=import_id)
