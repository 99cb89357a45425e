"""Undoing an import, in batches that each commit: what is undone stays so, the rest goes on after a crash.

First the leads that were there before get back what they had, but for values somebody has changed since. Then
the memberships go that the import added and nobody touched. Then the leads it made: for good, or, where one
was used or changed since, so that it can be restored.
"""

from uuid import UUID

from penguinmails.audiences.describing.service import describe
from penguinmails.audiences.imports import store, upload
from penguinmails.audiences.imports.folding import restored
from penguinmails.audiences.imports.model import Change, ImportJob
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier

_FIRST = UUID(int=0)


async def run_undo(databases: Databases, scope: Scope, import_id: UUID, *, batch: int = 5_000) -> None:
    """Undo an import that somebody asked to undo, to the end. Commits batch by batch.

    Nothing is done where nobody asked, or it is undone. Two at once wait for each other.
    """
    while True:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            if (job := await _locked(tx, import_id)) is None:
                return
            changes = await store.changes_to_undo(tx, import_id, batch)
            await _give_back(tx, job, changes)
        if len(changes) < batch:
            break
    await _leave_list(databases, scope, import_id, batch)
    await _take_away(databases, scope, import_id, batch)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        if await _locked(tx, import_id) is not None:
            await store.set_rolled_back(tx, import_id)
    upload.forget(scope.tenant_id, import_id)


async def _give_back(tx: Tx, job: ImportJob, changes: list[Change]) -> None:
    if not changes:
        return
    lead_ids = [change.lead_id for change in changes]
    leads = {lead.id: lead for lead in await store.lock_leads(tx, lead_ids)}
    rows = [(leads[change.lead_id], change) for change in changes if change.lead_id in leads]
    former = [(lead, row) for lead, change in rows if (row := restored(lead, change)) != lead.as_row()]
    if former and not await store.update_leads(tx, former):
        raise RuntimeError("leads that are locked were changed by somebody else")
    await store.forget_changes(tx, job.id, lead_ids)
    await store.advance_undo(tx, job.id, undone=len(former))


async def _leave_list(databases: Databases, scope: Scope, import_id: UUID, batch: int) -> None:
    after: UUID | None = _FIRST
    while after is not None:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            job = await _locked(tx, import_id)
            if job is None or job.list_id is None:
                return
            lead_ids = await store.memberships_to_undo(tx, job, after=after, batch=batch)
            if lead_ids:
                await store.remove_memberships(tx, job, lead_ids)
        after = lead_ids[-1] if len(lead_ids) == batch else None


async def _take_away(databases: Databases, scope: Scope, import_id: UUID, batch: int) -> None:
    after: UUID | None = _FIRST
    while after is not None:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            if await _locked(tx, import_id) is None:
                return
            leads = await store.made_leads(tx, import_id, after=after, batch=batch)
            unused = [lead.id for lead in leads if not lead.used]
            used = [lead.id for lead in leads if lead.used]
            if unused:
                await store.remove_leads(tx, unused)
            if used:
                await store.delete_leads(tx, used)
                await describe(tx, used)
            await store.advance_undo(tx, import_id, undone=len(unused), kept=len(used))
        after = leads[-1].id if len(leads) == batch else None


async def _locked(tx: Tx, import_id: UUID) -> ImportJob | None:
    job = await store.lock(tx, import_id)
    return job if job is not None and job.undoing else None
