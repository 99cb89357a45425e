"""Templates and their drafts. Nothing here commits; every change is audited."""

from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.content.templates.drafts import store
from penguinmails.content.templates.drafts.model import (
    Category,
    Draft,
    Engine,
    Template,
    TemplateSummary,
    Wanted,
)
from penguinmails.content.templates.drafts.wording import clean_draft
from penguinmails.content.templates.errors import (
    EngineFixed,
    TemplateAmbiguous,
    TemplateChanged,
    TemplateNameTaken,
    TemplateUnknown,
)
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import clean_name

PAGE = 100


async def create_template(
    tx: Tx,
    name: str,
    draft: Draft,
    *,
    actor: Actor,
    engine: Engine = Engine.MINIJINJA,
    company_id: UUID | None = None,
) -> Template:
    """Make a template of a company, or, without one, of the tenant's shared space.

    It need not compile yet: `publish` asks that. Raises `NameInvalid`, `TemplateNameTaken`,
    `TemplateInvalid`.
    """
    called = clean_name(name, what="template name")
    checked = clean_draft(draft)
    await store.lock_names(tx)
    if await store.name_taken(tx, called, company_id):
        raise TemplateNameTaken(name=called)
    template_id = ids.uuid7()
    await store.insert(tx, template_id, company_id, called, engine=engine, draft=checked)
    template = await get_template(tx, template_id)
    await record_change(tx, actor, "template.created", template_id, new=_audited(template))
    return template


async def get_template(tx: Tx, template_id: UUID) -> Template:
    """A template with its draft. Raises `TemplateUnknown`."""
    template = await store.find(tx, template_id)
    if template is None:
        raise TemplateUnknown(template=template_id)
    return template


async def find_template(tx: Tx, id_or_name: UUID | str) -> Template:
    """A template by its id or name. Raises `TemplateUnknown`, `TemplateAmbiguous`."""
    found = await store.named(tx, id_or_name, deleted=False)
    if not found:
        raise TemplateUnknown(template=id_or_name)
    if len(found) > 1:
        raise TemplateAmbiguous(template=id_or_name, count=len(found))
    return await get_template(tx, found[0].id)


async def list_templates(
    tx: Tx, wanted: Wanted | None = None, *, page: int = PAGE, after: TemplateSummary | None = None
) -> list[TemplateSummary]:
    """The templates the transaction may see, by name; the next page begins after this one's last."""
    return await store.listed(
        tx, wanted or Wanted(), page=page, after=(after.name, after.id) if after else None
    )


async def list_categories(tx: Tx) -> list[Category]:
    """The categories in use, each with the number of its templates."""
    return await store.categories(tx)


async def change_draft(
    tx: Tx,
    template_id: UUID,
    draft: Draft,
    *,
    based_on: str | None,
    actor: Actor,
    engine: Engine | None = None,
) -> Template:
    """Replace the draft, if it is still the one the author began with.

    `based_on` is the `revision` of the draft that was read; None writes over whatever is there. Of two people
    who began with the same one, the second gets `TemplateChanged`, and nothing of either is lost. `engine`,
    where given, must be the template's. Raises `TemplateUnknown`, `TemplateInvalid`, `EngineFixed`.
    """
    checked = clean_draft(draft)
    template = await locked_template(tx, template_id)
    if engine not in (None, template.engine):
        raise EngineFixed(name=template.name, engine=template.engine)
    if template.draft == checked:
        return template
    if based_on not in (None, template.draft.revision):
        raise TemplateChanged(
            name=template.name, updated=template.updated, yours=based_on, theirs=template.draft.revision
        )
    await store.write(tx, template_id, template.company_id, Engine(template.engine), checked)
    before, after = template.draft.revision, checked.revision
    await record_change(
        tx, actor, "template.changed", template_id, old={"revision": before}, new={"revision": after}
    )
    return await get_template(tx, template_id)


async def rename_template(tx: Tx, template_id: UUID, name: str, *, actor: Actor) -> Template:
    """Give a template another name. Raises `TemplateUnknown`, `NameInvalid`, `TemplateNameTaken`."""
    called = clean_name(name, what="template name")
    await store.lock_names(tx)
    template = await get_template(tx, template_id)
    if await store.name_taken(tx, called, template.company_id, besides=template_id):
        raise TemplateNameTaken(name=called)
    if template.name == called:
        return template
    await tx.execute(
        store.queries.rename_template, tenant_id=tx.tenant_id, template_id=template_id, name=called
    )
    await record_change(
        tx, actor, "template.renamed", template_id, old={"name": template.name}, new={"name": called}
    )
    return await get_template(tx, template_id)


async def star_template(tx: Tx, template_id: UUID, starred: bool, *, actor: Actor) -> Template:
    """Mark a template as a favourite, or no longer. Raises `TemplateUnknown`."""
    template = await get_template(tx, template_id)
    if template.is_starred != starred:
        await tx.execute(
            store.queries.star_template, tenant_id=tx.tenant_id, template_id=template_id, starred=starred
        )
        await record_change(
            tx, actor, "template.starred", template_id, old={"starred": not starred}, new={"starred": starred}
        )
    return await get_template(tx, template_id)


async def copy_template(
    tx: Tx, template_id: UUID, name: str | None = None, *, actor: Actor, company_id: UUID | None = None
) -> Template:
    """Make another template with the same draft, called `name`, else with " (copy)" after its own name.

    `company_id` None leaves it in the template's company. Raises as `create_template` does, and
    `TemplateUnknown`.
    """
    template = await get_template(tx, template_id)
    home = company_id or template.company_id
    return await create_template(
        tx,
        name or await _free_name(tx, template.name, home),
        template.draft,
        actor=actor,
        engine=Engine(template.engine),
        company_id=home,
    )


async def count_use(tx: Tx, template_id: UUID) -> None:
    """A campaign was launched with it. Raises `TemplateUnknown`."""
    counted = await tx.execute(store.queries.count_use, tenant_id=tx.tenant_id, template_id=template_id)
    if not counted:
        raise TemplateUnknown(template=template_id)


async def locked_template(tx: Tx, template_id: UUID) -> Template:
    """The template, which nobody else changes until the transaction ends. Raises `TemplateUnknown`."""
    if not await store.lock(tx, template_id):
        raise TemplateUnknown(template=template_id)
    return await get_template(tx, template_id)


async def _free_name(tx: Tx, name: str, company_id: UUID | None) -> str:
    await store.lock_names(tx)
    number = 1
    while True:
        ending = " (copy)" if number == 1 else f" (copy {number})"
        candidate = name[: 100 - len(ending)].rstrip() + ending
        if not await store.name_taken(tx, candidate, company_id):
            return candidate
        number += 1


def _audited(template: Template) -> dict[str, object]:
    return {"name": template.name, "engine": template.engine, "company_id": template.company_id}
