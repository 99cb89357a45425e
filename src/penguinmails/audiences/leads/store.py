"""The statements about leads, as functions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audiences.leads.model import (
    FIELDS,
    Consent,
    Lead,
    LeadAddress,
    LeadKey,
    LeadLine,
    Membership,
    TableRows,
    TagCount,
    TenantKey,
)
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier

queries = Queries.load(__name__)


async def insert(
    tx: Tx,
    lead_id: UUID,
    company_id: UUID | None,
    email: str,
    *,
    fields: Mapping[str, str | None],
    custom: Mapping[str, Any],
    tags: Sequence[str],
    is_role: bool,
    is_disposable: bool,
) -> bool:
    """Write a new lead; whether its address was free."""
    written = await tx.execute(
        queries.insert_lead,
        tenant_id=tx.tenant_id,
        lead_id=lead_id,
        company_id=company_id,
        email=email,
        **{name: fields.get(name) for name in FIELDS},
        custom_fields=Jsonb(dict(custom)),
        tags=list(tags),
        is_role=is_role,
        is_disposable=is_disposable,
    )
    return written == 1


async def find(tx: Tx, lead_id: UUID, *, locked: bool = False) -> Lead | None:
    """A live lead; locked against changes by others."""
    query = queries.lock_lead if locked else queries.find_lead
    return await tx.one(query, Lead, tenant_id=tx.tenant_id, lead_id=lead_id)


async def by_address(
    tx: Tx, email: str, company_id: UUID | None = None, *, any_company: bool = True
) -> list[Lead]:
    """The live leads of an address; in one company, or what is shared, unless in any."""
    return await tx.many(
        queries.find_by_address,
        Lead,
        tenant_id=tx.tenant_id,
        email=email,
        company_id=company_id,
        any_company=any_company,
    )


async def deleted(
    tx: Tx, lead_id: UUID | None, email: str | None, domain: str | None, company_id: UUID | None
) -> list[Lead]:
    """Deleted leads with the id or the address, the latest first."""
    return await tx.many(
        queries.find_deleted,
        Lead,
        tenant_id=tx.tenant_id,
        lead_id=lead_id,
        email=email,
        domain=domain,
        company_id=company_id,
        any_company=company_id is None,
    )


async def list_deleted(tx: Tx, since: datetime, after: UUID, page: int) -> list[LeadLine]:
    """A page of what can be restored."""
    return await tx.many(
        queries.list_deleted, LeadLine, tenant_id=tx.tenant_id, since=since, after=after, page=page
    )


async def update(tx: Tx, lead_id: UUID, fields: Mapping[str, str | None], custom: Mapping[str, Any]) -> None:
    """Give a lead these fields and custom fields, all of them."""
    await tx.execute(
        queries.update_lead,
        tenant_id=tx.tenant_id,
        lead_id=lead_id,
        **{name: fields[name] for name in FIELDS},
        custom_fields=Jsonb(dict(custom)),
    )


async def set_stage(tx: Tx, lead_id: UUID, stage: str) -> None:
    """Write the stage."""
    await tx.execute(queries.set_stage, tenant_id=tx.tenant_id, lead_id=lead_id, stage=stage)


async def lock(tx: Tx, lead_ids: Sequence[UUID]) -> int:
    """Lock live leads in the order of their ids; how many there are."""
    return await tx.value(queries.lock_leads, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def hold(tx: Tx, lead_ids: Sequence[UUID]) -> list[Lead]:
    """Live leads by id, kept from being erased; those that are being erased are left out."""
    return await tx.many(queries.hold_leads, Lead, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def deleted_among(tx: Tx, lead_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the leads that are deleted."""
    rows = await tx.many(queries.deleted_among, LeadKey, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))
    return {row.id for row in rows}


