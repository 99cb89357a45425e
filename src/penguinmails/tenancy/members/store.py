"""The statements about members, as functions."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from penguinmails.kernel.db import AllCompanies, Tx
from penguinmails.kernel.sql import Queries
from penguinmails.tenancy.errors import CompanyUnknown, NotAllowed, TenantUnknown
from penguinmails.tenancy.members.model import Companies, Member, MemberRole, MemberRow, Seats, in_order

queries = Queries.load(__name__)


async def lock_tenant(tx: Tx) -> str:
    """Be the only transaction that changes the tenant's members and companies; the tenant's name.

    Raises `TenantUnknown`, and `NotAllowed` where the transaction sees only some of its companies.
    """
    if tx.scope.companies is not AllCompanies.ALL:
        raise NotAllowed(what="change a tenant of which you see only some companies")
    name = await tx.value(queries.lock_tenant, tenant_id=tx.tenant_id)
    if name is None:
        raise TenantUnknown(tenant=tx.tenant_id)
    return name


async def find(tx: Tx, user_id: UUID) -> Member | None:
    """A live member."""
    row = await tx.one(queries.find_member, MemberRow, tenant_id=tx.tenant_id, user_id=user_id)
    return Member.of(row) if row else None


async def find_removed(tx: Tx, user_id: UUID) -> MemberRow | None:
    """A membership that was ended."""
    return await tx.one(queries.find_removed_member, MemberRow, tenant_id=tx.tenant_id, user_id=user_id)


async def own(tx: Tx, user_id: UUID) -> Member | None:
    """A live member of a live tenant who is a live user; the transaction is the user's."""
    row = await tx.one(queries.own_member, MemberRow, tenant_id=tx.tenant_id, user_id=user_id)
    return Member.of(row) if row else None


async def listed(tx: Tx) -> list[Member]:
    """All live members, by e-mail."""
    rows = await tx.many(queries.list_members, MemberRow, tenant_id=tx.tenant_id)
    return [Member.of(row) for row in rows]


async def id_by_email(tx: Tx, email: str) -> UUID | None:
    """The member with that normalised address."""
    return await tx.value(queries.member_by_email, tenant_id=tx.tenant_id, email=email)


async def put(
    tx: Tx, user_id: UUID, email: str | None, roles: Collection[MemberRole], companies: Companies
) -> bool:
    """Make a member; False where it is one. Raises `CompanyUnknown`."""
    touched = await tx.execute(
        queries.put_member,
        tenant_id=tx.tenant_id,
        user_id=user_id,
        email=email,
        roles=in_order(roles),
        all_companies=companies is AllCompanies.ALL,
    )
    if touched:
        await _limit(tx, user_id, companies)
    return touched == 1


async def change(tx: Tx, user_id: UUID, roles: Collection[MemberRole], companies: Companies) -> None:
    """Give a live member other roles and companies. Raises `CompanyUnknown`."""
    await tx.execute(
        queries.change_member,
        tenant_id=tx.tenant_id,
        user_id=user_id,
        roles=in_order(roles),
        all_companies=companies is AllCompanies.ALL,
    )
    await _limit(tx, user_id, companies)


async def remove(tx: Tx, user_id: UUID, moment: datetime) -> None:
    """End a membership."""
    await tx.execute(queries.remove_member, tenant_id=tx.tenant_id, user_id=user_id, moment=moment)


async def purge_removed(tx: Tx, before: datetime) -> int:
    """Remove for good the memberships that ended before; their number."""
    return await tx.execute(queries.purge_members, tenant_id=tx.tenant_id, before=before)


async def has_other_owners(tx: Tx, user_id: UUID) -> bool:
    """Whether the tenant, whose lock is held, has an owner besides."""
    return bool(await tx.value(queries.count_other_owners, tenant_id=tx.tenant_id, user_id=user_id))


async def live_companies(tx: Tx) -> frozenset[UUID]:
    """The companies a member can be limited to."""
    return frozenset(await tx.value(queries.live_companies, tenant_id=tx.tenant_id))


async def _limit(tx: Tx, user_id: UUID, companies: Companies) -> None:
    await tx.execute(queries.clear_companies, tenant_id=tx.tenant_id, user_id=user_id)
    if companies is AllCompanies.ALL:
        return
    given = await tx.execute(
        queries.give_companies, tenant_id=tx.tenant_id, user_id=user_id, company_ids=list(companies)
    )
    if given != len(companies):
        raise CompanyUnknown(company=", ".join(sorted(str(company) for company in companies)))


async def count_seats(tx: Tx) -> Seats:
    """The tenant's members and companies."""
    return await tx.one(queries.count_seats, Seats, tenant_id=tx.tenant_id) or Seats(0, 0)
