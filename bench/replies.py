"""How soon a reply stops its sequence, at 10,000 active enrolments.

10,000 leads of five sequences have got the first message, and their second falls due over a minute, while 1,000 of them
answer, 50 a second over 10 connections. The listener is a process; relay, scheduler and judge are another; no sender
runs, so that what is planned meanwhile waits. Counted from the 250 that ends a reply's DATA: until its enrolment is
stopped, and, where its second message was queued, until that is cancelled; both as seen by a look every 20 ms.
"""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import aiosmtplib
import uvloop

from bench.planning import analyse, campaign, load
from penguinmails.campaigns import Scheduler
from penguinmails.cli import assembly
from penguinmails.delivery import SETTLED, Ended, InboundListener, InboundSettings, Kind, Settled
from penguinmails.kernel import clock, ids, log
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay, send
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.ledger import Judge

SEQUENCES, EACH, REPLIES = 5, 2_000, 1_000
SPREAD = timedelta(seconds=60)
A_SECOND, CONNECTIONS = 50, 10
LOOK = 0.02


@dataclass(frozen=True)
class First:
    """The first message of a sequence, as the one who answers knows it."""

    message_id: UUID
    enrolment_id: UUID
    from_email: str
    to_email: str
    rfc_message_id: str


@dataclass
class Seen:
    """When replies were taken, and what they came to, in seconds of one clock."""

    taken: dict[UUID, float] = field(default_factory=dict[UUID, float])
    stopped: dict[UUID, float] = field(default_factory=dict[UUID, float])
    cancelled: dict[UUID, float] = field(default_factory=dict[UUID, float])


async def main(databases: Databases) -> list[dict[str, object]]:
    """Begin the sequences, let people answer, tell how long it took."""
    scope, campaigns = await begin(databases)
    firsts = await first_messages(databases, scope, campaigns)
    step = len(firsts) // REPLIES
    answering = firsts[::step][:REPLIES]
    with process("inbound", databases) as inbound, process("worker", databases) as worker:
        assert inbound.stdout
        port = int(inbound.stdout.readline())
        await fall_due(databases, scope, campaigns)
        seen = await watched(databases, scope, answering, port)
        for each in (inbound, worker):
            each.send_signal(signal.SIGTERM)
    queued = await waiting(databases, scope, [each.enrolment_id for each in answering])
    assert not queued, f"{len(queued)} messages wait for leads who have answered"
    active = len(firsts) - len(answering)
    return [
        percentiles("250 to stopped", active, seen.taken, seen.stopped),
        percentiles("250 to cancelled at the sender", active, seen.taken, seen.cancelled),
    ]


async def begin(databases: Databases) -> tuple[Scope, list[UUID]]:
    """Sequences whose first message every lead has got; the second is a day away."""
    scope, company_id, template_id, _ = await load(databases, SEQUENCES * EACH)
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.connected_mailboxes (address, tenant_id, email_account_id)"
            " SELECT email, tenant_id, id FROM oltp.email_accounts WHERE tenant_id = %s",
            [scope.tenant_id],
        )
    await analyse(databases)
    campaigns = [
        await campaign(databases, scope, company_id, template_id, waits=True) for _ in range(SEQUENCES)
    ]
    for place, campaign_id in enumerate(campaigns):
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await tx.connection.execute(
                "INSERT INTO oltp.enrolments (tenant_id, company_id, campaign_id, lead_id, next_due)"
                " SELECT tenant_id, %s, %s, id, now() FROM oltp.leads ORDER BY id OFFSET %s LIMIT %s",
                [company_id, campaign_id, place * EACH, EACH],
            )
    scheduler, relay = Scheduler(databases), Relay(databases, assembly.RECEIVERS)
    while await scheduler.plan():
        pass
    await relay.drain()
    await accept_all(databases, scope)
    await relay.drain()
    return scope, campaigns


async def accept_all(databases: Databases, scope: Scope) -> None:
    """Leave what is queued as a sender would that sent it, and tell of it."""
    now = clock.now()
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        cursor = await tx.connection.execute(
            "UPDATE content.email_messages SET state = 'accepted', attempting = %s, accepted = %s, attempts = 1,"
            " version = version + 1 RETURNING message_id, version, mailbox_id, campaign_id, step_id, enrolment_id,"
            " lead_id, to_email",
            [now, now],
        )
        rows = await cursor.fetchall()
        names = (
            "message_id",
            "version",
            "mailbox_id",
            "campaign_id",
            "step_id",
            "enrolment_id",
            "lead_id",
            "to_email",
        )
        words = [
            Settled(kind=Kind.CAMPAIGN, state=Ended.ACCEPTED, at=now, **dict(zip(names, row, strict=True)))
            for row in rows
        ]
        for start in range(0, len(words), 500):
            await send(tx, SETTLED, {"messages": [each.payload() for each in words[start : start + 500]]})


async def first_messages(databases: Databases, scope: Scope, campaigns: list[UUID]) -> list[First]:
    """What was sent."""
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT message_id, enrolment_id, from_email, to_email, rfc_message_id FROM content.email_messages"
            " WHERE campaign_id = ANY (%s) ORDER BY message_id",
            [campaigns],
        )
        return [First(*row) for row in await cursor.fetchall()]


