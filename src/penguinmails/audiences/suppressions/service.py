"""Suppressing and lifting. What takes a `Tx` joins its transaction and never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails import audit
from penguinmails.audiences.describing.service import describe
from penguinmails.audiences.suppressions import store
from penguinmails.audiences.suppressions.errors import (
    ExpiryPassed,
    NoteNamesAddress,
    SuppressionLasting,
    SuppressionScopeRefused,
    SuppressionUnknown,
)
from penguinmails.audiences.suppressions.hashing import AddressKeys, Hasher, hint_of, read_target
from penguinmails.audiences.suppressions.locks import lock_hashes
from penguinmails.audiences.suppressions.model import (
    CampaignType,
    Entry,
    Kind,
    Outcome,
    Reason,
    Source,
    Suppression,
    Target,
)
from penguinmails.audiences.suppressions.store import Cause, New, Reach
from penguinmails.audit import Actor, ActorKind, Classification, Retention
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import AllCompanies, Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.tenancy import KeyPurpose, find_company, platform_key, tenant_key

_CONSENT_SOURCES: Final = {
    ActorKind.USER: Source.MEMBER,
    ActorKind.OPERATOR: Source.STAFF,
    ActorKind.STAFF: Source.STAFF,
}
_AT_SIGNS: Final = frozenset("@\uff20\ufe6b")


async def suppress(
    tx: Tx,
    target: str | Target,
    *,
    reason: Reason,
    source: Source,
    actor: Actor,
    company_id: UUID | None = None,
    campaign_type: CampaignType | None = None,
    note: str | None = None,
    expires: datetime | None = None,
    message_id: UUID | None = None,
    keys: AddressKeys | None = None,
) -> Suppression:
    """Let nobody of the tenant, or of one company, write to an address or domain; the entry.

    Waits for transmissions to it that have begun; none begins once this has committed. A repetition keeps
    what is there, but for a stronger reason and a longer life. An address's leads in reach take the status
    that goes with the reason, and where it was the person's own will they leave their lists, and a consent
    event is written; not where the entry is for one type of campaign only, or expires. A domain's entry marks
    no leads. A transaction limited to some companies gives `keys`, because it cannot read the tenant's, and
    a `company_id`.

    Raises `AddressInvalid`, `DomainInvalid`, `CompanyUnknown`, `SuppressionScopeRefused`, `NoteNamesAddress`,
    `ExpiryPassed`.
    """
    wanted = read_target(target) if isinstance(target, str) else target
    reach = await reach_of(tx, company_id, campaign_type)
    cause = checked(Cause(reason, source, actor, note, expires, message_id))
    hasher = await _own_hasher(tx, keys)
    new = named(wanted, hasher, hinted=reason is not Reason.ERASED)
    outcome = await put(tx, reach, cause, [new])
    entry = (await store.with_reach(tx, reach, [new.target_hash]))[new.target_hash]
    await audit_outcome(tx, reach, cause, outcome, entry.id)
    return await _shown(tx, reach.tenant_id, entry)


async def suppress_all(
    tx: Tx,
    targets: Sequence[Target],
    *,
    reason: Reason,
    source: Source,
    actor: Actor,
    company_id: UUID | None = None,
    campaign_type: CampaignType | None = None,
    note: str | None = None,
    expires: datetime | None = None,
    keys: AddressKeys | None = None,
) -> Outcome:
    """As `suppress`, for up to some hundreds in one transaction, which holds a lock for each."""
    reach = await reach_of(tx, company_id, campaign_type)
    cause = checked(Cause(reason, source, actor, note, expires))
    hasher = await _own_hasher(tx, keys)
    news = [named(target, hasher, hinted=reason is not Reason.ERASED) for target in targets]
    outcome = await put(tx, reach, cause, news)
    await audit_outcome(tx, reach, cause, outcome)
    return outcome


async def suppress_everywhere(
    tx: Tx,
    target: str | Target,
    *,
    reason: Reason,
    source: Source,
    actor: Actor,
    note: str | None = None,
    expires: datetime | None = None,
) -> Suppression:
    """Let nobody on the platform write to an address or domain. For operators; a transaction as worker.

    No tenant's leads are marked: a status would tell one tenant what another's recipient did.
    Raises as `suppress` does.
    """
    if actor.kind not in (ActorKind.OPERATOR, ActorKind.STAFF, ActorKind.SYSTEM):
        raise SuppressionScopeRefused(reach="for the whole platform")
    wanted = read_target(target) if isinstance(target, str) else target
    hasher = Hasher(await platform_key(tx, KeyPurpose.ADDRESS_HASH))
    new = named(wanted, hasher, hinted=reason is not Reason.ERASED)
    reach, cause = Reach(PLATFORM_TENANT), checked(Cause(reason, source, actor, note, expires))
    outcome = await put(tx, reach, cause, [new])
    entry = (await store.with_reach(tx, reach, [new.target_hash]))[new.target_hash]
    await audit_outcome(tx, reach, cause, outcome, entry.id)
    return await _shown(tx, PLATFORM_TENANT, entry)


async def lift(
    tx: Tx,
    target: str | Target,
    *,
    actor: Actor,
    company_id: UUID | None = None,
    campaign_type: CampaignType | None = None,
    consent: str | None = None,
    keys: AddressKeys | None = None,
) -> None:
    """Withdraw the entry of a target that has exactly this reach.

    Its leads are active again where no other entry is in sight; memberships of lists stay ended, because
    joining is for them to ask. An objection, an erasure or a complaint is withdrawn only with `consent`: how
    and when they asked to be written to again, which is kept as proof.

    Raises `SuppressionUnknown`, `SuppressionLasting`, `NoteNamesAddress`, and as `suppress` does.
    """
    wanted = read_target(target) if isinstance(target, str) else target
    reach = await reach_of(tx, company_id, campaign_type)
    code = (await _own_hasher(tx, keys)).target(wanted)
    reason = await _withdraw(tx, reach, wanted, code, actor=actor, consent=consent)
    if wanted.kind is not Kind.ADDRESS:
        return
    if campaign_type is None:
        released = await store.release_leads(tx, company_id, wanted.value, code, reason.lead_status)
        await describe(tx, released)
    if consent is not None:
        source = _CONSENT_SOURCES.get(actor.kind, Source.API)
        proof = {"note": consent}
        await store.insert_consents(tx, company_id, [code], kind="resubscribed", source=source, proof=proof)


async def lift_everywhere(tx: Tx, target: str | Target, *, actor: Actor, consent: str | None = None) -> None:
    """Withdraw an entry of the platform. For operators; a transaction as worker. Raises as `lift` does."""
    if actor.kind not in (ActorKind.OPERATOR, ActorKind.STAFF, ActorKind.SYSTEM):
        raise SuppressionScopeRefused(reach="for the whole platform")
    wanted = read_target(target) if isinstance(target, str) else target
    code = Hasher(await platform_key(tx, KeyPurpose.ADDRESS_HASH)).target(wanted)
    await _withdraw(tx, Reach(PLATFORM_TENANT), wanted, code, actor=actor, consent=consent)


async def list_suppressions(
    tx: Tx,
    *,
    before: UUID | None = None,
    reason: Reason | None = None,
    company_id: UUID | None = None,
    page: int = 50,
) -> list[Suppression]:
    """The entries the transaction may see, the newest first; the next page is `before` the last one's id."""
    return await store.listed(
        tx, tx.tenant_id, before=before, reason=reason, company_id=company_id, page=page
    )


