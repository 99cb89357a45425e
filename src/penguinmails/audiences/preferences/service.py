"""Showing and changing preferences. Nothing here commits."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from penguinmails.audiences.leads.model import MAILABLE
from penguinmails.audiences.lists.members import leave
from penguinmails.audiences.lists.model import ConsentSource
from penguinmails.audiences.lists.screening import Screen
from penguinmails.audiences.preferences import store
from penguinmails.audiences.preferences.model import Opened, Preferences, TrackingConsent
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import find_company, find_tenant

_LEAST_FIRST: Final = tuple(TrackingConsent)
_AGENT_LENGTH: Final = 500


async def consents_of(tx: Tx, lead_ids: Sequence[UUID]) -> dict[UUID, TrackingConsent]:
    """What leads allow to be known of them now; who is gone is left out."""
    rows = await store.consents(tx, lead_ids) if lead_ids else []
    return {row.lead_id: TrackingConsent(row.tracking_consent) for row in rows}


async def note_open_dates(tx: Tx, opened: Sequence[Opened]) -> None:
    """Keep the day of the last open of leads that allow that and nothing else; others are left out."""
    if opened:
        await store.note_opens(tx, opened)


async def preferences_of(tx: Tx, address: str, *, company_id: UUID | None) -> Preferences:
    """What stands for a normalised address at a company (None: at the tenant).

    Raises `TenantUnknown`, `CompanyUnknown`.
    """
    sender = (await find_tenant(tx)).name if company_id is None else (await find_company(tx, company_id)).name
    leads = await store.addressees(tx, address, company_id)
    tracking = min(
        (TrackingConsent(lead.tracking_consent) for lead in leads),
        key=_LEAST_FIRST.index,
        default=TrackingConsent.OFF,
    )
    return Preferences(
        sender,
        address,
        tuple(await store.subscriptions(tx, [lead.id for lead in leads])),
        tracking,
        unsubscribed=not any(lead.status in MAILABLE for lead in leads),
    )


async def save_preferences(
    tx: Tx,
    address: str,
    *,
    company_id: UUID | None,
    leaving: frozenset[UUID],
    tracking: TrackingConsent | None,
    screen: Screen,
    message_id: UUID | None = None,
    ip: str | None = None,
    user_agent: str | None = None,
) -> Preferences:
    """The owner of an address leaves these lists, and chooses what may be known of them; the result.

    `tracking` None leaves that as it is. Each change is kept as a consent event. Done twice it changes
    nothing. Raises as `preferences_of` does.
    """
    agent = None if user_agent is None else user_agent.replace("\0", "")[:_AGENT_LENGTH]
    leads = await store.lock_addressees(tx, address, company_id)
    lead_ids = [lead.id for lead in leads]
    for subscription in await store.subscriptions(tx, lead_ids):
        if subscription.list_id in leaving:
            await leave(
                tx,
                subscription.list_id,
                lead_ids,
                screen=screen,
                source=ConsentSource.UNSUBSCRIBE_PAGE,
                ip=ip,
                user_agent=agent,
            )
    changing = [lead for lead in leads if tracking is not None and lead.tracking_consent != tracking]
    if tracking is not None and changing:
        ids = [lead.id for lead in changing]
        await store.set_tracking(tx, ids, tracking)
        if tracking is not TrackingConsent.LAST_DATE_ONLY:
            await store.forget_open_dates(tx, ids)
        hashed = screen.hash(address)
        await store.insert_consents(
            tx, changing, hashed, tracking, message_id=message_id, ip=ip, user_agent=agent
        )
    return await preferences_of(tx, address, company_id=company_id)
