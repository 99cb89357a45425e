"""The statements about DKIM keys, as functions."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from penguinmails.infrastructure.dkim.model import DkimKey, SealedKey
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def listed(tx: Tx, domain_id: UUID) -> list[DkimKey]:
    """The oldest first."""
    return await tx.many(queries.list_keys, DkimKey, tenant_id=tx.tenant_id, domain_id=domain_id)


async def signing_keys(tx: Tx, company_id: UUID, domains: Collection[str]) -> list[SealedKey]:
    """RSA before Ed25519 of each domain."""
    return await tx.many(
        queries.signing_keys,
        SealedKey,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        domains=list(domains),
    )


async def forget_retiring(tx: Tx, before: datetime) -> int:
    """Over all tenants; how many."""
    return await tx.execute(queries.forget_retiring, before=before)
