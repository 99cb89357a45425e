"""Tenants and people for tests, made through the area's own use cases."""

from dataclasses import dataclass
from uuid import UUID

from penguinmails.audit import RECEIVERS, Actor, AuditEntry, Filter, list_entries
from penguinmails.kernel.db import AllCompanies, Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import (
    Companies,
    Created,
    Member,
    MemberRole,
    add_company,
    add_member,
    create_tenant,
    ensure_user,
    principal_for_user,
)

OPERATOR = Actor.operator()


@dataclass(frozen=True)
class Somebody:
    """A member: what a request of theirs would carry."""

    scope: Scope
    actor: Actor
    member: Member

    @property
    def id(self) -> UUID:
        return self.member.user_id


async def tenant_of(databases: Databases, name: str = "Acme", owner: str = "owner@acme.example") -> Created:
    return await create_tenant(databases, name, owner_email=owner, actor=OPERATOR)


def wide(created: Created) -> Scope:
    """The operator's view of a tenant."""
    return Scope.tenant_wide(created.tenant.id)


async def company_of(databases: Databases, created: Created, name: str) -> UUID:
    async with databases.tenant(Tier.OLTP, wide(created)) as tx:
        return (await add_company(tx, name, actor=OPERATOR)).id


async def member_of(
    databases: Databases,
    created: Created,
    email: str,
    *roles: MemberRole,
    companies: Companies = AllCompanies.ALL,
) -> Somebody:
    found = await ensure_user(databases, email, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, wide(created)) as tx:
        member = await add_member(tx, found.user, roles, companies, actor=OPERATOR)
    return await signed_in(databases, created, member)


async def signed_in(databases: Databases, created: Created, member: Member) -> Somebody:
    scope = await principal_for_user(databases, member.user_id, created.tenant.id)
    return Somebody(scope, Actor.user(member.user_id), member)


async def owner_of(databases: Databases, created: Created) -> Scope:
    return await principal_for_user(databases, created.owner.id, created.tenant.id)


async def audited(databases: Databases, tenant_id: UUID) -> list[AuditEntry]:
    """The tenant's audit log, oldest first."""
    await Relay(databases, RECEIVERS).drain()
    async with databases.tenant(Tier.OLAP, Scope.tenant_wide(tenant_id)) as tx:
        return list(reversed(await list_entries(tx, Filter(), page=1000)))


async def last_audited(databases: Databases, tenant_id: UUID) -> tuple[str, object, object]:
    """The newest row: action, old and new values."""
    entry = (await audited(databases, tenant_id))[-1]
    return entry.action, entry.old_values, entry.new_values
