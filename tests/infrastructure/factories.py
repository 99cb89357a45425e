"""Mailboxes and domains for tests, made through the area's own use cases."""

from typing import Any
from uuid import UUID

from penguinmails.audit import Actor
from penguinmails.infrastructure import (
    Credentials,
    Domain,
    ImapSettings,
    Limits,
    Mailbox,
    MailboxDraft,
    Mechanism,
    Provider,
    Security,
    SmtpSettings,
    add_domain,
    add_mailbox,
)
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import list_companies

OPERATOR = Actor.operator()


async def company_of(databases: Databases, scope: Scope) -> UUID:
    """The tenant's first company."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return (await list_companies(tx))[0].id


def draft(company_id: UUID, email: str = "ann@acme.example", **changes: Any) -> MailboxDraft:
    """A mailbox with a password, on this machine."""
    values: dict[str, Any] = {
        "company_id": company_id,
        "email": email,
        "provider": Provider.SMTP,
        "smtp": SmtpSettings("127.0.0.1", 2525, Security.NONE, user=email, auth=Mechanism.PLAIN),
        "imap": ImapSettings("127.0.0.1", 1143, Security.NONE, user=email, folders=("INBOX", "Junk")),
        "credentials": Credentials(password="correct horse"),
        "limits": Limits(daily_limit=50, min_gap_seconds=120),
    }
    return MailboxDraft(**values | changes)


async def mailbox_of(
    databases: Databases, scope: Scope, email: str = "ann@acme.example", **changes: Any
) -> Mailbox:
    """A pending mailbox, committed."""
    company_id = await company_of(databases, scope)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await add_mailbox(tx, draft(company_id, email, **changes), actor=OPERATOR)


async def sandbox_of(
    databases: Databases, scope: Scope, email: str = "ann@acme.example", **changes: Any
) -> Mailbox:
    """A mailbox of the sandbox, which is active at once, committed."""
    values: dict[str, Any] = {
        "provider": Provider.SANDBOX,
        "smtp": SmtpSettings("127.0.0.1", 2525, Security.NONE),
        "imap": None,
        "credentials": Credentials(),
    }
    return await mailbox_of(databases, scope, email, **values | changes)


async def domain_of(databases: Databases, scope: Scope, name: str = "acme.example", **hosts: str) -> Domain:
    """A domain of the first company, committed."""
    company_id = await company_of(databases, scope)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await add_domain(tx, name, company_id=company_id, actor=OPERATOR, **hosts)


async def lanes_sent(tx: Tx) -> list[dict[str, Any]]:
    """What the lanes were told, in order."""
    cursor = await tx.connection.execute(
        "SELECT payload -> 'lanes' FROM oltp.handoff_outbox WHERE topic = 'mailbox.changed' ORDER BY handoff_id"
    )
    return [lane for (lanes,) in await cursor.fetchall() for lane in lanes]
