"""The statements about versions, as functions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.content.templates.drafts.model import Template
from penguinmails.content.templates.versions.model import Version, VersionSummary
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def find(tx: Tx, template_id: UUID, version: int) -> Version | None:
    """A version of a template, deleted or not."""
    return await tx.one(
        queries.find_version, Version, tenant_id=tx.tenant_id, template_id=template_id, version=version
    )


async def listed(tx: Tx, template_id: UUID) -> list[VersionSummary]:
    """The versions of a template, newest first."""
    return await tx.many(
        queries.list_versions, VersionSummary, tenant_id=tx.tenant_id, template_id=template_id
    )


async def insert(
    tx: Tx, template: Template, includes: Mapping[str, Any], *, note: str | None, created_by: UUID | None
) -> int:
    """Keep the draft of a template, which is locked, as its next version; the number."""
    version = template.current_version + 1
    await tx.execute(
        queries.insert_version,
        tenant_id=tx.tenant_id,
        template_id=template.id,
        version=version,
        company_id=template.company_id,
        engine=template.engine,
        subject=template.subject,
        preheader=template.preheader,
        html=template.html,
        text=template.text,
        awaits=template.engine == "eta" and "await " in template.html,
        includes=Jsonb(dict(includes)),
        note=note,
        created_by=created_by,
    )
    await tx.execute(
        queries.set_current_version, tenant_id=tx.tenant_id, template_id=template.id, version=version
    )
    return version
