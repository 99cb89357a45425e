"""What is done with a tenant's hits. Each step commits; all of it may be done again."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import structlog

from penguinmails.audiences import (
    Opened,
    Reason,
    Source,
    TrackingConsent,
    address_keys,
    consents_of,
    note_open_dates,
    suppress,
)
from penguinmails.audit import Actor
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import send
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import ingest
from penguinmails.tenancy import CompanyUnknown, TenantUnknown, find_company, find_tenant
from penguinmails.tracking.shipping.events import Proven, allowed, event_of, open_date
from penguinmails.tracking.shipping.model import LEFT, Left
from penguinmails.tracking.shipping.regions import Regions
from penguinmails.tracking.spool.model import Way

_log = structlog.stdlib.get_logger(__name__)

_ACTOR: Final = Actor.system("tracking")
_SOURCES: Final = {Way.ONE_CLICK: Source.ONE_CLICK, Way.PAGE: Source.UNSUBSCRIBE_PAGE}


async def deliver(databases: Databases, tenant_id: UUID, hits: Sequence[Proven], regions: Regions) -> None:
    """Do what hits of one tenant ask for: suppress who unsubscribed, keep dates, add events to the ledger.

    Commits as it goes; done again it changes nothing. What a tenant that is gone was sent is let go.
    """
    scope = Scope.tenant_wide(tenant_id)
    lead_ids = sorted({hit.ref.lead_id for hit in hits if hit.ref.lead_id is not None})
    try:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await find_tenant(tx)
            now = await consents_of(tx, lead_ids)
            await _keep_dates(tx, hits, now)
    except TenantUnknown:
        _log.warning("tracking.tenant_gone", tenant_id=str(tenant_id), hits=len(hits))
        return
    events = [event for hit in hits if (event := event_of(hit, allowed(hit.ref, now), regions)) is not None]
    if events:
        async with databases.worker(Tier.OLAP) as tx:
            await ingest(tx, tenant_id, events)
    await _unsubscribe(databases, scope, hits)


async def _keep_dates(tx: Tx, hits: Sequence[Proven], now: dict[UUID, TrackingConsent]) -> None:
    dates = [open_date(hit, allowed(hit.ref, now)) for hit in hits]
    await note_open_dates(tx, [Opened(*dated) for dated in dates if dated is not None])


async def _unsubscribe(databases: Databases, scope: Scope, hits: Sequence[Proven]) -> None:
    leaving = {(hit.token.address, hit.ref.message_id): hit for hit in hits if hit.token.address is not None}
    if not leaving:
        return
    keys = await address_keys(databases, scope.tenant_id)
    # A transaction each: suppressing waits for transmissions to the address, and holds what it has meanwhile.
    for (address, message_id), hit in leaving.items():
        async with databases.tenant(Tier.OLTP, scope) as tx:
            source = _SOURCES[hit.hit.way]
            await suppress(
                tx,
                address or "",
                reason=Reason.UNSUBSCRIBED,
                source=source,
                actor=_ACTOR,
                company_id=await _reach(tx, hit.ref.company_id),
                message_id=message_id,
                keys=keys,
            )
            left = Left(message_id, hit.hit.moment, source.value, hit.ref.lead_id)
            await send(tx, LEFT, left.payload())


async def _reach(tx: Tx, company_id: UUID | None) -> UUID | None:
    """The company that wrote; all of the tenant's where that one is gone."""
    if company_id is None:
        return None
    try:
        return (await find_company(tx, company_id)).id
    except CompanyUnknown:
        return None
