"""Making, finding, renaming and deleting users.

A user's row is visible to that user alone, so most of these open the user's own transaction and commit.
"""

from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation

from penguinmails.audit import Actor, record_change
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.errors import EmailTaken, LastOwner, NotDeleted, UserUnknown
from penguinmails.tenancy.members.service import give_back, remove_member
from penguinmails.tenancy.names import clean_name, normalise_email
from penguinmails.tenancy.restoring import check_restorable
from penguinmails.tenancy.users import store
from penguinmails.tenancy.users.model import Membership, User

ATTEMPTS = 5
"""How often somebody else may make, or delete, the same user while we look."""


class AddressJustTaken(Exception):
    """Somebody else made the user since we looked: look again. Never reaches whoever called."""


@dataclass(frozen=True)
class Found:
    """A user, and whether it was made just now."""

    user: User
    is_new: bool


async def ensure_user(databases: Databases, email: str, *, name: str | None = None, actor: Actor) -> Found:
    """The user with that address, made if there is none. Commits.

    Raises `EmailInvalid`, `NameInvalid`.
    """
    address = normalise_email(email)
    called = None if name is None else clean_name(name, what="user name")
    for _ in range(ATTEMPTS):
        known = await store.id_by_email(databases, address)
        try:
            async with databases.tenant(Tier.OLTP, store.scope_of(known or ids.uuid7())) as tx:
                return await user_in(tx, known, address, called, actor=actor)
        except AddressJustTaken:
            continue
    raise EmailTaken(email=address)


async def user_in(tx: Tx, known: UUID | None, email: str, name: str | None, *, actor: Actor) -> Found:
    """The user that `tx` is bound to: the known one, or a new one of the scope's id. Does not commit.

    `email` and `name` are normalised. Raises `AddressJustTaken` where what was known is no longer true.
    """
    user_id = tx.scope.user_id
    if user_id is None or known not in (None, user_id):
        raise RuntimeError("a user is made in a transaction of its own")
    if known is None:
        if not await store.insert(tx, user_id, email, name):
            raise AddressJustTaken
        await record_change(
            tx, actor, "user.created", user_id, new={"email": email, "name": name}, personal=True
        )
    user = await store.find(tx, user_id)
    if user is None:
        raise AddressJustTaken
    return Found(user, is_new=known is None)


async def find_user(databases: Databases, email_or_id: str) -> User:
    """A user by address or id. Raises `UserUnknown`, `EmailInvalid`."""
    user_id = await find_user_id(databases, email_or_id)
    async with databases.tenant(Tier.OLTP, store.scope_of(user_id)) as tx:
        user = await store.find(tx, user_id)
    if user is None:
        raise UserUnknown(user=email_or_id)
    return user


async def find_user_id(databases: Databases, email_or_id: str, *, deleted: bool = False) -> UUID:
    """The id behind an address (of the user deleted last, if `deleted`); an id is taken as it is."""
    try:
        return UUID(email_or_id)
    except ValueError:
        email = normalise_email(email_or_id)
    look = store.deleted_id_by_email if deleted else store.id_by_email
    user_id = await look(databases, email)
    if user_id is None:
        raise UserUnknown(user=email)
    return user_id


async def list_memberships(databases: Databases, user_id: UUID) -> list[Membership]:
    """The tenants a user belongs to, by name: what somebody who signed in chooses from."""
    return await store.memberships(databases, user_id)


async def rename_user(databases: Databases, user_id: UUID, name: str, *, actor: Actor) -> User:
    """Change a user's name. Commits. Raises `UserUnknown`, `NameInvalid`."""
    called = clean_name(name, what="user name")
    async with databases.tenant(Tier.OLTP, store.scope_of(user_id)) as tx:
        old = await store.find(tx, user_id)
        if old is None:
            raise UserUnknown(user=user_id)
        await tx.execute(store.queries.rename_user, user_id=user_id, name=called)
        if old.name != called:
            await record_change(
                tx,
                actor,
                "user.renamed",
                user_id,
                old={"name": old.name},
                new={"name": called},
                personal=True,
            )
        user = await store.find(tx, user_id)
    if user is None:
        raise UserUnknown(user=user_id)
    return user


async def delete_user(databases: Databases, user_id: UUID, *, actor: Actor) -> None:
    """Delete a user and end its memberships; for 30 days `restore_user` brings back both.

    Commits tenant by tenant and the user last: interrupted, it is done again. Raises `LastOwner` before
    anything is changed, `UserUnknown`.
    """
    user = await find_user(databases, str(user_id))
    for alone in await store.owned_alone(databases, user_id):
        raise LastOwner(user=user.email, tenant=alone.tenant)
    moment = clock.now()
    for membership in await store.memberships(databases, user_id):
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(membership.tenant_id, user_id)) as tx:
            await remove_member(tx, user_id, actor=actor, moment=moment)
    async with databases.tenant(Tier.OLTP, store.scope_of(user_id)) as tx:
        if await tx.execute(store.queries.delete_user, user_id=user_id, moment=moment):
            old = {"email": user.email, "name": user.name}
            await record_change(tx, actor, "user.deleted", user_id, old=old, personal=True)


async def restore_user(databases: Databases, user_id: UUID, *, actor: Actor) -> User:
    """Bring back a user and the memberships its deletion ended. Commits, the user last.

    Raises `NotDeleted`, `RestoreTooLate`, and `EmailTaken` where another user has the address by now.
    """
    async with databases.tenant(Tier.OLTP, store.scope_of(user_id)) as tx:
        user = await store.find_deleted(tx, user_id)
    if user is None or user.deleted is None or user.email is None:
        raise NotDeleted(what="user", name=user_id)
    check_restorable("user", user.email, user.deleted)
    if await store.id_by_email(databases, user.email) is not None:
        raise EmailTaken(email=user.email)
    for membership in await store.memberships_deleted_at(databases, user_id, user.deleted):
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(membership.tenant_id, user_id)) as tx:
            await give_back(tx, user, actor=actor)
    try:
        async with databases.tenant(Tier.OLTP, store.scope_of(user_id)) as tx:
            if await tx.execute(store.queries.restore_user, user_id=user_id):
                new = {"email": user.email, "name": user.name}
                await record_change(tx, actor, "user.restored", user_id, new=new, personal=True)
    except UniqueViolation:
        raise EmailTaken(email=user.email) from None
    return await find_user(databases, str(user_id))


async def purge_user(databases: Databases, user_id: UUID, *, actor: Actor) -> bool:
    """Remove a deleted user for good; False where it is not deleted (any more). Commits."""
    async with databases.tenant(Tier.OLTP, store.scope_of(user_id)) as tx:
        gone = await tx.execute(store.queries.purge_user, user_id=user_id) == 1
        if gone:
            await record_change(tx, actor, "user.purged", user_id)
    return gone
