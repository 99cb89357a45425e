"""The statements about custom fields, as functions."""

from uuid import UUID

from penguinmails.audiences.fields.model import Field
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def listed(tx: Tx, company_id: UUID | None) -> list[Field]:
    """What leads of a company, or those the tenant shares, can have."""
    return await tx.many(queries.list_fields, Field, tenant_id=tx.tenant_id, company_id=company_id)


async def listed_all(tx: Tx) -> list[Field]:
    """Every field that the transaction may see."""
    return await tx.many(queries.list_all_fields, Field, tenant_id=tx.tenant_id)


async def inserted(tx: Tx, field: Field) -> bool:
    """Whether the key was free."""
    made = await tx.value(
        queries.insert_field,
        tenant_id=tx.tenant_id,
        field_id=field.id,
        company_id=field.company_id,
        key=field.key,
        label=field.label,
        type=field.type,
        choices=list(field.choices),
        is_required=field.is_required,
        is_personal=field.is_personal,
    )
    return made is not None
