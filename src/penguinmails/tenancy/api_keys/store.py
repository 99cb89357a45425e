"""The statements about API keys, as functions."""

from datetime import datetime
from uuid import UUID

from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.sql import Queries
from penguinmails.tenancy.api_keys.model import ApiKey, PresentedKey

queries = Queries.load(__name__)


async def presented(databases: Databases, key_hash: bytes, now: datetime) -> list[PresentedKey]:
    """The valid keys with that digest: one or none."""
    async with databases.auth() as tx:
        return await tx.many(queries.presented_key, PresentedKey, key_hash=key_hash, now=now)


async def find(tx: Tx, key_id: UUID) -> ApiKey | None:
    """A key of the tenant, locked."""
    return await tx.one(queries.find_key, ApiKey, tenant_id=tx.tenant_id, key_id=key_id)


async def listed(tx: Tx, *, revoked: bool) -> list[ApiKey]:
    """The tenant's keys in the order of making, the revoked ones too if asked for."""
    return await tx.many(queries.list_keys, ApiKey, tenant_id=tx.tenant_id, revoked=revoked)
