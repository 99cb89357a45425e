"""How many leads are enrolled and planned a second, and how soon after falling due a message is in the queue.

A broadcast to 100,000 leads of one list, by 20 mailboxes: enrolled in pages, planned in batches of 500, one
process. Then 10,000 enrolments of five sequences fall due over a minute, while a scheduler and a relay run:
from the moment an enrolment falls due until its row is in `content.email_messages`, by the rows' own times.
"""

import asyncio
import resource
import time
from datetime import timedelta
from uuid import UUID

from psycopg import AsyncConnection

from penguinmails import audiences
from penguinmails.campaigns import Scheduler
from penguinmails.delivery import RECEIVERS
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Role, Tier

LEADS, MAILBOXES = 100_000, 20
SEQUENCES, EACH, SPREAD = 5, 2_000, timedelta(seconds=60)


async def main(databases: Databases) -> list[dict[str, object]]:
    """The broadcast, then the sequences; a row each."""
    scope, company_id, template_id, people = await load(databases)
    await campaign(databases, scope, company_id, template_id, list_id=people)
    await analyse(databases)
    broadcast = await measured_broadcast(databases)
    return [*broadcast, await measured_delay(databases, scope, company_id, template_id)]


async def measured_broadcast(databases: Databases) -> list[dict[str, object]]:
    """Leads a second, and what this process spent of its processor on each."""
    scheduler, found = Scheduler(databases), list[dict[str, object]]()
    for name, work in (("enrol 100,000", scheduler.enrol), ("plan 100,000", scheduler.plan)):
        start, spent, done = time.perf_counter(), processor(), 0
        while moved := await work():
            done += moved
        seconds = time.perf_counter() - start
        found.append(
            {
                "what": name,
                "leads": done,
                "a second": f"{done / seconds:.0f}",
                "µs of Python each": f"{(processor() - spent) / max(done, 1) * 1e6:.0f}",
            }
        )
    return found


async def measured_delay(
    databases: Databases, scope: Scope, company_id: UUID, template_id: UUID
) -> dict[str, object]:
    """Percentiles of the time from due to queued."""
    relay = Relay(databases, (*RECEIVERS, *audiences.RECEIVERS))
    await relay.drain()
    campaigns = [
        await campaign(databases, scope, company_id, template_id, waits=True) for _ in range(SEQUENCES)
    ]
    for place, campaign_id in enumerate(campaigns):
        await enrol(databases, scope, campaign_id, place * EACH)
    stop = asyncio.Event()
    running = [asyncio.create_task(each.run(stop)) for each in (Scheduler(databases), relay)]
    delays: list[float] = []
    while len(delays) < SEQUENCES * EACH:
        await asyncio.sleep(1)
        delays = await read_delays(databases, scope, campaigns)
    stop.set()
    await asyncio.gather(*running)
    delays.sort()
    return {
        "what": "due to queued",
        "leads": len(delays),
        "p50": f"{delays[len(delays) // 2]:.2f} s",
        "p99": f"{delays[len(delays) * 99 // 100]:.2f} s",
        "most": f"{delays[-1]:.2f} s",
    }


