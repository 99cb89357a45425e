"""The statements about definitions, as functions."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.campaigns.definitions.model import (
    Campaign,
    CampaignLine,
    CampaignStatus,
    Part,
    Step,
    Variant,
    Window,
)
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def found(tx: Tx, campaign_id: UUID | None, name: str | None) -> list[Campaign]:
    """Live campaigns of this id or name."""
    return await tx.many(
        queries.find_campaigns, Campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id, name=name
    )


async def lock(tx: Tx, campaign_id: UUID) -> CampaignStatus | None:
    """Its status, which nobody changes until the transaction ends."""
    status = await tx.value(queries.lock_campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id)
    return None if status is None else CampaignStatus(status)


async def listed(tx: Tx, *, status: str | None, before: UUID | None, page: int) -> list[CampaignLine]:
    """A page, the newest first."""
    return await tx.many(
        queries.list_campaigns, CampaignLine, tenant_id=tx.tenant_id, status=status, before=before, page=page
    )


async def steps(tx: Tx, campaign_id: UUID) -> list[Step]:
    """In their order."""
    return await tx.many(queries.steps, Step, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def variants(tx: Tx, campaign_id: UUID) -> list[Variant]:
    """Of all steps, by label."""
    return await tx.many(queries.variants, Variant, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def windows(tx: Tx, campaign_id: UUID) -> list[Window]:
    """By weekday and hour."""
    return await tx.many(queries.windows, Window, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def parts(tx: Tx, campaign_id: UUID) -> list[Part]:
    """Lists, segments, mailboxes and pools."""
    return await tx.many(queries.parts, Part, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def replace_steps(
    tx: Tx, campaign: Campaign, rows: Sequence[Mapping[str, Any]], forms: Sequence[Mapping[str, Any]]
) -> None:
    """Take these steps and variants for those that are there."""
    place = {"tenant_id": tx.tenant_id, "campaign_id": campaign.id}
    await tx.execute(queries.delete_steps, **place)
    steps = Jsonb(list(rows))
    await tx.execute(queries.insert_steps, company_id=campaign.company_id, steps=steps, **place)
    await tx.execute(queries.link_steps, tenant_id=tx.tenant_id, steps=steps)
    await tx.execute(
        queries.insert_variants, company_id=campaign.company_id, variants=Jsonb(list(forms)), **place
    )


async def replace_hours(
    tx: Tx,
    campaign: Campaign,
    open_hours: Sequence[Mapping[str, Any]],
    blackouts: Sequence[Mapping[str, Any]],
) -> None:
    """Take these windows and blackout days for those that are there."""
    place = {"tenant_id": tx.tenant_id, "campaign_id": campaign.id}
    await tx.execute(queries.delete_windows, **place)
    await tx.execute(
        queries.insert_windows, company_id=campaign.company_id, windows=Jsonb(list(open_hours)), **place
    )
    await tx.execute(queries.delete_blackouts, **place)
    await tx.execute(
        queries.insert_blackouts, company_id=campaign.company_id, blackouts=Jsonb(list(blackouts)), **place
    )


async def replace_audience(
    tx: Tx,
    campaign: Campaign,
    *,
    lists: Mapping[bool, Sequence[UUID]],
    segments: Mapping[bool, Sequence[UUID]],
    keep_adding: bool,
) -> None:
    """Take these lists and segments, by whether they are left out, for those that are there."""
    place = {"tenant_id": tx.tenant_id, "campaign_id": campaign.id}
    await tx.execute(queries.delete_lists, kept=[each for some in lists.values() for each in some], **place)
    await tx.execute(
        queries.delete_segments, kept=[each for some in segments.values() for each in some], **place
    )
    for is_excluded in (False, True):
        await tx.execute(
            queries.insert_lists,
            company_id=campaign.company_id,
            lists=list(lists[is_excluded]),
            is_excluded=is_excluded,
            **place,
        )
        await tx.execute(
            queries.insert_segments,
            company_id=campaign.company_id,
            segments=list(segments[is_excluded]),
            is_excluded=is_excluded,
            keep_adding=keep_adding,
            **place,
        )


async def replace_senders(
    tx: Tx, campaign: Campaign, mailboxes: Sequence[UUID], pools: Sequence[UUID]
) -> None:
    """Take these mailboxes and pools for those that are there."""
    place = {"tenant_id": tx.tenant_id, "campaign_id": campaign.id}
    await tx.execute(queries.delete_mailboxes, kept=list(mailboxes), **place)
    await tx.execute(queries.delete_pools, kept=list(pools), **place)
    await tx.execute(
        queries.insert_mailboxes, company_id=campaign.company_id, mailboxes=list(mailboxes), **place
    )
    await tx.execute(queries.insert_pools, company_id=campaign.company_id, pools=list(pools), **place)
