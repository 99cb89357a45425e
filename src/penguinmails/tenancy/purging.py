"""What happens to deleted tenants, companies, memberships and users once nobody can restore them."""

from dataclasses import dataclass, field
from datetime import datetime

from penguinmails.audit import Actor
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.companies.service import list_companies, purge_company
from penguinmails.tenancy.errors import NotDeleted, PurgeRefused
from penguinmails.tenancy.members.store import purge_removed
from penguinmails.tenancy.restoring import RESTORABLE
from penguinmails.tenancy.tenants import store as tenants
from penguinmails.tenancy.tenants.service import purge_tenant
from penguinmails.tenancy.users import store as users
from penguinmails.tenancy.users.service import purge_user

BATCH = 1000


@dataclass
class Purged:
    """How much one purge removed, and what it had to leave, each with its reason."""

    tenants: int = 0
    companies: int = 0
    memberships: int = 0
    users: int = 0
    refused: list[str] = field(default_factory=list[str])


async def purge_deleted(databases: Databases, *, now: datetime | None = None) -> Purged:
    """Remove for good what was deleted more than 30 days ago. Commits one thing at a time.

    What rows with a longer retention refer to (a paid invoice) stays deleted and hidden; the answer says so.
    Interrupted, it goes on the next time.
    """
    before = (now or clock.now()) - RESTORABLE
    actor = Actor.system("tenancy.purge")
    purged = Purged()
    for tenant_id in await tenants.deleted_before(databases, before):
        try:
            async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id)) as tx:
                await purge_tenant(tx, actor=actor)
        except PurgeRefused as refused:
            purged.refused.append(refused.message)
        except NotDeleted:  # restored, or purged by another, since the list was made
            continue
        else:
            purged.tenants += 1
    for tenant_id in await tenants.with_parts_deleted_before(databases, before):
        await _parts(databases, Scope.tenant_wide(tenant_id), before, purged, actor)
    for user in await users.deleted_before(databases, before, BATCH):
        purged.users += await purge_user(databases, user.id, actor=actor)
    return purged


async def _parts(databases: Databases, scope: Scope, before: datetime, purged: Purged, actor: Actor) -> None:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        companies = [
            company
            for company in await list_companies(tx, deleted=True)
            if company.deleted and company.deleted < before
        ]
        purged.memberships += await purge_removed(tx, before)
    for company in companies:
        try:
            async with databases.tenant(Tier.OLTP, scope) as tx:
                await purge_company(tx, company.id, actor=actor)
        except PurgeRefused as refused:
            purged.refused.append(refused.message)
        except NotDeleted:
            continue
        else:
            purged.companies += 1
