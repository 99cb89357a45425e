"""The statements of enrolling, as functions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from penguinmails.campaigns.enrolling.model import AudienceRow, CampaignStatus, DueAudience
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def audiences_due(tx: Tx, now: datetime) -> list[DueAudience]:
    """Campaigns whose audience is to be looked through, over all tenants; as worker."""
    return await tx.many(queries.audiences_due, DueAudience, now=now)


async def audience_of(tx: Tx, campaign_id: UUID) -> AudienceRow | None:
    """The audience of a campaign that sends."""
    return await tx.one(queries.audience_of, AudienceRow, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def status_of(tx: Tx, campaign_id: UUID) -> str | None:
    """The status of a campaign, which nobody changes until the transaction ends."""
    row = await tx.one(queries.status_of, CampaignStatus, tenant_id=tx.tenant_id, campaign_id=campaign_id)
    return None if row is None else row.status


async def enrol(
    tx: Tx, campaign_id: UUID, lead_ids: Sequence[UUID], list_ids: Sequence[UUID], now: datetime
) -> int:
    """Enrol those of these leads that may be; how many."""
    return await tx.execute(
        queries.enrol,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        lead_ids=list(lead_ids),
        list_ids=list(list_ids),
        now=now,
    )


async def advance_pass(tx: Tx, campaign_id: UUID, before: UUID | None, reached: UUID) -> bool:
    """Note how far the pass has come; False where somebody else is further, or the campaign sends no more."""
    moved = await tx.execute(
        queries.advance_pass,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        before=before,
        reached=reached,
    )
    return moved == 1


async def finish_pass(
    tx: Tx, campaign_id: UUID, before: UUID | None, *, now: datetime, enrol_after: datetime
) -> bool:
    """Note that the pass is over, and when the next one is due; False as in `advance_pass`."""
    moved = await tx.execute(
        queries.finish_pass,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        before=before,
        now=now,
        enrol_after=enrol_after,
    )
    return moved == 1


async def break_pass(tx: Tx, campaign_id: UUID, *, enrol_after: datetime, error: str) -> None:
    """Note why the audience cannot be read."""
    await tx.execute(
        queries.break_pass,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        enrol_after=enrol_after,
        error=error,
    )
