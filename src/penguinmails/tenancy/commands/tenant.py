"""`penguinmails tenant`."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy.companies.service import list_companies
from penguinmails.tenancy.errors import SettingInvalid
from penguinmails.tenancy.members.service import list_members
from penguinmails.tenancy.operating import TenantArgument, Yes, in_tenant
from penguinmails.tenancy.settings.model import RetentionPolicy, TenantConfig, TenantPolicies, parse_settings
from penguinmails.tenancy.settings.service import (
    get_config,
    get_policies,
    get_retention,
    set_config,
    set_policies,
)
from penguinmails.tenancy.tenants import service
from penguinmails.tenancy.tenants.model import Tenant

commands = typer.Typer(help="Tenants: the customers, isolated from each other.", no_args_is_help=True)


@dataclass(frozen=True)
class TenantMade:
    """A new tenant, in a few lines."""

    tenant: str
    tenant_id: UUID
    owner: str | None
    owner_id: UUID
    owner_was_user_before: bool
    company: str
    company_id: UUID


@dataclass(frozen=True)
class TenantShown:
    """A tenant, in a few lines."""

    id: UUID
    name: str
    status: str
    created: str
    companies: list[str]
    owners: list[str]
    members: int


@dataclass(frozen=True)
class Settings:
    """All settings of a tenant."""

    config: TenantConfig
    policies: TenantPolicies
    retention: list[RetentionPolicy]


@commands.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What the customer is called.")],
    owner: Annotated[str, typer.Option(help="E-mail address of the owner.")],
    company: Annotated[
        str | None, typer.Option(help="The first company; called like the tenant if left out.")
    ] = None,
    owner_name: Annotated[str | None, typer.Option(help="Name of the owner.")] = None,
    as_json: console.Json = False,
) -> None:
    """Make a tenant, its owner and its first company."""

    async def work(databases: Databases) -> TenantMade:
        made = await service.create_tenant(
            databases,
            name,
            owner_email=owner,
            owner_name=owner_name,
            company=company,
            actor=Actor.operator(),
        )
        return TenantMade(
            tenant=made.tenant.name,
            tenant_id=made.tenant.id,
            owner=made.owner.email,
            owner_id=made.owner.id,
            owner_was_user_before=not made.owner_is_new,
            company=made.company.name,
            company_id=made.company.id,
        )

    console.show(run(work), as_json=as_json)


@commands.command("list")
def list_(
    deleted: Annotated[bool, typer.Option("--deleted", help="The deleted ones instead.")] = False,
    as_json: console.Json = False,
) -> None:
    """List the tenants."""
    found = run(lambda databases: service.list_tenants(databases, deleted=deleted))
    console.show(
        found, as_json=as_json, empty="No tenants. Make one: penguinmails tenant create NAME --owner EMAIL"
    )


@commands.command("show")
def show(tenant: TenantArgument, as_json: console.Json = False) -> None:
    """Show a tenant, its companies and its owners."""

    async def work(tx: Tx) -> TenantShown:
        found = await service.find_tenant(tx)
        members = await list_members(tx)
        return TenantShown(
            id=found.id,
            name=found.name,
            status=found.status,
            created=found.created.isoformat(timespec="seconds"),
            companies=[company.name for company in await list_companies(tx)],
            owners=[member.email or str(member.user_id) for member in members if member.owns],
            members=len(members),
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("rename")
def rename(
    tenant: TenantArgument,
    name: Annotated[str, typer.Argument(help="The new name.")],
    as_json: console.Json = False,
) -> None:
    """Give a tenant another name."""

    async def work(tx: Tx) -> Tenant:
        return await service.rename_tenant(tx, name, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(tenant: TenantArgument, yes: Yes = False, as_json: console.Json = False) -> None:
    """Delete a tenant; it can be restored for 30 days."""
    if not yes:
        typer.confirm(f"Delete {tenant}? Nobody of it gets in any more.", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, object]:
        await service.delete_tenant(tx, actor=Actor.operator())
        return {"deleted": tx.tenant_id, "restore": f"penguinmails tenant restore {tx.tenant_id}"}

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("restore")
def restore(tenant: TenantArgument, as_json: console.Json = False) -> None:
    """Bring back a deleted tenant with all it had."""

    async def work(tx: Tx) -> Tenant:
        return await service.restore_tenant(tx, actor=Actor.operator())

    console.show(in_tenant(tenant, work, deleted=True), as_json=as_json)


@commands.command("purge")
def purge(tenant: TenantArgument, yes: Yes = False, as_json: console.Json = False) -> None:
    """Remove a deleted tenant for good, without waiting for the 30 days."""
    if not yes:
        typer.confirm(f"Purge {tenant}? This cannot be undone.", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, object]:
        await service.purge_tenant(tx, actor=Actor.operator())
        return {"purged": tx.tenant_id}

    console.show(in_tenant(tenant, work, deleted=True), as_json=as_json)


@commands.command("config")
def config(
    tenant: TenantArgument,
    changes: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="ui_timezone=Europe/Berlin …")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Show a tenant's configuration, policies and retention, after changing some of them."""

    async def work(databases: Databases) -> Settings:
        scope = Scope.tenant_wide(await service.resolve_tenant(databases, tenant))
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await _change(tx, changes or [])
            configuration, policies = await get_config(tx), await get_policies(tx)
        return Settings(configuration, policies, await get_retention(databases, scope))

    settings = run(work)
    if as_json:
        console.show(settings, as_json=True)
        return
    console.show(settings.config, as_json=False)
    console.show(settings.policies, as_json=False)
    console.show(settings.retention, as_json=False)


async def _change(tx: Tx, changes: list[str]) -> None:
    texts: dict[str, str] = {}
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals:
            raise SettingInvalid(key=key, value="nothing", reason="write it as key=value")
        texts[key] = value
    of_policies = {key: text for key, text in texts.items() if key in TenantPolicies.__dataclass_fields__}
    of_config = {key: text for key, text in texts.items() if key not in of_policies}
    if of_config:
        await set_config(tx, parse_settings(TenantConfig, of_config), actor=Actor.operator())
    if of_policies:
        await set_policies(tx, parse_settings(TenantPolicies, of_policies), actor=Actor.operator())
