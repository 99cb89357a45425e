"""The statements about preferences, as functions."""

from collections.abc import Sequence
from uuid import UUID

from penguinmails.audiences.preferences.model import (
    Addressee,
    Consenting,
    Opened,
    Subscription,
    TrackingConsent,
)
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def consents(tx: Tx, lead_ids: Sequence[UUID]) -> list[Consenting]:
    """What these leads allow; those that are gone are left out."""
    return await tx.many(queries.consents_of, Consenting, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def note_opens(tx: Tx, opened: Sequence[Opened]) -> int:
    """Keep the days on which leads opened something, where that is allowed; how many."""
    return await tx.execute(
        queries.note_open_dates,
        tenant_id=tx.tenant_id,
        lead_ids=[each.lead_id for each in opened],
        days=[each.day for each in opened],
    )


async def addressees(tx: Tx, email: str, company_id: UUID | None) -> list[Addressee]:
    """The live leads of an address at a sender."""
    return await tx.many(
        queries.addressees, Addressee, tenant_id=tx.tenant_id, email=email, company_id=company_id
    )


async def lock_addressees(tx: Tx, email: str, company_id: UUID | None) -> list[Addressee]:
    """The live leads of an address at a sender, locked."""
    return await tx.many(
        queries.lock_addressees, Addressee, tenant_id=tx.tenant_id, email=email, company_id=company_id
    )


async def subscriptions(tx: Tx, lead_ids: Sequence[UUID]) -> list[Subscription]:
    """The live lists these leads are subscribed to."""
    return await tx.many(
        queries.subscriptions_of, Subscription, tenant_id=tx.tenant_id, lead_ids=list(lead_ids)
    )


async def set_tracking(tx: Tx, lead_ids: Sequence[UUID], consent: TrackingConsent) -> None:
    """Write what these (locked) leads allow."""
    await tx.execute(
        queries.set_tracking, tenant_id=tx.tenant_id, lead_ids=list(lead_ids), consent=consent.value
    )


async def forget_open_dates(tx: Tx, lead_ids: Sequence[UUID]) -> None:
    """Remove the dates of last opens."""
    await tx.execute(queries.forget_open_dates, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def insert_consents(
    tx: Tx,
    leads: Sequence[Addressee],
    address_hash: bytes,
    consent: TrackingConsent,
    *,
    message_id: UUID | None,
    ip: str | None,
    user_agent: str | None,
) -> None:
    """Write that these leads chose what may be known of them."""
    await tx.execute(
        queries.insert_consents,
        tenant_id=tx.tenant_id,
        address_hash=address_hash,
        kind=consent.event,
        message_id=message_id,
        ip=ip,
        user_agent=user_agent,
        lead_ids=[lead.id for lead in leads],
        companies=[lead.company_id for lead in leads],
    )
