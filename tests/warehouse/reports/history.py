"""A tenant's two months: some hundred messages, what became of them and what they are called, from a seed."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import BounceType, Event, EventKind, EventSource, Verdict, event_id_of
from penguinmails.warehouse.reports.query import ReportQuery
from tests.warehouse.oracle import Message, messages_of
from tests.warehouse.telling import tell
from tests.warehouse.worlds import (
    CAMPAIGNS,
    CLIENTS,
    DEVICES,
    DOMAINS,
    LINKS,
    MAILBOXES,
    NORTH,
    PLACES,
    PROVIDERS,
    SOUTH,
    STEPS,
    Delivery,
    Judged,
    first_day,
)

NAMES = {UUID(int=0xA1): "Spring", UUID(int=0xA2): "Autumn", UUID(int=0xA3): "Winter"}
VARIANTS = {UUID(int=0x61): "A", UUID(int=0x62): "B"}
LEADS = [UUID(int=0x1EAD0 + n) for n in range(40)]
BERLIN = "Europe/Berlin"
DAYS = 24
"""On which something is sent."""


@dataclass(frozen=True)
class History:
    """What was told to the ledger, and its own count of it."""

    messages: list[Message]

    def of(self, kind: str = "campaign", **parts: Any) -> list[Message]:
        """The messages of a kind that are about these parts and were sent."""
        return [
            message
            for message in self.messages
            if message.sent
            and message.sent.message_kind == kind
            and all(getattr(message.sent, name) == part for name, part in parts.items())
        ]


def asked(**more: Any) -> ReportQuery:
    """The whole of the history."""
    since = first_day().date()
    whole: dict[str, Any] = {"since": since, "until": since + timedelta(days=70)}
    return ReportQuery(**(whole | more))


def count(messages: list[Message], flag: str) -> int:
    """How many have it."""
    return sum(message.flags[flag] for message in messages)


def sent_on(message: Message) -> date:
    """The cohort."""
    return date.fromisoformat(message.day)


async def live(databases: Databases, scope: Scope, *, seed: int = 1, messages: int = 240) -> History:
    """Make the history, told to the ledger and named; nothing of it is counted yet."""
    chance = random.Random(seed)
    delivery = Delivery()
    for number in range(messages):
        _message(chance, delivery, number)
    await tell(databases, scope, delivery)
    await name_all(databases, scope)
    verdicts = {each.event.event_id: each.verdict for each in delivery.verdicts}
    return History(messages_of(delivery.events, verdicts))


def _message(chance: random.Random, delivery: Delivery, number: int) -> None:
    start = first_day() + timedelta(days=chance.randrange(DAYS), seconds=chance.randrange(86400))
    one = UUID(int=ids.uuid7_floor(start).int | number)
    said = _said(chance)

    def happen(kind: EventKind, at: datetime, key: str = "", **more: Any) -> Event:
        event = Event(one, event_id_of(kind.value, one, key), kind, at, EventSource.TRACKING, **more)
        delivery.events.append(event)
        return event

    happen(EventKind.SENT, start, **said)
    if chance.random() < 0.1:
        happen(EventKind.BOUNCED, start, bounce_type=chance.choice(list(BounceType)))
    for hit in range(chance.choice([0, 0, 1, 2, 3])):
        later = start + timedelta(seconds=chance.randrange(1, 20 * 86400))
        kind = chance.choice([EventKind.OPENED, EventKind.OPENED, EventKind.CLICKED])
        more: dict[str, Any] = {
            "device_type": chance.choice(DEVICES),
            "client": chance.choice(CLIENTS),
            "location": chance.choice(PLACES),
        }
        if kind is EventKind.CLICKED:
            more["link_url"] = chance.choice(LINKS)
        event = happen(kind, later, str(hit), **more)
        delivery.verdicts.append(Judged(event, 1, chance.choice(list(Verdict))))
    for kind, odds in (
        (EventKind.REPLIED, 0.15),
        (EventKind.AUTO_REPLIED, 0.05),
        (EventKind.UNSUBSCRIBED, 0.05),
        (EventKind.COMPLAINED, 0.03),
    ):
        if chance.random() < odds:
            happen(kind, start + timedelta(seconds=chance.randrange(1, 5 * 86400)))


def _said(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(["campaign"] * 7 + ["warmup", "warmup", "manual", "test"])
    parts: dict[str, Any] = {}
    if kind == "campaign":
        campaign, company = chance.choice(CAMPAIGNS)
        parts = {
            "campaign_id": campaign,
            "step_id": chance.choice(STEPS),
            "variant_id": chance.choice([None, *VARIANTS]),
            "lead_id": chance.choice(LEADS),
        }
    else:
        company = chance.choice([NORTH, SOUTH, None])
    mailbox = chance.choice(MAILBOXES[company])
    return {
        "message_kind": kind,
        "company_id": company,
        "mailbox_id": mailbox,
        "sending_domain": DOMAINS[mailbox],
        "receiving_provider": chance.choice(PROVIDERS),
        **parts,
    }


async def name_all(databases: Databases, scope: Scope, *, timezone: str = BERLIN) -> None:
    """Copies of what the keys stand for, as oltp hands them over."""
    tenant = scope.tenant_id
    async with databases.worker(Tier.OLAP) as tx:
        execute = tx.connection.execute
        await execute(
            "INSERT INTO olap.dim_tenants (tenant_id, name, status, timezone, version) VALUES (%s, 'Acme', 'active', %s, 1)",
            [tenant, timezone],
        )
        for campaign, company in CAMPAIGNS:
            await execute(
                "INSERT INTO olap.dim_campaigns (tenant_id, campaign_id, company_id, name, kind, status, version)"
                " VALUES (%s, %s, %s, %s, 'sequence', 'running', 1)",
                [tenant, campaign, company, NAMES[campaign]],
            )
        for order, step in enumerate(STEPS, 1):
            await execute(
                "INSERT INTO olap.dim_steps (tenant_id, step_id, company_id, campaign_id, step_order, step_type, name,"
                " version) VALUES (%s, %s, %s, %s, %s, 'email', %s, 1)",
                [tenant, step, NORTH, CAMPAIGNS[0][0], order, f"Step {order}"],
            )
        for variant, label in VARIANTS.items():
            await execute(
                "INSERT INTO olap.dim_variants (tenant_id, variant_id, company_id, campaign_id, step_id, label, subject,"
                " version) VALUES (%s, %s, %s, %s, %s, %s, 'Hello', 1)",
                [tenant, variant, NORTH, CAMPAIGNS[0][0], STEPS[0], label],
            )
        for company, mailboxes in MAILBOXES.items():
            for mailbox in mailboxes:
                await execute(
                    "INSERT INTO olap.dim_mailboxes (tenant_id, mailbox_id, company_id, email, sending_domain, status,"
                    " health_score, current_volume, version) VALUES (%s, %s, %s, %s, 'x.example', 'active', 72, 40, 1)",
                    [tenant, mailbox, company, f"{mailbox.int}@x.example"],
                )
