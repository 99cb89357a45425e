"""The statements that read the ledger, as functions."""

from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.ledger.reading.model import Hit, LedgerLine, NamedCampaign, StepStage

queries = Queries.load(__name__)


async def lines(tx: Tx, message_id: UUID) -> list[LedgerLine]:
    """All that happened to a message, in order."""
    return await tx.many(queries.lines, LedgerLine, tenant_id=tx.tenant_id, message_id=message_id)


async def stages(tx: Tx, campaign_id: UUID) -> list[StepStage]:
    """A campaign by step and mailbox."""
    return await tx.many(queries.stages, StepStage, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def campaigns_called(tx: Tx, campaign_id: UUID | None, name: str) -> list[NamedCampaign]:
    """Two at most."""
    return await tx.many(
        queries.campaigns_called,
        NamedCampaign,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        name=name,
    )


async def hits_of_campaign(tx: Tx, campaign_id: UUID) -> list[Hit]:
    """Opens and clicks, in the order they happened."""
    return await tx.many(queries.hits_of_campaign, Hit, tenant_id=tx.tenant_id, campaign_id=campaign_id)
