"""`penguinmails template folder`."""

from typing import Annotated

import typer

from penguinmails.audit import Actor
from penguinmails.content.templates.folders import service
from penguinmails.content.templates.folders.model import Folder
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import TenantOption, find_company, in_tenant

commands = typer.Typer(help="Folders of templates.", no_args_is_help=True)

FolderArgument = Annotated[str, typer.Argument(help="Path, name or id of the folder.")]


@commands.command("add")
def add(
    path: Annotated[str, typer.Argument(help="Like Sales/Spring; what is missing above it is made too.")],
    tenant: TenantOption,
    company: Annotated[
        str | None, typer.Option("--company", "-c", help="Of this company only; without, shared by all.")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Make a folder."""

    async def work(tx: Tx) -> Folder:
        company_id = (await find_company(tx, company)).id if company else None
        return await service.add_folder(tx, path, actor=Actor.operator(), company_id=company_id)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List the folders and how many templates lie in each."""

    async def work(tx: Tx) -> list[Folder]:
        return await service.list_folders(tx)

    found = in_tenant(tenant, work)
    if as_json:
        console.show(found, as_json=True)
    else:
        lines = [{"folder": each.path, "templates": each.templates} for each in found]
        console.show(lines, as_json=False, empty="No folders.")


@commands.command("rename")
def rename(
    folder: FolderArgument,
    name: Annotated[str, typer.Argument(help="The new name, without the path.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Give a folder another name."""

    async def work(tx: Tx) -> Folder:
        found = await service.find_folder(tx, folder)
        return await service.rename_folder(tx, found.id, name, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("move")
def move(
    folder: FolderArgument,
    tenant: TenantOption,
    into: Annotated[
        str | None, typer.Argument(help="The folder it shall lie in; without, at the top.")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Put a folder, with all in it, into another."""

    async def work(tx: Tx) -> Folder:
        found = await service.find_folder(tx, folder)
        target = (await service.find_folder(tx, into)).id if into else None
        return await service.move_folder(tx, found.id, target, actor=Actor.operator())

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    folder: FolderArgument,
    tenant: TenantOption,
    recursive: Annotated[
        bool, typer.Option("--recursive", help="With the folders in it; their templates move up.")
    ] = False,
    as_json: console.Json = False,
) -> None:
    """Delete an empty folder. No template is deleted, ever."""

    async def work(tx: Tx) -> dict[str, int]:
        found = await service.find_folder(tx, folder)
        await service.delete_folder(tx, found.id, actor=Actor.operator(), recursive=recursive)
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)
