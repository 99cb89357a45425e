"""A ledger to measure on: tenants of very different size, their campaigns, and what happened to the mail.

Made by the server itself, for a client's time would be measured with it. Each message has about 2.5 events; opens and
clicks are judged. Batches of 5,000 rows wait in the queue, as the ingest leaves them.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from psycopg import AsyncConnection

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Role, Tier

EVENTS: Final = int(os.environ.get("PENGUINMAILS_BENCH_EVENTS", "1000000"))
TENANTS: Final = 200
LARGEST: Final = 0.1
"""The part of all events that the first tenant has."""
EVENTS_A_MESSAGE: Final = 2.5
DAYS: Final = 28
BATCH: Final = 5000
_CHUNK: Final = 100_000
"""Messages made in one transaction."""

_MAIL: Final[LiteralString] = """
SELECT uuidv7(at - now()) AS message_id, at, n, random() AS luck,
       md5(%(tenant)s || 'company')::uuid AS company_id,
       md5(%(tenant)s || 'campaign' || n %% 20)::uuid AS campaign_id,
       md5(%(tenant)s || 'step' || n %% 20 || n / 20 %% 3)::uuid AS step_id,
       CASE WHEN n %% 20 < 5 THEN md5(%(tenant)s || 'variant' || n %% 20 || n / 20 %% 6)::uuid END AS variant_id,
       md5(%(tenant)s || 'mailbox' || n %% 11)::uuid AS mailbox_id,
       md5(%(tenant)s || 'lead' || n %% 20 || n / 60)::uuid AS lead_id,
       CASE WHEN n %% 10 = 9 THEN 'warmup' ELSE 'campaign' END AS message_kind,
       (ARRAY['google', 'google', 'microsoft', 'yahoo', 'example.net'])[1 + n %% 5] AS receiving_provider
  FROM (SELECT n, now() - make_interval(days => %(days)s)
                  + %(days)s * interval '1 day' * (n / %(all)s::float8) * (0.98 + 0.02 * random()) AS at
          FROM generate_series(%(first)s::int, %(last)s::int) n) numbered
"""
_HAPPENED: Final[LiteralString] = """
SELECT m.message_id, gen_random_uuid() AS event_id, m.company_id, e.kind, m.at + e.later AS occurred, m.at,
       (ARRAY['delivery', 'tracking', 'inbound', 'provider'])[e.source] AS source,
       CASE WHEN e.kind = 'bounced' THEN (ARRAY['hard', 'soft', 'block'])[1 + n %% 3] END AS bounce_type,
       CASE WHEN e.source = 2 THEN (ARRAY['desktop', 'mobile', 'tablet'])[1 + n %% 3] END AS device_type,
       CASE WHEN e.source = 2 THEN (ARRAY['outlook', 'gmail_proxy', 'apple_mail_privacy', 'thunderbird'])[1 + n %% 4] END AS client,
       CASE WHEN e.source = 2 THEN (ARRAY['DE', 'FR', 'US-CA', 'US-NY', 'JP'])[1 + n %% 5] END AS location,
       CASE WHEN e.kind = 'clicked' THEN 'https://example.com/offer/' || n %% 3 END AS link_url,
       CASE WHEN e.source = 2 THEN network(set_masklen('10.0.0.0'::inet + (n %% 16000000), 24)) END AS ip_address,
       row_number() OVER (ORDER BY m.at + e.later) / %(batch)s AS batch
  FROM mail m
 CROSS JOIN LATERAL (
    SELECT 'sent' AS kind, interval '0' AS later, 1 AS source
     UNION ALL SELECT 'delivered', interval '2 s', 4 WHERE m.n %% 5 < 2
     UNION ALL SELECT 'deferred', interval '1 s', 1 WHERE m.n %% 16 = 0
     UNION ALL SELECT 'opened', (1 + 90000 * random()) * interval '1 s', 2 WHERE luck < 0.5
     UNION ALL SELECT 'opened', (5 + 200000 * random()) * interval '1 s', 2 WHERE luck < 0.25
     UNION ALL SELECT 'clicked', (9 + 99000 * random()) * interval '1 s', 2 WHERE luck < 0.15
     UNION ALL SELECT 'replied', (60 + 150000 * random()) * interval '1 s', 3 WHERE luck < 0.05
     UNION ALL SELECT 'auto_replied', interval '10 s', 3 WHERE luck BETWEEN 0.5 AND 0.53
     UNION ALL SELECT 'bounced', interval '20 s', 3 WHERE luck BETWEEN 0.6 AND 0.63
     UNION ALL SELECT 'unsubscribed', interval '50 min', 2 WHERE luck BETWEEN 0.1 AND 0.12
     UNION ALL SELECT 'complained', interval '70 min', 4 WHERE luck BETWEEN 0.12 AND 0.125) e
