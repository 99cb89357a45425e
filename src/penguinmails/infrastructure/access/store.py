"""The statements about mailboxes in use, as functions."""

from collections.abc import Collection
from uuid import UUID

from penguinmails.infrastructure.access.model import AccessRow, AddressOwner, DomainHosts, PolledMailbox
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def row(tx: Tx, mailbox_id: UUID) -> AccessRow | None:
    """A live mailbox."""
    return await tx.one(queries.open_mailbox, AccessRow, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)


async def hosts_of(tx: Tx, company_id: UUID, domains: Collection[str]) -> list[DomainHosts]:
    """Of those domains that are the company's."""
    return await tx.many(
        queries.hosts_of,
        DomainHosts,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        domains=list(domains),
    )


async def keep_token(tx: Tx, mailbox_id: UUID, *, before: bytes, sealed: bytes) -> bool:
    """Whether it was kept."""
    kept = await tx.execute(
        queries.keep_token, tenant_id=tx.tenant_id, mailbox_id=mailbox_id, before=before, sealed=sealed
    )
    return kept == 1


async def to_poll(tx: Tx) -> list[PolledMailbox]:
    """Over all tenants."""
    return await tx.many(queries.mailboxes_to_poll, PolledMailbox)


async def owner_of(tx: Tx, address: str) -> AddressOwner | None:
    """Over all tenants."""
    return await tx.one(queries.owner_of_address, AddressOwner, address=address)
