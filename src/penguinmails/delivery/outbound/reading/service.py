"""Reading what was sent. Takes an open transaction of the content tier."""

from uuid import UUID

from penguinmails.delivery.outbound.reading.model import SentMessage, StateCount
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def sent_messages(tx: Tx, campaign_id: UUID) -> list[SentMessage]:
    """The messages of a campaign, planned, under way and sent, in the order they were planned."""
    return await tx.many(queries.of_campaign, SentMessage, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def page_of_messages(
    tx: Tx, campaign_id: UUID, *, before: UUID | None = None, limit: int = 100
) -> list[SentMessage]:
    """So many messages of a campaign, the newest first, those before a message or the very newest."""
    return await tx.many(
        queries.page_of_campaign,
        SentMessage,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        before=before,
        limit=limit,
    )


async def message_states(tx: Tx, campaign_id: UUID) -> dict[str, int]:
    """How many messages of a campaign are in each state."""
    rows = await tx.many(queries.states, StateCount, tenant_id=tx.tenant_id, campaign_id=campaign_id)
    return {row.state: row.messages for row in rows}
