"""The statements about users, as functions."""

from datetime import datetime
from uuid import UUID

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.users.model import Membership, OwnedAlone, User

queries = Queries.load(__name__)


def scope_of(user_id: UUID) -> Scope:
    """What concerns a user and no tenant: the user's own row, audited under the platform's tenant."""
    return Scope.tenant_wide(PLATFORM_TENANT, user_id)


async def id_by_email(databases: Databases, email: str) -> UUID | None:
    """The live user with that normalised address."""
    async with databases.auth() as tx:
        return await tx.value(queries.user_id_by_email, email=email)


async def deleted_id_by_email(databases: Databases, email: str) -> UUID | None:
    """The user with that normalised address who was deleted last."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.value(queries.deleted_user_id_by_email, email=email)


async def find(tx: Tx, user_id: UUID) -> User | None:
    """A live user; the transaction is the user's."""
    return await tx.one(queries.find_user, User, user_id=user_id)


async def find_deleted(tx: Tx, user_id: UUID) -> User | None:
    """A deleted user, locked; the transaction is the user's."""
    return await tx.one(queries.find_deleted_user, User, user_id=user_id)


async def insert(tx: Tx, user_id: UUID, email: str, name: str | None) -> bool:
    """Make the user the transaction is bound to; False where somebody has the address."""
    return await tx.execute(queries.insert_user, user_id=user_id, email=email, name=name) == 1


async def memberships(databases: Databases, user_id: UUID) -> list[Membership]:
    """The live tenants a user belongs to."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.many(queries.memberships_of, Membership, user_id=user_id)


async def memberships_deleted_at(databases: Databases, user_id: UUID, moment: datetime) -> list[Membership]:
    """The live tenants a user lost at that moment."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.many(queries.memberships_deleted_at, Membership, user_id=user_id, moment=moment)


async def owned_alone(databases: Databases, user_id: UUID) -> list[OwnedAlone]:
    """The live tenants whose only owner a user is."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.many(queries.owned_alone, OwnedAlone, user_id=user_id)


async def deleted_before(databases: Databases, before: datetime, limit: int) -> list[User]:
    """The users whose time to be restored is over."""
    async with databases.worker(Tier.OLTP) as tx:
        return await tx.many(queries.users_deleted_before, User, before=before, limit=limit)
