"""`penguinmails domain dkim`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from penguinmails.audit import Actor
from penguinmails.infrastructure.dkim import service
from penguinmails.infrastructure.dkim.model import Algorithm, DkimKey, record_of
from penguinmails.infrastructure.domains.service import find_domain
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import TenantOption, in_tenant

commands = typer.Typer(help="Keys that sign a domain's mail (DKIM).", no_args_is_help=True)

DomainArgument = Annotated[str, typer.Argument(metavar="DOMAIN", help="Name or id of the domain.")]
SelectorArgument = Annotated[str, typer.Argument(metavar="SELECTOR", help="The key's selector, like pm1.")]


@dataclass(frozen=True)
class Line:
    """A key and what to publish for it."""

    selector: str
    algorithm: str
    status: str
    activated: datetime | None
    type: str
    name: str
    value: str


@commands.command("add")
def add(
    *,
    domain: DomainArgument,
    tenant: TenantOption,
    algorithm: Annotated[
        Algorithm | None, typer.Option("--algorithm", "-a", help="Left out: one of each.")
    ] = None,
    selector: Annotated[str | None, typer.Option(help="Left out: the next of pm1, pm2 …")] = None,
    as_json: console.Json = False,
) -> None:
    """Make keys, and show the records to publish."""

    async def work(tx: Tx) -> list[DkimKey]:
        found = await find_domain(tx, domain)
        wanted = [algorithm] if algorithm else list(Algorithm) if selector is None else [Algorithm.RSA]
        return [
            await service.add_key(tx, found.id, each, selector=selector, actor=Actor.operator())
            for each in wanted
        ]

    _show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(*, domain: DomainArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """List a domain's keys and their records."""

    async def work(tx: Tx) -> list[DkimKey]:
        return await service.list_keys(tx, (await find_domain(tx, domain)).id)

    _show(in_tenant(tenant, work), as_json=as_json)


@commands.command("activate")
def activate(
    *,
    domain: DomainArgument,
    selector: SelectorArgument,
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Sign by a key from now on. Publish its record first."""

    async def work(tx: Tx) -> list[DkimKey]:
        found = await find_domain(tx, domain)
        return [await service.activate_key(tx, found.id, selector, actor=Actor.operator())]

    _show(in_tenant(tenant, work), as_json=as_json)


@commands.command("rotate")
def rotate(*, domain: DomainArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Make a new key for each that signs, to be published and activated."""

    async def work(tx: Tx) -> list[DkimKey]:
        return await service.rotate_keys(tx, (await find_domain(tx, domain)).id, actor=Actor.operator())

    _show(in_tenant(tenant, work), as_json=as_json)


def _show(keys: list[DkimKey], *, as_json: bool) -> None:
    lines = [
        Line(
            key.selector,
            key.algorithm,
            key.status,
            key.activated,
            record_of(key).type,
            record_of(key).name,
            record_of(key).value,
        )
        for key in keys
    ]
    console.show(lines, as_json=as_json, empty="No keys.")
