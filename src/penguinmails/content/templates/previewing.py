"""A template as one recipient would get it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from penguinmails import audiences
from penguinmails.content.linting import AROUND, SAMPLE, STANDARD, Fault, lint
from penguinmails.content.rendering import Rendered, Source, compile_source
from penguinmails.content.templates.drafts.service import get_template
from penguinmails.content.templates.pieces.service import pieces_for
from penguinmails.content.templates.versions.service import draft_source, load_source, whole_source
from penguinmails.kernel.db import Tx


@dataclass(frozen=True)
class Preview:
    """What is shown. `missing`: fields that were blank; `html_bytes`: the size Gmail judges by."""

    subject: str
    preheader: str | None
    html: str
    text: str
    missing: tuple[str, ...]
    html_bytes: int


async def preview(
    tx: Tx,
    template_id: UUID,
    *,
    version: int | None = None,
    lead: UUID | str | None = None,
    seed: int = 0,
) -> Preview:
    """The draft, or a version, as a lead, or a made-up one, would get it; a seed chooses among spintax.

    Sender and links are examples. Raises `TemplateUnknown`, `VersionUnknown`, `TemplateBroken`,
    `TemplateStopped`, and what finding the lead raises.
    """
    if version is None:
        source = await draft_source(tx, template_id)
    else:
        source = await load_source(tx, template_id, version)
    merge: Mapping[str, Any] = SAMPLE
    if lead is not None:
        merge = await audiences.merge_data(tx, (await audiences.find_lead(tx, lead)).id)
    # In a thread: Eta waits for another process.
    rendered = await asyncio.to_thread(_render, source, {**AROUND, **merge}, seed)
    return Preview(
        subject=rendered.subject,
        preheader=rendered.preheader,
        html=rendered.html,
        text=rendered.text,
        missing=rendered.missing,
        html_bytes=len(rendered.html.encode()),
    )


async def lint_template(tx: Tx, template_id: UUID) -> list[Fault]:
    """What is wrong with a draft, given the tenant's fields and pieces. Raises `TemplateUnknown`."""
    template = await get_template(tx, template_id)
    source = whole_source(template, await pieces_for(tx, template.company_id))
    known = await known_fields(tx, template.company_id)
    return await asyncio.to_thread(lint, source, known, category=template.category)


async def known_fields(tx: Tx, company_id: UUID | None = None) -> frozenset[str]:
    """The merge fields that templates of a company may use; of shared ones (None), what any lead may have."""
    if company_id is None:
        fields = await audiences.list_all_fields(tx)
    else:
        fields = await audiences.list_fields(tx, company_id=company_id)
    return STANDARD | {f"custom.{field.key}" for field in fields}


def _render(source: Source, merge: Mapping[str, Any], seed: int) -> Rendered:
    return compile_source(source).render(merge, seed)
