"""How quickly segments of a million leads are counted and paged, and which index each question uses.

A tenant of 1,000,000 leads beside one of 200,000 with the same values. Up to five of 40 tags a lead (the
commonest on two fifths, the rarest on some hundreds), four custom fields, engagement of 60 %, a list of
300,000 and one of 2,000. Each figure is the median of 5, on warm caches; "deep" is the page after 60 % of all
ids. The bounds are a second a count and 50 ms a page. A page of what (nearly) nobody is and no index knows, like
a number far too high or a piece of a name, reads all leads and takes as long as the count, or longer.
"""

import statistics
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from psycopg import AsyncConnection

from penguinmails.audiences import (
    Search,
    count_matching,
    load_catalogue,
    page_matching,
    question_for,
)
from penguinmails.audiences.segments import store
from penguinmails.audiences.segments.compiling import Parameters, compile_node
from penguinmails.audiences.segments.matching import reading
from penguinmails.audiences.segments.model import Node
from penguinmails.audiences.segments.store import Bounds
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Connection, Databases, Scope
from penguinmails.kernel.tiers import Role, Tier

T = TypeVar("T")
LEADS, NEIGHBOURS, RUNS = 1_000_000, 200_000, 5

QUESTIONS: dict[str, str | None] = {
    "everybody": None,
    "tags has tag1": None,
    "tags has tag40": "leads_tags_idx",
    "custom_fields.plan is enterprise": None,
    "custom_fields.account is acc-4711": "leads_custom_fields_idx",
    "custom_fields.purchases above 98": None,
    "custom_fields.purchases above 1000": None,
    "custom_fields.renewal before 2026-01-15": None,
    "tags has tag30 and custom_fields.plan is pro": "leads_tags_idx",
    "tags has tag40 and custom_fields.account is acc-4711": "idx",
    "not tags has tag1 and not custom_fields.plan is free": None,
    'engagement.last_opened after "3 days ago"': None,
    "engagement.sent is 0": None,
    "engagement.opened_human above 3 and engagement.replied is 0 and status is active": None,
    "list is Customers": None,
    "list is Few": "list_contacts",
    "list not Customers and engagement.score above 90": None,
    "list is Few or tags has tag40 or custom_fields.account is acc-4711": None,
    "email_domain is d17.example": "leads_email_domain_idx",
    "name contains berta": None,
    "text contains qqq": None,
}


async def main(databases: Databases) -> list[dict[str, object]]:
    """Load the leads, ask, answer a row a question."""
    tenant = await load(databases)
    catalogue = await load_catalogue(databases, tenant)
    middle = await middle_of(databases, tenant)
    rows: list[dict[str, object]] = []
    for words, index in QUESTIONS.items():
        question = question_for(Search(where=words), catalogue)
        plan = await plan_of(databases, tenant, question)
        if index is not None:
            assert index in plan, f"{words} does not use {index}:\n{plan}"
        leads, count = await timed(lambda question=question: count_matching(databases, tenant, question))
        _, first = await timed(lambda question=question: page_matching(databases, tenant, question))
        _, deep = await timed(
            lambda question=question: page_matching(databases, tenant, question, after=middle)
        )
        rows.append(
            {
                "question": words,
                "leads": f"{leads:,}",
                "count ms": f"{count:.0f}",
                "page ms": f"{first:.1f}",
                "deep page ms": f"{deep:.1f}",
                "how it counts": how(plan),
            }
        )
    return rows


async def timed(work: Callable[[], Awaitable[T]]) -> tuple[T, float]:
    """What it answers, and the median of its times in ms."""
    answer = await work()
    times: list[float] = []
    for _ in range(RUNS):
        start = time.perf_counter()
        answer = await work()
        times.append((time.perf_counter() - start) * 1e3)
    return answer, statistics.median(times)


async def plan_of(databases: Databases, tenant: Scope, question: Node) -> str:
    """The plan of the count."""
    parameters = Parameters(counting=True)
    condition = compile_node(question, parameters, clock.now())
    query = store.queries.count_leads.narrowed(condition)
    async with reading(databases) as tx:
        cursor = await tx.connection.execute(
            b"EXPLAIN " + query.text.encode(),
            {**Bounds.of(tenant).parameters, **parameters.values, "after": store.FIRST},
        )
        return "\n".join(row[0] for row in await cursor.fetchall())


def how(plan: str) -> str:
    """The plan's ways to the rows, in order."""
    lines = [line.strip(" ->") for line in plan.splitlines()]
    scans = [line.partition("  (")[0] for line in lines if "Scan" in line.partition("  (")[0]]
    short = (scan.replace("Parallel ", "‖ ").replace(" on oltp.", " ").replace(" Scan", "") for scan in scans)
    return "; ".join(dict.fromkeys(short))


