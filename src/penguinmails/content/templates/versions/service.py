"""Publishing templates, and loading what was published. Nothing here commits; publishing is audited."""

import asyncio
from typing import Literal, cast
from uuid import UUID

from penguinmails.audit import Actor, ActorKind, record_change
from penguinmails.content.rendering import Source, compile_source
from penguinmails.content.templates.drafts.model import Template
from penguinmails.content.templates.drafts.service import get_template, locked_template
from penguinmails.content.templates.errors import (
    NeverPublished,
    PieceMissing,
    TemplateChanged,
    VersionUnknown,
)
from penguinmails.content.templates.pieces.model import Pieces
from penguinmails.content.templates.pieces.service import pieces_for
from penguinmails.content.templates.versions import store
from penguinmails.content.templates.versions.includes import Includes, reached
from penguinmails.content.templates.versions.model import Version, VersionSummary
from penguinmails.kernel.db import Tx


async def publish(
    tx: Tx, template_id: UUID, *, actor: Actor, note: str | None = None, based_on: str | None = None
) -> Version:
    """Keep the draft, and every piece it draws on, as the next version; what is sent is a version.

    A draft that says what the current version says makes no new one: that version is the answer. `based_on`
    is the revision the publisher has read; None publishes whatever is there. Raises `TemplateUnknown`,
    `TemplateChanged`, `PieceMissing` where it names what is not there, and `TemplateBroken` where it does not
    compile.
    """
    template = await locked_template(tx, template_id)
    if based_on not in (None, template.draft.revision):
        raise TemplateChanged(
            name=template.name, updated=template.updated, yours=based_on, theirs=template.draft.revision
        )
    includes = includes_of(template, await pieces_for(tx, template.company_id))
    if includes.missing:
        raise PieceMissing(name=template.name, missing=", ".join(includes.missing))
    source = source_of(template, includes)
    await asyncio.to_thread(compile_source, source)  # Eta waits for another process
    if template.current_version:
        current = await get_version(tx, template_id, template.current_version)
        if version_source(current) == source:
            return current
    by = UUID(actor.id) if actor.kind is ActorKind.USER else None
    version = await store.insert(tx, template, includes.as_json(), note=note, created_by=by)
    await record_change(
        tx,
        actor,
        "template.published",
        template_id,
        new={"version": version, "revision": template.draft.revision},
    )
    return await get_version(tx, template_id, version)


async def list_versions(tx: Tx, template_id: UUID) -> list[VersionSummary]:
    """The versions of a template, newest first. Raises `TemplateUnknown`."""
    await get_template(tx, template_id)
    return await store.listed(tx, template_id)


async def get_version(tx: Tx, template_id: UUID, version: int) -> Version:
    """A version, also of a deleted template. Raises `VersionUnknown`."""
    found = await store.find(tx, template_id, version)
    if found is None:
        raise VersionUnknown(template=template_id, version=version)
    return found


async def load_source(tx: Tx, template_id: UUID, version: int | None = None) -> Source:
    """What a version renders from, to the byte as it was published; None: the current one.

    Also of a deleted template, because its messages are shown again. Raises `VersionUnknown`, and for None
    `TemplateUnknown` and `NeverPublished`.
    """
    if version is None:
        template = await get_template(tx, template_id)
        if not template.current_version:
            raise NeverPublished(name=template.name)
        version = template.current_version
    return version_source(await get_version(tx, template_id, version))


async def draft_source(tx: Tx, template_id: UUID) -> Source:
    """What the draft would render from now, with the pieces that are there. Raises `TemplateUnknown`."""
    template = await get_template(tx, template_id)
    return source_of(template, includes_of(template, await pieces_for(tx, template.company_id)))


def includes_of(template: Template, pieces: Pieces) -> Includes:
    """The pieces that a draft draws on."""
    texts = (template.subject, template.preheader or "", template.html, template.text or "")
    return reached(texts, template.engine, pieces)


def source_of(template: Template, includes: Includes) -> Source:
    """A draft as rendering takes it."""
    return Source(
        engine=_engine(template.engine),
        subject=template.subject,
        preheader=template.preheader,
        html=template.html,
        text=template.text,
        snippets=includes.snippets,
        dictionaries=includes.dictionaries,
        partials=includes.partials,
    )


def whole_source(template: Template, pieces: Pieces) -> Source:
    """A draft with all the pieces there are, so that the linter can name the one that was meant."""
    there = Includes(dict(pieces.snippets), dict(pieces.dictionaries), dict(pieces.partials))
    return source_of(template, there)


def version_source(version: Version) -> Source:
    """A version as rendering takes it."""
    return Source(
        engine=_engine(version.engine),
        subject=version.subject,
        preheader=version.preheader,
        html=version.html,
        text=version.text,
        snippets=version.includes.get("snippets", {}),
        dictionaries=version.includes.get("dictionaries", {}),
        partials=version.includes.get("eta", {}),
    )


def _engine(engine: str) -> Literal["minijinja", "eta"]:
    return cast("Literal['minijinja', 'eta']", engine)
