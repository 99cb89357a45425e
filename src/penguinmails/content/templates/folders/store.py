"""The statements about folders, as functions."""

from uuid import UUID

from penguinmails.content.templates.folders.model import FolderRow
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def listed(tx: Tx) -> list[FolderRow]:
    """All folders the transaction may see."""
    return await tx.many(queries.list_folders, FolderRow, tenant_id=tx.tenant_id)


async def lock_tree(tx: Tx) -> None:
    """Be the only one to change the tenant's tree until the transaction ends."""
    await tx.execute(queries.lock_tree, tenant_id=tx.tenant_id)


async def insert(tx: Tx, name: str, parent_id: int | None, company_id: UUID | None) -> int:
    """Make a folder; its id."""
    return await tx.value(
        queries.insert_folder,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        parent_id=parent_id,
        name=name,
    )


async def write(tx: Tx, folder_id: int, name: str, parent_id: int | None) -> None:
    """Give a folder a name and a place."""
    await tx.execute(
        queries.write_folder, tenant_id=tx.tenant_id, folder_id=folder_id, name=name, parent_id=parent_id
    )


async def delete(tx: Tx, folder_id: int) -> None:
    """Remove a folder and the folders in it."""
    await tx.execute(queries.delete_folder, tenant_id=tx.tenant_id, folder_id=folder_id)


async def lift(tx: Tx, folder_ids: list[int], above: int) -> None:
    """Let all that lies in these folders lie in another."""
    await tx.execute(queries.lift_templates, tenant_id=tx.tenant_id, folder_ids=folder_ids, above=above)


async def place(tx: Tx, template_id: UUID, company_id: UUID | None, folder_id: int | None) -> None:
    """Let a template lie in one folder, or in none."""
    await tx.execute(queries.take_out, tenant_id=tx.tenant_id, template_id=template_id)
    if folder_id is not None:
        await tx.execute(
            queries.put_in,
            tenant_id=tx.tenant_id,
            company_id=company_id,
            template_id=template_id,
            folder_id=folder_id,
        )
