"""One sender process on one core: from rows in the queue to accepted mail, every result durable.

Personalised messages of 12 KB, 100 connections to a server that takes everything and runs on the other core with the
database (fsync on, synchronous commits, all indexes and policies). Three ways: a relay that signs itself, RSA-2048, and
Ed25519. Each message is rendered, its links signed, built, locked against suppressions, committed as `attempting`,
transmitted, recorded, and told to ledger and campaigns. The CPU of the sender is counted stage by stage; `loop` is what
no stage claims: the event loop, reading from sockets, transactions' beginnings and ends. `of RSA` compares with signing
alone on the same core.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any
from uuid import UUID

import psutil
import uvloop
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from penguinmails.audit import Actor
from penguinmails.content import Draft, create_template, publish
from penguinmails.delivery.outbound.model import Kind, PlannedMessage
from penguinmails.delivery.outbound.queue.receiving import RECEIVERS as QUEUE_RECEIVERS
from penguinmails.delivery.outbound.sending.sender import Sender
from penguinmails.delivery.outbound.settings import OutboundSettings
from penguinmails.delivery.outbound.stages import Stages
from penguinmails.delivery.smtp.server import Handler, SmtpServer
from penguinmails.infrastructure import (
    Algorithm,
    Limits,
    MailboxDraft,
    Provider,
    Security,
    SmtpSettings,
    activate_key,
    add_domain,
    add_key,
    add_mailbox,
)
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Delivery
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home, Role, Tier

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "20000"))
CONNECTIONS = 100

OPERATOR = Actor.operator()
SENDER_CORE, OTHER_CORE = 1, 0
PARAGRAPH = (
    '<tr><td style="padding:0 24px 16px;font:16px/1.5 Helvetica,Arial,sans-serif;color:#222">'
    + "\nWe looked at how teams like yours plan the coming quarter, and one thing stood out." * 7
    + "\n{}</td></tr>\n"
)
FIELDS = ("first_name", "last_name", "company", "title", "custom.city", "custom.plan", "sender.name", "email")
LINKS = "".join(f'<a href="https://shop.example.com/offer/{n}">Offer {n}</a> ' for n in range(3))
DRAFT = Draft(
    subject="{{ first_name }}, a word about {{ company }}",
    html="<html><body><table>\n"
    + "".join(PARAGRAPH.format("{{ " + name + " }}") for name in (*FIELDS, *FIELDS[:6]))
    + f"</table><p>{LINKS}</p><p><a href='{{{{ links.unsubscribe }}}}'>Unsubscribe</a></p></body></html>\n",
    text="Hello {{ first_name }},\n\n" + "we looked at how teams like yours plan the coming quarter.\n" * 30,
)


async def main(databases: Databases) -> list[dict[str, object]]:
    """Send three times, answer a row a measurement and one a stage."""
    settle_database()
    bare = bare_rsa()
    sink = subprocess.Popen(  # noqa: ASYNC220 - nothing else goes on
        [sys.executable, "-m", "bench.sending", "sink"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert sink.stdout
        port = int(sink.stdout.readline())
        rows: list[dict[str, object]] = []
        for name, algorithm in (
            ("relay signs", None),
            ("RSA-2048", Algorithm.RSA),
            ("Ed25519", Algorithm.ED25519),
        ):
            told = await measured(databases, port, algorithm)
            share = told["a core's messages/s"] / bare
            told["of RSA"] = f"{share:.0%}" if algorithm is Algorithm.RSA else ""
            rows.append({"signed by": name, **told})
    finally:
        sink.kill()
        sink.wait()
    return rows


async def measured(databases: Databases, port: int, algorithm: Algorithm | None) -> dict[str, Any]:
    """Plan, send in a process of its own, check that all were accepted."""
    scope, company_id, mailbox_id, template_id, email = await prepare(databases, port, algorithm)
    await plan(
        databases, scope, company_id=company_id, mailbox_id=mailbox_id, template_id=template_id, email=email
    )
    order = {
        f"{home.value}/{role.value}": databases.address(home, role)
        for home in Home
        for role in (Role.APP, Role.WORKER)
    }
    done = subprocess.run(  # noqa: ASYNC221 - nothing else goes on
        [sys.executable, "-m", "bench.sending", "send"],
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "PENGUINMAILS_MAIL_NETWORKS": "127.0.0.0/8"},
    )
    told = json.loads(done.stdout)
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT count(*) FROM content.email_messages WHERE mailbox_id = %s AND state = 'accepted'",
            [mailbox_id],
        )
        row = await cursor.fetchone()
    assert row == (MESSAGES,), row
    stages: dict[str, float] = told["stages"]
    cpu = told["cpu"] / MESSAGES * 1e6
    columns: dict[str, Any] = {
        "messages/s": round(MESSAGES / told["seconds"]),
        "CPU µs": round(cpu),
        "a core's messages/s": round(1e6 / cpu),
    }
    known = (
        "claim",
        "render",
        "links",
        "build",
        "sign",
        "locks and suppressions",
        "attempting",
        "transmit",
        "record",
    )
    for stage in known:
        columns[stage] = round(stages.get(stage, 0) / MESSAGES * 1e6, 1)
    columns["loop"] = round(cpu - sum(stages.values()) / MESSAGES * 1e6, 1)
    return columns


async def prepare(
    databases: Databases, port: int, algorithm: Algorithm | None
) -> tuple[Scope, UUID, UUID, UUID, str]:
    """A tenant with a relay, its domain, its key, a template."""
    os.environ["PENGUINMAILS_MAIL_NETWORKS"] = "127.0.0.0/8"
    scope = Scope.tenant_wide(ids.uuid7())
    domain = f"{ids.uuid7().hex}.example.com"
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.tenants (id, name) VALUES (%s, %s)", [scope.tenant_id, domain]
        )
        cursor = await tx.connection.execute(
            "INSERT INTO oltp.companies (tenant_id, name, slug) VALUES (%s, 'Acme', 'acme') RETURNING id",
            [scope.tenant_id],
        )
        row = await cursor.fetchone()
        assert row
        company_id: UUID = row[0]
        hosts = {"tracking_host": f"t.{domain}", "return_path_host": f"b.{domain}"}
        added = await add_domain(tx, domain, company_id=company_id, actor=OPERATOR, **hosts)
        if algorithm is not None:
            key = await add_key(tx, added.id, algorithm, actor=OPERATOR)
            await activate_key(tx, added.id, key.selector, actor=OPERATOR)
        smtp = SmtpSettings("127.0.0.1", port, Security.NONE, connections=CONNECTIONS)
        limits = Limits(daily_limit=10_000_000, min_gap_seconds=0)
        draft = MailboxDraft(company_id, f"news@{domain}", Provider.SANDBOX, smtp, limits=limits)
        mailbox = await add_mailbox(tx, draft, actor=OPERATOR)
        template = await create_template(tx, "Newsletter", DRAFT, actor=OPERATOR)
        await publish(tx, template.id, actor=OPERATOR)
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO content.mailbox_lanes (tenant_id, mailbox_id, company_id, email, sending_domain, daily_cap,"
            " min_gap_seconds, version) VALUES (%s, %s, %s, %s, %s, 10000000, 0, 1)",
            [scope.tenant_id, mailbox.id, company_id, mailbox.email, domain],
        )
    return scope, company_id, mailbox.id, template.id, mailbox.email


async def plan(
    databases: Databases, scope: Scope, *, company_id: UUID, mailbox_id: UUID, template_id: UUID, email: str
) -> None:
    """The messages, as the relay brings them: 500 a row of the outbox."""
    campaign_id, step_id = ids.uuid7(), ids.uuid7()
    take = next(each for each in QUEUE_RECEIVERS if each.topic.name == "message.planned")
    for first in range(0, MESSAGES, 500):
        messages = [
            PlannedMessage(
                message_id=ids.uuid7(),
                kind=Kind.CAMPAIGN,
                mailbox_id=mailbox_id,
                planned=clock.now(),
                from_email=email,
                to_email=f"lead{n}@example{n % 500}.org",
                company_id=company_id,
                template_id=template_id,
                template_version=1,
                render_seed=n,
                merge_data=merge(n),
                campaign_id=campaign_id,
                step_id=step_id,
                enrolment_id=ids.uuid7(),
                lead_id=ids.uuid7(),
                from_name="Rui Costa",
                receiving_provider="google" if n % 3 else "microsoft",
            )
            for n in range(first, first + 500)
        ]
        payload = json.loads(json.dumps({"messages": [message.payload() for message in messages]}))
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            await take.apply(
                tx, Delivery(scope.tenant_id, ids.uuid7(), take.topic.name, payload, clock.now(), 0)
            )


def merge(n: int) -> dict[str, object]:
    """A lead's values."""
    return {
        "email": f"lead{n}@example{n % 500}.org",
        "first_name": f"Ana {n}",
        "last_name": "O'Brien",
        "company": "Sons & Daughters",
        "title": "Head of Sales",
        "custom": {"city": "Porto", "plan": "Premium", "seats": 12},
    }


