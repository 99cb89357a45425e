"""The statements about domains, as functions."""

from uuid import UUID

from penguinmails.infrastructure.domains.model import Domain, LinkedMailbox
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def found(tx: Tx, domain_id: UUID | None, name: str | None) -> Domain | None:
    """A live one, by id or name."""
    domains = await tx.many(
        queries.find_domains, Domain, tenant_id=tx.tenant_id, domain_id=domain_id, domain=name
    )
    return domains[0] if domains else None


async def listed(tx: Tx, company_id: UUID | None) -> list[Domain]:
    """By name."""
    return await tx.many(queries.list_domains, Domain, tenant_id=tx.tenant_id, company_id=company_id)


async def adopt_mailboxes(tx: Tx, domain: Domain) -> list[UUID]:
    """The mailboxes whose domain it is from now on."""
    named = {
        "tenant_id": tx.tenant_id,
        "company_id": domain.company_id,
        "domain_id": domain.id,
        "domain": domain.domain,
    }
    await tx.execute(queries.adopt_from_addresses, **named)
    return [row.id for row in await tx.many(queries.adopt_mailboxes, LinkedMailbox, **named)]


async def mailboxes_of(tx: Tx, domain_id: UUID) -> list[UUID]:
    """Those whose own address is there, or one that they write as."""
    rows = await tx.many(queries.mailboxes_of, LinkedMailbox, tenant_id=tx.tenant_id, domain_id=domain_id)
    return [row.id for row in rows]


async def lock(tx: Tx, domain_id: UUID) -> UUID | None:
    """Its company; None where there is no such domain."""
    return await tx.value(queries.lock_domain, tenant_id=tx.tenant_id, domain_id=domain_id)
