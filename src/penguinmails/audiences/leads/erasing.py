"""Erasure: a person asks to be forgotten. What stays is a hash, so that nobody writes to them again.

Handed on: `LEAD_ERASED` to the warehouse, which counts them on under random ids; `LEAD_FORGOTTEN` to mail.

Removed here: the person's leads in all companies, deleted ones too, with memberships, engagement, keys,
enrolments and what imports noted of them; rows of imported files that were refused and name the address; what
consents say of place, browser and wording. Kept: consents and the suppression, under HMAC(tenant's key,
address), and the journal of requests, which is replayed after a restore. The audit log never held a value of
a lead.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID, uuid4

from penguinmails import audit
from penguinmails.audiences.addresses import domain_of, read_address
from penguinmails.audiences.leads import store
from penguinmails.audiences.leads.errors import ErasureNeedsTenant, LeadUnknown
from penguinmails.audiences.leads.model import Erased
from penguinmails.audiences.leads.service import as_id
from penguinmails.audiences.suppressions.hashing import address_hash
from penguinmails.audiences.suppressions.model import Kind, Reason, Source, Target
from penguinmails.audiences.suppressions.service import suppress
from penguinmails.audit import Actor, ActorKind, Classification, Retention
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import AllCompanies, Tx
from penguinmails.kernel.handoff import Topic, send
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import forget_mail
from penguinmails.tenancy import KeyPurpose, tenant_key

LEAD_ERASED: Final = Topic("lead.erased", Tier.OLAP)
"""`{"leads": [{"lead_id", "surrogate"}]}`: who is to be counted on under which random id."""
LEAD_FORGOTTEN: Final = Topic("lead.forgotten", Tier.CONTENT)
"""`{"email", "leads": [{"lead_id", "surrogate"}]}`: whose mail, sent and received, is to be cleared."""

_SOURCES: Final = {
    ActorKind.USER: Source.MEMBER,
    ActorKind.API_KEY: Source.API,
    ActorKind.SYSTEM: Source.SYSTEM,
}


async def erase_lead(
    tx: Tx, id_or_address: UUID | str, *, actor: Actor, surrogates: Mapping[UUID, UUID] | None = None
) -> Erased:
    """Forget the person with this address, or of this lead; how many rows of which tables went.

    What other tiers know of them is cleared when the news has arrived there. `surrogates` are the random ids
    that leads were given by an erasure before, of which a restored backup knows nothing; others get new ones.
    An address without a lead is suppressed and journalled too. Waits for transmissions to the address that
    have begun; none begins once this has committed. It cannot be undone, and never commits by itself. Raises
    `LeadUnknown`, `AddressInvalid`, `ErasureNeedsTenant`.
    """
    if tx.scope.companies is not AllCompanies.ALL:
        raise ErasureNeedsTenant
    email = await _address(tx, id_or_address)
    source = _SOURCES.get(actor.kind, Source.STAFF)
    await suppress(tx, Target(Kind.ADDRESS, email), reason=Reason.ERASED, source=source, actor=actor)
    code = address_hash(await tenant_key(tx, KeyPurpose.ADDRESS_HASH), email)
    lead_ids = await store.lock_person(tx, email, domain_of(email))
    rows = await store.rows_of(tx, lead_ids)
    rows["oltp.consent_events"] = await store.erase_consents(tx, code, lead_ids)
    rows["oltp.import_rejects"] = await store.erase_rejects(tx, email)
    rows["oltp.leads"] = await store.erase(tx, lead_ids)
    rows["notifications.transactional_emails"] = await forget_mail(tx, email)
    await _hand_on(tx, email, lead_ids, surrogates or {})
    report = {table: count for table, count in sorted(rows.items()) if count}
    request_id = ids.uuid7()
    await store.insert_request(
        tx,
        request_id,
        lead_id=lead_ids[0] if lead_ids else None,
        address_hash=code,
        requested_by=UUID(actor.id) if actor.kind is ActorKind.USER else None,
        report=report,
        moment=clock.now(),
    )
    await audit.record(
        tx,
        action="lead.erased",
        resource_type="privacy_request",
        resource_id=request_id,
        new={"rows": report},
        actor=actor,
        classification=Classification.INTERNAL,
        retention=Retention.LEGAL,
    )
    return Erased(request_id, len(lead_ids), report)


async def _address(tx: Tx, id_or_address: UUID | str) -> str:
    lead_id = as_id(id_or_address)
    if lead_id is None:
        return read_address(str(id_or_address))
    lead = await store.find_any(tx, lead_id)
    if lead is None:
        raise LeadUnknown(lead=lead_id)
    return lead.email


async def _hand_on(tx: Tx, email: str, lead_ids: Sequence[UUID], surrogates: Mapping[UUID, UUID]) -> None:
    # Random, and never made from the id: who knows the one finds nothing of the other.
    leads = [
        {"lead_id": str(lead_id), "surrogate": str(surrogates.get(lead_id) or uuid4())}
        for lead_id in lead_ids
    ]
    if leads:
        await send(tx, LEAD_ERASED, {"leads": leads})
    await send(tx, LEAD_FORGOTTEN, {"email": email, "leads": leads})