"""
_BATCHES: Final[LiteralString] = """
SELECT batch, uuidv7() AS batch_id, count(*) AS rows FROM happened GROUP BY batch
"""
_EVENTS: Final[LiteralString] = """
INSERT INTO olap.email_events (tenant_id, message_id, event_id, company_id, kind, occurred, batch_id, source, message_kind,
       campaign_id, step_id, variant_id, mailbox_id, sending_domain, receiving_provider, lead_id, bounce_type, device_type,
       client, location, link_url, ip_address)
SELECT %(tenant_id)s, h.message_id, h.event_id, h.company_id, h.kind, h.occurred, b.batch_id, h.source, m.message_kind,
       CASE m.message_kind WHEN 'campaign' THEN m.campaign_id END, CASE m.message_kind WHEN 'campaign' THEN m.step_id END,
       CASE m.message_kind WHEN 'campaign' THEN m.variant_id END, m.mailbox_id,
       CASE h.kind WHEN 'sent' THEN 'bikes.example.com' END, m.receiving_provider,
       CASE m.message_kind WHEN 'campaign' THEN m.lead_id END, h.bounce_type, h.device_type, h.client, h.location,
       h.link_url, h.ip_address
  FROM happened h
  JOIN batches b USING (batch)
  LEFT JOIN mail m ON m.message_id = h.message_id AND h.kind = 'sent'
 ORDER BY h.batch, h.message_id
"""
_VERDICTS: Final[LiteralString] = """
INSERT INTO olap.event_verdicts (tenant_id, message_id, event_id, rule_version, company_id, verdict, reason, batch_id)
SELECT %(tenant_id)s, h.message_id, h.event_id, 1, h.company_id,
       CASE WHEN hashtext(h.event_id::text) %% 3 = 0 THEN 'machine' ELSE 'human' END, 'browser', b.batch_id
  FROM happened h
  JOIN batches b USING (batch)
 WHERE h.kind IN ('opened', 'clicked')
 ORDER BY h.batch, h.message_id
"""
_QUEUE: Final[LiteralString] = (
    "INSERT INTO olap.rollup_queue (tenant_id, batch_id, rows) SELECT %(tenant_id)s, batch_id, rows FROM batches"
)
# One statement, for no role but the server's own may make temporary tables.
_FILL: Final[LiteralString] = (
    "WITH mail AS MATERIALIZED (" + _MAIL + "), happened AS MATERIALIZED (" + _HAPPENED + "), batches AS MATERIALIZED ("
    + _BATCHES + "), events AS (" + _EVENTS + "), verdicts AS (" + _VERDICTS + ") " + _QUEUE
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """The tenants, the largest first, and how many events there are."""

    tenants: list[UUID]
    events: int


def shares() -> Iterator[float]:
    """What part of all events each tenant has."""
    yield LARGEST
    weights = [1 / (place + 20) for place in range(TENANTS - 1)]
    for weight in weights:
        yield (1 - LARGEST) * weight / sum(weights)


async def load(databases: Databases, events: int = EVENTS) -> Loaded:
    """Fill the ledger and its queue; the facts are still empty."""
    tenants: list[UUID] = []
    for share in shares():
        tenant_id, messages = ids.uuid7(), max(1, int(events * share / EVENTS_A_MESSAGE))
        tenants.append(tenant_id)
        for first in range(0, messages, _CHUNK):
            await _fill(databases, tenant_id, first, min(first + _CHUNK, messages) - 1, messages)
    owner = databases.address(Tier.OLAP.home, Role.OWNER)
    async with await AsyncConnection.connect(owner, autocommit=True) as connection:
        await connection.execute("ANALYZE olap.email_events, olap.event_verdicts, olap.rollup_queue")
    async with databases.worker(Tier.OLAP) as tx:
        cursor = await tx.connection.execute("SELECT count(*) FROM olap.email_events")
        row = await cursor.fetchone()
    return Loaded(tenants, row[0] if row else 0)


async def _fill(databases: Databases, tenant_id: UUID, first: int, last: int, messages: int) -> None:
    said = {
        "tenant": str(tenant_id),
        "tenant_id": tenant_id,
        "first": first,
        "last": last,
        "all": messages,
        "days": DAYS,
        "batch": BATCH,
    }
    async with databases.worker(Tier.OLAP) as tx:
        await tx.connection.execute(_FILL, said)
