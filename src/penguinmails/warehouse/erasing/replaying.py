"""Forgetting again after a restore: a backup knows everybody who was erased since it was made."""

import asyncio
from pathlib import Path
from typing import Final
from uuid import UUID

from penguinmails.audiences import LEAD_FORGOTTEN, erase_lead
from penguinmails.audit import Actor
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import send
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantUnknown, delete_tenant, find_tenant, purge_tenant
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.archiving.writing import TIER
from penguinmails.warehouse.erasing import journal, store
from penguinmails.warehouse.erasing.model import Replayed

_ACTOR: Final = Actor.system("warehouse.replay_erasures")


async def replay(
    databases: Databases, path: Path | None = None, *, settings: ArchiveSettings | None = None
) -> Replayed:
    """Do every erasure of the journal again, in all tiers; what the database knew again. Commits as it goes.

    People keep the random ids that archived files have of them. What was not restored changes nothing. The
    warehouse's part, and the mail's, follow with the relay and the next run of `warehouse.erase_waiting`.
    Raises `JournalUnreadable`.
    """
    settings = settings or ArchiveSettings.load()
    entries = await asyncio.to_thread(journal.read, path or settings.journal)
    by_tenant: dict[UUID, list[journal.Entry]] = {}
    for entry in entries:
        by_tenant.setdefault(entry.tenant_id, []).append(entry)
    leads = tenants = 0
    for tenant_id, own in by_tenant.items():
        scope = Scope.tenant_wide(tenant_id)
        if any(entry.subject == "tenant" for entry in own):
            tenants += await _purge_again(databases, scope)
        else:
            leads += await _forget_again(databases, scope, own)
        for subject in ("lead", "tenant"):
            noted = {
                entry.digest: (tenant_id if subject == "tenant" else None, entry.surrogate)
                for entry in own
                if entry.subject == subject
            }
            if noted:
                async with databases.tenant(TIER, scope) as tx:
                    await store.note(tx, subject, noted)
    return Replayed(len(entries), leads, tenants)


async def _purge_again(databases: Databases, scope: Scope) -> bool:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        try:
            await find_tenant(tx)
        except TenantUnknown:
            known = False
        else:
            known = True
            await delete_tenant(tx, actor=_ACTOR)
            await purge_tenant(tx, actor=_ACTOR)
    return known


async def _forget_again(databases: Databases, scope: Scope, entries: list[journal.Entry]) -> int:
    surrogates = {entry.digest: entry.surrogate for entry in entries}
    async with databases.tenant(Tier.OLTP, scope) as tx:
        found = await store.lead_ids(tx, list(surrogates))
    again = {each.lead_id: surrogates[each.subject_digest] for each in found}
    for lead_id in again:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            # A person's leads go together: another turn may have taken this one.
            if await store.lead_ids(tx, [store.digest_of(scope.tenant_id, lead_id)]):
                await erase_lead(tx, lead_id, actor=_ACTOR, surrogates=again)
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        mail = await store.lead_ids_of_mail(tx, list(surrogates))
        leads = [
            {"lead_id": str(each.lead_id), "surrogate": str(surrogates[each.subject_digest])} for each in mail
        ]
        if leads:
            await send(tx, LEAD_FORGOTTEN, {"email": "", "leads": leads})
    return len(again)
