"""What the ledger and the campaigns are told of messages, handed on in the transaction that settles them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from penguinmails.delivery.outbound.model import SETTLED, Ended, Kind, Settled
from penguinmails.delivery.outbound.queue.model import Accepted, Told
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import send
from penguinmails.ledger import EVENTS, BounceType, Event, EventKind, EventSource, event_id_of


def sent_event(told: Told, at: datetime, *, source: EventSource = EventSource.DELIVERY) -> Event:
    """A server took it, or had it and refused it. The only event that says what the message was."""
    return Event(
        message_id=told.message_id,
        event_id=event_id_of("sent", told.message_id),
        kind=EventKind.SENT,
        occurred=at,
        source=source,
        company_id=told.company_id,
        message_kind=told.kind,
        campaign_id=told.campaign_id,
        step_id=told.step_id,
        variant_id=told.variant_id,
        mailbox_id=told.mailbox_id,
        sending_domain=told.sending_domain,
        receiving_provider=told.receiving_provider,
        lead_id=told.lead_id,
    )


def bounced_event(
    told: Told, at: datetime, bounce: BounceType, reason: str, *, code: int | None, enhanced: str | None
) -> Event:
    """A server refused it for good, or for too long."""
    return Event(
        message_id=told.message_id,
        event_id=event_id_of("bounced", told.message_id, "smtp"),
        kind=EventKind.BOUNCED,
        occurred=at,
        source=EventSource.DELIVERY,
        company_id=told.company_id,
        bounce_type=bounce,
        bounce_reason=reason,
        smtp_code=code,
        smtp_enhanced=enhanced,
    )


def deferred_event(
    told: Told, at: datetime, attempt: int, *, reason: str | None, code: int | None, enhanced: str | None
) -> Event:
    """A server did not want it now."""
    return Event(
        message_id=told.message_id,
        event_id=event_id_of("deferred", told.message_id, str(attempt)),
        kind=EventKind.DEFERRED,
        occurred=at,
        source=EventSource.DELIVERY,
        company_id=told.company_id,
        bounce_reason=reason,
        smtp_code=code,
        smtp_enhanced=enhanced,
    )


def failed_event(told: Told, at: datetime, reason: str) -> Event:
    """It ended before a server was asked. In no rate.

    It says what the message was, as `sent` does: no other event ever will.
    """
    return Event(
        message_id=told.message_id,
        event_id=event_id_of("failed", told.message_id),
        kind=EventKind.FAILED,
        occurred=at,
        source=EventSource.DELIVERY,
        company_id=told.company_id,
        message_kind=told.kind,
        campaign_id=told.campaign_id,
        step_id=told.step_id,
        variant_id=told.variant_id,
        mailbox_id=told.mailbox_id,
        sending_domain=told.sending_domain,
        receiving_provider=told.receiving_provider,
        lead_id=told.lead_id,
        bounce_reason=reason,
    )


def settled(
    told: Told,
    state: Ended,
    at: datetime,
    *,
    bounce_type: str | None = None,
    reason: str | None = None,
    words: str | None = None,
) -> Settled:
    """The word on a message for those who planned it."""
    return Settled(
        message_id=told.message_id,
        kind=Kind(told.kind),
        state=state,
        at=at,
        version=told.version,
        mailbox_id=told.mailbox_id,
        campaign_id=told.campaign_id,
        step_id=told.step_id,
        enrolment_id=told.enrolment_id,
        lead_id=told.lead_id,
        to_email=told.to_email,
        bounce_type=bounce_type,
        reason=reason,
        words=words,
    )


async def tell(tx: Tx, tenant_id: UUID, events: Sequence[Event], words: Sequence[Settled] = ()) -> None:
    """Hand both on, one row a topic."""
    if events:
        await send(tx, EVENTS, {"events": [each.payload() for each in events]}, tenant_id=tenant_id)
    if words:
        await send(tx, SETTLED, {"messages": [each.payload() for each in words]}, tenant_id=tenant_id)


async def tell_accepted(tx: Tx, tenant_id: UUID, accepted: Accepted) -> None:
    """The same, of what is written already."""
    if accepted.events is not None:
        await send(tx, EVENTS, f'{{"events": {accepted.events}}}', tenant_id=tenant_id)
    if accepted.words is not None:
        await send(tx, SETTLED, f'{{"messages": {accepted.words}}}', tenant_id=tenant_id)
