"""`penguinmails apikey`."""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.kernel import clock, console
from penguinmails.kernel.db import AllCompanies, Databases, Tx
from penguinmails.postgres.connect import run
from penguinmails.tenancy.api_keys import service
from penguinmails.tenancy.api_keys.model import ApiKey, ApiScope, NewKey
from penguinmails.tenancy.companies.service import find_company
from penguinmails.tenancy.operating import TenantOption, in_tenant

commands = typer.Typer(help="API keys: how a tenant's programs get in.", no_args_is_help=True)

KeyArgument = Annotated[str, typer.Argument(help="Id, name or visible start of the key.")]


@dataclass(frozen=True)
class KeyMade:
    """A new key: the only time it is shown."""

    key: str
    id: UUID
    name: str
    scopes: list[str]
    company_id: UUID | None
    expires: datetime | None


@dataclass(frozen=True)
class KeyHolder:
    """Whose key it is."""

    tenant_id: UUID
    company_id: UUID | None
    key_id: UUID
    scopes: list[str]


@commands.command("create")
def create(
    *,
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    tenant: TenantOption,
    scope: Annotated[
        list[str], typer.Option("--scope", "-s", help=f"One of {', '.join(ApiScope)}; again for more.")
    ],
    company: Annotated[
        str | None, typer.Option("--company", "-c", help="Only this company (id, slug or name).")
    ] = None,
    days: Annotated[int | None, typer.Option(help="Days until it expires; never if left out.")] = None,
    as_json: console.Json = False,
) -> None:
    """Make a key. It is shown once and stored nowhere."""
    scopes = service.parse_scopes(scope)

    async def work(tx: Tx) -> NewKey:
        limit = (await find_company(tx, company)).id if company else None
        expires = None if days is None else clock.now() + timedelta(days=days)
        return await service.create_key(
            tx, name, scopes, company_id=limit, expires=expires, actor=Actor.operator()
        )

    _show_new(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(
    tenant: TenantOption,
    revoked: Annotated[bool, typer.Option("--revoked", help="The revoked ones too.")] = False,
    as_json: console.Json = False,
) -> None:
    """List a tenant's keys; of each, the visible start."""

    async def work(tx: Tx) -> list[ApiKey]:
        return await service.list_keys(tx, revoked=revoked)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No API keys.")


@commands.command("revoke")
def revoke(key: KeyArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """End a key at once."""

    async def work(tx: Tx) -> ApiKey:
        found = await service.find_key(tx, key)
        return await service.revoke_key(tx, found.id, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("rotate")
def rotate(
    key: KeyArgument,
    tenant: TenantOption,
    grace_hours: Annotated[int, typer.Option(min=0, help="How long the old key still works.")] = 0,
    as_json: console.Json = False,
) -> None:
    """Replace a key by another one that may do the same."""

    async def work(tx: Tx) -> NewKey:
        found = await service.find_key(tx, key)
        grace = timedelta(hours=grace_hours)
        return await service.rotate_key(tx, found.id, grace=grace, actor=Actor.operator())

    _show_new(in_tenant(tenant, work), as_json=as_json)


@commands.command("check")
def check(as_json: console.Json = False) -> None:
    """Tell whose key it is that is given on standard input, where no list of processes shows it."""
    presented = typer.prompt("Key", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()

    async def work(databases: Databases) -> KeyHolder:
        principal = await service.authenticate(databases, presented.strip())
        limit = principal.scope.companies
        return KeyHolder(
            tenant_id=principal.scope.tenant_id,
            company_id=None if limit is AllCompanies.ALL else next(iter(limit)),
            key_id=principal.key_id,
            scopes=sorted(principal.scopes),
        )

    console.show(run(work), as_json=as_json)


def _show_new(new: NewKey, *, as_json: bool) -> None:
    shown = new.api_key
    console.show(
        KeyMade(new.key, shown.id, shown.name, shown.scopes, shown.company_id, shown.expires), as_json=as_json
    )
    console.say("Keep the key now: it is not shown again.", as_json=as_json)