async def addresses_of(tx: Tx, lead_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The addresses of the live ones of these leads."""
    rows = await tx.many(queries.addresses_of, LeadAddress, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))
    return {row.id: row.email for row in rows}


async def mark_replied(tx: Tx, lead_ids: Sequence[UUID]) -> int:
    """Write that leads answered; how many changed."""
    return await tx.execute(queries.mark_replied, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def most_tags(tx: Tx, lead_ids: Sequence[UUID], tags: Sequence[str]) -> int:
    """How many tags the fullest lead would carry with these."""
    return await tx.value(queries.most_tags, tenant_id=tx.tenant_id, lead_ids=list(lead_ids), tags=list(tags))


async def add_tags(tx: Tx, lead_ids: Sequence[UUID], tags: Sequence[str]) -> int:
    """How many leads got one they did not carry."""
    return await tx.execute(
        queries.add_tags, tenant_id=tx.tenant_id, lead_ids=list(lead_ids), tags=list(tags)
    )


async def remove_tags(tx: Tx, lead_ids: Sequence[UUID], tags: Sequence[str]) -> int:
    """How many leads lost one."""
    return await tx.execute(
        queries.remove_tags, tenant_id=tx.tenant_id, lead_ids=list(lead_ids), tags=list(tags)
    )


async def count_tags(tx: Tx) -> list[TagCount]:
    """Every tag in use, the commonest first."""
    return await tx.many(queries.count_tags, TagCount, tenant_id=tx.tenant_id)


async def delete(tx: Tx, lead_ids: Sequence[UUID], moment: datetime) -> int:
    """Hide leads; how many."""
    return await tx.execute(
        queries.delete_leads, tenant_id=tx.tenant_id, lead_ids=list(lead_ids), moment=moment
    )


async def restore(tx: Tx, lead_id: UUID) -> None:
    """Show a lead again. The address may be taken."""
    await tx.execute(queries.restore_lead, tenant_id=tx.tenant_id, lead_id=lead_id)


async def memberships(tx: Tx, lead_id: UUID) -> list[Membership]:
    """The lists a lead is or was in."""
    return await tx.many(queries.memberships, Membership, tenant_id=tx.tenant_id, lead_id=lead_id)


async def consents(tx: Tx, lead_id: UUID) -> list[Consent]:
    """What a lead consented to, from the first on."""
    return await tx.many(queries.consents, Consent, tenant_id=tx.tenant_id, lead_id=lead_id)


async def tenants_to_purge(databases: Databases, before: datetime) -> list[UUID]:
    """Tenants with leads deleted before a moment."""
    async with databases.worker(Tier.OLTP) as tx:
        return [row.tenant_id for row in await tx.many(queries.tenants_to_purge, TenantKey, before=before)]


async def purge(tx: Tx, before: datetime, batch: int) -> int:
    """Remove a batch of leads deleted before a moment; how many."""
    return await tx.execute(queries.purge_leads, tenant_id=tx.tenant_id, before=before, batch=batch)


async def find_any(tx: Tx, lead_id: UUID) -> Lead | None:
    """A lead, deleted or not."""
    return await tx.one(queries.find_any, Lead, tenant_id=tx.tenant_id, lead_id=lead_id)


async def lock_person(tx: Tx, email: str, domain: str) -> list[UUID]:
    """Lock all leads of an address."""
    found = await tx.many(queries.lock_person, LeadKey, tenant_id=tx.tenant_id, email=email, domain=domain)
    return [row.id for row in found]


async def rows_of(tx: Tx, lead_ids: Sequence[UUID]) -> dict[str, int]:
    """How many rows go with these leads, by table."""
    found = await tx.many(queries.rows_of_leads, TableRows, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))
    return {table.name: table.rows for table in found}


async def erase(tx: Tx, lead_ids: Sequence[UUID]) -> int:
    """Remove leads and all that hangs on them; how many."""
    await tx.execute(queries.delete_memberships, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))
    return await tx.execute(queries.erase_leads, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def erase_consents(tx: Tx, address_hash: bytes, lead_ids: Sequence[UUID]) -> int:
    """Leave of consents only what, when and the hash; how many rows."""
    return await tx.execute(
        queries.erase_consents, tenant_id=tx.tenant_id, address_hash=address_hash, lead_ids=list(lead_ids)
    )


async def erase_rejects(tx: Tx, email: str) -> int:
    """Remove rejected rows of imports that name the address; how many."""
    return await tx.execute(queries.erase_rejects, tenant_id=tx.tenant_id, email=email)


async def insert_request(
    tx: Tx,
    request_id: UUID,
    *,
    lead_id: UUID | None,
    address_hash: bytes,
    requested_by: UUID | None,
    report: Mapping[str, int],
    moment: datetime,
) -> None:
    """Write an erasure down in the journal."""
    await tx.execute(
        queries.insert_request,
        tenant_id=tx.tenant_id,
        request_id=request_id,
        lead_id=lead_id,
        address_hash=address_hash,
        requested_by=requested_by,
        report=Jsonb(dict(report)),
        moment=moment,
    )
