"""The statements of rebuilding, as functions."""

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.warehouse.rebuilding.model import Totals

queries = Queries.load(__name__)


async def totals(tx: Tx) -> Totals:
    """All campaign mail of the tenant."""
    found = await tx.one(queries.totals, Totals, tenant_id=tx.tenant_id)
    return found or Totals(0, 0, 0, 0, 0, 0, 0, 0)
