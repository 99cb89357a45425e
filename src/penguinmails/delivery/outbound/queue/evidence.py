"""Evidence that a message whose transmission broke off went out after all. Nothing here commits."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from penguinmails.delivery.outbound.model import Ended
from penguinmails.delivery.outbound.queue.store import believe
from penguinmails.delivery.outbound.queue.telling import sent_event, settled, tell
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx
from penguinmails.ledger import EventSource

ANSWERED: Final = "answered"
"""Something came back to it."""
IN_SENT_FOLDER: Final = "sent_folder"


async def accept(tx: Tx, evidence: Mapping[UUID, str]) -> None:
    """Accept those of the messages that were uncertain, as of their attempt, and hand that on."""
    believed = await believe(tx, sorted(evidence))
    now = clock.now()
    await tell(
        tx,
        tx.tenant_id,
        [sent_event(told, told.attempting or now, source=EventSource.EVIDENCE) for told in believed],
        [
            settled(told, Ended.ACCEPTED, told.attempting or now, reason=evidence[told.message_id])
            for told in believed
        ],
    )
