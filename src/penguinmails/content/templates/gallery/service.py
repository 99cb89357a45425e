"""The gallery: templates the platform offers to all tenants, and a tenant to its companies, to copy.

The platform's own belong to the reserved tenant, whose rows no other tenant sees; they are read as `worker`,
which asks only for what is public and published.
"""

from collections.abc import Iterable
from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.content.templates.drafts import store as drafts
from penguinmails.content.templates.drafts.model import Draft, Engine, Template
from penguinmails.content.templates.drafts.service import create_template, find_template, get_template
from penguinmails.content.templates.errors import NeverPublished, TemplateUnknown
from penguinmails.content.templates.files.disk import Folder
from penguinmails.content.templates.files.service import Pushed, push
from penguinmails.content.templates.gallery import store
from penguinmails.content.templates.gallery.model import Offer, Offered
from penguinmails.content.templates.pieces.service import pieces_for, set_dictionary, set_partial, set_snippet
from penguinmails.content.templates.versions.service import publish
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier


async def list_offers(databases: Databases, tenant_id: UUID) -> list[Offer]:
    """What a tenant may copy: the platform's public templates first, then the tenant's own."""
    return await store.offers(databases, tenant_id)


async def find_offer(databases: Databases, tenant_id: UUID, id_or_name: UUID | str) -> Offer:
    """A public template by id or name, the tenant's own before the platform's. Raises `TemplateUnknown`."""
    wanted = str(id_or_name).casefold()
    for offer in reversed(await store.offers(databases, tenant_id)):
        if wanted in (str(offer.id), offer.name.casefold()):
            return offer
    raise TemplateUnknown(template=id_or_name)


async def copy_public(
    databases: Databases,
    scope: Scope,
    offer_id: UUID,
    *,
    actor: Actor,
    name: str | None = None,
    company_id: UUID | None = None,
) -> Template:
    """Make a template of the tenant out of a public one, with the pieces it draws on. Commits.

    A piece that is there already is kept: the copy speaks with the tenant's own signature. Raises
    `TemplateUnknown` where nothing of that id is offered, and what `create_template` raises.
    """
    offered = await store.offered(databases, scope.tenant_id, offer_id)
    if offered is None:
        raise TemplateUnknown(template=offer_id)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await _bring_pieces(tx, offered, company_id, actor)
        return await create_template(
            tx,
            name or offered.name,
            Draft(
                subject=offered.subject,
                html=offered.html,
                text=offered.text,
                preheader=offered.preheader,
                category=offered.category,
                language=offered.language,
                description=offered.description,
            ),
            actor=actor,
            engine=Engine(offered.engine),
            company_id=company_id,
        )


async def share_template(tx: Tx, template_id: UUID, public: bool, *, actor: Actor) -> Template:
    """Offer a published template to all companies of its tenant to copy, or no longer.

    Of the reserved tenant: to all tenants. Raises `TemplateUnknown`, `NeverPublished`.
    """
    template = await get_template(tx, template_id)
    if public and not template.current_version:
        raise NeverPublished(name=template.name)
    if template.is_public != public:
        await tx.execute(
            drafts.queries.share_template, tenant_id=tx.tenant_id, template_id=template_id, public=public
        )
        await record_change(
            tx, actor, "template.shared", template_id, old={"public": not public}, new={"public": public}
        )
    return await get_template(tx, template_id)


async def push_to_gallery(databases: Databases, folder: Folder, *, actor: Actor) -> list[Pushed]:
    """For operators: make files the platform's public templates, published and offered. Commits, all or none.

    Raises what `push` and `publish` raise.
    """
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(PLATFORM_TENANT)) as tx:
        pushed = await push(tx, folder, actor=actor, force=True)
        for each in pushed:
            await publish(tx, each.id, actor=actor)
            await share_template(tx, each.id, True, actor=actor)
    return pushed


async def withdraw_from_gallery(databases: Databases, names: Iterable[str], *, actor: Actor) -> None:
    """For operators: offer platform templates no longer; copies stay. Commits. Raises `TemplateUnknown`."""
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(PLATFORM_TENANT)) as tx:
        for name in names:
            await share_template(tx, (await find_template(tx, name)).id, False, actor=actor)


async def _bring_pieces(tx: Tx, offered: Offered, company_id: UUID | None, actor: Actor) -> None:
    there = await pieces_for(tx, company_id)
    for key, content in offered.includes.get("snippets", {}).items():
        if key not in there.snippets:
            await set_snippet(tx, key, content, actor=actor, company_id=company_id)
    for key, words in offered.includes.get("dictionaries", {}).items():
        if key not in there.dictionaries:
            await set_dictionary(tx, key, words, actor=actor, company_id=company_id)
    for name, body in offered.includes.get("eta", {}).items():
        if name not in there.partials:
            await set_partial(tx, name, body, actor=actor, company_id=company_id)
