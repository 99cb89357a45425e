"""Making, finding, changing and deleting tenants.

What takes a `Tx` does not commit; every change is audited.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.handoff import Topic, send
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import forget_tenant
from penguinmails.tenancy.access import require_manager, require_owner
from penguinmails.tenancy.companies.model import CompanyStatus
from penguinmails.tenancy.companies.service import put_company
from penguinmails.tenancy.describing.service import describe_tenant
from penguinmails.tenancy.errors import (
    EmailTaken,
    NotDeleted,
    TenantAmbiguous,
    TenantReserved,
    TenantUnknown,
)
from penguinmails.tenancy.members.model import MemberRole
from penguinmails.tenancy.members.service import put_member
from penguinmails.tenancy.members.store import lock_tenant
from penguinmails.tenancy.names import clean_name, normalise_email
from penguinmails.tenancy.restoring import check_restorable, purging
from penguinmails.tenancy.tenants import store
from penguinmails.tenancy.tenants.model import Created, Tenant, TenantStatus, TenantSummary
from penguinmails.tenancy.users.service import ATTEMPTS, AddressJustTaken, user_in
from penguinmails.tenancy.users.store import id_by_email


@dataclass(frozen=True)
class _Wanted:
    """What is to be made, in the form it is stored."""

    name: str
    email: str
    owner_name: str | None
    company: str


async def create_tenant(
    databases: Databases,
    name: str,
    *,
    owner_email: str,
    owner_name: str | None = None,
    company: str | None = None,
    actor: Actor,
) -> Created:
    """Make a tenant, its owner, its first company (called like the tenant if not named) and its settings.

    One transaction, committed here. The owner is the user with that address, made if there is none; who
    makes the same user at the same moment gets the same one. What is kept how long follows the platform's
    retention until the tenant decides. Raises `NameInvalid`, `EmailInvalid`.
    """
    wanted = _Wanted(
        name=clean_name(name, what="tenant name"),
        email=normalise_email(owner_email),
        owner_name=None if owner_name is None else clean_name(owner_name, what="user name"),
        company=clean_name(company or name, what="company name"),
    )
    for _ in range(ATTEMPTS):
        known = await id_by_email(databases, wanted.email)
        scope = Scope.tenant_wide(ids.uuid7(), known or ids.uuid7())
        try:
            async with databases.tenant(Tier.OLTP, scope) as tx:
                return await _create(tx, wanted, known, actor=actor)
        except AddressJustTaken:
            continue
    raise EmailTaken(email=wanted.email)


async def _create(tx: Tx, wanted: _Wanted, known: UUID | None, *, actor: Actor) -> Created:
    await tx.execute(store.queries.insert_tenant, tenant_id=tx.tenant_id, name=wanted.name)
    await record_change(tx, actor, "tenant.created", tx.tenant_id, new={"name": wanted.name})
    found = await user_in(tx, known, wanted.email, wanted.owner_name, actor=actor)
    await put_member(tx, found.user, {MemberRole.OWNER}, AllCompanies.ALL, actor=actor)
    first = await put_company(tx, wanted.company, CompanyStatus.ACTIVE, actor=actor)
    await tx.execute(store.queries.insert_config, tenant_id=tx.tenant_id, billing_email=wanted.email)
    values = {"billing_email": wanted.email}
    await record_change(tx, actor, "tenant_config.created", tx.tenant_id, new=values, personal=True)
    await tx.execute(store.queries.insert_policies, tenant_id=tx.tenant_id)
    await describe_tenant(tx)
    await record_change(tx, actor, "tenant_policies.created", tx.tenant_id, new={})
    return Created(await find_tenant(tx), found.user, found.is_new, first)


async def list_tenants(databases: Databases, *, deleted: bool = False) -> list[TenantSummary]:
    """All customers, or those that can be restored, by name. For operators: it crosses tenants."""
    return await store.listed(databases, deleted=deleted)


async def resolve_tenant(databases: Databases, id_or_name: str, *, deleted: bool = False) -> UUID:
    """The tenant that an operator names, by id or by a name that only one has.

    Raises `TenantUnknown`, `TenantAmbiguous`.
    """
    try:
        tenant_id = UUID(id_or_name)
    except ValueError:
        found = await store.named(databases, id_or_name.strip(), deleted=deleted)
    else:
        found = [tenant_id] if await store.exists(databases, tenant_id, deleted=deleted) else []
    match found:
        case []:
            raise TenantUnknown(tenant=id_or_name)
        case [only]:
            return only
        case several:
            raise TenantAmbiguous(tenant=id_or_name, count=len(several))


async def find_tenant(tx: Tx) -> Tenant:
    """The transaction's tenant. Raises `TenantUnknown`."""
    tenant = await store.find(tx)
    if tenant is None:
        raise TenantUnknown(tenant=tx.tenant_id)
    return tenant


