"""`penguinmails user`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy.companies.service import list_companies
from penguinmails.tenancy.errors import UserUnknown
from penguinmails.tenancy.members import service, store
from penguinmails.tenancy.members.model import Member, in_order, parse_roles
from penguinmails.tenancy.names import normalise_email
from penguinmails.tenancy.operating import TenantOption, Yes, companies_named, in_tenant
from penguinmails.tenancy.tenants.service import resolve_tenant
from penguinmails.tenancy.users import service as users
from penguinmails.tenancy.users.model import User

commands = typer.Typer(help="Users: people, and what they may do in a tenant.", no_args_is_help=True)

UserArgument = Annotated[str, typer.Argument(help="E-mail address or id of the user.")]
Roles = Annotated[
    list[str], typer.Option("--role", "-r", help="owner, admin, manager, member, client or viewer.")
]
OnlyCompanies = Annotated[
    list[str] | None,
    typer.Option("--company", "-c", help="Only this company (id, slug or name); again for another one."),
]


@dataclass(frozen=True)
class MemberShown:
    """A member in a line."""

    user_id: UUID
    email: str | None
    roles: list[str]
    companies: list[str]


@dataclass(frozen=True)
class UserShown:
    """A user, and the tenants it belongs to."""

    id: UUID
    email: str | None
    name: str | None
    email_verified: datetime | None
    created: datetime
    tenants: list[str]


@commands.command("add")
def add(
    *,
    email: Annotated[str, typer.Argument(help="E-mail address.")],
    tenant: TenantOption,
    role: Roles,
    company: OnlyCompanies = None,
    name: Annotated[str | None, typer.Option(help="Name, for a new user.")] = None,
    as_json: console.Json = False,
) -> None:
    """Make somebody a member of a tenant, and a user if they are none yet."""
    roles = parse_roles(role)

    async def work(databases: Databases) -> MemberShown:
        scope = Scope.tenant_wide(await resolve_tenant(databases, tenant))
        async with databases.tenant(Tier.OLTP, scope) as tx:
            companies = await companies_named(tx, company or [])
        found = await users.ensure_user(databases, email, name=name, actor=Actor.operator())
        async with databases.tenant(Tier.OLTP, scope) as tx:
            member = await service.add_member(tx, found.user, roles, companies, actor=Actor.operator())
            return await _shown(tx, member)

    console.show(run(work), as_json=as_json)


@commands.command("list")
def list_(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List the members of a tenant."""

    async def work(tx: Tx) -> list[MemberShown]:
        return [await _shown(tx, member) for member in await service.list_members(tx)]

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No members.")


@commands.command("show")
def show(user: UserArgument, as_json: console.Json = False) -> None:
    """Show a user and the tenants they belong to."""

    async def work(databases: Databases) -> UserShown:
        found = await users.find_user(databases, user)
        memberships = await users.list_memberships(databases, found.id)
        tenants = [f"{membership.tenant} ({', '.join(membership.roles)})" for membership in memberships]
        return UserShown(found.id, found.email, found.name, found.email_verified, found.created, tenants)

    console.show(run(work), as_json=as_json)


@commands.command("rename")
def rename(
    user: UserArgument,
    name: Annotated[str, typer.Argument(help="The new name.")],
    as_json: console.Json = False,
) -> None:
    """Give a user another name."""

    async def work(databases: Databases) -> User:
        user_id = await users.find_user_id(databases, user)
        return await users.rename_user(databases, user_id, name, actor=Actor.operator())

    console.show(run(work), as_json=as_json)


@commands.command("role")
def role(
    *,
    user: UserArgument,
    tenant: TenantOption,
    role: Roles,
    company: OnlyCompanies = None,
    all_companies: Annotated[
        bool, typer.Option("--all-companies", help="No limit to some companies.")
    ] = False,
    as_json: console.Json = False,
) -> None:
    """Change what a member may do, and in which companies; without --company these stay as they are."""
    roles = parse_roles(role)

    async def work(tx: Tx) -> MemberShown:
        limit = await companies_named(tx, company) if company else None
        member = await service.change_member(
            tx,
            await _member_id(tx, user),
            roles=roles,
            companies=AllCompanies.ALL if all_companies else limit,
            actor=Actor.operator(),
        )
        return await _shown(tx, member)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("remove")
def remove(user: UserArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """End a membership; the user stays."""

    async def work(tx: Tx) -> dict[str, UUID]:
        user_id = await _member_id(tx, user)
        await service.remove_member(tx, user_id, actor=Actor.operator())
        return {"removed": user_id}

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(user: UserArgument, yes: Yes = False, as_json: console.Json = False) -> None:
    """Delete a user and end all memberships; both can be restored for 30 days."""
    if not yes:
        typer.confirm(f"Delete {user}?", abort=True, err=True)

    async def work(databases: Databases) -> dict[str, UUID]:
        user_id = await users.find_user_id(databases, user)
        await users.delete_user(databases, user_id, actor=Actor.operator())
        return {"deleted": user_id}

    console.show(run(work), as_json=as_json)


@commands.command("restore")
def restore(user: UserArgument, as_json: console.Json = False) -> None:
    """Bring back a deleted user and the memberships they had."""

    async def work(databases: Databases) -> User:
        user_id = await users.find_user_id(databases, user, deleted=True)
        return await users.restore_user(databases, user_id, actor=Actor.operator())

    console.show(run(work), as_json=as_json)


async def _member_id(tx: Tx, email_or_id: str) -> UUID:
    try:
        return UUID(email_or_id)
    except ValueError:
        user_id = await store.id_by_email(tx, normalise_email(email_or_id))
    if user_id is None:
        raise UserUnknown(user=email_or_id)
    return user_id


async def _shown(tx: Tx, member: Member) -> MemberShown:
    if member.companies is AllCompanies.ALL:
        companies = ["all"]
    else:
        companies = [company.name for company in await list_companies(tx) if company.id in member.companies]
    return MemberShown(member.user_id, member.email, in_order(member.roles), companies)
