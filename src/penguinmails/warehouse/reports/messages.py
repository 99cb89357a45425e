"""A campaign with its messages: a statement a tier, put together here."""

from dataclasses import dataclass
from uuid import UUID

from penguinmails.campaigns import Campaign, find_campaign
from penguinmails.delivery import SentMessage, page_of_messages
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.reports.catalogue import queries
from penguinmails.warehouse.reports.rows import MessageFigures


@dataclass(frozen=True)
class CampaignMessage:
    """A message as the sender knows it, and what the ledger has of it; None where that is nothing."""

    message: SentMessage
    figures: MessageFigures | None


@dataclass(frozen=True)
class CampaignMessages:
    """A campaign and a page of its messages, the newest first."""

    campaign: Campaign
    messages: tuple[CampaignMessage, ...]
    older: UUID | None
    """What to ask the next page `before`; None where there is none."""


async def campaign_messages(
    databases: Databases,
    scope: Scope,
    campaign: UUID | str,
    *,
    before: UUID | None = None,
    limit: int = 100,
) -> CampaignMessages:
    """A page of a campaign's messages, planned and sent, with what became of them. Reads only.

    What still waits to be counted is not in it. Raises `CampaignUnknown` and `CampaignAmbiguous`.
    """
    async with databases.tenant(Tier.OLTP, scope) as tx:
        found = await find_campaign(tx, campaign)
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        sent = await page_of_messages(tx, found.id, before=before, limit=limit + 1)
    page = sent[:limit]
    async with databases.tenant(Tier.OLAP, scope) as tx:
        known = await tx.many(
            queries.of_messages,
            MessageFigures,
            tenant_id=tx.tenant_id,
            message_ids=[message.message_id for message in page],
        )
    figures = {each.message_id: each for each in known}
    return CampaignMessages(
        found,
        tuple(CampaignMessage(message, figures.get(message.message_id)) for message in page),
        page[-1].message_id if len(sent) > limit else None,
    )