async def read_delays(databases: Databases, scope: Scope, campaigns: list[UUID]) -> list[float]:
    """Seconds of each message of these campaigns: the due time stands in the lead's enrolment, as created."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT id, created FROM oltp.enrolments WHERE campaign_id = ANY (%s)", [campaigns]
        )
        due = dict(await cursor.fetchall())
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        cursor = await tx.connection.execute(
            "SELECT enrolment_id, created FROM content.email_messages WHERE campaign_id = ANY (%s)",
            [campaigns],
        )
        return [
            (queued - due[enrolment_id]).total_seconds() for enrolment_id, queued in await cursor.fetchall()
        ]


async def load(databases: Databases, leads: int = LEADS) -> tuple[Scope, UUID, UUID, UUID]:
    """A tenant with leads on a list, mailboxes and a template: its scope, company, template and list."""
    scope = Scope.tenant_wide(ids.uuid7())
    company_id, template_id, list_id = ids.uuid7(), ids.uuid7(), ids.uuid7()
    tenant = scope.tenant_id
    async with databases.worker(Tier.OLTP) as tx:
        run = tx.connection.execute
        await run("INSERT INTO oltp.tenants (id, name) VALUES (%s, 'bench')", [tenant])
        await run(
            "INSERT INTO oltp.tenant_policies (tenant_id, max_emails_per_lead_per_day, min_hours_between_emails)"
            " VALUES (%s, NULL, 0)",
            [tenant],
        )
        await run(
            "INSERT INTO oltp.companies (tenant_id, id, name, slug) VALUES (%s, %s, 'bench', 'bench')",
            [tenant, company_id],
        )
        await run(
            "INSERT INTO oltp.email_accounts (tenant_id, company_id, email, provider, status, daily_limit)"
            " SELECT %s, %s, 'box' || n || '@acme.example', 'sandbox', 'active', 1000000 FROM generate_series(1, %s) n",
            [tenant, company_id, MAILBOXES],
        )
        await run(
            "INSERT INTO oltp.templates (tenant_id, id, name, content) VALUES (%s, %s, 'bench', 'Hi')",
            [tenant, template_id],
        )
        await run(
            "INSERT INTO oltp.template_versions (tenant_id, template_id, version, engine, subject, content)"
            " VALUES (%s, %s, 1, 'minijinja', 'Hi', 'Hi')",
            [tenant, template_id],
        )
        await run(
            "INSERT INTO oltp.leads (tenant_id, email, first_name, company, custom_fields)"
            " SELECT %s, 'lead' || n || '@d' || n %% 5000 || '.example', 'Ada', 'Acme', '{\"seats\": 5}'"
            " FROM generate_series(1, %s) n",
            [tenant, leads],
        )
        await run("INSERT INTO oltp.lists (tenant_id, id, name) VALUES (%s, %s, 'all')", [tenant, list_id])
        await run(
            "INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id) SELECT tenant_id, %s, id FROM oltp.leads"
            " WHERE tenant_id = %s",
            [list_id, tenant],
        )
    return scope, company_id, template_id, list_id


async def campaign(
    databases: Databases,
    scope: Scope,
    company_id: UUID,
    template_id: UUID,
    *,
    list_id: UUID | None = None,
    waits: bool = False,
) -> UUID:
    """A campaign that sends by all mailboxes; `waits`: two emails with a day between them."""
    campaign_id = ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        run = tx.connection.execute
        own = [scope.tenant_id, company_id, campaign_id]
        await run(
            "INSERT INTO oltp.campaigns (tenant_id, company_id, id, name, status, started)"
            " VALUES (%s, %s, %s, 'bench', 'sending', now())",
            own,
        )
        await run(
            "INSERT INTO oltp.campaign_mailboxes (tenant_id, company_id, campaign_id, email_account_id)"
            " SELECT %s, %s, %s, id FROM oltp.email_accounts",
            own,
        )
        steps = [("email", None), ("wait", 24), ("email", None)] if waits else [("email", None)]
        for place, (kind, hours) in enumerate(steps):
            await run(
                "INSERT INTO oltp.campaign_sequence_steps (tenant_id, company_id, campaign_id, step_order, step_type,"
                " wait_duration_hours, template_id, template_version) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [*own, place + 1, kind, hours, *([template_id, 1] if kind == "email" else [None, None])],
            )
        if list_id is not None:
            await run(
                "INSERT INTO oltp.campaign_lists (tenant_id, company_id, campaign_id, list_id) VALUES (%s, %s, %s, %s)",
                [*own, list_id],
            )
    return campaign_id


async def enrol(databases: Databases, scope: Scope, campaign_id: UUID, offset: int) -> None:
    """Enrolments that fall due one after the other; `created` keeps when."""
    begin = clock.now() + timedelta(seconds=3)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.enrolments (tenant_id, company_id, campaign_id, lead_id, next_due, created)"
            " SELECT c.tenant_id, c.company_id, c.id, l.id, %s + (l.place - %s) * %s, %s + (l.place - %s) * %s FROM oltp.campaigns c,"
            " (SELECT id, row_number() OVER (ORDER BY id) AS place FROM oltp.leads ORDER BY id OFFSET %s LIMIT %s) l"
            " WHERE c.id = %s",
            [begin, offset, SPREAD / EACH, begin, offset, SPREAD / EACH, offset, EACH, campaign_id],
        )


async def analyse(databases: Databases) -> None:
    """Statistics, as the server's own round would make them."""
    owner = databases.address(Tier.OLTP.home, Role.OWNER)
    async with await AsyncConnection.connect(owner, autocommit=True) as connection:
        await connection.execute("ANALYZE oltp.leads, oltp.list_contacts, oltp.email_accounts")


def processor() -> float:
    """Seconds of processor this process has taken."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
