"""What the ledger says of messages and campaigns. Takes an open transaction of the olap tier."""

from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.ledger.errors import CampaignUnclear, MessageUnknown
from penguinmails.ledger.reading import store
from penguinmails.ledger.reading.model import Funnel, Hit, LedgerLine


async def story(tx: Tx, message_id: UUID) -> list[LedgerLine]:
    """All that happened to a message, in order. Raises `MessageUnknown`."""
    lines = await store.lines(tx, message_id)
    if not lines:
        raise MessageUnknown(message=message_id)
    return lines


async def funnel(tx: Tx, campaign_id: UUID) -> Funnel:
    """What became of a campaign's messages, recounted from the ledger; zeros where it sent none."""
    return Funnel.of(campaign_id, await store.stages(tx, campaign_id))


async def hits_of_campaign(tx: Tx, campaign_id: UUID) -> list[Hit]:
    """The opens and clicks of a campaign's messages, in the order they happened."""
    return await store.hits_of_campaign(tx, campaign_id)


async def campaign_called(tx: Tx, id_or_name: str) -> UUID:
    """The campaign with this id or name; `tx` is of the oltp tier. Raises `CampaignUnclear`."""
    name = id_or_name.strip()
    found = await store.campaigns_called(tx, _as_id(name), name)
    if len(found) != 1:
        raise CampaignUnclear(campaign=name, many="more than one" if found else "no")
    return found[0].id


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