def settle_database() -> None:
    """Let the database run on the other core, with all it starts."""
    lines = (KernelSettings.load().home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()
    postmaster = psutil.Process(int(lines[0]))
    for process in (postmaster, *postmaster.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # helpers come and go
            process.cpu_affinity([OTHER_CORE])


def bare_rsa() -> float:
    """RSA-2048 signatures a second on the sender's core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SENDER_CORE})
    key, padding, algorithm = generate_private_key(65537, 2048), PKCS1v15(), SHA256()
    best = 1.0
    for _ in range(5):
        began = time.thread_time()
        for _ in range(500):
            key.sign(b"x" * 1000, padding, algorithm)
        best = min(best, (time.thread_time() - began) / 500)
    os.sched_setaffinity(0, before)
    return 1 / best


async def serve() -> None:
    """The server that takes everything."""
    async with SmtpServer(Handler()) as server:
        print(server.port, flush=True)
        await asyncio.Event().wait()


async def send(order: dict[str, str]) -> None:
    """What is due, by a sender; how long it took."""

    def address(home: Home, role: Role) -> str:
        return order[f"{home.value}/{role.value}"]

    stages = Stages(on=True)
    async with Databases(address) as databases:
        began, cpu = time.perf_counter(), process_seconds()
        await Sender(databases, settings=OutboundSettings(), stages=stages).turn()
        seconds, cpu = time.perf_counter() - began, process_seconds() - cpu
    print(json.dumps({"seconds": seconds, "cpu": cpu, "stages": stages.spent}))


def process_seconds() -> float:
    """CPU of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    if sys.argv[1] == "sink":
        os.sched_setaffinity(0, {OTHER_CORE})
        uvloop.run(serve())
    else:
        os.sched_setaffinity(0, {SENDER_CORE})
        uvloop.run(send(json.load(sys.stdin)))
