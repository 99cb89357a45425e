"""The statements about whose an address is, as functions. All are a worker's."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from penguinmails.infrastructure.connecting.model import Claim
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def owners(tx: Tx, addresses: Collection[str]) -> dict[str, UUID]:
    """The tenants of those that are somebody's."""
    rows = await tx.many(queries.owners, Claim, addresses=list(addresses))
    return {row.address: row.tenant_id for row in rows}


async def claim(tx: Tx, tenant_id: UUID, mailbox_id: UUID, addresses: Collection[str]) -> None:
    """Those that are free."""
    await tx.execute(
        queries.claim, tenant_id=tenant_id, mailbox_id=mailbox_id, addresses=sorted(set(addresses))
    )


async def release(tx: Tx, tenant_id: UUID, mailbox_id: UUID) -> None:
    """Those that the mailbox no longer has."""
    await tx.execute(queries.release, tenant_id=tenant_id, mailbox_id=mailbox_id)


async def release_orphans(tx: Tx, before: datetime) -> int:
    """Over all tenants; how many."""
    return await tx.execute(queries.release_orphans, before=before)
