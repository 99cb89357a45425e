"""What commands that work in one tenant have in common, here and in the areas above."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy.companies.service import find_company
from penguinmails.tenancy.members.model import Companies
from penguinmails.tenancy.tenants.service import resolve_tenant

T = TypeVar("T")

TenantArgument = Annotated[str, typer.Argument(help="Id or name of the tenant.")]
TenantOption = Annotated[str, typer.Option("--tenant", "-t", help="Id or name of the tenant.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def in_tenant(tenant: str, work: Callable[[Tx], Awaitable[T]], *, deleted: bool = False) -> T:
    """Run `work` in a transaction of the tenant an operator named."""

    async def opened(databases: Databases, scope: Scope) -> T:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            return await work(tx)

    return for_tenant(tenant, opened, deleted=deleted)


def for_tenant(tenant: str, work: Callable[[Databases, Scope], Awaitable[T]], *, deleted: bool = False) -> T:
    """Run `work`, which opens its own transactions, for the tenant an operator named."""

    async def connected(databases: Databases) -> T:
        return await work(
            databases, Scope.tenant_wide(await resolve_tenant(databases, tenant, deleted=deleted))
        )

    return run(connected)


async def companies_named(tx: Tx, names: Iterable[str]) -> Companies:
    """The companies of these ids, slugs or names; all, where none is named."""
    found: set[UUID] = {(await find_company(tx, name)).id for name in names}
    return frozenset(found) or AllCompanies.ALL
