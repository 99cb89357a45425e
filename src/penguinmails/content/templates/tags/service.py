"""Labels of templates: put on, taken off, listed with counts. Nothing here commits; changes are audited."""

from collections.abc import Iterable
from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.content.templates.drafts.model import Template
from penguinmails.content.templates.drafts.service import get_template, locked_template
from penguinmails.content.templates.errors import TagUnknown
from penguinmails.content.templates.tags import store
from penguinmails.content.templates.tags.model import Tag
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import clean_name


async def list_tags(tx: Tx) -> list[Tag]:
    """The tags the transaction may see, each with the number of templates that carry it."""
    return await store.listed(tx)


async def tag_template(
    tx: Tx, template_id: UUID, add: Iterable[str] = (), remove: Iterable[str] = (), *, actor: Actor
) -> Template:
    """Put tags on a template, making those that are new, and take others off.

    A tag is compared without case: `Spring` and `spring` are one; a comma separates two. Raises
    `TemplateUnknown`, `NameInvalid`.
    """
    template = await locked_template(tx, template_id)
    put: dict[str, str] = {}
    for name in _names(add):
        put.setdefault(name.casefold(), name)
    off = [name.casefold() for name in _names(remove)]
    if off:
        await store.take_off(tx, template_id, off)
    known = {tag.value for tag in await store.listed(tx) if tag.company_id in (None, template.company_id)}
    for value, name in put.items():
        if value not in known:
            await store.insert(tx, value, name, template.company_id)
        await store.put_on(tx, template_id, template.company_id, value)
    after = await get_template(tx, template_id)
    if after.tags != template.tags:
        await record_change(
            tx, actor, "template.tagged", template_id, old={"tags": template.tags}, new={"tags": after.tags}
        )
    return after


async def delete_tag(tx: Tx, id_or_value: int | str, *, actor: Actor) -> Tag:
    """Take a tag off every template and forget it. Raises `TagUnknown`."""
    wanted = str(id_or_value).casefold()
    for tag in await store.listed(tx):
        if wanted in (str(tag.id), tag.value):
            await store.delete(tx, tag.id)
            await record_change(
                tx, actor, "tag.deleted", tag.id, old={"value": tag.value, "templates": tag.templates}
            )
            return tag
    raise TagUnknown(tag=id_or_value)


def _names(raw: Iterable[str]) -> list[str]:
    return [clean_name(name, what="tag") for names in raw for name in names.split(",") if name.strip()]
