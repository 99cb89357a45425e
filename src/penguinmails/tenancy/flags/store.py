"""The statements about feature flags."""

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.tenancy.flags.model import FlagState, Override

queries = Queries.load(__name__)


async def state(tx: Tx, key: str) -> FlagState | None:
    """A flag as it stands for the transaction's tenant."""
    return await tx.one(queries.flag_state, FlagState, tenant_id=tx.tenant_id, key=key)


async def overrides(tx: Tx) -> dict[str, Override]:
    """What was decided for the transaction's tenant, by key."""
    found = await tx.many(queries.list_overrides, Override, tenant_id=tx.tenant_id)
    return {override.key: override for override in found}
