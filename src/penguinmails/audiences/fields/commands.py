"""`penguinmails lead field`."""

from typing import Annotated
from uuid import UUID

import typer

from penguinmails.audiences.fields import service
from penguinmails.audiences.fields.model import Field, FieldType
from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import TenantOption, Yes, find_company, in_tenant

commands = typer.Typer(help="Custom fields of leads.", no_args_is_help=True)

FieldArgument = Annotated[str, typer.Argument(help="Key, label or id of the field.")]
CompanyOption = Annotated[
    str | None, typer.Option("--company", help="Only for leads of this company; else for all of the tenant.")
]


@commands.command("add")
def add(
    label: Annotated[str, typer.Argument(help="What people call it.")],
    tenant: TenantOption,
    *,
    type_: Annotated[FieldType, typer.Option("--type", help="What its values are.")] = FieldType.TEXT,
    key: Annotated[str | None, typer.Option(help="Its name in templates; the label's if left out.")] = None,
    choice: Annotated[list[str] | None, typer.Option(help="One of its choices; again for each.")] = None,
    required: Annotated[bool, typer.Option("--required", help="New leads must have it.")] = False,
    company: CompanyOption = None,
    as_json: console.Json = False,
) -> None:
    """Make a field."""

    async def work(tx: Tx) -> Field:
        return await service.define_field(
            tx,
            label,
            type_,
            key=key,
            choices=choice or (),
            is_required=required,
            company_id=await _company(tx, company),
            actor=Actor.operator(),
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List a tenant's fields."""

    async def work(tx: Tx) -> list[Field]:
        return await service.list_all_fields(tx)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No custom fields.")


@commands.command("rename")
def rename(
    field: FieldArgument,
    label: Annotated[str, typer.Argument(help="The new label.")],
    tenant: TenantOption,
    company: CompanyOption = None,
    as_json: console.Json = False,
) -> None:
    """Give a field another label; templates go on using its key."""

    async def work(tx: Tx) -> Field:
        found = await service.find_field(tx, field, company_id=await _company(tx, company))
        return await service.rename_field(tx, found, label, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    field: FieldArgument,
    tenant: TenantOption,
    company: CompanyOption = None,
    yes: Yes = False,
    as_json: console.Json = False,
) -> None:
    """Remove a field; leads keep its values, hidden."""
    if not yes:
        typer.confirm(f"Delete {field}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID | None]:
        found = await service.find_field(tx, field, company_id=await _company(tx, company))
        await service.delete_field(tx, found, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


async def _company(tx: Tx, company: str | None) -> UUID | None:
    return None if company is None else (await find_company(tx, company)).id
