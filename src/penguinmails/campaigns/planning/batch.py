"""One batch of one campaign, in one transaction."""

import hashlib
from typing import Final
from uuid import UUID

from penguinmails.audiences import AddressKeys
from penguinmails.campaigns.planning import store
from penguinmails.campaigns.planning.deciding import Decided, decide, meet
from penguinmails.campaigns.planning.ground import Ground, survey
from penguinmails.campaigns.planning.model import DueCampaign, Planned
from penguinmails.delivery import PLANNED
from penguinmails.infrastructure import count_planned
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import send
from penguinmails.kernel.tiers import Tier

BATCH: Final = 500
"""Enrolments a transaction, and messages an outbox row."""

# In the space of two keys, apart from the locks on recipients, which have one.
_TRY: Final = "SELECT pg_try_advisory_xact_lock(%s, %s)"
_SPACE: Final = 0x706C616E


async def plan_campaign(
    databases: Databases, due: DueCampaign, keys: AddressKeys, *, size: int = BATCH
) -> Planned:
    """Plan up to `size` due enrolments of a campaign; commits. Nothing where another plans the tenant."""
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(due.tenant_id)) as tx:
        if not await _hold_tenant(tx, due.tenant_id):
            return Planned()
        campaign = await store.lock_campaign(tx, due.campaign_id)
        if campaign is None:
            return Planned()
        ground = await survey(tx, campaign, clock.now())
        decided = Decided(wait=ground.waits())
        if decided.wait is None:
            left = campaign.openers_left(ground.now.date())
            claimed = await store.claim(tx, campaign.id, ground.now, size=size, openers=left)
            if claimed:
                people = await meet(databases, tx, ground, claimed, keys)
                decided = decide(ground, people, claimed)
        await _write(tx, ground, decided)
        return Planned(len(decided.moves), len(decided.messages))


async def _write(tx: Tx, ground: Ground, decided: Decided) -> None:
    campaign, now = ground.campaign, ground.now
    if decided.moves:
        await store.write(tx, campaign.company_id, campaign.id, decided.moves, now)
    if decided.messages:
        await store.count_send_days(tx, decided.written_to, now)
        await count_planned(tx, now.date(), ground.mailboxes.given)
        await send(tx, PLANNED, {"messages": [message.payload() for message in decided.messages]})
    if decided.wait is not None or decided.openers or campaign.waited:
        today = campaign.opener_count if campaign.opener_day == now.date() else 0
        wait = decided.wait
        await store.note_plan(
            tx,
            campaign.id,
            None if wait is None else wait.until,
            None if wait is None else wait.reason,
            today=now.date(),
            openers=today + decided.openers,
        )


async def _hold_tenant(tx: Tx, tenant_id: UUID) -> bool:
    number = int.from_bytes(hashlib.blake2b(tenant_id.bytes, digest_size=4).digest(), signed=True)
    cursor = await tx.connection.execute(_TRY, [_SPACE, number])
    row = await cursor.fetchone()
    return bool(row and row[0])