async def rename_tenant(tx: Tx, name: str, *, actor: Actor) -> Tenant:
    """Change the tenant's name. Owners and admins may.

    Raises `NameInvalid`, `TenantUnknown`, `TenantReserved`, `NotAllowed`.
    """
    called = clean_name(name, what="tenant name")
    _refuse_platform(tx)
    await lock_tenant(tx)
    await require_manager(tx, actor, "rename this tenant")
    old = await find_tenant(tx)
    if old.name != called:
        await tx.execute(store.queries.rename_tenant, tenant_id=tx.tenant_id, name=called)
        await describe_tenant(tx)
        await record_change(
            tx, actor, "tenant.renamed", tx.tenant_id, old={"name": old.name}, new={"name": called}
        )
    return await find_tenant(tx)


async def set_tenant_status(tx: Tx, status: TenantStatus, reason: str | None, *, actor: Actor) -> Tenant:
    """Let a tenant do more or less. For billing and operators; asks nobody. Raises `TenantUnknown`."""
    _refuse_platform(tx)
    await lock_tenant(tx)
    old = await find_tenant(tx)
    if (old.status, old.status_reason) != (status, reason):
        await tx.execute(
            store.queries.set_tenant_status, tenant_id=tx.tenant_id, status=status, reason=reason
        )
        before = {"status": old.status, "reason": old.status_reason}
        after = {"status": status, "reason": reason}
        await describe_tenant(tx)
        await record_change(tx, actor, "tenant.status_changed", tx.tenant_id, old=before, new=after)
    return await find_tenant(tx)


async def delete_tenant(tx: Tx, *, actor: Actor) -> None:
    """Hide a tenant: its members and API keys get in no more. For 30 days it can be restored.

    Owners may. Raises `TenantUnknown`, `TenantReserved`, `NotAllowed`.
    """
    _refuse_platform(tx)
    await lock_tenant(tx)
    await require_owner(tx, actor, "delete this tenant")
    tenant = await find_tenant(tx)
    await tx.execute(store.queries.delete_tenant, tenant_id=tx.tenant_id, moment=clock.now())
    await describe_tenant(tx)
    await record_change(tx, actor, "tenant.deleted", tx.tenant_id, old=_audited(tenant))


async def restore_tenant(tx: Tx, *, actor: Actor) -> Tenant:
    """Bring back a deleted tenant with all it had. Owners may.

    Raises `NotDeleted`, `RestoreTooLate`, `NotAllowed`.
    """
    tenant = await _deleted(tx)
    await require_owner(tx, actor, "restore this tenant")
    if tenant.deleted is not None:
        check_restorable("tenant", tenant.name, tenant.deleted)
    await tx.execute(store.queries.restore_tenant, tenant_id=tx.tenant_id)
    await describe_tenant(tx)
    await record_change(tx, actor, "tenant.restored", tx.tenant_id, new=_audited(tenant))
    return await find_tenant(tx)


TENANT_PURGED: Final = Topic("tenant.purged", Tier.OLAP)
"""`{}`: the tenant is gone, and what the warehouse has of it goes."""
TENANT_EMPTIED: Final = Topic("tenant.emptied", Tier.CONTENT)
"""`{}`: the tenant is gone, and its mail goes."""


async def purge_tenant(tx: Tx, *, actor: Actor) -> None:
    """Remove a deleted tenant and all it has in this tier, for good; the others are told.

    The audit log stays, and what an invoice rests on: closed periods and their statements.

    For operators and the purge job. Raises `NotDeleted`, `PurgeRefused`, `TenantReserved`, `NotAllowed`.
    """
    _refuse_platform(tx)
    tenant = await _deleted(tx)
    await require_owner(tx, actor, "purge this tenant")
    async with purging(tx, "tenant", tenant.name):
        await tx.execute(store.queries.purge_tenant, tenant_id=tx.tenant_id)
    await forget_tenant(tx)
    for topic in (TENANT_PURGED, TENANT_EMPTIED):
        await send(tx, topic, {})
    await record_change(tx, actor, "tenant.purged", tx.tenant_id, old=_audited(tenant))


async def _deleted(tx: Tx) -> Tenant:
    tenant = await store.find_deleted(tx)
    if tenant is None:
        raise NotDeleted(what="tenant", name=tx.tenant_id)
    return tenant


def _refuse_platform(tx: Tx) -> None:
    if tx.tenant_id == PLATFORM_TENANT:
        raise TenantReserved


def _audited(tenant: Tenant) -> dict[str, object]:
    return {"name": tenant.name, "status": tenant.status}