async def middle_of(databases: Databases, tenant: Scope) -> UUID:
    """An id with three fifths of the leads before it."""
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        cursor = await tx.connection.execute(
            "SELECT id FROM oltp.leads ORDER BY id OFFSET %s LIMIT 1", [LEADS * 3 // 5]
        )
        row = await cursor.fetchone()
    assert row
    return row[0]


async def load(databases: Databases) -> Scope:
    """Fill the tables."""
    tenant, neighbour = Scope.tenant_wide(ids.uuid7()), Scope.tenant_wide(ids.uuid7())
    for scope, leads in ((neighbour, NEIGHBOURS), (tenant, LEADS)):
        async with databases.worker(Tier.OLTP) as tx:
            await fill(tx.connection, scope.tenant_id, leads)
    owner = databases.address(Tier.OLTP.home, Role.OWNER)
    async with await AsyncConnection.connect(owner, autocommit=True) as connection:
        await connection.execute(
            "VACUUM (ANALYZE) oltp.leads, oltp.lead_engagement, oltp.list_contacts, oltp.lists"
        )
    return tenant


async def fill(connection: Connection, tenant: UUID, leads: int) -> None:
    """A tenant with a company, its fields, lists, leads and what these did."""
    names = {
        "tenant": tenant,
        "company": ids.uuid7(),
        "many": ids.uuid7(),
        "few": ids.uuid7(),
        "leads": leads,
    }
    for statement in _STATEMENTS:
        await connection.execute(statement, names)


# The n-th tag on about every 1.5·n-th lead, so that tag 1 is common and tag 40 is not; numbers are spread by hashing.
_STATEMENTS = (
    "INSERT INTO oltp.tenants (id, name) VALUES (%(tenant)s, 'bench')",
    "INSERT INTO oltp.companies (tenant_id, id, name, slug) VALUES (%(tenant)s, %(company)s, 'bench', 'bench')",
    """INSERT INTO oltp.custom_field_definitions (tenant_id, key, label, type)
       VALUES (%(tenant)s, 'plan', 'Plan', 'text'), (%(tenant)s, 'account', 'Account', 'text'),
              (%(tenant)s, 'purchases', 'Purchases', 'number'), (%(tenant)s, 'renewal', 'Renewal', 'date')""",
    """INSERT INTO oltp.lists (tenant_id, id, name)
       VALUES (%(tenant)s, %(many)s, 'Customers'), (%(tenant)s, %(few)s, 'Few')""",
    """INSERT INTO oltp.leads (tenant_id, id, company_id, email, first_name, last_name, company, status, custom_fields, tags)
       SELECT %(tenant)s, uuidv7(make_interval(secs => n / 1000.0 - 2000)), %(company)s,
              'lead' || n || '@d' || h %% 2000 || '.example',
              (ARRAY['Anna', 'Berta', 'Carla', 'Dora', 'Emil', 'Fritz', 'Gustav', 'Hans'])[(1 + (h >> 3) %% 8)::int],
              'Name' || (h >> 5) %% 5000, 'Company ' || h %% 20000,
              CASE WHEN h %% 20 = 0 THEN 'bounced' WHEN h %% 33 = 0 THEN 'unsubscribed' ELSE 'active' END,
              jsonb_build_object(
                  'plan', CASE WHEN h %% 100 < 70 THEN 'free' WHEN h %% 100 < 98 THEN 'pro' ELSE 'enterprise' END,
                  'account', 'acc-' || (h >> 2) %% 50000,
                  'purchases', (h >> 7) %% 100,
                  'renewal', date '2026-01-01' + ((h >> 4) %% 365)::int),
              ARRAY(SELECT DISTINCT 'tag' || least(40, floor(40.0 / (1 + ((h >> (3 * k)::int) & 1023) * 39.0 / 1023)))::int
                      FROM generate_series(1, h %% 6) AS k)
         FROM (SELECT n, hashint8(n)::bigint + 2147483648 AS h FROM generate_series(1, %(leads)s::int) AS n) AS made""",
    """INSERT INTO oltp.lead_engagement (tenant_id, lead_id, company_id, version, sent, opened_human, replied, score,
           last_sent, last_opened, last_engaged)
       SELECT tenant_id, id, company_id, 1, 1 + h %% 12, h %% 6, (h %% 50 = 0)::int, h %% 101, now(),
              now() - make_interval(mins => (h %% 260000)::int), now() - make_interval(mins => (h %% 260000)::int)
         FROM (SELECT *, uuid_hash(id)::bigint + 2147483648 AS h FROM oltp.leads WHERE tenant_id = %(tenant)s) AS made
        WHERE h %% 10 < 6""",
    """INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id, company_id)
       SELECT tenant_id, %(many)s, id, company_id
         FROM (SELECT *, uuid_hash(id)::bigint + 2147483648 AS h FROM oltp.leads WHERE tenant_id = %(tenant)s) AS made
        WHERE h %% 100 < 30
       UNION ALL
       SELECT tenant_id, %(few)s, id, company_id
         FROM (SELECT *, uuid_hash(id)::bigint + 2147483648 AS h FROM oltp.leads WHERE tenant_id = %(tenant)s) AS made
        WHERE h %% 500 = 7""",
)
