"""The statements that take copies in, typed."""

from typing import Any

from psycopg.types.json import Jsonb

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def take_terms(tx: Tx, terms: list[dict[str, Any]]) -> int:
    """Terms of subscriptions; how many were newer than what was known."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for each in sorted(terms, key=lambda each: each["version"]):
        newest[each["subscription_id"], each["period_start"]] = each
    return await tx.value(queries.take_terms, tenant_id=tx.tenant_id, terms=Jsonb(list(newest.values())))


async def copy_plan(tx: Tx) -> None:
    """Write the plan by the newest terms into the tenant's own copy."""
    await tx.execute(queries.copy_plan, tenant_id=tx.tenant_id)