async def fall_due(databases: Databases, scope: Scope, campaigns: list[UUID]) -> None:
    """The day is over: the second messages fall due one after the other, from now on."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        cursor = await tx.connection.execute(
            "UPDATE oltp.enrolments e SET next_due = now() + place.n * %s"
            " FROM (SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS n FROM oltp.enrolments"
            "        WHERE campaign_id = ANY (%s) AND state = 'active') AS place WHERE e.id = place.id",
            [SPREAD / (SEQUENCES * EACH), campaigns],
        )
        assert cursor.rowcount == SEQUENCES * EACH, cursor.rowcount


async def watched(databases: Databases, scope: Scope, answering: list[First], port: int) -> Seen:
    """Let them answer, and look what comes of it until all of it has come."""
    seen, over = Seen(), asyncio.Event()

    async def look(found: Callable[[list[UUID]], Awaitable[set[UUID]]], at: dict[UUID, float]) -> None:
        # What is looked for last is looked for after all replies were taken.
        while True:
            last = over.is_set()
            for each in await found([key for key in seen.taken if key not in at]):
                at[each] = time.monotonic()
            if last:
                return
            await asyncio.sleep(LOOK)

    async def stopped(keys: list[UUID]) -> set[UUID]:
        return await read(
            databases, scope, Tier.OLTP,
            "SELECT id FROM oltp.enrolments WHERE id = ANY (%s) AND exit_reason = 'replied'", keys,
        )  # fmt: skip

    async def cancelled(keys: list[UUID]) -> set[UUID]:
        return await read(
            databases, scope, Tier.CONTENT,
            "SELECT enrolment_id FROM content.email_messages WHERE enrolment_id = ANY (%s) AND state = 'cancelled'",
            keys,
        )  # fmt: skip

    looking = [
        asyncio.create_task(look(stopped, seen.stopped)),
        asyncio.create_task(look(cancelled, seen.cancelled)),
    ]
    began = time.monotonic()
    shares = [answering[place::CONNECTIONS] for place in range(CONNECTIONS)]
    await asyncio.gather(*(answer(port, share, began, place, seen) for place, share in enumerate(shares)))
    while len(seen.stopped) < len(answering) or await waiting(  # noqa: ASYNC110 - other processes do it
        databases, scope, list(seen.taken)
    ):
        await asyncio.sleep(LOOK)
    over.set()
    await asyncio.gather(*looking)
    return seen


async def answer(port: int, share: list[First], began: float, place: int, seen: Seen) -> None:
    """One connection's replies, each in its time."""
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, timeout=120) as client:
        for number, first in enumerate(share):
            due = began + (number * CONNECTIONS + place) / A_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await client.sendmail(first.to_email, [first.from_email], reply_to(first))
            seen.taken[first.enrolment_id] = time.monotonic()


def reply_to(first: First) -> bytes:
    """A person's answer."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = first.to_email, first.from_email, "Re: Hi"
    mail["Message-ID"] = f"<{ids.uuid7()}@theirs.example>"
    mail["In-Reply-To"] = mail["References"] = f"<{first.rfc_message_id}>"
    mail.set_content("Yes, that is interesting. When can we talk?\n\nOn Friday you wrote:\n> Hi\n")
    return bytes(mail).replace(b"\n", b"\r\n")


async def waiting(databases: Databases, scope: Scope, keys: list[UUID]) -> set[UUID]:
    """Which of these enrolments have a message waiting at the sender."""
    return await read(
        databases, scope, Tier.CONTENT,
        "SELECT enrolment_id FROM content.email_messages WHERE enrolment_id = ANY (%s) AND state = 'queued'", keys,
    )  # fmt: skip


async def read(databases: Databases, scope: Scope, tier: Tier, text: str, keys: list[UUID]) -> set[UUID]:
    """The ids a statement finds among these."""
    if not keys:
        return set()
    async with databases.tenant(tier, scope) as tx:
        cursor = await tx.connection.execute(text.encode(), [keys])
        return {row[0] for row in await cursor.fetchall()}


def percentiles(
    what: str, active: int, begun: dict[UUID, float], ended: dict[UUID, float]
) -> dict[str, object]:
    """A line of the results; what was seen before its 250 was written down counts as nothing."""
    spans = sorted(max(0.0, at - begun[key]) for key, at in ended.items())
    return {
        "what": what,
        "enrolments left active": active,
        "replies": len(spans),
        "p50": f"{spans[len(spans) // 2]:.2f} s",
        "p99": f"{spans[len(spans) * 99 // 100]:.2f} s",
        "most": f"{spans[-1]:.2f} s",
    }


def process(part: str, databases: Databases) -> "subprocess.Popen[str]":
    """A part of the platform."""
    addresses = {
        f"{home.value}/{role.value}": databases.address(home, role)
        for home in Home
        for role in (Role.APP, Role.WORKER)
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bench.replies", part, json.dumps(addresses)],
        stdout=subprocess.PIPE if part == "inbound" else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )


async def run(part: str, addresses: dict[str, Any]) -> None:
    """What a process does until SIGTERM."""

    def address(home: Home, role: Role) -> str:
        return addresses[f"{home.value}/{role.value}"]

    log.configure()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Databases(address) as databases:
        if part == "inbound":
            listener = InboundListener(databases, InboundSettings(inbound_listen="127.0.0.1:0"))
            await listener.start()
            print(listener.port, flush=True)
            await stop.wait()
            await listener.close()
            return
        parts = (Relay(databases, assembly.RECEIVERS), Scheduler(databases), Judge(databases))
        async with asyncio.TaskGroup() as group:
            for each in parts:
                group.create_task(each.run(stop))


if __name__ == "__main__":
    uvloop.run(run(sys.argv[1], json.loads(sys.argv[2])))
