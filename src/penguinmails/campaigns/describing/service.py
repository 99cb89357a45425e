"""Telling the warehouse of campaigns, and by which mailboxes they send."""

from collections.abc import Collection
from datetime import timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from penguinmails.campaigns.describing.model import CAMPAIGNS, SENDERS, CampaignCopy, Running, SenderCopy
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import as_payload, send
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier

queries = Queries.load(__name__)

_AT_ONCE: Final = 10
"""Their rows are locked meanwhile, and nothing is planned for them."""
_LATELY: Final = timedelta(days=1)


async def describe(tx: Tx, campaign_ids: Collection[UUID], *, tenant_id: UUID | None = None) -> None:
    """Hand on how these campaigns of a tenant are now, deleted or not, with their steps and mailboxes.

    Locks their rows. `tenant_id` is needed only in a transaction that has no tenant. Never commits.
    """
    owner = tenant_id or tx.tenant_id
    wanted = {"tenant_id": owner, "campaign_ids": sorted(campaign_ids)}
    await tx.value(queries.hold, **wanted)
    campaigns = await tx.many(queries.describe, CampaignCopy, **wanted)
    if campaigns:
        news = {"campaigns": [as_payload(each) for each in campaigns]}
        await send(tx, CAMPAIGNS, news, tenant_id=owner)
    senders = await tx.many(queries.senders, SenderCopy, **wanted)
    if senders:
        await send(tx, SENDERS, {"mailboxes": [as_payload(each) for each in senders]}, tenant_id=owner)


async def describe_moving(databases: Databases) -> int:
    """Hand on the campaigns that send or changed within a day, with the numbers of their leads; how many.

    Leads come and finish one by one, too often to tell of each. Commits, some campaigns at a time.
    """
    async with databases.worker(Tier.OLTP) as tx:
        moving = await tx.many(queries.moving, Running, within=_LATELY)
    for tenant_id, group in groupby(moving, key=lambda each: each.tenant_id):
        ids = [each.campaign_id for each in group]
        for start in range(0, len(ids), _AT_ONCE):
            async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id)) as tx:
                await describe(tx, ids[start : start + _AT_ONCE])
    return len(moving)
