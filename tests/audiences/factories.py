"""Leads and lists for tests, made through the area's own use cases where there is one."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from penguinmails.audiences.leads.model import Lead
from penguinmails.audiences.leads.service import add_lead
from penguinmails.audit import Actor
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import add_company

OPERATOR = Actor.operator()


async def lead_of(
    databases: Databases,
    scope: Scope,
    address: str,
    *,
    company_id: UUID | None = None,
    fields: Mapping[str, str | None] | None = None,
    tags: Iterable[str] = (),
) -> Lead:
    """A lead, committed."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await add_lead(tx, address, company_id=company_id, fields=fields, tags=tags, actor=OPERATOR)


async def workspace_of(databases: Databases, scope: Scope, name: str) -> UUID:
    """A company of the tenant, committed."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return (await add_company(tx, name, actor=OPERATOR)).id


def limited(scope: Scope, *companies: UUID) -> Scope:
    """The same tenant, seen by a member of these companies."""
    return Scope(scope.tenant_id, frozenset(companies))


async def bare_list(tx: Tx, name: str, *, company_id: UUID | None = None, opt_in: str = "single") -> UUID:
    """A list, by SQL."""
    list_id = ids.uuid7()
    await tx.connection.execute(
        "INSERT INTO oltp.lists (tenant_id, id, company_id, name, opt_in) VALUES (%s, %s, %s, %s, %s)",
        [tx.tenant_id, list_id, company_id, name, opt_in],
    )
    return list_id


async def bare_member(
    tx: Tx, list_id: UUID, lead: Lead, *, status: str = "subscribed", confirmed: bool = False
) -> None:
    """A membership, by SQL."""
    await tx.connection.execute(
        "INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id, company_id, status, confirmed, unsubscribed)"
        " VALUES (%s, %s, %s, %s, %s, CASE WHEN %s THEN now() END, CASE WHEN %s = 'unsubscribed' THEN now() END)",
        [tx.tenant_id, list_id, lead.id, lead.company_id, status, confirmed, status],
    )
