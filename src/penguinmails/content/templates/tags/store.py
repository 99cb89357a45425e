"""The statements about tags, as functions."""

from uuid import UUID

from penguinmails.content.templates.tags.model import Tag
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def listed(tx: Tx) -> list[Tag]:
    """All tags the transaction may see."""
    return await tx.many(queries.list_tags, Tag, tenant_id=tx.tenant_id)


async def insert(tx: Tx, value: str, name: str, company_id: UUID | None) -> None:
    """Make a tag, if the company has none of that value."""
    await tx.execute(
        queries.insert_tag, tenant_id=tx.tenant_id, company_id=company_id, value=value, name=name
    )


async def put_on(tx: Tx, template_id: UUID, company_id: UUID | None, value: str) -> None:
    """Let a template carry a tag."""
    await tx.execute(
        queries.tag_template,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        template_id=template_id,
        value=value,
    )


async def take_off(tx: Tx, template_id: UUID, values: list[str]) -> None:
    """Let a template carry these tags no longer."""
    await tx.execute(queries.untag_template, tenant_id=tx.tenant_id, template_id=template_id, values=values)


async def delete(tx: Tx, tag_id: int) -> None:
    """Remove a tag from the tenant."""
    await tx.execute(queries.delete_tag, tenant_id=tx.tenant_id, tag_id=tag_id)
