"""The statements about suppressions, as functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audiences.suppressions.model import (
    WEAKER_STATUSES,
    CampaignType,
    Entry,
    Hit,
    Kind,
    Reason,
    Source,
    Suppression,
)
from penguinmails.audit import Actor, ActorKind
from penguinmails.kernel.db import Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


@dataclass(frozen=True)
class MarkedLead:
    """A lead whose status changed."""

    id: UUID


@dataclass(frozen=True)
class Reach:
    """Whose mail an entry forbids."""

    tenant_id: UUID
    company_id: UUID | None = None
    campaign_type: CampaignType | None = None

    @property
    def scope(self) -> str:
        """As the column says it."""
        if self.tenant_id == PLATFORM_TENANT:
            return "global"
        if self.campaign_type is not None:
            return "campaign_type"
        return "tenant" if self.company_id is None else "company"

    def __str__(self) -> str:
        if self.tenant_id == PLATFORM_TENANT:
            return "for the whole platform"
        what = f"for {self.campaign_type}" if self.campaign_type else ""
        where = f"in the company {self.company_id}" if self.company_id else "for the whole tenant"
        return f"{what} {where}".strip()


@dataclass(frozen=True)
class Cause:
    """Why, how and by whom somebody is suppressed."""

    reason: Reason
    source: Source
    actor: Actor
    note: str | None = None
    expires: datetime | None = None
    message_id: UUID | None = None


@dataclass(frozen=True)
class New:
    """An entry to be."""

    id: UUID
    kind: Kind
    target_hash: bytes
    hint: str | None
    address: str | None = None
    """Where it is an address, and known."""


async def hits(
    tx: Tx,
    tenant_id: UUID,
    hashes: Sequence[bytes],
    company_id: UUID | None,
    campaign_type: CampaignType | None,
) -> set[bytes]:
    """Those of the hashes that forbid a message."""
    found = await tx.many(
        queries.hits,
        Hit,
        tenant_id=tenant_id,
        hashes=b"".join(hashes),
        company_id=company_id,
        campaign_type=campaign_type,
    )
    return {hit.target_hash for hit in found}


async def matches(
    tx: Tx,
    tenant_id: UUID,
    hashes: Sequence[bytes],
    company_id: UUID | None,
    campaign_type: CampaignType | None,
) -> list[Suppression]:
    """The entries of these hashes; of every company and type where none is given."""
    return await tx.many(
        queries.matches,
        Suppression,
        tenant_id=tenant_id,
        hashes=hashes,
        company_id=company_id,
        any_company=company_id is None,
        campaign_type=campaign_type,
        any_type=campaign_type is None,
    )


async def with_reach(tx: Tx, reach: Reach, hashes: Sequence[bytes]) -> dict[bytes, Entry]:
    """The entries of these hashes with exactly that reach."""
    found = await tx.many(
        queries.entries_with_reach,
        Entry,
        tenant_id=reach.tenant_id,
        hashes=hashes,
        company_id=reach.company_id,
        campaign_type=reach.campaign_type,
    )
    return {entry.target_hash: entry for entry in found}


async def insert(tx: Tx, reach: Reach, cause: Cause, new: Sequence[New]) -> None:
    """Write entries that are not there."""
    await tx.execute(
        queries.insert_entries,
        tenant_id=reach.tenant_id,
        company_id=reach.company_id,
        campaign_type=reach.campaign_type,
        scope=reach.scope,
        **_cause(cause),
        expires=cause.expires,
        created_by=UUID(cause.actor.id) if cause.actor.kind is ActorKind.USER else None,
        ids=[entry.id for entry in new],
        targets=[entry.kind for entry in new],
        hashes=[entry.target_hash for entry in new],
        hints=[entry.hint for entry in new],
    )


async def strengthen(tx: Tx, tenant_id: UUID, ids: Sequence[UUID], cause: Cause) -> None:
    """Give entries a stronger reason."""
    await tx.execute(queries.strengthen_entries, tenant_id=tenant_id, ids=ids, **_cause(cause))


async def prolong(tx: Tx, tenant_id: UUID, ids: Sequence[UUID], expires: datetime | None) -> None:
    """Let entries last longer."""
    await tx.execute(queries.prolong_entries, tenant_id=tenant_id, ids=ids, expires=expires)


async def find(tx: Tx, tenant_id: UUID, entry_id: UUID) -> Suppression | None:
    """An entry."""
    return await tx.one(queries.find_entry, Suppression, tenant_id=tenant_id, id=entry_id)


async def listed(
    tx: Tx,
    tenant_id: UUID,
    *,
    before: UUID | None,
    reason: Reason | None,
    company_id: UUID | None,
    page: int,
) -> list[Suppression]:
    """A page of entries, the newest first."""
    return await tx.many(
        queries.list_entries,
        Suppression,
        tenant_id=tenant_id,
        before=before,
        reason=reason,
        company_id=company_id,
        page=page,
    )


async def delete(tx: Tx, tenant_id: UUID, entry_id: UUID) -> None:
    """Remove an entry."""
    await tx.execute(queries.delete_entry, tenant_id=tenant_id, id=entry_id)


async def empty_hints(tx: Tx, tenant_id: UUID, hashes: Sequence[bytes]) -> None:
    """Leave nothing of these targets but the hash."""
    await tx.execute(queries.empty_hints, tenant_id=tenant_id, hashes=hashes)


async def mark_leads(tx: Tx, company_id: UUID | None, addresses: Sequence[str], status: str) -> list[UUID]:
    """Give the leads of these addresses a status that outranks theirs; which."""
    marked = await tx.many(
        queries.mark_leads,
        MarkedLead,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        addresses=addresses,
        status=status,
        weaker=WEAKER_STATUSES[status],
    )
    return [lead.id for lead in marked]


async def release_leads(
    tx: Tx, company_id: UUID | None, address: str, code: bytes, status: str
) -> list[UUID]:
    """Make leads of an address active that have that status and no entry any more; which."""
    released = await tx.many(
        queries.release_leads,
        MarkedLead,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        address=address,
        hash=code,
        status=status,
    )
    return [lead.id for lead in released]


async def end_memberships(tx: Tx, company_id: UUID | None, addresses: Sequence[str]) -> None:
    """Take the leads of these addresses off all lists."""
    await tx.execute(
        queries.end_memberships, tenant_id=tx.tenant_id, company_id=company_id, addresses=addresses
    )


async def insert_consents(
    tx: Tx,
    company_id: UUID | None,
    hashes: Sequence[bytes],
    *,
    kind: str,
    source: Source,
    message_id: UUID | None = None,
    proof: dict[str, str] | None = None,
) -> None:
    """Write that these addresses took a consent back, or gave it again."""
    await tx.execute(
        queries.insert_consents,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        hashes=hashes,
        kind=kind,
        source=source.of_consent,
        message_id=message_id,
        proof=Jsonb(proof or {}),
    )


async def delete_expired(tx: Tx, moment: datetime, batch: int) -> int:
    """Remove entries of all tenants that have expired; how many."""
    return await tx.execute(queries.delete_expired, moment=moment, batch=batch)


def _cause(cause: Cause) -> dict[str, object]:
    return {
        "reason": cause.reason,
        "source": cause.source,
        "message_id": cause.message_id,
        "note": cause.note,
    }
