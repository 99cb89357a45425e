"""Subscriptions, which nothing in the product makes yet."""

from datetime import datetime
from typing import Any
from uuid import UUID

from penguinmails.billing import tell_terms
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

STARTER = UUID("00000000-0000-7000-8000-000000000001")
PRO = UUID("00000000-0000-7000-8000-000000000002")

_PUT = """
INSERT INTO oltp.subscriptions (tenant_id, id, plan_id, status, current_period_start, current_period_end, ended,
    overage_allowed)
VALUES (%(tenant_id)s, %(id)s, %(plan_id)s, %(status)s, %(starts)s, %(ends)s, %(ended)s, %(overage_allowed)s)
    ON CONFLICT (tenant_id, id) DO UPDATE
   SET plan_id = excluded.plan_id, status = excluded.status, current_period_start = excluded.current_period_start,
       current_period_end = excluded.current_period_end, ended = excluded.ended,
       overage_allowed = excluded.overage_allowed, updated = now()
"""


async def put_subscription(
    databases: Databases,
    scope: Scope,
    starts: datetime,
    ends: datetime,
    *,
    subscription_id: UUID | None = None,
    plan_id: UUID = STARTER,
    status: str = "active",
    ended: datetime | None = None,
    overage_allowed: bool = True,
) -> UUID:
    """Make or change a subscription and tell of it, in one transaction, as whatever sells them will."""
    given = subscription_id or ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        row = {
            "tenant_id": scope.tenant_id,
            "id": given,
            "plan_id": plan_id,
            "status": status,
            "starts": starts,
        }
        more = {"ends": ends, "ended": ended, "overage_allowed": overage_allowed}
        await tx.connection.execute(_PUT, row | more)
        await tell_terms(tx)
    return given


async def put_addon(
    databases: Databases, scope: Scope, subscription_id: UUID, kind: str, quantity: int
) -> None:
    """Buy something on top."""
    row: dict[str, Any] = {"t": scope.tenant_id, "s": subscription_id, "kind": kind, "quantity": quantity}
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.subscription_addons (tenant_id, id, subscription_id, addon_type, quantity)"
            " VALUES (%(t)s, %(kind)s, %(s)s, %(kind)s, %(quantity)s)",
            row,
        )
        await tell_terms(tx)
