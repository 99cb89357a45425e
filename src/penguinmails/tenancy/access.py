"""Who may change a tenant: its owners and admins, and the operators of the platform."""

from uuid import UUID

from penguinmails.audit import Actor, ActorKind
from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.errors import MemberUnknown, NotAllowed
from penguinmails.tenancy.members import store
from penguinmails.tenancy.members.model import Member


async def principal_for_user(databases: Databases, user_id: UUID, tenant_id: UUID) -> Scope:
    """What a user who has proven who they are may touch in a tenant: all companies, or those listed.

    Raises `MemberUnknown` where the user is no member, was removed, or the user or the tenant is deleted.
    Commits nothing. Ask at each request: a membership can end at any time.
    """
    member = await own_membership(databases, user_id, tenant_id)
    return Scope(tenant_id, member.companies, user_id)


async def own_membership(databases: Databases, user_id: UUID, tenant_id: UUID) -> Member:
    """A user's own membership, roles included. Raises as `principal_for_user` does."""
    # Tenant-wide, because whether the tenant and the companies still live is not in the user's own rows.
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id, user_id)) as tx:
        member = await store.own(tx, user_id)
    if member is None:
        raise MemberUnknown(user=user_id)
    return member


async def require_manager(tx: Tx, actor: Actor, what: str) -> Member | None:
    """Refuse with `NotAllowed` who is neither an owner or admin of the tenant nor the platform itself.

    The acting member, or None for the platform. API keys and staff manage nobody: no scope and no permission
    of theirs says they could.
    """
    match actor.kind:
        case ActorKind.OPERATOR | ActorKind.SYSTEM:
            return None
        case ActorKind.API_KEY | ActorKind.STAFF:
            raise NotAllowed(what=what)
        case ActorKind.USER:
            member = await acting_member(tx, actor)
    if member is None or not member.manages or tx.scope.companies is not AllCompanies.ALL:
        raise NotAllowed(what=what)
    return member


async def require_owner(tx: Tx, actor: Actor, what: str) -> None:
    """As `require_manager`, but an admin is not enough."""
    member = await require_manager(tx, actor, what)
    if member is not None and not member.owns:
        raise NotAllowed(what=what)


async def acting_member(tx: Tx, actor: Actor) -> Member | None:
    """The member of the transaction's tenant that `actor` is."""
    user_id = UUID(actor.id)
    if tx.scope.user_id != user_id:
        raise RuntimeError("the transaction belongs to somebody else than who acts in it")
    return await store.find(tx, user_id)
