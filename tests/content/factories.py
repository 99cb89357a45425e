"""Templates and what they are made of for tests, through the area's own use cases."""

from uuid import UUID

from penguinmails.audit import RECEIVERS, Actor, AuditEntry, Filter, list_entries
from penguinmails.content.templates.drafts.model import Draft, Engine, Template
from penguinmails.content.templates.drafts.service import create_template
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier

OPERATOR = Actor.operator()
HELLO = Draft(
    subject="A question about {{ company | fallback('your shop') }}",
    html="<p>Hi {{ first_name | fallback('there') }}</p>",
)


async def template_of(
    tx: Tx,
    name: str = "Hello",
    draft: Draft = HELLO,
    *,
    engine: Engine = Engine.MINIJINJA,
    company: UUID | None = None,
) -> Template:
    return await create_template(tx, name, draft, actor=OPERATOR, engine=engine, company_id=company)


async def company_of(databases: Databases, scope: Scope, name: str) -> UUID:
    """Another company of the tenant, by SQL."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        cursor = await tx.connection.execute(
            "INSERT INTO oltp.companies (tenant_id, name, slug) VALUES (%s, %s, %s) RETURNING id",
            [scope.tenant_id, name, name.lower()],
        )
        row = await cursor.fetchone()
    assert row
    return row[0]


async def audited(databases: Databases, scope: Scope) -> list[AuditEntry]:
    """The tenant's audit log, oldest first."""
    await Relay(databases, RECEIVERS).drain()
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return list(reversed(await list_entries(tx, Filter(), page=1000)))
