"""The statements about templates and their drafts, as functions."""

from datetime import datetime
from uuid import UUID

from penguinmails.content.templates.drafts.model import (
    Category,
    Draft,
    Engine,
    Template,
    TemplateKey,
    TemplateSummary,
    Wanted,
)
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier

queries = Queries.load(__name__)


async def find(tx: Tx, template_id: UUID) -> Template | None:
    """A live template."""
    return await tx.one(queries.find_template, Template, tenant_id=tx.tenant_id, template_id=template_id)


async def lock(tx: Tx, template_id: UUID) -> bool:
    """Be the only one to change a live template until the transaction ends; False where there is none."""
    locked = await tx.value(queries.lock_template, tenant_id=tx.tenant_id, template_id=template_id)
    return locked is not None


async def lock_names(tx: Tx) -> None:
    """Be the only one of the tenant to give a template a name until the transaction ends."""
    await tx.execute(queries.lock_names, tenant_id=tx.tenant_id)


async def named(tx: Tx, id_or_name: UUID | str, *, deleted: bool) -> list[TemplateSummary]:
    """The templates of that id or name."""
    wanted = str(id_or_name)
    try:
        template_id = UUID(wanted)
    except ValueError:
        template_id = None
    return await tx.many(
        queries.templates_named,
        TemplateSummary,
        tenant_id=tx.tenant_id,
        template_id=template_id,
        name=wanted,
        deleted=deleted,
    )


async def name_taken(tx: Tx, name: str, company_id: UUID | None, *, besides: UUID | None = None) -> bool:
    """Whether a live template of the company, but for one, has the name."""
    same = await tx.value(
        queries.count_same_name, tenant_id=tx.tenant_id, name=name, company_id=company_id, besides=besides
    )
    return bool(same)


async def listed(
    tx: Tx, wanted: Wanted, *, page: int, after: tuple[str, UUID] | None
) -> list[TemplateSummary]:
    """A page by name; the next begins after the name and id of this one's last."""
    return await tx.many(
        queries.list_templates,
        TemplateSummary,
        tenant_id=tx.tenant_id,
        folder_id=wanted.folder_id,
        tag=wanted.tag,
        category=wanted.category,
        starred=wanted.starred,
        search=wanted.search,
        deleted=wanted.deleted,
        page=page,
        after_name=after[0] if after else None,
        after_id=after[1] if after else None,
    )


async def categories(tx: Tx) -> list[Category]:
    """The categories in use."""
    return await tx.many(queries.list_categories, Category, tenant_id=tx.tenant_id)


async def insert(
    tx: Tx, template_id: UUID, company_id: UUID | None, name: str, *, engine: Engine, draft: Draft
) -> None:
    """Make a template of a checked draft."""
    await tx.execute(
        queries.insert_template,
        tenant_id=tx.tenant_id,
        template_id=template_id,
        company_id=company_id,
        name=name,
        engine=engine,
        **_columns(engine, draft),
    )
    await _eta_source(tx, template_id, company_id, engine, draft)


async def write(tx: Tx, template_id: UUID, company_id: UUID | None, engine: Engine, draft: Draft) -> None:
    """Replace the draft of a template, which is locked."""
    await tx.execute(
        queries.write_draft, tenant_id=tx.tenant_id, template_id=template_id, **_columns(engine, draft)
    )
    await _eta_source(tx, template_id, company_id, engine, draft)


def _columns(engine: Engine, draft: Draft) -> dict[str, object]:
    elsewhere = engine is Engine.ETA
    return {
        "subject": None if elsewhere else draft.subject,
        "html": None if elsewhere else draft.html,
        "text": draft.text,
        "preheader": draft.preheader,
        "category": draft.category,
        "language": draft.language,
        "description": draft.description,
    }


async def _eta_source(
    tx: Tx, template_id: UUID, company_id: UUID | None, engine: Engine, draft: Draft
) -> None:
    if engine is Engine.ETA:
        await tx.execute(
            queries.write_eta_source,
            tenant_id=tx.tenant_id,
            company_id=company_id,
            template_id=template_id,
            subject=draft.subject,
            body=draft.html,
            awaits="await " in draft.html,
        )


async def deleted_before(databases: Databases, before: datetime) -> list[TemplateKey]:
    """The templates of all tenants that the purge may take away."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.many(queries.deleted_before, TemplateKey, before=before)
