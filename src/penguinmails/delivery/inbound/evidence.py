"""Evidence that a message whose transmission broke off went out after all. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from penguinmails.delivery.inbound.store import queries
from penguinmails.delivery.outbound.model import SETTLED, Ended, Kind, Settled
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import send
from penguinmails.ledger import EVENTS, Event, EventKind, EventSource, event_id_of


@dataclass(frozen=True)
class Accepted:
    """A message that was uncertain, and what its `sent` event says."""

    message_id: UUID
    company_id: UUID | None
    kind: str
    accepted: datetime
    mailbox_id: UUID
    campaign_id: UUID | None
    step_id: UUID | None
    variant_id: UUID | None
    enrolment_id: UUID | None
    lead_id: UUID | None
    sending_domain: str | None
    receiving_provider: str | None
    to_email: str | None
    version: int


async def accept(tx: Tx, message_ids: Sequence[UUID]) -> list[UUID]:
    """Accept those messages that were uncertain, as of their attempt, and hand that on; which they were."""
    found = await tx.many(
        queries.accept_uncertain, Accepted, tenant_id=tx.tenant_id, message_ids=sorted(set(message_ids))
    )
    if found:
        await send(tx, EVENTS, {"events": [_sent(each).payload() for each in found]})
        await send(tx, SETTLED, {"messages": [_settled(each).payload() for each in found]})
    return [each.message_id for each in found]


def _sent(message: Accepted) -> Event:
    return Event(
        message_id=message.message_id,
        event_id=event_id_of(EventKind.SENT, message.message_id),
        kind=EventKind.SENT,
        occurred=message.accepted,
        source=EventSource.EVIDENCE,
        company_id=message.company_id,
        message_kind=message.kind,
        campaign_id=message.campaign_id,
        step_id=message.step_id,
        variant_id=message.variant_id,
        mailbox_id=message.mailbox_id,
        sending_domain=message.sending_domain,
        receiving_provider=message.receiving_provider,
        lead_id=message.lead_id,
    )


def _settled(message: Accepted) -> Settled:
    return Settled(
        message_id=message.message_id,
        kind=Kind(message.kind),
        state=Ended.ACCEPTED,
        at=message.accepted,
        version=message.version,
        mailbox_id=message.mailbox_id,
        campaign_id=message.campaign_id,
        step_id=message.step_id,
        enrolment_id=message.enrolment_id,
        lead_id=message.lead_id,
        to_email=message.to_email,
    )
