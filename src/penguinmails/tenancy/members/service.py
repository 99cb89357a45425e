"""Making, changing and ending memberships. Nothing here commits; every change is audited."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from penguinmails.audit import Actor, ActorKind, record_change
from penguinmails.kernel import clock
from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.access import acting_member, require_manager
from penguinmails.tenancy.errors import LastOwner, MemberExists, MemberUnknown, NotAllowed
from penguinmails.tenancy.members import store
from penguinmails.tenancy.members.model import Companies, Member, MemberRole, Seats, check_reach
from penguinmails.tenancy.users.model import User


async def list_members(tx: Tx) -> list[Member]:
    """The tenant's members, by e-mail; a member limited to some companies sees only itself."""
    return await store.listed(tx)


async def count_seats(tx: Tx) -> Seats:
    """How many members and companies the tenant has, for its plan; in a scope of all companies."""
    return await store.count_seats(tx)


async def find_member(tx: Tx, user_id: UUID) -> Member:
    """One member. Raises `MemberUnknown`."""
    member = await store.find(tx, user_id)
    if member is None:
        raise MemberUnknown(user=user_id)
    return member


async def add_member(
    tx: Tx, user: User, roles: Collection[MemberRole], companies: Companies, *, actor: Actor
) -> Member:
    """Make a user a member; somebody removed before becomes one again, with these roles.

    An owner or admin may; only an owner makes owners. Holds the tenant's lock until the transaction ends.
    Raises `MemberExists`, `CompaniesInvalid`, `CompanyUnknown`, `NotAllowed`.
    """
    check_reach(roles, companies)
    await store.lock_tenant(tx)
    await _may_give(tx, actor, roles)
    return await put_member(tx, user, roles, companies, actor=actor)


async def put_member(
    tx: Tx, user: User, roles: Collection[MemberRole], companies: Companies, *, actor: Actor
) -> Member:
    """`add_member` without asking whether the actor may: for a new tenant's first owner and invitations."""
    if not await store.put(tx, user.id, user.email, roles, companies):
        raise MemberExists(user=user.email)
    member = await find_member(tx, user.id)
    new = {"email": user.email, **member.as_audited()}
    await record_change(tx, actor, "member.added", user.id, new=new, personal=True)
    return member


async def change_member(
    tx: Tx,
    user_id: UUID,
    *,
    roles: Collection[MemberRole] | None = None,
    companies: Companies | None = None,
    actor: Actor,
) -> Member:
    """Give a member other roles, other companies or both; what is None stays.

    A member who becomes owner or admin sees all companies. Nobody but an owner makes or changes owners, and
    the last owner stays one. Raises `MemberUnknown`, `LastOwner`, `CompaniesInvalid`, `CompanyUnknown`,
    `NotAllowed`.
    """
    tenant = await store.lock_tenant(tx)
    old = await find_member(tx, user_id)
    new_roles = old.roles if roles is None else frozenset(roles)
    new_companies = old.companies if companies is None else companies
    if companies is None and new_roles & {MemberRole.OWNER, MemberRole.ADMIN}:
        new_companies = AllCompanies.ALL
    check_reach(new_roles, new_companies)
    await _may_give(tx, actor, old.roles | new_roles)
    if old.owns and MemberRole.OWNER not in new_roles:
        await _keep_an_owner(tx, old, tenant)
    await store.change(tx, user_id, new_roles, new_companies)
    member = await find_member(tx, user_id)
    if member != old:
        await record_change(
            tx, actor, "member.changed", user_id, old=old.as_audited(), new=member.as_audited()
        )
    return member


async def remove_member(tx: Tx, user_id: UUID, *, actor: Actor, moment: datetime | None = None) -> None:
    """End a membership; the user stays a user. Anybody may leave (`leave_tenant`); the last owner may not.

    Raises `MemberUnknown`, `LastOwner`, `NotAllowed`.
    """
    tenant = await store.lock_tenant(tx)
    member = await find_member(tx, user_id)
    leaves = actor.kind is ActorKind.USER and actor.id == str(user_id)
    if leaves:
        await acting_member(tx, actor)
    else:
        await _may_give(tx, actor, member.roles)
    if member.owns:
        await _keep_an_owner(tx, member, tenant)
    await store.remove(tx, user_id, moment or clock.now())
    old = {"email": member.email, **member.as_audited()}
    await record_change(tx, actor, "member.removed", user_id, old=old, personal=True)


async def leave_tenant(databases: Databases, user_id: UUID, tenant_id: UUID, *, actor: Actor) -> None:
    """End one's own membership, even one of some companies only, which could not write it. Commits.

    Raises `MemberUnknown`, `LastOwner`, `NotAllowed` where `actor` is somebody else who may not.
    """
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id, user_id)) as tx:
        await remove_member(tx, user_id, actor=actor)


async def give_back(tx: Tx, user: User, *, actor: Actor) -> None:
    """Make a removed member what it was, less the companies that are gone. Nothing where it is one again."""
    await store.lock_tenant(tx)
    row = await store.find_removed(tx, user.id)
    if row is None:
        return
    was = Member.of(row)
    live = await store.live_companies(tx)
    companies = was.companies if was.companies is AllCompanies.ALL else was.companies & live
    await store.put(tx, user.id, user.email, was.roles, companies)
    member = await find_member(tx, user.id)
    new = {"email": user.email, **member.as_audited()}
    await record_change(tx, actor, "member.restored", user.id, new=new, personal=True)


async def _may_give(tx: Tx, actor: Actor, roles: Collection[MemberRole]) -> None:
    acting = await require_manager(tx, actor, "change the members of this tenant")
    if acting is not None and MemberRole.OWNER in roles and not acting.owns:
        raise NotAllowed(what="make or change owners")


async def _keep_an_owner(tx: Tx, member: Member, tenant: str) -> None:
    if not await store.has_other_owners(tx, member.user_id):
        raise LastOwner(user=member.email or member.user_id, tenant=tenant)
