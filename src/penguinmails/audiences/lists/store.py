"""The statements about lists, as functions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audiences.lists.model import (
    Asked,
    Candidate,
    ConsentSource,
    Drift,
    Joined,
    LeadId,
    Left,
    ListMember,
    MailingList,
    MembershipIn,
    MemberStatus,
    Reachable,
    Standing,
    TenantOfLists,
)
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def found(
    tx: Tx, list_id: UUID | None, name: str | None, *, deleted: bool = False
) -> list[MailingList]:
    """Lists with this id or name."""
    query = queries.find_deleted_lists if deleted else queries.find_lists
    return await tx.many(query, MailingList, tenant_id=tx.tenant_id, list_id=list_id, name=name)


async def listed(tx: Tx, *, company_id: UUID | None, deleted: bool) -> list[MailingList]:
    """All lists, by name."""
    return await tx.many(
        queries.list_lists, MailingList, tenant_id=tx.tenant_id, company_id=company_id, deleted=deleted
    )


async def find_leads(
    tx: Tx, ids: Sequence[UUID], addresses: Sequence[str], company_id: UUID | None
) -> list[Candidate]:
    """Live leads of these ids and addresses."""
    return await tx.many(
        queries.find_leads,
        Candidate,
        tenant_id=tx.tenant_id,
        ids=list(ids),
        addresses=list(addresses),
        company_id=company_id,
    )


async def lock_leads(tx: Tx, lead_ids: Sequence[UUID]) -> list[Candidate]:
    """Those of these leads that live; they do until the transaction ends."""
    return await tx.many(queries.lock_leads, Candidate, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def left_before(
    tx: Tx, list_id: UUID, leads: Sequence[Candidate], hashes: Sequence[bytes]
) -> set[UUID]:
    """Those who left the list, or all lists, and have not come back."""
    rows = await tx.many(
        queries.left_before,
        LeadId,
        tenant_id=tx.tenant_id,
        list_id=list_id,
        lead_ids=[lead.lead_id for lead in leads],
        companies=[lead.company_id for lead in leads],
        hashes=list(hashes),
    )
    return {row.lead_id for row in rows}


async def insert_members(
    tx: Tx,
    list_id: UUID,
    leads: Sequence[Candidate],
    *,
    status: MemberStatus,
    source: str,
    again: bool,
) -> list[Joined]:
    """Those who were not on the list, or are brought back."""
    return await tx.many(
        queries.insert_members,
        Joined,
        tenant_id=tx.tenant_id,
        list_id=list_id,
        lead_ids=[lead.lead_id for lead in leads],
        companies=[lead.company_id for lead in leads],
        status=status.value,
        source=source,
        again=again,
    )


async def insert_consents(
    tx: Tx,
    list_id: UUID,
    said: Sequence[tuple[UUID, UUID | None, bytes, str]],
    *,
    source: ConsentSource,
    proof: Mapping[str, Any],
    ip: str | None = None,
    user_agent: str | None = None,
) -> None:
    """What leads said: each with its id, company, address hash and the kind of event."""
    await tx.execute(
        queries.insert_consents,
        tenant_id=tx.tenant_id,
        list_id=list_id,
        lead_ids=[each[0] for each in said],
        companies=[each[1] for each in said],
        hashes=[each[2] for each in said],
        kinds=[each[3] for each in said],
        source=source.value,
        proof=Jsonb(dict(proof)),
        ip=ip,
        user_agent=user_agent,
    )


async def remove_members(tx: Tx, list_id: UUID, lead_ids: Sequence[UUID]) -> int:
    """How many were on the list."""
    rows = await tx.many(
        queries.remove_members, LeadId, tenant_id=tx.tenant_id, list_id=list_id, lead_ids=list(lead_ids)
    )
    return len(rows)


async def leave(tx: Tx, list_id: UUID, lead_ids: Sequence[UUID]) -> list[Left]:
    """Those who were on the list and have left it now."""
    return await tx.many(
        queries.leave_list, Left, tenant_id=tx.tenant_id, list_id=list_id, lead_ids=list(lead_ids)
    )


async def members(
    tx: Tx, list_id: UUID, *, status: MemberStatus | None, after: UUID | None, page: int
) -> list[ListMember]:
    """A page of members."""
    return await tx.many(
        queries.list_members,
        ListMember,
        tenant_id=tx.tenant_id,
        list_id=list_id,
        status=status,
        after=after,
        page=page,
    )


async def find_member(tx: Tx, list_id: UUID, lead_id: UUID) -> ListMember | None:
    """One member."""
    return await tx.one(
        queries.find_member, ListMember, tenant_id=tx.tenant_id, list_id=list_id, lead_id=lead_id
    )


async def reachable(tx: Tx, list_id: UUID, *, after: UUID | None, page: int) -> list[Reachable]:
    """A page of whom a broadcast may go to."""
    return await tx.many(
        queries.reachable, Reachable, tenant_id=tx.tenant_id, list_id=list_id, after=after, page=page
    )


async def ask(tx: Tx, list_id: UUID, lead_ids: Sequence[UUID], *, most: int, apart: timedelta) -> list[Asked]:
    """Those who may be asked to confirm, marked as asked."""
    return await tx.many(
        queries.ask_members,
        Asked,
        tenant_id=tx.tenant_id,
        list_id=list_id,
        lead_ids=list(lead_ids),
        most=most,
        apart=apart,
    )


async def find_standing(tx: Tx, list_id: UUID, lead_id: UUID) -> Standing | None:
    """What a confirmation of this membership depends on."""
    return await tx.one(
        queries.find_standing, Standing, tenant_id=tx.tenant_id, list_id=list_id, lead_id=lead_id
    )


async def set_token_hash(tx: Tx, list_id: UUID, lead_id: UUID, token_hash: bytes) -> None:
    """From now on the token of that hash confirms."""
    await tx.execute(
        queries.set_token_hash,
        tenant_id=tx.tenant_id,
        list_id=list_id,
        lead_id=lead_id,
        token_hash=token_hash,
    )


async def confirm(
    tx: Tx, list_id: UUID, lead_id: UUID, *, token_hash: bytes, ip: str | None
) -> datetime | None:
    """When it was confirmed by this call; None where somebody else was first."""
    return await tx.value(
        queries.confirm_member,
        tenant_id=tx.tenant_id,
        list_id=list_id,
        lead_id=lead_id,
        token_hash=token_hash,
        ip=ip,
    )


async def tenants_with_changes(tx: Tx) -> list[UUID]:
    """The tenants with counts to add up."""
    return [row.tenant_id for row in await tx.many(queries.tenants_with_changes, TenantOfLists)]


async def tenants_with_lists(tx: Tx) -> list[UUID]:
    """The tenants with counts to check."""
    return [row.tenant_id for row in await tx.many(queries.tenants_with_lists, TenantOfLists)]


async def fold(tx: Tx) -> None:
    """Add up what is noted of the tenant's counts."""
    await tx.execute(queries.lock_folding, tenant_id=tx.tenant_id)
    await tx.execute(queries.fold_counts, tenant_id=tx.tenant_id)


async def count_anew(tx: Tx) -> list[Drift]:
    """The lists whose count is wrong."""
    return await tx.many(queries.count_anew, Drift, tenant_id=tx.tenant_id)


async def mend(tx: Tx) -> None:
    """Put the counts right."""
    await tx.execute(queries.mend_marks, tenant_id=tx.tenant_id)
    await tx.execute(queries.mend_counts, tenant_id=tx.tenant_id)


async def memberships_among(tx: Tx, lead_ids: Sequence[UUID], list_ids: Sequence[UUID]) -> list[MembershipIn]:
    """Memberships of these leads in these lists, ended ones too."""
    return await tx.many(
        queries.memberships_among,
        MembershipIn,
        tenant_id=tx.tenant_id,
        lead_ids=list(lead_ids),
        list_ids=list(list_ids),
    )
