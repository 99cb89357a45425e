"""Lanes with messages, and a server that takes them, for tests; all through the areas' own ways."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from uuid import UUID

from penguinmails.audit import Actor
from penguinmails.content import Draft, create_template, publish
from penguinmails.delivery import PLANNED, RECEIVERS, Kind, OutboundSettings, PlannedMessage, Sender, Tracking
from penguinmails.delivery.smtp.server import ACCEPTED, Answer, Handler, Reply, Session, SmtpServer
from penguinmails.infrastructure import Limits, Security, SmtpSettings
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Delivery, Receiver, Topic, send
from penguinmails.kernel.tiers import Tier
from tests.infrastructure.factories import company_of, sandbox_of

OPERATOR = Actor.operator()
HELLO = Draft(
    subject="Hello {{ first_name }}",
    html="<html><body><p>Hi {{ first_name }}, <a href='https://shop.example/'>see</a></p></body></html>",
)
NO_LIMITS = Limits(daily_limit=1_000_000, min_gap_seconds=0)
FAST = OutboundSettings(sender_lease_seconds=2, sender_idle_seconds=0.05)


@dataclass
class Taken:
    """A message that the server took."""

    sender: str
    recipients: list[str]
    data: bytes

    @property
    def mail(self) -> EmailMessage:
        """Parsed."""
        return message_from_bytes(self.data, policy=SMTP)


class Server(Handler):
    """Takes all mail, or does what `answers` says for a recipient at RCPT and `ends` after the message."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.answers: dict[str, Reply] = {}
        self.ends: dict[str, Reply] = {}
        self.seen: Callable[[str], None] | None = None

    def rcpt(self, session: Session, recipient: str) -> Answer:  # noqa: ARG002 - the handler's shape
        return self.answers.get(recipient, ACCEPTED)

    def data(self, session: Session, message: bytes) -> Answer:
        to = session.recipients[0]
        if self.seen is not None:
            self.seen(to)
        reply = self.ends.get(to, ACCEPTED)
        if reply.code < 300:
            self.taken.append(Taken(session.sender or "", list(session.recipients), message))
        return reply


@dataclass
class Box:
    """A mailbox of a tenant, its template, and what planning for it needs."""

    databases: Databases
    scope: Scope
    company_id: UUID
    mailbox_id: UUID
    template_id: UUID
    template_version: int
    email: str
    campaign_id: UUID = field(default_factory=ids.uuid7)
    step_id: UUID = field(default_factory=ids.uuid7)

    def planned(self, to: str, **changes: Any) -> PlannedMessage:
        """A campaign's message, due now."""
        message = PlannedMessage(
            message_id=ids.uuid7(),
            kind=Kind.CAMPAIGN,
            mailbox_id=self.mailbox_id,
            planned=clock.now() - timedelta(seconds=1),
            from_email=self.email,
            to_email=to,
            company_id=self.company_id,
            template_id=self.template_id,
            template_version=self.template_version,
            render_seed=7,
            merge_data={"first_name": to.partition("@")[0].title(), "email": to},
            campaign_id=self.campaign_id,
            step_id=self.step_id,
            enrolment_id=ids.uuid7(),
            lead_id=ids.uuid7(),
            from_name="Ann",
            receiving_provider="example",
            tracking=Tracking(),
        )
        return replace(message, **changes)

    async def plan(self, *messages: PlannedMessage) -> None:
        """Hand them over, and let them arrive."""
        async with self.databases.tenant(Tier.OLTP, self.scope) as tx:
            await send(tx, PLANNED, {"messages": [message.payload() for message in messages]})
        await deliver(self.databases)

    async def plan_to(self, *addresses: str, **changes: Any) -> list[PlannedMessage]:
        """Plan one message to each."""
        messages = [self.planned(address, **changes) for address in addresses]
        await self.plan(*messages)
        return messages

    async def rows(self, columns: str = "*") -> list[dict[str, Any]]:
        """The tenant's messages, in the order of their ids."""
        return await rows_of(
            self.databases, self.scope, f"SELECT {columns} FROM content.email_messages ORDER BY message_id"
        )

    async def states(self) -> dict[str, str]:
        """The state of each, by recipient."""
        return {row["to_email"]: row["state"] for row in await self.rows("to_email, state")}

    async def lane(self) -> dict[str, Any]:
        """The lane's row."""
        [row] = await rows_of(
            self.databases,
            self.scope,
            "SELECT * FROM content.mailbox_lanes WHERE mailbox_id = %s",
            self.mailbox_id,
        )
        return row

    async def news(self, topic: Topic) -> list[dict[str, Any]]:
        """What was handed over and not taken in yet, of one topic, in order."""
        key = {"ledger.events": "events", "message.settled": "messages"}[topic.name]
        rows = await rows_of(
            self.databases,
            self.scope,
            "SELECT payload FROM content.handoff_outbox WHERE topic = %s ORDER BY handoff_id",
            topic.name,
        )
        return [each for row in rows for each in row["payload"][key]]


async def rows_of(
    databases: Databases, scope: Scope, statement: str, *values: object
) -> list[dict[str, Any]]:
    """Rows of a tenant's content."""
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        cursor = await tx.connection.execute(statement.encode(), values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]


async def box_of(
    databases: Databases,
    scope: Scope,
    port: int,
    address: str = "ann@acme.example",
    *,
    limits: Limits = NO_LIMITS,
    connections: int = 4,
    draft: Draft = HELLO,
    **changes: Any,
) -> Box:
    """A mailbox that sends by a server on this machine, its lane, and a published template."""
    smtp = SmtpSettings("127.0.0.1", port, Security.NONE, connections=connections)
    mailbox = await sandbox_of(databases, scope, address, smtp=smtp, limits=limits, **changes)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        template = await create_template(tx, f"Hello {address}", draft, actor=OPERATOR)
        version = await publish(tx, template.id, actor=OPERATOR)
    await deliver(databases)
    company_id = await company_of(databases, scope)
    return Box(databases, scope, company_id, mailbox.id, template.id, version.version, mailbox.email)


async def deliver(databases: Databases, receivers: Iterable[Receiver] = RECEIVERS) -> None:
    """Let what is handed to the senders arrive; all other news stays where it is, to be looked at."""
    by_topic = {receiver.topic.name: receiver for receiver in receivers}
    for tier in (Tier.OLTP, Tier.OLAP):
        async with databases.worker(tier) as tx:
            cursor = await tx.connection.execute(
                f"DELETE FROM {tier}.handoff_outbox WHERE topic = ANY (%s)"
                " RETURNING tenant_id, handoff_id, topic, payload, created, attempts".encode(),
                [list(by_topic)],
            )
            found = [Delivery(*row) for row in await cursor.fetchall()]
        for delivery in sorted(found, key=lambda each: each.handoff_id):
            async with databases.tenant(Tier.CONTENT, Scope.tenant_wide(delivery.tenant_id)) as tx:
                await by_topic[delivery.topic].apply(tx, delivery)


async def turn(databases: Databases, settings: OutboundSettings = FAST) -> int:
    """One turn of a sender."""
    return await Sender(databases, settings=settings).turn()


__all__ = ["FAST", "Box", "Server", "SmtpServer", "Taken", "box_of", "deliver", "rows_of", "turn"]
