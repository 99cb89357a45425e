"""Deleted templates: hidden at once, restorable for 30 days, then gone unless mail was sent with them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from penguinmails.audit import Actor, record_change
from penguinmails.content.templates.drafts import store
from penguinmails.content.templates.drafts.model import Template, TemplateSummary
from penguinmails.content.templates.drafts.service import get_template, locked_template
from penguinmails.content.templates.errors import RestoreTooLate, TemplateNameTaken, TemplateNotDeleted
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import RESTORABLE


@dataclass(frozen=True)
class PurgedTemplates:
    """How many templates one purge removed, and how many it left because campaigns still name them."""

    removed: int
    kept: int


async def delete_template(tx: Tx, template_id: UUID, *, actor: Actor) -> None:
    """Hide a template; its name is free at once, and for 30 days it can be restored.

    Its versions stay as long as messages are shown again from them. Raises `TemplateUnknown`.
    """
    template = await locked_template(tx, template_id)
    await tx.execute(
        store.queries.delete_template, tenant_id=tx.tenant_id, template_id=template_id, moment=clock.now()
    )
    await record_change(tx, actor, "template.deleted", template_id, old={"name": template.name})


async def restore_template(tx: Tx, id_or_name: UUID | str, *, actor: Actor) -> Template:
    """Bring back a deleted template; of several with that name, the one deleted last.

    Raises `TemplateNotDeleted`, `RestoreTooLate`, and `TemplateNameTaken` where a live one has the name now.
    """
    await store.lock_names(tx)
    gone = await _deleted(tx, id_or_name)
    if gone.deleted is not None and gone.deleted < clock.now() - RESTORABLE:
        raise RestoreTooLate(name=gone.name, deleted=gone.deleted)
    if await store.name_taken(tx, gone.name, gone.company_id):
        raise TemplateNameTaken(name=gone.name)
    await tx.execute(store.queries.restore_template, tenant_id=tx.tenant_id, template_id=gone.id)
    await record_change(tx, actor, "template.restored", gone.id, new={"name": gone.name})
    return await get_template(tx, gone.id)


async def purge_templates(databases: Databases, *, now: datetime | None = None) -> PurgedTemplates:
    """Remove for good the templates that nobody can restore any more. Commits one at a time.

    Those a campaign was launched with, or still names, stay deleted and hidden: sent messages are shown again
    from them. Interrupted, it goes on the next time.
    """
    before = (now or clock.now()) - RESTORABLE
    actor = Actor.system("templates.purge")
    removed = kept = 0
    for key in await store.deleted_before(databases, before):
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(key.tenant_id)) as tx:
            try:
                async with tx.savepoint():
                    gone = await tx.execute(
                        store.queries.purge_template,
                        tenant_id=key.tenant_id,
                        template_id=key.id,
                        before=before,
                    )
            except ForeignKeyViolation:  # a campaign that was never launched names it
                kept += 1
                continue
            if gone:  # else it was restored, or purged by another, since the list was made
                await record_change(tx, actor, "template.purged", key.id)
                removed += 1
    return PurgedTemplates(removed, kept)


async def _deleted(tx: Tx, id_or_name: UUID | str) -> TemplateSummary:
    found = await store.named(tx, id_or_name, deleted=True)
    if not found:
        raise TemplateNotDeleted(template=id_or_name)
    return found[0]
