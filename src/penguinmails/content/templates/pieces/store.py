"""The statements about snippets, dictionaries and partials, as functions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.content.templates.pieces.model import Dictionary, Partial, Snippet
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def snippets(tx: Tx) -> list[Snippet]:
    """All snippets the transaction may see, by key."""
    return await tx.many(queries.list_snippets, Snippet, tenant_id=tx.tenant_id)


async def dictionaries(tx: Tx) -> list[Dictionary]:
    """All dictionaries the transaction may see, by key."""
    return await tx.many(queries.list_dictionaries, Dictionary, tenant_id=tx.tenant_id)


async def partials(tx: Tx) -> list[Partial]:
    """All layouts and partials the transaction may see, by name."""
    return await tx.many(queries.list_partials, Partial, tenant_id=tx.tenant_id)


async def write_snippet(tx: Tx, key: str, content: str, company_id: UUID | None) -> None:
    """Make a snippet or replace its text."""
    await tx.execute(
        queries.write_snippet, tenant_id=tx.tenant_id, company_id=company_id, key=key, content=content
    )


async def write_dictionary(tx: Tx, key: str, value: Mapping[str, Any], company_id: UUID | None) -> None:
    """Make a dictionary or replace its words."""
    await tx.execute(
        queries.write_dictionary,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        key=key,
        value=Jsonb(dict(value)),
    )


async def write_partial(tx: Tx, name: str, body: str, company_id: UUID | None) -> None:
    """Make a partial or replace its source."""
    await tx.execute(
        queries.write_partial,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        name=name,
        body=body,
        awaits="await " in body,
    )