async def list_everywhere(
    tx: Tx, *, before: UUID | None = None, reason: Reason | None = None, page: int = 50
) -> list[Suppression]:
    """The platform's own entries. For operators; a transaction as worker."""
    return await store.listed(tx, PLATFORM_TENANT, before=before, reason=reason, company_id=None, page=page)


async def put(tx: Tx, reach: Reach, cause: Cause, news: Sequence[New]) -> Outcome:
    """Write entries, and what follows from them, under the locks of all of them."""
    unique = {new.target_hash: new for new in news}
    await lock_hashes(tx, unique)
    known = await store.with_reach(tx, reach, list(unique))
    fresh = [new for code, new in unique.items() if code not in known]
    stronger = [entry for entry in known.values() if cause.reason.strength < Reason(entry.reason).strength]
    longer = [entry for entry in known.values() if _is_longer(cause.expires, entry.expires)]
    if fresh:
        await store.insert(tx, reach, cause, fresh)
    if stronger:
        await store.strengthen(tx, reach.tenant_id, [entry.id for entry in stronger], cause)
    if longer:
        await store.prolong(tx, reach.tenant_id, [entry.id for entry in longer], cause.expires)
    if cause.reason is Reason.ERASED:
        await store.empty_hints(tx, reach.tenant_id, list(unique))
    changed = {new.target_hash for new in fresh} | {entry.target_hash for entry in stronger}
    if reach.tenant_id != PLATFORM_TENANT and reach.campaign_type is None and cause.expires is None:
        await _follow(tx, reach, cause, list(unique.values()), changed)
    improved = len({entry.id for entry in (*stronger, *longer)})
    return Outcome(len(fresh), improved, len(known) - improved)


