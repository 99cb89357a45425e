"""The statements of billing, typed."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from penguinmails.billing.model import SubscriptionRow
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


@dataclass(frozen=True)
class Subscriber:
    """A tenant that has or had a subscription."""

    tenant_id: UUID


async def subscriptions(tx: Tx, within: timedelta) -> list[SubscriptionRow]:
    """Those that live, or ended within so long; their rows are locked."""
    return await tx.many(queries.subscriptions, SubscriptionRow, tenant_id=tx.tenant_id, within=within)


async def tenants_subscribed(tx: Tx, within: timedelta) -> list[UUID]:
    """Whose subscription lives, or ended within so long. In a worker's transaction."""
    rows = await tx.many(queries.tenants_subscribed, Subscriber, within=within)
    return [row.tenant_id for row in rows]
