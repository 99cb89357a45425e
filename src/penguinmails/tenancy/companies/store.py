"""The statements about companies, as functions."""

from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.tenancy.companies.model import Company

queries = Queries.load(__name__)


async def find(tx: Tx, company_id: UUID) -> Company | None:
    """A live company."""
    return await tx.one(queries.find_company, Company, tenant_id=tx.tenant_id, company_id=company_id)


async def find_deleted(tx: Tx, company_id: UUID) -> Company | None:
    """A deleted company."""
    return await tx.one(queries.find_deleted_company, Company, tenant_id=tx.tenant_id, company_id=company_id)


async def listed(tx: Tx, *, deleted: bool) -> list[Company]:
    """All live companies by name, or the deleted ones, the latest first."""
    query = queries.list_deleted_companies if deleted else queries.list_companies
    return await tx.many(query, Company, tenant_id=tx.tenant_id)


async def name_taken(tx: Tx, name: str, *, besides: UUID | None = None) -> bool:
    """Whether a live company has the name, but for one."""
    return bool(
        await tx.value(queries.count_same_name, tenant_id=tx.tenant_id, name=name, company_id=besides)
    )


async def taken_slugs(tx: Tx) -> list[str]:
    """The slugs of the live companies."""
    return await tx.value(queries.taken_slugs, tenant_id=tx.tenant_id)


async def has_others(tx: Tx, company_id: UUID) -> bool:
    """Whether the tenant, whose lock is held, has a live company besides."""
    return bool(await tx.value(queries.count_other_companies, tenant_id=tx.tenant_id, company_id=company_id))
