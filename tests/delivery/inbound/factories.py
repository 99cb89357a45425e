"""Messages that went out, mails that come in, and what was told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString, cast
from uuid import UUID

from penguinmails.delivery.inbound.classifying import MailKind
from penguinmails.delivery.inbound.intake import take
from penguinmails.delivery.inbound.model import Source, Taken, Understood
from penguinmails.infrastructure import Mailbox
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.infrastructure.factories import mailbox_of

INSERT = """
    INSERT INTO content.email_messages
           (tenant_id, message_id, company_id, kind, state, mailbox_id, campaign_id, step_id, enrolment_id, lead_id,
            planned, next_attempt, attempts, from_email, to_email, subject, sending_domain, receiving_provider,
            rfc_message_id, verp_token, queued, attempting, {state}, lease_token, lease_expires)
    VALUES (%s, %s, %s, 'campaign', %s, %s, %s, %s, %s, %s, %s, %s, 1, %s, %s, %s, 'ours.example', 'example', %s, %s,
            %s, %s, %s, 1, now())
"""


@dataclass(frozen=True)
class Sent:
    """A message of ours."""

    message_id: UUID
    company_id: UUID
    mailbox_id: UUID
    campaign_id: UUID
    lead_id: UUID
    enrolment_id: UUID
    from_email: str
    to_email: str
    rfc_message_id: str
    attempted: datetime


async def send_one(
    databases: Databases,
    scope: Scope,
    *,
    to: str = "lead@example.org",
    state: str = "accepted",
    like: Sent | None = None,
    token: str | None = None,
    ago: timedelta = timedelta(minutes=10),
    subject: str = "A question",
) -> Sent:
    """A message of a campaign, as the sender leaves it. `like`: by the same mailbox, company and campaign."""
    attempted = clock.now() - ago
    message_id = ids.uuid7()
    sent = Sent(
        message_id=message_id,
        company_id=like.company_id if like else ids.uuid7(),
        mailbox_id=like.mailbox_id if like else ids.uuid7(),
        campaign_id=like.campaign_id if like else ids.uuid7(),
        lead_id=ids.uuid7(),
        enrolment_id=ids.uuid7(),
        from_email="us@ours.example",
        to_email=to,
        rfc_message_id=f"{message_id}@ours.example",
        attempted=attempted,
    )
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        await tx.connection.execute(
            cast("LiteralString", INSERT.replace("{state}", state)),
            [
                *(scope.tenant_id, message_id, sent.company_id, state, sent.mailbox_id, sent.campaign_id),
                *(ids.uuid7(), sent.enrolment_id, sent.lead_id, attempted, attempted, sent.from_email, to),
                *(subject, sent.rfc_message_id, token, attempted, attempted, attempted),
            ],
        )
    return sent


def source(scope: Scope, sent: Sent | None = None, **changed: Any) -> Source:
    """A mail that reached the mailbox of a message."""
    given: dict[str, Any] = {
        "tenant_id": scope.tenant_id,
        "received": clock.now(),
        "recipient": "us@ours.example",
    }
    if sent is not None:
        given |= {"company_id": sent.company_id, "mailbox_id": sent.mailbox_id}
    return Source(**(given | changed))


def bounced_to(scope: Scope, sent: Sent, **changed: Any) -> Source:
    """A mail that reached the bounce address of a message."""
    given: dict[str, Any] = {
        "tenant_id": scope.tenant_id,
        "received": clock.now(),
        "company_id": sent.company_id,
        "mailbox_id": sent.mailbox_id,
        "message_id": sent.message_id,
        "recipient": "bounce+token@ours.example",
        "sender": "",
    }
    return Source(**(given | changed))


def reply(sent: Sent | None = None, **changed: Any) -> Understood:
    """A reply that names the message it answers."""
    given: dict[str, Any] = {
        "kind": MailKind.REPLY,
        "message_id": f"{ids.uuid7()}@theirs.example",
        "from_email": "lead@example.org",
        "subject": "Re: A question",
    }
    if sent is not None:
        given |= {"in_reply_to": sent.rfc_message_id, "references": (sent.rfc_message_id,)}
    return Understood(**(given | changed))


async def taken(databases: Databases, where: Source, mail: Understood, raw: bytes | None = None) -> Taken:
    """Take in a mail whose reading is done."""
    raw = raw or f"Message-ID: <{mail.message_id}>\r\n\r\nbody\r\n".encode()
    async with databases.tenant(Tier.CONTENT, Scope.tenant_wide(where.tenant_id)) as tx:
        return await take(tx, raw, mail, where)


async def news(databases: Databases, scope: Scope, topic: str) -> list[dict[str, Any]]:
    """What was handed over under a topic: events, answers or settlements, in order."""
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT payload FROM content.handoff_outbox WHERE tenant_id = %s AND topic = %s ORDER BY handoff_id",
            [scope.tenant_id, topic],
        )
        return [each for (payload,) in await cursor.fetchall() for part in payload.values() for each in part]


async def rows(
    databases: Databases, scope: Scope, statement: str, *parameters: object
) -> list[tuple[Any, ...]]:
    """What the tenant sees of the content tier."""
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        cursor = await tx.connection.execute(cast("LiteralString", statement), parameters)
        return await cursor.fetchall()


async def signed_in(databases: Databases, scope: Scope, email: str, **changes: Any) -> Mailbox:
    """A mailbox that somebody has signed in to once."""
    mailbox = await mailbox_of(databases, scope, email, **changes)
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.connected_mailboxes (address, tenant_id, email_account_id) VALUES (%s, %s, %s)",
            [email, scope.tenant_id, mailbox.id],
        )
        await tx.connection.execute(
            "UPDATE oltp.email_accounts SET status = 'active' WHERE tenant_id = %s AND id = %s",
            [scope.tenant_id, mailbox.id],
        )
    return mailbox