async def audit_outcome(
    tx: Tx, reach: Reach, cause: Cause, outcome: Outcome, entry_id: UUID | None = None
) -> None:
    """Record what somebody suppressed: one entry, or many by their number.

    What a recipient or a mail server sets off is told by the entry and by the consent event.
    """
    if cause.actor.kind is ActorKind.SYSTEM or outcome.added + outcome.strengthened == 0:
        return
    await audit.record(
        tx,
        action="suppression.added",
        resource_type="suppression",
        resource_id=entry_id or reach.tenant_id,
        new={
            "scope": reach.scope,
            "reason": cause.reason,
            "source": cause.source,
            "added": outcome.added,
            "strengthened": outcome.strengthened,
        },
        actor=cause.actor,
        classification=Classification.INTERNAL,
        retention=Retention.STANDARD,
        tenant_id=reach.tenant_id,
    )


async def _follow(tx: Tx, reach: Reach, cause: Cause, news: Sequence[New], changed: set[bytes]) -> None:
    addresses = [new.address for new in news if new.address is not None]
    marked = await store.mark_leads(tx, reach.company_id, addresses, cause.reason.lead_status)
    await describe(tx, marked)
    if not cause.reason.was_their_will:
        return
    await store.end_memberships(tx, reach.company_id, addresses)
    codes = [new.target_hash for new in news if new.kind is Kind.ADDRESS and new.target_hash in changed]
    await store.insert_consents(
        tx,
        reach.company_id,
        codes,
        kind=cause.reason.consent_event,
        source=cause.source,
        message_id=cause.message_id,
    )


async def _withdraw(
    tx: Tx, reach: Reach, target: Target, code: bytes, *, actor: Actor, consent: str | None
) -> Reason:
    _refuse_address(consent)
    await lock_hashes(tx, [code])
    entry = (await store.with_reach(tx, reach, [code])).get(code)
    if entry is None:
        raise SuppressionUnknown(target=hint_of(target), reach=reach)
    reason = Reason(entry.reason)
    if reason.is_lasting and consent is None:
        raise SuppressionLasting(target=hint_of(target), reason=reason)
    await store.delete(tx, reach.tenant_id, entry.id)
    await audit.record(
        tx,
        action="suppression.lifted",
        resource_type="suppression",
        resource_id=entry.id,
        old={"scope": reach.scope, "reason": reason, "target": target.kind},
        actor=actor,
        # Of an address the consent event keeps it, which can be erased with the person.
        notes=consent if target.kind is Kind.DOMAIN else None,
        classification=Classification.INTERNAL,
        retention=Retention.STANDARD,
        tenant_id=reach.tenant_id,
    )
    return reason


async def reach_of(tx: Tx, company_id: UUID | None, campaign_type: CampaignType | None) -> Reach:
    """The reach, if the transaction may write there. Raises `CompanyUnknown`, `SuppressionScopeRefused`."""
    reach = Reach(tx.tenant_id, company_id, campaign_type)
    if company_id is not None:
        await find_company(tx, company_id)  # under row level security: its own or refused
    elif tx.scope.companies is not AllCompanies.ALL:
        raise SuppressionScopeRefused(reach=reach)
    return reach


async def _own_hasher(tx: Tx, keys: AddressKeys | None) -> Hasher:
    if keys is not None:
        if keys.tenant_id != tx.tenant_id:
            raise RuntimeError("the keys are another tenant's")
        return keys.own_hasher
    if tx.scope.companies is not AllCompanies.ALL:
        raise RuntimeError("a transaction limited to some companies gives keys: see address_keys")
    return Hasher(await tenant_key(tx, KeyPurpose.ADDRESS_HASH))


def checked(cause: Cause) -> Cause:
    """The cause, where it can be one. Raises `NoteNamesAddress`, `ExpiryPassed`."""
    _refuse_address(cause.note)
    if cause.expires is not None and cause.expires <= clock.now():
        raise ExpiryPassed(expires=cause.expires)
    return cause


def named(target: Target, hasher: Hasher, *, hinted: bool) -> New:
    """The entry of a target: with a hint, unless nothing is to be left of it."""
    return New(
        ids.uuid7(),
        target.kind,
        hasher.target(target),
        hint_of(target) if hinted else None,
        target.value if target.kind is Kind.ADDRESS else None,
    )


def _is_longer(expires: datetime | None, than: datetime | None) -> bool:
    return than is not None and (expires is None or expires > than)


def _refuse_address(note: str | None) -> None:
    if note is not None and not _AT_SIGNS.isdisjoint(note):
        raise NoteNamesAddress


async def _shown(tx: Tx, tenant_id: UUID, entry: Entry) -> Suppression:
    shown = await store.find(tx, tenant_id, entry.id)
    if shown is None:
        raise RuntimeError("an entry under lock is gone")
    return shown
